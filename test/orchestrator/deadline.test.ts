import { getEventListeners } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Authorizer } from '../../src/http/request/auth';
import { ErrorCodes, ErrorStrategy, RequestError, Toolbelt } from '../../src/index';
import * as abort from '../../src/internal/node/abort';
import type { AuthorizerFor } from '../../src/liveperson/app-keys';
import type { OrchestratorCallParts } from '../../src/orchestrator/call';
import type { OrchestratorError } from '../../src/orchestrator/failure';
// Without nock, whose interceptors add listeners of their own.
import { OrchestratorClient } from '../../src/orchestrator/orchestrator-client';
import type { OrchestratorInvocation, OrchestratorOptions } from '../../src/orchestrator/types';
import { failureOf } from '../helpers/failure-of';
import { gatedStore } from '../helpers/gated-store';
import {
  APP_KEY,
  CUSTOM_FAILURE,
  OAUTH2_KEY,
  ORCHESTRATOR_KEY,
  one,
  quickly,
} from '../helpers/orchestrator-calls';
import { startServer, type TestServer } from '../helpers/with-server';

const { CONTINUE_ON_ERROR, EXIT_ON_ERROR } = ErrorStrategy;
const { CANCELLED, TIMEOUT } = ErrorCodes.Orchestrator;
const RATE_LIMIT_OFF = { mode: 'off' } as const;

/** Answers one invocation; the functions that have none here stay silent. */
type Reply = (response: ServerResponse, count: number) => void;

let server: TestServer;
let replies: Record<string, Reply>;
/** Ids of the functions that were invoked, in their order. */
let arrived: string[];

beforeEach(async () => {
  arrived = [];
  replies = {};
  server = await startServer((request, response) => {
    const uuid = /lambdas\/([^/]*)\/invoke/.exec(request.url)?.[1] ?? request.url;
    arrived.push(uuid);
    replies[uuid]?.(response, arrived.filter((other) => other === uuid).length);
  });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  configure();
});

afterEach(async () => {
  const timers = vi.getTimerCount();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  Toolbelt.reset();
  await server.close();
  expect(timers).toBe(0);
});

function configure(more: Parameters<typeof Toolbelt.configure>[0] = {}): void {
  Toolbelt.configure({
    accountId: '12345',
    secrets: { [ORCHESTRATOR_KEY]: APP_KEY },
    csds: { faasGW: `http://127.0.0.1:${server.port}` },
    logger: {},
    ...more,
  });
}

const ok: Reply = (response) => void response.end('"done"');
const status =
  (code: number, body: object = {}): Reply =>
  (response) =>
    void response.writeHead(code).end(JSON.stringify(body));

function invoke(uuids: Array<string | OrchestratorInvocation>, options?: OrchestratorOptions) {
  const list = uuids.map((entry) => (typeof entry === 'string' ? one(entry) : entry));
  return Toolbelt.OrchestratorClient().invoke(list, 10_000, options);
}

