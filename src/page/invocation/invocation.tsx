import type { FunctionDetail, Invocation, InvocationPage, SettingsView } from '../../host/observe/types';
import { post, query } from '../data/api';
import { bytes, duration, moment, pretty } from '../data/format';
import { goTo, linkTo } from '../data/route';
import { useAction, useData } from '../data/use-data';
import { Code, Empty, Fact, Heading, Loading, Problem, Section, Status } from '../ui/parts';
import { InvocationLogs } from './logs';
import { Waterfall } from './waterfall';

/** The limit of LivePerson. It is used until the settings of the host have arrived. */
const USUAL_LIMIT_MS = 30_000;

/** One invocation: its input, its answer, its logs and its requests. */
export function InvocationPlace({ id }: { id: string }) {
  const { value: invocation, problem } = useData<Invocation>(`/invocations/${encodeURIComponent(id)}`, [
    'invocation-ended',
    'log',
    'request',
  ]);
  const { value: settings } = useData<SettingsView>('/settings');
  const replay = useAction(async () => {
    const again = await post<Invocation>(`/invocations/${encodeURIComponent(id)}/replay`);
    goTo(linkTo('invocations', again.id));
  });
  if (!invocation) {
    return (
      <>
        <Heading title="Invocation" />
        <Loading problem={problem} />
      </>
    );
  }
  const { startedAt, trigger, durationMs, memoryBytes, version, pid, cut, isInputRedacted } = invocation;
  const elapsed = durationMs ?? Date.now() - startedAt;
  return (
    <>
      <Heading
        title={invocation.function}
        lead={
          <>
            Invocation of {moment(startedAt)}, started by {trigger}.
          </>
        }
      >
        <button type="button" class="primary" disabled={replay.busy} onClick={() => void replay.run()}>
          {replay.busy ? 'Running…' : 'Replay'}
        </button>
        <a class="button" href={`${linkTo('send')}?from=${encodeURIComponent(id)}`}>
          Replay with changes
        </a>
        <CompareWithLast invocation={invocation} />
      </Heading>
      <Problem text={replay.problem} />
      {isInputRedacted && (
        <p class="note">
          A credential was removed from the input: a replay sends <code>[redacted]</code> in its place.
        </p>
      )}
      {cut.length > 0 && (
        <p class="note">
          Too large or nested too deeply to be kept in full: {cut.join(', ')}.
          {cut.includes('input') && ' A replay sends what was kept of the input.'}
        </p>
      )}
      <dl class="facts" aria-live="polite">
        <Fact name="Status">
          <Status of={invocation} />
        </Fact>
        <Fact name="Duration">{duration(durationMs)}</Fact>
        <Fact name="Memory">{bytes(memoryBytes)}</Fact>
        <Fact name="Version">{version}</Fact>
        <Fact name="Process">{pid ?? '–'}</Fact>
        <Fact name="Function">
          <a href={linkTo('functions', invocation.function)}>{invocation.function}</a>
        </Fact>
      </dl>
      <Outcome invocation={invocation} />
      <Section title="Requests">
        <Waterfall
          requests={invocation.requests}
          durationMs={elapsed}
          limitMs={settings?.limits.timeoutMs ?? USUAL_LIMIT_MS}
        />
      </Section>
      {invocation.diagnostics.length > 0 && (
        <Section title="Diagnostics">
          <ul class="diagnostics">
            {invocation.diagnostics.map(({ code, message }) => (
              <li key={code}>
                <code>{code}</code> {message}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title="Logs">
        <InvocationLogs entries={invocation.logs} />
      </Section>
      <Section title="Input">
        <Code label="Input" text={pretty(invocation.input)} />
      </Section>
    </>
  );
}

function CompareWithLast({ invocation: { id, function: name } }: { invocation: Invocation }) {
  const { value } = useData<InvocationPage>(`/invocations${query({ function: name, before: id, limit: 1 })}`);
  const before = value?.invocations[0];
  if (!before) return null;
  return (
    <a class="button" href={linkTo('compare', before.id, id)}>
      Compare with the run before
    </a>
  );
}

function Outcome({ invocation }: { invocation: Invocation }) {
  const { status, error } = invocation;
  if (status === 'running') {
    return (
      <Section title="Result">
        <Empty title="It is still running." />
      </Section>
    );
  }
  if (!error) {
    return (
      <Section title="Result">
        <Code label="Result" text={pretty(invocation.result)} />
      </Section>
    );
  }
  const { code, message, stack, line } = error;
  return (
    <Section title="Error">
      <div class="failure">
        <p>
          <code>{code}</code> <strong>{message}</strong>
        </p>
        {line && <FailedLine name={invocation.function} {...line} />}
      </div>
      {stack !== undefined && <Code label="Stack" text={stack} />}
    </Section>
  );
}

/** The place of a failure. When it is in the file of the function, the code is shown too. */
function FailedLine({
  name,
  file,
  line,
  column,
}: {
  name: string;
  file: string;
  line: number;
  column: number;
}) {
  const { value: detail } = useData<FunctionDetail>(`/functions/${encodeURIComponent(name)}`);
  const isItsFile = detail !== undefined && file.replaceAll('\\', '/').endsWith(`/${detail.file}`);
  const lines = isItsFile ? detail.source.split('\n') : [];
  const first = Math.max(1, line - 2);
  return (
    <>
      <p class="place">
        <code>
          {isItsFile ? detail.file : file}:{line}:{column}
        </code>
      </p>
      {lines.length >= line && (
        <ol class="snippet" start={first}>
          {lines.slice(first - 1, line + 2).map((text, index) => (
            <li key={index} value={first + index} class={first + index === line ? 'failed-line' : ''}>
              <code>{text === '' ? ' ' : text}</code>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
