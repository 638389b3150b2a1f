import { setImmediate, setTimeout } from 'node:timers/promises';
import { types } from 'node:util';
import { Configuration } from '../../../config/configuration';
import { isRecord } from '../../../internal/is-record';
import { redactText } from '../../../internal/redact';
import { SYSTEM_SECRETS } from '../../../migrate/rules/secrets';
import { completeInput } from '../../../runtime/complete-input';
import { runLambda } from '../../../runtime/run-lambda';
import { setEnvironment } from '../../../testing/environment';
import { sampleConversation } from '../../../testing/events/sample-conversation';
import { loadNock } from '../../../testing/nock';
import { createPlatform, type Platform } from '../../../testing/platform/platform';
import type { NamedInput, Observation, SentRequest } from './messages';

/** How hosts outside of LivePerson answer. */
export interface Answers {
  readonly name: string;
  readonly status: number;
  readonly body: string;
}

/** Hosts answer well, or hosts fail. Both ways of a function are compared. */
export const ANSWERS: readonly Answers[] = [
  { name: 'hosts answer 200', status: 200, body: '{"ok":true,"id":"1"}' },
  { name: 'hosts answer 500', status: 500, body: '{"error":"failed"}' },
];

const PAUSE_MS = 40;
const MAX_PAUSES = 25;
/** Turns of the event loop in a pause. On a busy machine, a pause may end before the work had a turn. */
const TURNS = 50;
const ACCOUNT = '12345678';
const FUNCTION_ID = '00000000-0000-4000-8000-000000000000';
/** The gateway of the offline account may be a server on this machine. */
const NOT_LOOPBACK = /^(?!https?:\/\/(127\.0\.0\.1|localhost|\[::1\]))/;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
/** Services that only sign in or find a host. V2 uses them in another way. */
const ONLY_ON_THE_WAY = ['csds', 'sentinel'];
/** Headers that differ between the clients of V1 and V2 in any case. */
const NOT_COMPARED =
  /^(host|connection|content-length|keep-alive|transfer-encoding|accept-encoding|accept-language|sec-fetch-mode|authorization|x-request-id|user-agent|lp-url|referer)$/i;
/** Headers that fetch adds. */
const ADDED: Readonly<Record<string, string>> = { accept: '*/*', 'content-type': 'text/plain;charset=UTF-8' };

/** Runs a file with one input on an account of its own, and records what can be observed. */
export async function observe(
  file: string,
  form: 'v1' | 'v2',
  { input }: NamedInput,
  answers: Answers,
  hosts: Set<string>,
  timeoutMs: number,
): Promise<Observation> {
  const platform = openPlatform(form === 'v1' ? [...hosts] : []);
  const restore = setEnvironment({ X_LIVEPERSON_BRAND_ID: ACCOUNT, X_LIVEPERSON_FUNCTION_UUID: FUNCTION_ID });
  const outside: SentRequest[] = [];
  answerEverything(answers, (host, request) => {
    hosts.add(host);
    outside.push(request);
  });
  try {
    const copy = structuredClone(input);
    const ended = await runLambda({ lambda: file, form, fresh: true, input: completeInput(copy), timeoutMs });
    await untilQuiet(() => platform.requests.length + outside.length);
    const logs = ended.logs.map(({ level, message, extras }) => [
      level,
      ...[message, ...extras].map(withoutStack),
    ]);
    const requests = [...inside(platform), ...outside];
    const { result, error } = ended;
    return {
      ...(result !== undefined && { result }),
      ...(error !== undefined && { error: error.message }),
      logs,
      requests,
    };
  } finally {
    restore();
    await platform.close();
    loadNock().cleanAll();
  }
}

function openPlatform(whitelist: readonly string[]): Platform {
  const { secrets } = new Configuration().settings();
  const system = [...Object.keys(SYSTEM_SECRETS), ...Object.values(SYSTEM_SECRETS)];
  const own = [...secrets].filter(([key]) => key !== '' && !system.includes(key));
  const credentials = { client_id: 'test-client-id', client_secret: 'test-client-secret' };
  const platform = createPlatform({
    accountId: ACCOUNT,
    secrets: { ...Object.fromEntries(own), ...Object.fromEntries(system.map((key) => [key, credentials])) },
    whitelist,
    functionId: FUNCTION_ID,
    logger: { warn: () => undefined },
  });
  platform.conversations.add(sampleConversation());
  return platform;
}

/**
 * Waits until no more requests are sent. Work that a function left behind belongs to its run. It must not reach the account of the next
 * run.
 */
async function untilQuiet(count: () => number): Promise<void> {
  for (let pause = 0, before = -1; pause < MAX_PAUSES && before !== count(); pause++) {
    before = count();
    await setTimeout(PAUSE_MS);
    for (let turn = 0; turn < TURNS; turn++) await setImmediate();
  }
}

/** The stacks of the two versions name different places. */
function withoutStack(value: unknown): unknown {
  if (types.isNativeError(value)) return String(value);
  return typeof value === 'string' ? value.replace(/\n[ \t]+at [\s\S]*$/, '') : value;
}

/** Answers the requests that no double answers. */
function answerEverything(
  { status, body }: Answers,
  note: (host: string, request: SentRequest) => void,
): void {
  const scope = loadNock()(NOT_LOOPBACK).persist();
  for (const method of METHODS) {
    scope
      .intercept(() => true, method)
      .reply(function reply(
        this: { req: { headers: Record<string, string | string[]>; path: string } },
        _path: string,
        sent: unknown,
      ) {
        const headers = this.req.headers;
        const host = String(headers.host ?? '').replace(/:\d+$/, '');
        const text = typeof sent === 'string' ? sent : JSON.stringify(sent);
        note(host, toRequest(method, `${host}${this.req.path}`, headers, text));
        return [status, method === 'HEAD' ? '' : body, { 'content-type': 'application/json' }];
      });
  }
}

function inside(platform: Platform): SentRequest[] {
  return platform.requests
    .filter(({ service }) => !ONLY_ON_THE_WAY.includes(service))
    .map(({ method, url, headers, body }) =>
      toRequest(method, url, headers, JSON.stringify(withoutTime(body))),
    );
}

/** The body of an invocation has the time at which it was sent. */
function withoutTime(body: unknown): unknown {
  return isRecord(body) ? { ...body, timestamp: undefined } : body;
}

function toRequest(
  method: string,
  url: string,
  headers: Readonly<Record<string, string | string[]>>,
  body: string,
): SentRequest {
  const kept = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), String(value)] as const)
    .filter(([name, value]) => !NOT_COMPARED.test(name) && ADDED[name] !== value)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return { method, url: redactText(url), headers: Object.fromEntries(kept), body };
}