/** Lets I/O happen, while time stands still, until something is the case. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setImmediate(resolve));
}

const uuidsOf = (count: number) => Array.from({ length: count }, (_, index) => `f${index}`);

describe('past the deadline a call rejects, and its requests are aborted', () => {
  it.each([
    { name: 'in sequence', uuids: ['silent'], options: {} },
    {
      name: 'in sequence, going on with errors',
      uuids: ['silent'],
      options: { errorStrategy: CONTINUE_ON_ERROR },
    },
    { name: 'in parallel', uuids: ['silent', 'quiet', 'mute'], options: { invokeParallel: true } },
    {
      name: 'in parallel, going on with errors',
      uuids: ['silent', 'quiet'],
      options: { invokeParallel: true, errorStrategy: CONTINUE_ON_ERROR },
    },
  ])('$name', async ({ uuids, options }) => {
    const failure = failureOf<OrchestratorError>(invoke(uuids, options));
    await until(() => arrived.length === uuids.length);
    vi.advanceTimersByTime(9_999);
    await until(() => server.requests.length === uuids.length);
    vi.advanceTimersByTime(1);
    const error = await failure;
    expect(vi.getTimerCount()).toBe(0);
    expect(error).toMatchObject({ name: 'OrchestratorError', code: TIMEOUT });
    expect(error.message).toBe(
      `OrchestratorClient.invoke: the deadline of 10000 ms passed when 0 of ${uuids.length} invocations had ended; see ` +
        '"results". Invoke fewer functions, in parallel, or with fewer retries.',
    );
    expect(error.results.map(({ uuid }) => uuid)).toEqual(uuids);
    for (const { error: shown } of error.results) {
      expect(shown).toEqual({
        code: CANCELLED,
        message: 'given up because the call had ended: it was sent (try 1), so the function may have run',
      });
    }
    // Resolves only when the sockets of all requests are closed.
    await server.idle();
    expect(arrived).toHaveLength(uuids.length);
  });

  it('with what was finished, in order', async () => {
    replies = { a: ok, c: status(901, { errorCode: CUSTOM_FAILURE, errorMsg: 'no' }) };
    const options = { invokeParallel: true, errorStrategy: CONTINUE_ON_ERROR };
    const failure = failureOf<OrchestratorError>(invoke(['a', 'silent', 'c'], options));
    await until(() => arrived.length === 3);
    // The two answers are in when the deadline and the timeout of the third are all that is waited for.
    await until(() => vi.getTimerCount() === 2);
    vi.advanceTimersByTime(10_000);
    const error = await failure;
    expect(error.message).toContain('2 of 3');
    expect(error.results).toEqual([
      { uuid: 'a', body: 'done', headers: expect.any(Object), statusCode: 200 },
      expect.objectContaining({ uuid: 'silent', error: expect.objectContaining({ code: CANCELLED }) }),
      expect.objectContaining({ uuid: 'c', statusCode: 901, error: { code: CUSTOM_FAILURE, message: 'no' } }),
    ]);
    expect(error).not.toHaveProperty('uuid');
  });

  it('while it waits to repeat something, whose failure is the cause', async () => {
    replies = { a: status(502) };
    const call = Toolbelt.OrchestratorClient().invoke([one('a', { retries: 1_000 })], 150);
    const error = await failureOf<OrchestratorError>(quickly(call));
    expect(error).toMatchObject({ code: TIMEOUT, cause: { name: 'StatusCodeError', statusCode: 502 } });
    expect(error.results[0]?.error?.message).toBe(
      'given up because the call had ended: it was sent (try 2), so the function may have run; last failure: the gateway ' +
        'answered with status 502',
    );
    expect(arrived).toEqual(['a', 'a']);
  });

  it('while a retryFunction thinks', async () => {
    const warn = vi.fn();
    configure({ logger: { warn } });
    replies = { a: status(502) };
    const retryFunction = vi.fn(() => new Promise<boolean>(() => {}));
    const failure = failureOf(invoke([one('a', { retryFunction })]));
    await until(() => retryFunction.mock.calls.length === 1);
    vi.advanceTimersByTime(10_000);
    expect(await failure).toMatchObject({ code: TIMEOUT });
    expect(arrived).toEqual(['a']);
    expect(warn).not.toHaveBeenCalled();
  });

  it('while secrets are read', async () => {
    const readSecret = vi.fn(() => new Promise(() => {}));
    configure({ secrets: { readSecret, updateSecret: () => {} } });
    const failure = failureOf<OrchestratorError>(invoke(['a', 'b']));
    await until(() => readSecret.mock.calls.length === 1);
    vi.advanceTimersByTime(10_000);
    const error = await failure;
    expect(error).toMatchObject({
      code: TIMEOUT,
      message:
        'OrchestratorClient.invoke: the deadline of 10000 ms passed when 0 of 2 invocations had ended; see "results". Nothing ' +
        'was sent: service discovery, the app key, its token or the rate limit took the time.',
    });
    expect(error.results).toMatchObject([
      { uuid: 'a', error: { message: 'given up because the call had ended: it was not sent' } },
      { uuid: 'b', error: { message: 'given up because the call had ended: it was not sent' } },
    ]);
    expect(arrived).toEqual([]);
  });

  it('while the gateway is looked for, and the look-up that fails later is nobody’s', async () => {
    let fail = (_error: Error): void => {};
    const { client, parts, sent } = stubbed(async () => ({}));
    const origin = vi.fn(
      () =>
        new Promise<string>((_resolve, reject) => {
          fail = reject;
        }),
    );
    Object.assign(parts, { origin });
    const failure = failureOf(client.invoke([one('a')], 1_000));
    await until(() => origin.mock.calls.length === 1);
    vi.advanceTimersByTime(1_000);
    expect(await failure).toMatchObject({ code: TIMEOUT });
    fail(new Error('too late'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent).toEqual([]);
  });

  it('while secrets are read, and nobody looks for the gateway when they come later', async () => {
    let arrive = (_authorizer: Authorizer): void => {};
    const { client, parts } = stubbed(async () => ({}));
    const authorizerFor = vi.fn(() => new Promise<Authorizer>((resolve) => (arrive = resolve)));
    const origin = vi.fn(parts.origin);
    Object.assign(parts, { authorizerFor, origin });
    const failure = failureOf(client.invoke([one('a')], 1_000));
    await until(() => authorizerFor.mock.calls.length === 1);
    vi.advanceTimersByTime(1_000);
    expect(await failure).toMatchObject({ code: TIMEOUT });
    arrive({ authorize() {} });
    await new Promise((resolve) => setImmediate(resolve));
    expect(origin).not.toHaveBeenCalled();
  });

  it('while a token is fetched', async () => {
    const origin = `http://127.0.0.1:${server.port}`;
    configure({ secrets: { [ORCHESTRATOR_KEY]: OAUTH2_KEY }, csds: { faasGW: origin, sentinel: origin } });
    const failure = failureOf(invoke(['a']));
    await until(() => arrived.length === 1);
    expect(arrived[0]).toContain('/sentinel/');
    vi.advanceTimersByTime(10_000);
    expect(await failure).toMatchObject({
      code: TIMEOUT,
      message: expect.stringContaining('Nothing was sent'),
    });
  });

  it('while an invocation waits for the rate limit: it is never sent', async () => {
    const store = gatedStore(1);
    configure({ rateLimit: { store } });
    replies = { a: ok, c: ok };
    const failure = failureOf<OrchestratorError>(invoke(['a', 'b'], { invokeParallel: true }));
    await until(() => arrived.length === 1);
    // The answer is in when the deadline is all that is waited for, besides the limiter, which keeps real time.
    await until(() => store.refusals > 0 && vi.getTimerCount() === 1);
    vi.advanceTimersByTime(10_000);
    const error = await failure;
    expect(error.code).toBe(TIMEOUT);
    expect(error.results).toMatchObject([
      { uuid: 'a', body: 'done' },
      {
        uuid: 'b',
        error: { code: CANCELLED, message: 'given up because the call had ended: it was not sent' },
      },
    ]);
    expect(vi.getTimerCount()).toBe(0);
    // The one that was given up would take this turn if it still waited.
    store.open(1);
    await expect(invoke(['c'])).resolves.toMatchObject([{ body: 'done' }]);
    expect(arrived).toEqual(['a', 'c']);
  });
});

describe('timeout', () => {
  it('aborts a try, which is repeated', async () => {
    replies = { a: (response, count) => count === 3 && ok(response, count) };
    await expect(quickly(invoke(['a'], { timeout: 500 }))).resolves.toMatchObject([{ body: 'done' }]);
    expect(arrived).toEqual(['a', 'a', 'a']);
    // The two that were given up are closed.
    await server.idle();
  });

  it.each([
    { name: 'silence', reply: undefined },
    { name: 'a body that never ends', reply: (response: ServerResponse) => void response.write('{"a":') },
  ])('ends $name, after every retry', async ({ reply }) => {
    if (reply) replies = { a: reply };
    const options = { timeout: 500, errorStrategy: CONTINUE_ON_ERROR };
    const retryFunction = vi.fn(
      (_status: unknown, _error: unknown, code?: string) => code === 'ESOCKETTIMEDOUT',
    );
    const [response] = await quickly(invoke([one('a', { retries: 1, retryFunction })], options));
    expect(response).toEqual({
      uuid: 'a',
      body: undefined,
      headers: undefined,
      statusCode: undefined,
      error: { code: 'ESOCKETTIMEDOUT', message: 'no answer within 500 ms' },
    });
    expect(retryFunction.mock.calls[0]).toEqual([
      undefined,
      expect.objectContaining({ name: 'RequestError', cause: expect.objectContaining({ connect: false }) }),
      'ESOCKETTIMEDOUT',
    ]);
    expect(arrived).toEqual(['a', 'a']);
    await server.idle();
  });

  it('ends a body that trickles in, though it is never silent for long', async () => {
    let trickle: NodeJS.Timeout | undefined;
    replies = {
      a: (response) => {
        trickle = setInterval(() => response.write(' '), 1);
        response.once('close', () => clearInterval(trickle));
      },
    };
    const error = await failureOf(quickly(invoke([one('a', { retries: 0 })], { timeout: 500 })));
    expect(error.code).toBe('ESOCKETTIMEDOUT');
    await server.idle();
  });

  it('does not count the wait for the rate limit', async () => {
    const store = gatedStore(1);
    configure({ rateLimit: { store } });
    replies = Object.fromEntries(uuidsOf(3).map((uuid) => [uuid, ok]));
    const options = { timeout: 1_000, invokeParallel: true };
    const call = invoke(uuidsOf(3), options);
    for (const count of [1, 2]) {
      // Answered when the deadline is all that is left.
      await until(() => store.refusals > 0 && arrived.length === count && vi.getTimerCount() === 1);
      vi.advanceTimersByTime(3_000);
      store.open(1);
    }
    await expect(call).resolves.toMatchObject(Array(3).fill({ body: 'done' }));
    expect(arrived).toEqual(uuidsOf(3));
  });

  it('is ETIMEDOUT where no connection came about', async () => {
    const { client } = stubbed((_options, { signal, emitRequest }) => {
      emitRequest({ socket: null });
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new RequestError(signal.reason, {}, undefined)), {
          once: true,
        });
      });
    });
    const options = { timeout: 100, errorStrategy: CONTINUE_ON_ERROR };
    const [response] = await quickly(client.invoke([one('a', { retries: 0 })], 1_000, options));
    expect(response?.error).toEqual({ code: 'ETIMEDOUT', message: 'no answer within 100 ms' });
  });
});

type StubbedSend = (
  options: object,
  extras: { signal: AbortSignal; emitRequest(request: object): void },
) => Promise<unknown>;

/** A client on a transport of the test's own. */
function stubbed(send: StubbedSend) {
  const sent: Array<{ options: object; extras: Record<string, unknown> }> = [];
  const parts = {
    send: (options: object, extras: { signal: AbortSignal }) => {
      sent.push({ options, extras: { ...extras } });
      const listeners: Array<(request: object) => void> = [];
      const emitRequest = (request: object) => {
        queueMicrotask(() => {
          for (const listener of listeners) listener(request);
        });
      };
      const call = send(options, { ...extras, emitRequest });
      return Object.assign(call, { on: (_event: string, listener: () => void) => listeners.push(listener) });
    },
    origin: async () => 'https://gw.example.com',
    authorizerFor: (async () => ({ authorize() {} })) as AuthorizerFor,
    accountId: () => '12345',
    functionId: () => undefined,
    warnOnce: vi.fn(),
  };
  return { client: new OrchestratorClient(parts as unknown as OrchestratorCallParts), sent, parts };
}

