import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ContextServiceClient, ContextServiceError } from '../../src/context/context-service-client';
import { ErrorCodes, RequestError, Toolbelt } from '../../src/index';
import { type Failure, failureOf } from '../helpers/failure-of';
import { gatedStore } from '../helpers/gated-store';
import { startServer, type TestServer, withServer } from '../helpers/with-server';

// No nock here: it stands between the client and its sockets.

const { AUTHORIZATION_INVALID, RESPONSE_TIMEOUT, UNKNOWN } = ErrorCodes.ContextService;
const KEY = 'k3y-that-nobody-may-see';

function client(timeout?: number): ContextServiceClient {
  return Toolbelt.ContextServiceClient({ accountId: '12345', apiKey: KEY, timeout });
}

function useServer(server: TestServer): void {
  Toolbelt.configure({
    contextServiceEnvironment: undefined,
    csds: { mavenContext: server.url('') },
    whitelist: ['127.0.0.1'],
  });
}

/** Lets the event loop turn until something is so; timers of the code under test stand still. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

function expectNoKey(error: unknown): void {
  expect(inspect(error, { depth: 12 })).not.toContain(KEY);
  expect(JSON.stringify(error)).not.toContain(KEY);
  for (let one = error as Failure | undefined; one instanceof Error; one = one.cause as Failure) {
    expect(`${one.message} ${one.stack}`).not.toContain(KEY);
  }
}

afterEach(() => {
  // First the spy on a fake timer, then the timer.
  vi.restoreAllMocks();
  vi.useRealTimers();
  Toolbelt.reset();
});

describe('a server that says nothing', () => {
  let started: number;
  let delays: () => unknown[];
  let server: TestServer;
  let closed: number;
  let arrived: { response: ServerResponse; url: string }[];

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const spy = vi.spyOn(globalThis, 'setTimeout');
    delays = () => spy.mock.calls.map(([, delay]) => delay);
    started = performance.now();
    closed = 0;
    arrived = [];
    server = await startServer(({ url }, response) => {
      // A kept connection that breaks would be replaced without a word.
      response.shouldKeepAlive = false;
      arrived.push({ response, url });
      response.once('close', () => {
        if (!response.writableFinished) closed += 1;
      });
    });
    useServer(server);
  });

  afterEach(() => server.close());

  const elapsed = () => performance.now() - started;

  /** Waits until the code under test waits this long, and lets the time pass. */
  async function pass(milliseconds: number): Promise<void> {
    await until(() => delays().includes(milliseconds));
    await vi.advanceTimersByTimeAsync(milliseconds);
  }

  it('ends an attempt after 10 s, tries again, and says RESPONSE_TIMEOUT', async () => {
    const call = failureOf(client().getPropertyInSession('ns', 'p'));
    await until(() => arrived.length === 1);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(closed).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    await until(() => closed === 1);
    await pass(2_000);
    await until(() => arrived.length === 2);
    await vi.advanceTimersByTimeAsync(10_000);
    await until(() => closed === 2);
    const error = await call;
    // A third would need 4 s to wait, and 3 s are left.
    expect(elapsed()).toBe(22_000);
    expect(error).toMatchObject({ code: RESPONSE_TIMEOUT, cause: { cause: { code: 'ESOCKETTIMEDOUT' } } });
    expect(error.message).toContain('2 attempts');
    expect(arrived).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends an attempt after 10 s also when the answer trickles in', async () => {
    const call = client().getPropertyInSession('ns', 'p');
    await until(() => arrived.length === 1);
    arrived[0]?.response.writeHead(200).write('va');
    await vi.advanceTimersByTimeAsync(9_000);
    arrived[0]?.response.write('lu');
    await vi.advanceTimersByTimeAsync(1_000);
    await until(() => closed === 1);
    await pass(2_000);
    await until(() => arrived.length === 2);
    arrived[1]?.response.end('whole');
    await expect(call).resolves.toBe('whole');
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([
    {
      name: 'getPropertyInSession',
      call: (one: ContextServiceClient) => one.getPropertyInSession('ns', 'p'),
    },
    {
      name: 'setPropertiesInNamespace',
      call: (one: ContextServiceClient) => one.setPropertiesInNamespace('ns', {}),
    },
    { name: 'deleteSession', call: (one: ContextServiceClient) => one.deleteSession('ns') },
    { name: 'createNamespace', call: (one: ContextServiceClient) => one.createNamespace('ns', { ttl: 1 }) },
    { name: 'getListOfSessions', call: (one: ContextServiceClient) => one.getListOfSessions('ns') },
  ])('ends the call in time, and the request with it: $name', async ({ name, call }) => {
    const failure = failureOf(call(client(5_000)));
    await until(() => arrived.length === 1);
    await vi.advanceTimersByTimeAsync(4_999);
    expect(closed).toBe(0);
    await vi.advanceTimersByTimeAsync(1);
    const error = await failure;
    await until(() => closed === 1);
    expect(error).toBeInstanceOf(ContextServiceError);
    expect(error).toMatchObject({ code: RESPONSE_TIMEOUT });
    expect(error.cause).toBeInstanceOf(RequestError);
    for (const text of [`ContextServiceClient.${name}`, '5000 ms', '"timeout"']) {
      expect(error.message).toContain(text);
    }
    expectNoKey(error);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('counts 25 s for all requests of a call, and keeps an earlier failure as the cause', async () => {
    const call = failureOf(client().updatePropertiesInNamespace('ns', {}));
    await until(() => arrived.length === 1);
    await vi.advanceTimersByTimeAsync(9_000);
    arrived[0]?.response.writeHead(204).end();
    await until(() => arrived.length === 2);
    arrived[1]?.response.destroy();
    await pass(2_000);
    await until(() => arrived.length === 3);
    await vi.advanceTimersByTimeAsync(9_999);
    arrived[2]?.response.destroy();
    await pass(4_000);
    await until(() => arrived.length === 4);
    await vi.advanceTimersByTimeAsync(1);
    const error = await call;
    expect(elapsed()).toBe(25_000);
    expect(error).toMatchObject({ code: RESPONSE_TIMEOUT, cause: { cause: { code: 'ECONNRESET' } } });
    await until(() => closed === 3);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('counts all pages of a list', async () => {
    const call = failureOf(client(5_000).getListOfSessions('ns'));
    for (let page = 0; page < 2; page++) {
      await until(() => arrived.length === page + 1);
      await vi.advanceTimersByTimeAsync(2_000);
      const ids = Array.from({ length: 1000 }, (_, index) => `${page}-${index}`);
      arrived[page]?.response.writeHead(200).end(JSON.stringify(ids));
    }
    await until(() => arrived.length === 3);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await call).toMatchObject({ code: RESPONSE_TIMEOUT });
    await until(() => closed === 1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('counts the wait for the rate limit', async () => {
    const store = gatedStore(1);
    Toolbelt.configure({ rateLimit: { store }, logger: {} });
    const first = client().getPropertyInSession('ns', 'p');
    await until(() => arrived.length === 1);
    const second = failureOf(client(5_000).getPropertyInSession('ns', 'q'));
    await until(() => store.refusals > 0);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await second).toMatchObject({ code: RESPONSE_TIMEOUT });
    arrived[0]?.response.end('1');
    await expect(first).resolves.toBe(1);
    // The one that was given up would take this turn if it still waited.
    store.open(1);
    const third = client().getPropertyInSession('ns', 'r');
    await until(() => arrived.length === 2);
    arrived[1]?.response.end('3');
    await expect(third).resolves.toBe(3);
    expect(arrived.map(({ url }) => url.split('/').at(-1))).toEqual(['p', 'r']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not count the wait for the rate limit as an attempt', async () => {
    const store = gatedStore(1);
    Toolbelt.configure({ rateLimit: { store } });
    const first = client().getPropertyInSession('ns', 'p');
    await until(() => arrived.length === 1);
    arrived[0]?.response.end('1');
    await expect(first).resolves.toBe(1);
    const second = client().getPropertyInSession('ns', 'p');
    await until(() => store.refusals > 0);
    await vi.advanceTimersByTimeAsync(9_000);
    store.open(1);
    await until(() => arrived.length === 2);
    await vi.advanceTimersByTimeAsync(9_999);
    arrived[1]?.response.end('2');
    await expect(second).resolves.toBe(2);
    expect(arrived).toHaveLength(2);
  });

  it('ends a wait for another attempt when one of the selected properties fails', async () => {
    const call = failureOf(client().getSelectedPropertiesInSession('ns', ['p', 'q']));
    await until(() => arrived.length === 2);
    const responseOf = (name: string) => arrived.find(({ url }) => url.endsWith(`/${name}`))?.response;
    responseOf('p')?.destroy();
    await until(() => delays().includes(2_000));
    responseOf('q')?.writeHead(403).end();
    expect(await call).toMatchObject({ code: AUTHORIZATION_INVALID });
    expect(vi.getTimerCount()).toBe(0);
    expect(arrived).toHaveLength(2);
  });

  it('ends what else is under way when one of the selected properties fails', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `p${index}`);
    const call = failureOf(client().getSelectedPropertiesInSession('ns', names));
    await until(() => arrived.length === 10);
    arrived
      .find(({ url }) => url.endsWith('/p7'))
      ?.response.writeHead(403)
      .end();
    expect(await call).toMatchObject({
      code: AUTHORIZATION_INVALID,
      message: expect.stringContaining('"p7"'),
    });
    await until(() => closed === 9);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('many properties', () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`);

  it('are read at the same time, 20 at most', async () => {
    const held: ServerResponse[] = [];
    let most = 0;
    await withServer(
      (_request, response) => {
        most = Math.max(most, held.push(response));
      },
      async (server) => {
        useServer(server);
        Toolbelt.configure({ rateLimit: { mode: 'off' } });
        const warned = vi.spyOn(process, 'emitWarning');
        const call = client().getSelectedPropertiesInSession('ns', names(60));
        for (let round = 0; round < 3; round++) {
          // Would never come if they were read one after another.
          await until(() => held.length === 20);
          for (const response of held.splice(0)) response.end(`${round}`);
        }
        expect(Object.keys(await call)).toEqual(names(60));
        expect(most).toBe(20);
        expect(server.requests).toHaveLength(60);
        expect(warned.mock.calls).toEqual([]);
      },
    );
  });

  it('wait for their turn under the rate limit, and none is refused', async () => {
    await withServer(
      ({ url }, response) => response.end(JSON.stringify(url.split('/').at(-1))),
      async (server) => {
        useServer(server);
        Toolbelt.configure({ rateLimit: { limit: 5, intervalMs: 20 } });
        const found = await client().getSelectedPropertiesInSession('ns', names(60));
        expect(found).toEqual(Object.fromEntries(names(60).map((name) => [name, name])));
        expect(server.requests).toHaveLength(60);
      },
    );
  });
});

it.each([301, 302, 307, 308])('a redirect is not followed: %d', async (status) => {
  await withServer(
    (_request, response) => response.writeHead(200).end('1'),
    (thief) =>
      withServer(
        (_request, response) => response.writeHead(status, { location: thief.url('/x') }).end(),
        async (server) => {
          useServer(server);
          const one = client();
          for (const call of [
            () => one.getPropertyInSession('ns', 'p'),
            () => one.updatePropertiesInNamespace('ns', {}),
            () => one.deleteSession('ns'),
            () => one.createNamespace('ns'),
          ]) {
            await expect(call()).rejects.toMatchObject({ code: UNKNOWN, statusCode: status });
          }
          expect(server.requests).toHaveLength(4);
          expect(thief.requests).toEqual([]);
        },
      ),
  );
});

describe('Toolbelt.reset during a call', () => {
  it('ends the wait for a repetition, and nothing more is sent', async () => {
    await withServer(
      (_request, response) => void response.socket?.destroy(),
      async (server) => {
        useServer(server);
        const failed = failureOf(client().getListOfSessions('ns'));
        await vi.waitFor(() => expect(server.requests).toHaveLength(1));
        await new Promise((resolve) => setTimeout(resolve, 50));
        Toolbelt.reset();
        const error = await failed;
        expect(error).toBeInstanceOf(ContextServiceError);
        expect(error.code).toBe('ECONNRESET');
        expect(error.message).toContain('Toolbelt.reset()');
        expect(server.requests).toHaveLength(1);
      },
    );
  });

  it('ends a request that is on its way, and does not repeat it', async () => {
    await withServer(
      () => {},
      async (server) => {
        useServer(server);
        const failed = failureOf(client().getListOfSessions('ns'));
        await vi.waitFor(() => expect(server.requests).toHaveLength(1));
        Toolbelt.reset();
        expect((await failed).code).toBe('ECONNRESET');
        expect(server.requests).toHaveLength(1);
      },
    );
  });

  it('leaves later calls alone', async () => {
    Toolbelt.reset();
    await withServer(
      (_request, response) => void response.end('[]'),
      async (server) => {
        useServer(server);
        await client().getListOfSessions('ns');
        expect(server.requests).toHaveLength(1);
      },
    );
  });
});
