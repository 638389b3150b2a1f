import { afterEach, describe, expect, it, vi } from 'vitest';
import type { MtlsConnection, MtlsDispatch, MtlsDispatchers } from '../../src/mtls/mtls-dispatchers';
import { prepareMtlsRequest } from '../../src/mtls/mtls-request';
import { sendRequest } from '../../src/mtls/mtls-transport';
import { failureOf } from '../helpers/failure-of';

const REAL_FETCH = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = REAL_FETCH;
  vi.restoreAllMocks();
});

const CONNECTION = {} as MtlsConnection;
const requestOf = (call: { method?: string; headers?: object; body?: unknown } = {}) =>
  prepareMtlsRequest(
    { method: 'PUT', url: 'https://h.example.com/a', headers: {}, body: undefined, options: {}, ...call },
    {},
  );

interface Handler {
  onConnect?(abort: () => void): void;
  onHeaders?(status: number, raw: Buffer[], resume: () => void, message: string): boolean;
  onResponseStart?(controller: unknown, status: number, headers: object, message: string): void;
  onComplete(): void;
  onError(error: Error): void;
}
type Play = (handler: Handler, attempt: Parameters<MtlsDispatch>[2], options: object) => void;

/** Dispatchers whose connections behave as the test says, one play for each attempt. */
function dispatchersOf(...plays: Play[]) {
  const reuses: boolean[] = [];
  const dispatchers = {
    dispatch(_connection: MtlsConnection, reuse: boolean): MtlsDispatch {
      reuses.push(reuse);
      const play = plays.shift();
      return (options, handler, attempt) => play?.(handler as Handler, attempt, options);
    },
  } as MtlsDispatchers;
  return { dispatchers, reuses };
}

const send = (
  dispatchers: MtlsDispatchers,
  request = requestOf(),
  signal: AbortSignal = new AbortController().signal,
  sent?: () => void,
) => sendRequest(request, CONNECTION, dispatchers, signal, sent);

const ok: Play = (handler) => {
  handler.onConnect?.(() => {});
  handler.onHeaders?.(200, [], () => {}, 'OK');
  handler.onComplete();
};
const coded = (code: string) => Object.assign(new Error(code), { code });
/** A connection that fails after so many bytes of an answer. */
const fails =
  (code: string, bytesRead = 0, isReused = true): Play =>
  (handler, attempt) => {
    if (isReused) attempt.reused = { socket: { bytesRead: 100 + bytesRead } as never, bytesBefore: 100 };
    handler.onError(coded(code));
  };

describe('a reset of a kept connection', () => {
  it.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])('is repeated once, on a new one: %s', async (code) => {
    const { dispatchers, reuses } = dispatchersOf(fails(code), ok);
    const sent = vi.fn();
    const { statusCode } = await send(dispatchers, requestOf(), undefined, sent);
    expect([statusCode, reuses]).toEqual([200, [true, false]]);
    expect(sent).toHaveBeenCalledTimes(1);
  });

  it.each<[what: string, play: Play, method: string]>([
    ['a new connection', fails('ECONNRESET', 0, false), 'PUT'],
    ['an answer that had begun', fails('ECONNRESET', 1), 'PUT'],
    ['another failure', fails('ETIMEDOUT'), 'PUT'],
    ['a method that may not be repeated', fails('ECONNRESET'), 'POST'],
  ])('is not repeated: %s', async (_what, play, method) => {
    const { dispatchers, reuses } = dispatchersOf(play, ok);
    await failureOf(send(dispatchers, requestOf({ method })));
    expect(reuses).toEqual([true]);
  });

  it('is not repeated when the call was given up', async () => {
    const controller = new AbortController();
    const reason = coded('ECONNRESET');
    const { dispatchers, reuses } = dispatchersOf((_handler, attempt) => {
      attempt.reused = { socket: { bytesRead: 0 } as never, bytesBefore: 0 };
      controller.abort(reason);
    }, ok);
    expect(await failureOf(send(dispatchers, requestOf(), controller.signal))).toBe(reason);
    expect(reuses).toEqual([true]);
  });

  it('may fail again, in the words of Node', async () => {
    const { dispatchers, reuses } = dispatchersOf(fails('EPIPE'), fails('UND_ERR_SOCKET'));
    expect(await failureOf(send(dispatchers))).toMatchObject({
      code: 'ECONNRESET',
      message: 'socket hang up',
    });
    expect(reuses).toEqual([true, false]);
  });
});