describe('what goes to the transport', () => {
  const answered = { statusCode: 200, headers: {}, body: '' };

  it('waits for the rate limit, and can be aborted', async () => {
    const { client, sent } = stubbed(async () => answered);
    await client.invoke([one('a')]);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.extras).toMatchObject({ admission: 'queue', signal: expect.any(AbortSignal) });
    expect(sent[0]?.options).toMatchObject({ method: 'POST', simple: false, resolveWithFullResponse: true });
  });

  it('has an authorizer of its own for each of several invocations whose token may be refused', async () => {
    const { client, sent, parts } = stubbed(async () => answered);
    Object.assign(parts, { authorizerFor: async () => ({ authorize() {}, challenged: () => false }) });
    await client.invoke([one('a'), one('b'), one('c')], 10_000, { invokeParallel: true });
    expect(new Set(sent.map(({ extras }) => extras.authorizer)).size).toBe(3);
  });

  it('starts no timer for a request that leaves after the call was given up', async () => {
    let late = (): void => {};
    const { client } = stubbed((_options, { signal, emitRequest }) => {
      late = () => emitRequest({ socket: null });
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      });
    });
    await expect(quickly(client.invoke([one('a')], 100))).rejects.toMatchObject({ code: TIMEOUT });
    late();
    await Promise.resolve();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('a bug on the way rejects the call, with what was done', async () => {
    const send = vi.fn<StubbedSend>(async () => answered);
    send.mockResolvedValueOnce(answered).mockRejectedValueOnce(new TypeError('a bug'));
    const { client } = stubbed(send);
    const list = [one('a'), one('b'), one('c')];
    const error = await failureOf<OrchestratorError>(
      client.invoke(list, 1_000, { errorStrategy: CONTINUE_ON_ERROR }),
    );
    expect(error).toMatchObject({ name: 'OrchestratorError', cause: { message: 'a bug' } });
    expect(error.results).toMatchObject([{ statusCode: 200 }, { error: {} }, { error: {} }]);
    expect(send).toHaveBeenCalledTimes(2);
  });

  it.each([undefined, null, 'text'])('reads %s as the cause of a failure', async (cause) => {
    const retryFunction = vi.fn((_status: number, error: { cause: { code: string } }) =>
      Boolean(error.cause.code),
    );
    const { client } = stubbed(async () => Promise.reject(new RequestError(cause, {}, undefined)));
    const list = [one('a', { retryFunction })];
    const [response] = await client.invoke(list, 1_000, { errorStrategy: CONTINUE_ON_ERROR });
    expect(retryFunction).toHaveReturnedWith(false);
    expect(response?.error).toMatchObject({ code: ErrorCodes.Orchestrator.INVOCATION_FAILED });
  });
});

