import { inspect } from 'node:util';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ContextServiceClient, ContextServiceError } from '../../src/context/context-service-client';
import { ErrorCodes, RequestError, StatusCodeError, Toolbelt } from '../../src/index';
import { type Failure, failureOf } from '../helpers/failure-of';
import { temporaryFolder, writeSettings } from '../helpers/settings-folder';

const { AUTHORIZATION_INVALID, DATA_DOES_NOT_EXIST, INTERNAL_SERVER_ERROR, RESPONSE_TIMEOUT, UNKNOWN } =
  ErrorCodes.ContextService;
const KEY = 'k3y-that-nobody-may-see';
const HOST = 'https://z1.context.liveperson.net';
const PROPERTY = '/v1/account/12345/ns/__default__/properties/p';
const PROPERTIES = '/v1/account/12345/ns/__default__/properties';

function client(timeout?: number): ContextServiceClient {
  return Toolbelt.ContextServiceClient({ accountId: '12345', apiKey: KEY, timeout });
}

/** Lets the event loop turn until something is so; timers of the code under test stand still. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

function failing(code: string): Error {
  return Object.assign(new Error(`read ${code}`), { code });
}

function expectNoKey(error: unknown): void {
  expect(inspect(error, { depth: 12 })).not.toContain(KEY);
  expect(JSON.stringify(error)).not.toContain(KEY);
  for (let one = error as Failure | undefined; one instanceof Error; one = one.cause as Failure) {
    expect(`${one.message} ${one.stack}`).not.toContain(KEY);
  }
}

beforeEach(() => {
  nock.disableNetConnect();
  nock.enableNetConnect('127.0.0.1');
  Toolbelt.configure({ contextServiceEnvironment: 'z1' });
});

afterEach(() => {
  // First the spy on a fake timer, then the timer.
  vi.restoreAllMocks();
  vi.useRealTimers();
  Toolbelt.reset();
  nock.cleanAll();
  nock.enableNetConnect();
});

describe('an answer outside 2xx', () => {
  it.each([
    { status: 400, code: UNKNOWN, says: ['not accepted'] },
    { status: 401, code: AUTHORIZATION_INVALID, says: ['"apiKey"', 'current key'] },
    { status: 403, code: AUTHORIZATION_INVALID, says: ['"apiKey"', 'current key'] },
    { status: 404, code: DATA_DOES_NOT_EXIST, says: ['does not exist'] },
    { status: 409, code: UNKNOWN, says: ['not accepted'] },
    { status: 413, code: UNKNOWN, says: ['too large', '800,000 characters'] },
    { status: 429, code: UNKNOWN, says: ['too many requests'] },
    { status: 500, code: INTERNAL_SERVER_ERROR, says: ['failed'] },
    { status: 502, code: UNKNOWN, says: ['not accepted'] },
    { status: 503, code: INTERNAL_SERVER_ERROR, says: ['failed'] },
    { status: 504, code: UNKNOWN, says: ['not accepted'] },
  ])("has the code of its status, and the server's words: $status", async ({ status, code, says }) => {
    nock(HOST).patch(PROPERTIES).reply(status, { message: 'server says so' });
    const error = await failureOf(client().updatePropertiesInNamespace('ns', { a: 1 }));
    expect(error).toBeInstanceOf(ContextServiceError);
    expect(error).toMatchObject({ name: 'ContextServiceError', code, statusCode: status });
    expect(error.cause).toBeInstanceOf(StatusCodeError);
    expect(error.cause).toMatchObject({ statusCode: status, error: '{"message":"server says so"}' });
    const shown = [
      'ContextServiceClient.updatePropertiesInNamespace: session "__default__" in namespace "ns"',
      `PATCH ${HOST}${PROPERTIES}`,
      `${status}`,
      'server says so',
      ...says,
    ];
    for (const text of shown) expect(error.message).toContain(text);
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({
      code,
      statusCode: status,
      message: error.message,
    });
    expectNoKey(error);
    // Answered once: no repeat.
    expect(nock.pendingMocks()).toEqual([]);
  });

  it.each([
    { name: 'in a text', body: `no such key: ${KEY}, ${KEY}` },
    { name: 'in JSON', body: JSON.stringify({ error: { detail: KEY } }) },
  ])('shows no key that the server repeats $name', async ({ body }) => {
    nock(HOST).get(PROPERTY).reply(403, body);
    const error = await failureOf(client().getPropertyInSession('ns', 'p'));
    expect(error).toMatchObject({ code: AUTHORIZATION_INVALID, statusCode: 403 });
    expect(error.message).toContain('[redacted]');
    expectNoKey(error);
  });

  it('shows no more than the start of a long one, and says when it was empty', async () => {
    nock(HOST).get(PROPERTY).reply(500, 'x'.repeat(10_000)).get(PROPERTY).reply(500);
    const long = await failureOf(client().getPropertyInSession('ns', 'p'));
    expect(long.message.length).toBeLessThan(1_000);
    const empty = await failureOf(client().getPropertyInSession('ns', 'p'));
    expect(empty.message).toContain('500 without a text');
  });
});

describe('no answer', () => {
  const TIMERS = ['setTimeout', 'clearTimeout', 'performance'] as const;
  const CODES = [
    'ECONNRESET',
    'ENOTFOUND',
    'ETIMEDOUT',
    'ECONNREFUSED',
    'EHOSTUNREACH',
    'EPIPE',
    'EAI_AGAIN',
  ];
  let started: number;
  let delays: () => unknown[];

  beforeEach(() => {
    vi.useFakeTimers({ toFake: [...TIMERS] });
    const spy = vi.spyOn(globalThis, 'setTimeout');
    delays = () => spy.mock.calls.map(([, delay]) => delay);
    started = performance.now();
  });

  const elapsed = () => performance.now() - started;

  /** Waits until the code under test waits this long, and lets the time pass. */
  async function pass(milliseconds: number): Promise<void> {
    await until(() => delays().includes(milliseconds));
    await vi.advanceTimersByTimeAsync(milliseconds);
  }

  /** Fails every request, and notes when each came. */
  function failWith(code: string, times: number): number[] {
    const at: number[] = [];
    const scope = nock(HOST).get(PROPERTY).times(times).replyWithError(failing(code));
    scope.on('request', () => at.push(elapsed()));
    return at;
  }

  it.each(CODES.map((code) => ({ code })))(
    'is tried three times, 2 s and 4 s apart: $code',
    async ({ code }) => {
      const at = failWith(code, 5);
      const call = failureOf(client().getPropertyInSession('ns', 'p'));
      await pass(2_000);
      await pass(4_000);
      const error = await call;
      expect(at).toEqual([0, 2_000, 6_000]);
      expect(error).toBeInstanceOf(ContextServiceError);
      expect(error).toMatchObject({ code, cause: { cause: { code } } });
      expect(error.cause).toBeInstanceOf(RequestError);
      expect(error.statusCode).toBeUndefined();
      for (const text of ['property "p"', `GET ${HOST}${PROPERTY}`, '3 attempts', code]) {
        expect(error.message).toContain(text);
      }
      expectNoKey(error);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it('may come to a good end after all, as one request', async () => {
    const ids = new Set<unknown>();
    const failures = [failing('ECONNRESET'), failing('EPIPE')];
    for (const failure of failures) nock(HOST).get(PROPERTY).replyWithError(failure);
    nock(HOST)
      .get(PROPERTY)
      .matchHeader('maven-api-key', KEY)
      .matchHeader('x-request-id', (id) => Boolean(ids.add(id)))
      .reply(200, 'value');
    const call = client().getPropertyInSession('ns', 'p');
    await pass(2_000);
    await pass(4_000);
    await expect(call).resolves.toBe('value');
    expect(ids.size).toBe(1);
    expect(nock.isDone()).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each(['ECONNABORTED', 'CERT_HAS_EXPIRED', 'EPROTO', 'HPE_INVALID_CONSTANT', 'ESOMETHING'])(
    'is not tried again for another reason: %s',
    async (code) => {
      const at = failWith(code, 3);
      const error = await failureOf(client().getPropertyInSession('ns', 'p'));
      expect(error).toMatchObject({ code, cause: { cause: { code } } });
      expect(error.message).not.toContain('attempts');
      expect(at).toEqual([0]);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it.each([403, 407])('is not tried again where a proxy refuses with %i', async (statusCode) => {
    const refusal = Object.assign(failing('ECONNRESET'), { statusCode });
    nock(HOST).get(PROPERTY).replyWithError(refusal).get(PROPERTY).reply(200, 'too late');
    const error = await failureOf(client().getPropertyInSession('ns', 'p'));
    expect(error).toMatchObject({ code: 'ECONNRESET', cause: { cause: { statusCode } } });
    expect(nock.pendingMocks()).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('has no code of its own: UNKNOWN', async () => {
    nock(HOST).get(PROPERTY).replyWithError(new Error('no code'));
    await expect(client().getPropertyInSession('ns', 'p')).rejects.toMatchObject({
      code: UNKNOWN,
      message: expect.stringContaining('no code'),
    });
  });

  it('is named by its code where Node has no words for it', async () => {
    nock(HOST)
      .get(PROPERTY)
      .replyWithError(Object.assign(new AggregateError([]), { code: 'ESOMETHING' }));
    const error = await failureOf(client().getPropertyInSession('ns', 'p'));
    expect(error.message).toContain('failed: ESOMETHING');
  });

  it('fails at once when the wait would not fit into the time', async () => {
    const at = failWith('ECONNRESET', 5);
    const call = failureOf(client(6_000).getPropertyInSession('ns', 'p'));
    await pass(2_000);
    expect(await call).toMatchObject({ code: 'ECONNRESET', message: expect.stringContaining('2 attempts') });
    expect(at).toEqual([0, 2_000]);
    expect(elapsed()).toBe(2_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is tried again for a write, and the read after it has its own three attempts', async () => {
    nock(HOST).patch(PROPERTIES).replyWithError(failing('ECONNRESET')).patch(PROPERTIES, { a: 1 }).reply(204);
    nock(HOST).get(PROPERTIES).reply(200, { a: 1 });
    const call = client().setPropertiesInNamespace('ns', { a: 1 });
    await pass(2_000);
    await expect(call).resolves.toEqual({ a: 1 });
    expect(nock.isDone()).toBe(true);
  });

  it('counts service discovery', async () => {
    Toolbelt.configure({ contextServiceEnvironment: undefined, accountId: '12345' });
    let answer = (): void => {};
    nock('https://api.liveperson.net')
      .get(/baseURI/)
      .reply(200, async () => {
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        return [];
      });
    const call = failureOf(client(5_000).getPropertyInSession('ns', 'p'));
    await until(() => nock.isDone());
    await vi.advanceTimersByTimeAsync(5_000);
    const error = await call;
    expect(error).toMatchObject({ code: RESPONSE_TIMEOUT, name: 'ContextServiceError' });
    expect(error.message).toContain('service discovery');
    answer();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a host that may not be called', () => {
  it('fails as on the platform, with the host to list', async () => {
    Toolbelt.configure({ contextServiceEnvironment: 'qa', logger: { warn: () => {} } });
    const error = await failureOf(client().getPropertyInSession('ns', 'p'));
    expect(error).toMatchObject({
      code: 'ERR_SOCKET_CLOSED',
      cause: { cause: { code: 'ERR_SOCKET_CLOSED' } },
    });
    expect(error.message).toContain('"lp-mavencontext-qa.dev.lprnd.net" on the whitelist');
    expectNoKey(error);
  });

  it('may answer 403 in place of that', async () => {
    Toolbelt.configure({
      contextServiceEnvironment: 'qa',
      whitelistViolation: 'forbidden',
      logger: { warn: () => {} },
    });
    await expect(client().getPropertyInSession('ns', 'p')).rejects.toMatchObject({
      code: AUTHORIZATION_INVALID,
      statusCode: 403,
      message: expect.stringContaining('do not have access to the page'),
    });
  });
});

it('takes settings that cannot be read for what they are', async () => {
  Toolbelt.configure({ settingsPath: writeSettings(temporaryFolder(), '{') });
  const error = await failureOf(client().getPropertyInSession('ns', 'p'));
  expect(error).toMatchObject({ name: 'ToolbeltError', code: ErrorCodes.Toolbelt.INVALID_SETTINGS });
});
