import type { ObservedRequest } from '../../host/observe/types';
import { bytes, duration } from '../data/format';
import { useState } from '../preact';
import { Badge, Empty } from '../ui/parts';
import { endOf, marksOf, phasesOf } from './phases';

/** The requests of an invocation on a ruler. The ruler shows the time that they took, or the time limit of the invocation. */
export function Waterfall({ requests, durationMs, limitMs }: WaterfallProps) {
  const [isWhole, setIsWhole] = useState(false);
  const end = endOf(requests, durationMs);
  const length = isWhole ? Math.max(limitMs, end) : end;
  const at = (ms: number) => `${(ms / length) * 100}%`;
  const limit = duration(limitMs);
  return (
    <div class="waterfall">
      <div class="bar">
        <p class="used">
          <span
            class={durationMs > limitMs * 0.8 ? 'meter near' : 'meter'}
            role="img"
            aria-label={`${duration(durationMs)} of ${limit} used`}
          >
            <span style={{ width: `${Math.min(100, (durationMs / limitMs) * 100)}%` }} />
          </span>
          {duration(durationMs)} of {limit}
        </p>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would not fit in a row of buttons. */}
        <div class="tabs" role="group" aria-label="Ruler">
          <button type="button" class="tab" aria-pressed={!isWhole} onClick={() => setIsWhole(false)}>
            The run
          </button>
          <button type="button" class="tab" aria-pressed={isWhole} onClick={() => setIsWhole(true)}>
            {limit}
          </button>
        </div>
      </div>
      {requests.length === 0 ? (
        <Empty title="This invocation made no requests.">
          <p>Requests of the toolbelt's HTTP client and of all other clients appear here.</p>
        </Empty>
      ) : (
        <div class="chart">
          <div class="ruler" aria-hidden="true">
            {marksOf(length).map((mark) => (
              <span key={mark} style={{ left: at(mark) }}>
                {mark === 0 ? '0' : duration(mark)}
              </span>
            ))}
          </div>
          {/* biome-ignore lint/a11y/noRedundantRoles: a list without markers is none for some screen readers. */}
          <ol role="list" aria-label="Requests">
            {requests.map((request, index) => (
              <Row key={index} request={request} now={end} at={at} />
            ))}
          </ol>
          <p class="legend" aria-hidden="true">
            <span class="swatch wait" /> wait for the limiter
            <span class="swatch connect" /> connect
            <span class="swatch first-byte" /> first byte
            <span class="swatch body" /> body
            <span class="swatch denied" /> denied
            <span class="swatch limited" /> 429
          </p>
        </div>
      )}
    </div>
  );
}

interface WaterfallProps {
  requests: readonly ObservedRequest[];
  durationMs: number;
  limitMs: number;
}

function Row({ request, now, at }: { request: ObservedRequest; now: number; at(ms: number): string }) {
  const { method, url, startMs, endMs, isReused, status, error, deniedBy } = request;
  const phases = phasesOf(request, now);
  const kind = kindOf(request);
  const [host, path] = partsOf(url);
  const facts = [
    ...phases.map(({ name, from, to }) => `${name} ${duration(to - from)}`),
    ...(isReused ? ['kept connection'] : []),
    ...(request.bytes === undefined ? [] : [bytes(request.bytes)]),
    ...(error === undefined ? [] : [error]),
  ].join(' · ');
  return (
    <li class={`request ${kind}`}>
      <div class="request-head">
        <span class="method">{method}</span>
        <span class="url" title={url}>
          {host}
          <span class="path">{path}</span>
        </span>
        <Badge tone={TONES[kind]}>
          {deniedBy === 'whitelist'
            ? 'Not on the whitelist'
            : deniedBy
              ? 'Rate limit'
              : (status ?? 'No answer')}
        </Badge>
        <span class="total">{duration(endMs)}</span>
      </div>
      <div class="track" aria-hidden="true">
        {phases.map(({ id, name, from, to }) => (
          <span
            key={id}
            class={`phase ${id}`}
            title={`${name} ${duration(to - from)}`}
            style={{ left: at(from), width: at(to - from) }}
          />
        ))}
        {deniedBy !== undefined && <span class="phase stop" style={{ left: at(startMs) }} />}
      </div>
      <p class="request-facts">
        from {duration(startMs)}
        {facts === '' ? '' : ` · ${facts}`}
      </p>
    </li>
  );
}

const TONES = { denied: 'bad', limited: 'warn', failed: 'bad', fine: 'good' } as const;

function kindOf({ deniedBy, status, error }: ObservedRequest): keyof typeof TONES {
  if (deniedBy === 'rate-limit' || status === 429) return 'limited';
  if (deniedBy !== undefined) return 'denied';
  return error !== undefined || status === undefined || status >= 400 ? 'failed' : 'fine';
}

function partsOf(url: string): [host: string, path: string] {
  const match = /^[a-z]+:\/\/([^/?]+)(.*)$/i.exec(url);
  return [match?.[1] ?? url, match?.[2] ?? ''];
}