describe('EXIT_ON_ERROR in parallel', () => {
  it('aborts the others with the first failure', async () => {
    replies = {
      b: (response) =>
        void until(() => arrived.length === 3).then(() =>
          status(901, { errorCode: CUSTOM_FAILURE, errorMsg: 'no' })(response, 1),
        ),
    };
    const error = await failureOf<OrchestratorError>(
      invoke(['silent', 'b', 'quiet'], { invokeParallel: true }),
    );
    expect(vi.getTimerCount()).toBe(0);
    expect(error).toMatchObject({ code: CUSTOM_FAILURE, uuid: 'b', statusCode: 901 });
    expect(error.message).toContain('invocations[1], function b, failed with status 901 (try 1)');
    expect(error.results).toMatchObject([
      { uuid: 'silent', error: { code: CANCELLED } },
      { uuid: 'b', error: { code: CUSTOM_FAILURE, message: 'no' } },
      { uuid: 'quiet', error: { code: CANCELLED } },
    ]);
    await server.idle();
  });

  it('rejects once when several fail together', async () => {
    const unhandled = vi.fn();
    process.on('unhandledRejection', unhandled);
    const all = until(() => arrived.length === 5);
    replies = Object.fromEntries(
      uuidsOf(5).map((uuid): [string, Reply] => [
        uuid,
        (response) => void all.then(() => response.writeHead(404).end()),
      ]),
    );
    const error = await failureOf(invoke(uuidsOf(5), { invokeParallel: true, errorStrategy: EXIT_ON_ERROR }));
    expect(error.statusCode).toBe(404);
    await server.idle();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe('status 901, an error of the function itself', () => {
  const failing = status(901, { errorCode: CUSTOM_FAILURE, errorMsg: 'no', errorLogs: [{ message: 'm' }] });

  it('is not repeated, and shown with the logs of the function', async () => {
    replies = { a: failing };
    await expect(quickly(invoke(['a'], { errorStrategy: CONTINUE_ON_ERROR }))).resolves.toMatchObject([
      {
        statusCode: 901,
        body: { errorCode: CUSTOM_FAILURE, errorMsg: 'no', errorLogs: [{ message: 'm' }] },
        error: { code: CUSTOM_FAILURE, message: 'no' },
      },
    ]);
    expect(arrived).toEqual(['a']);
  });

  it('is repeated when a retryFunction wants it', async () => {
    replies = { a: (response, count) => (count === 3 ? ok : failing)(response, count) };
    const retryFunction = (code: number) => code === 901;
    await expect(quickly(invoke([one('a', { retryFunction })]))).resolves.toMatchObject([{ body: 'done' }]);
    expect(arrived).toEqual(['a', 'a', 'a']);
  });
});

describe('invocations', () => {
  it('go one after another by default', async () => {
    let open = 0;
    replies = Object.fromEntries(
      uuidsOf(3).map((uuid): [string, Reply] => [
        uuid,
        (response, count) => {
          open += 1;
          expect(open).toBe(1);
          setImmediate(() => {
            open -= 1;
            ok(response, count);
          });
        },
      ]),
    );
    await expect(invoke(uuidsOf(3))).resolves.toHaveLength(3);
    expect(arrived).toEqual(uuidsOf(3));
  });

  it.each([2, 60])(
    'go at once with invokeParallel: all %d are there before one is answered',
    async (count) => {
      configure({ rateLimit: RATE_LIMIT_OFF });
      const warned = vi.fn();
      process.on('warning', warned);
      const all = until(() => arrived.length === count);
      replies = Object.fromEntries(
        uuidsOf(count).map((uuid): [string, Reply] => [
          uuid,
          (response) => void all.then(() => response.end(`"${uuid}"`)),
        ]),
      );
      const responses = await invoke(uuidsOf(count), { invokeParallel: true });
      expect(responses.map(({ body }) => body)).toEqual(uuidsOf(count));
      process.off('warning', warned);
      expect(warned).not.toHaveBeenCalled();
    },
  );

  it('go at once as many as the rate limit lets wait, 200, and the next when one has ended', async () => {
    configure({ rateLimit: RATE_LIMIT_OFF });
    const held: ServerResponse[] = [];
    replies = Object.fromEntries(
      uuidsOf(201).map((uuid): [string, Reply] => [uuid, (response) => void held.push(response)]),
    );
    const call = invoke(uuidsOf(201), { invokeParallel: true });
    await until(() => held.length === 200);
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(held).toHaveLength(200);
    held[0]?.end('1');
    await until(() => held.length === 201);
    for (const response of held.slice(1)) response.end('1');
    await expect(call).resolves.toHaveLength(201);
  });

  it('beyond the rate limit wait for their turn, and none is refused', async () => {
    const store = gatedStore(20);
    configure({ rateLimit: { limit: 20, intervalMs: 100, store } });
    replies = Object.fromEntries(uuidsOf(30).map((uuid) => [uuid, ok]));
    const call = invoke(
      uuidsOf(30).map((uuid) => one(uuid, { retries: 0 })),
      { invokeParallel: true },
    );
    await until(() => store.refusals > 0 && arrived.length === 20);
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(arrived).toHaveLength(20);
    store.open(10);
    const responses = await call;
    expect(responses.map(({ statusCode }) => statusCode)).toEqual(Array(30).fill(200));
    expect(arrived).toHaveLength(30);
  });

  it('leave no listener on a signal', async () => {
    const signals: AbortSignal[] = [];
    vi.spyOn(abort, 'createAbortController').mockImplementation(() => {
      const controller = new AbortController();
      signals.push(controller.signal);
      return controller;
    });
    replies = {
      a: ok,
      b: (response, count) => (count === 2 ? ok : status(500))(response, count),
      c: status(404),
    };
    await quickly(invoke(['a', 'b'], { invokeParallel: true }));
    await failureOf(quickly(invoke(['silent', 'c'], { invokeParallel: true })));
    await failureOf(quickly(invoke(['silent'])));
    expect(signals.length).toBeGreaterThan(8);
    expect(signals.flatMap((signal) => getEventListeners(signal, 'abort'))).toEqual([]);
  });
});