describe('a fetch that is a test double gets the request', () => {
  const interceptor = Symbol.for('fetch-interceptor');
  const isUsed = async (mark: (double: typeof fetch) => void) => {
    let calls = 0;
    const double = (async () => {
      calls += 1;
      return new Response('double');
    }) as typeof fetch;
    globalThis.fetch = double;
    mark(double);
    await send(dispatchersOf(ok).dispatchers);
    return calls > 0;
  };

  it.each<[what: string, mark: (double: typeof fetch) => void, is: boolean]>([
    ['a polyfill', () => {}, false],
    ['a mock of Jest or vitest', (double) => Object.assign(double, { mock: {} }), true],
    ['a fake of sinon', (double) => Object.assign(double, { isSinonProxy: true }), true],
    ['an old interceptor', (double) => Object.assign(double, { [Symbol('isPatchedModule')]: true }), true],
    ['another symbol', (double) => Object.assign(double, { [Symbol('x')]: true }), false],
  ])('%s', async (_what, mark, is) => {
    expect(await isUsed(mark)).toBe(is);
  });

  it('an interceptor that says so', async () => {
    const before = Object.getOwnPropertyDescriptor(globalThis, interceptor);
    Reflect.set(globalThis, interceptor, {});
    expect(await isUsed(() => {})).toBe(true);
    if (before) Object.defineProperty(globalThis, interceptor, before);
    else Reflect.deleteProperty(globalThis, interceptor);
  });

  it('nothing', async () => {
    Reflect.set(globalThis, 'fetch', undefined);
    expect((await send(dispatchersOf(ok).dispatchers)).statusCode).toBe(200);
  });
});

describe('what a test double gets', () => {
  /** Sends a request through a fetch of the test. */
  async function sendBy(
    double: (url: string, init: RequestInit & { dispatcher: Dispatcher }) => unknown,
    ...plays: Play[]
  ) {
    globalThis.fetch = Object.assign(double, { mock: {} }) as unknown as typeof fetch;
    const headers = { Host: 'other', 'X-A': ['1', '2'], 'X-B': 'b' };
    return send(dispatchersOf(...plays).dispatchers, requestOf({ headers, body: 'text' }));
  }
  interface Dispatcher {
    dispatch(options: object, handler: object): boolean;
  }

  it('is the request, which is not redirected', async () => {
    const calls: unknown[] = [];
    await sendBy(async (url, { dispatcher: _, signal, ...init }) => {
      calls.push([url, signal instanceof AbortSignal, init]);
      return new Response('');
    });
    const headers = [
      ['Host', 'other'],
      ['X-A', '1'],
      ['X-A', '2'],
      ['X-B', 'b'],
    ];
    expect(calls).toEqual([
      [
        'https://h.example.com/a',
        true,
        { method: 'PUT', headers, redirect: 'manual', body: Buffer.from('text') },
      ],
    ]);
  });

  it('is no body where there is none', async () => {
    let keys: string[] = [];
    globalThis.fetch = Object.assign(
      async (_url: string, init: object) => {
        keys = Object.keys(init);
        return new Response('');
      },
      { mock: {} },
    ) as unknown as typeof fetch;
    await send(dispatchersOf(ok).dispatchers);
    expect(keys).not.toContain('body');
  });

  it('has an answer with its head and its body', async () => {
    const answer = await sendBy(async () => {
      const headers: [string, string][] = [
        ['x-a', 'b'],
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ];
      return new Response('body', { status: 201, statusText: 'Made', headers });
    });
    const { stream, ...rest } = answer;
    expect(rest).toMatchObject({
      ...{ statusCode: 201, statusMessage: 'Made', httpVersion: '1.1' },
      headers: { 'x-a': 'b', 'set-cookie': ['a=1', 'b=2'] },
      rawHeaders: expect.arrayContaining(['x-a', 'b', 'set-cookie', 'a=1']),
    });
    expect((await stream.toArray()).map(String).join('')).toBe('body');
    const empty = await sendBy(async () => new Response(null, { status: 204 }));
    expect(await empty.stream.toArray()).toEqual([]);
    expect(empty.headers).not.toHaveProperty('set-cookie');
  });

  it('is a body that breaks: the error waits for its reader', async () => {
    const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('broken')) });
    const { stream } = await sendBy(async () => new Response(broken));
    await expect(stream.toArray()).rejects.toEqual(new Error('broken'));
  });

  it('reaches the connection as it was given, without what a browser adds', async () => {
    let options: object = {};
    const own = {
      headers: {
        'accept-language': '*',
        'sec-fetch-mode': 'cors',
        'User-Agent': 'node',
        accept: '*/*',
        'x-b': 'fetch',
      },
      path: '/a',
      body: 'generator',
    };
    await sendBy(
      async (_url, { dispatcher }) => {
        expect(dispatcher.dispatch(own, {})).toBe(true);
        return new Response('');
      },
      (_handler, _attempt, given) => {
        options = given;
      },
    );
    expect(options).toEqual({
      ...{ path: '/a', body: Buffer.from('text'), servername: 'h.example.com' },
      headers: { Host: 'other', 'X-A': ['1', '2'], 'X-B': 'b', accept: '*/*' },
    });
  });

  it.each([
    [407, 400],
    [421, 400],
    [401, 401],
    [302, 302],
  ])('is the status %i as %i, and the caller gets the real one', async (status, seen) => {
    for (const form of ['onHeaders', 'onResponseStart'] as const) {
      const statuses: number[] = [];
      const answer = await sendBy(
        async (_url, { dispatcher }) => {
          const handler = {
            [form]: (...given: unknown[]) =>
              void statuses.push(given[form === 'onHeaders' ? 0 : 1] as number),
          };
          dispatcher.dispatch({}, handler);
          return new Response('', { status: statuses[0] as number });
        },
        (handler) => {
          handler.onHeaders?.(status, [], () => {}, '');
          handler.onResponseStart?.({}, status, {}, '');
        },
      );
      expect([statuses, answer.statusCode]).toEqual([[seen], status]);
    }
  });
});
