import { inspect } from 'node:util';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Configuration } from '../../src/config/configuration';
import type { SendCall } from '../../src/http/client/send-call';
import { ErrorCodes, RequestError, StatusCodeError, Toolbelt } from '../../src/index';
import { TokenClient } from '../../src/liveperson/token-client';
import { answered, sentAndFailed } from '../helpers/answered';
import { type Failure, failureOf } from '../helpers/failure-of';

const { TOKEN_FAILED } = ErrorCodes.Toolbelt;
const SECRET = 's3cr3t-of-the-client';
const CREDENTIALS = { client_id: 'client-1', client_secret: SECRET };
const SENTINEL = 'https://va.sentinel.liveperson.net';
const PATH = '/sentinel/api/account/12345/app/token?v=2.0';

/** A client on a transport of the test's own, and a clock that stands still until the test moves it. */
function clientOn(send: (calls: number) => unknown) {
  const configuration = new Configuration();
  configuration.configure({ accountId: '12345' });
  const time = { now: 0 };
  const transport = vi.fn((_options: { url: string }, _extras?: object) =>
    answered((async () => send(transport.mock.calls.length))()),
  );
  const client = new TokenClient({
    send: transport as unknown as SendCall,
    configuration,
    origin: async (service) => `https://${service}.example.com`,
    clock: () => time.now,
  });
  return { client, configuration, time, transport };
}

/** Answers `token-1`, `token-2`, … with this `expires_in`. */
function tokensFor(expiresIn: unknown) {
  return (calls: number) => ({
    access_token: `token-${calls}`,
    token_type: 'Bearer',
    ...(expiresIn === undefined ? {} : { expires_in: expiresIn }),
  });
}

function jwt(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256' })}.${part(claims)}.signature`;
}

beforeEach(() => nock.disableNetConnect());

afterEach(() => {
  Toolbelt.reset();
  nock.cleanAll();
  nock.enableNetConnect();
  vi.useRealTimers();
});

describe('request', () => {
  it('posts the client credentials as a form to sentinel', async () => {
    Toolbelt.configure({
      accountId: '12345',
      secrets: { 'lp-faas-default-app-key': CREDENTIALS },
      csds: { api: 'api.example.com', sentinel: 'va.sentinel.liveperson.net' },
    });
    const seen: { body: string; headers: Record<string, unknown> }[] = [];
    nock(SENTINEL)
      .post(PATH)
      .reply(200, function (_uri, body) {
        seen.push({ body: String(body), headers: this.req.headers });
        return { access_token: 'token-1', expires_in: '3600' };
      });
    nock('https://api.example.com', { reqheaders: { authorization: 'Bearer token-1' } })
      .get('/x')
      .reply(200, 'found');
    await expect(Toolbelt.LpClient()('api', '/x')).resolves.toBe('found');
    expect(Object.fromEntries(new URLSearchParams(seen[0]?.body))).toEqual({
      ...CREDENTIALS,
      grant_type: 'client_credentials',
    });
    expect(seen[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(seen[0]?.headers).not.toHaveProperty('authorization');
    expect(nock.isDone()).toBe(true);
  });

  it('encodes the account and waits for its turn under the rate limit', async () => {
    const { client, configuration, transport } = clientOn(tokensFor(3600));
    configuration.configure({ accountId: 'a/b c' });
    await client.token(CREDENTIALS);
    expect(transport).toHaveBeenCalledWith(
      expect.objectContaining({
        url: 'https://sentinel.example.com/sentinel/api/account/a%2Fb%20c/app/token?v=2.0',
        method: 'POST',
      }),
      expect.objectContaining({ admission: 'queue' }),
    );
  });
});

describe('lifetime', () => {
  it.each([
    { name: 'a number', expiresIn: 100 },
    { name: 'a string', expiresIn: '100' },
  ])('is expires_in as $name; a short one is renewed at its half', async ({ expiresIn }) => {
    const { client, time } = clientOn(tokensFor(expiresIn));
    expect(await client.token(CREDENTIALS)).toBe('token-1');
    time.now = 49_999;
    expect(await client.token(CREDENTIALS)).toBe('token-1');
    time.now = 50_000;
    expect(await client.token(CREDENTIALS)).toBe('token-2');
  });

  it('is that of the JWT when expires_in is missing', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 1_700_000_000_000 });
    const token = jwt({ exp: 1_700_000_100 });
    const { client, time, transport } = clientOn(() => ({ access_token: token }));
    await client.token(CREDENTIALS);
    time.now = 49_999;
    expect(await client.token(CREDENTIALS)).toBe(token);
    expect(transport).toHaveBeenCalledTimes(1);
    time.now = 50_000;
    await client.token(CREDENTIALS);
    expect(transport).toHaveBeenCalledTimes(2);
  });

  it.each([
    { name: 'it is known nowhere (an opaque token)', answer: () => ({ access_token: 'opaque' }) },
    { name: 'the JWT has no exp', answer: () => ({ access_token: jwt({ sub: 'x' }) }) },
    { name: 'the claims are no JSON', answer: () => ({ access_token: 'a.b.c' }) },
    { name: 'exp is no number', answer: () => ({ access_token: jwt({ exp: 'soon' }) }) },
    { name: 'it is over', answer: () => ({ access_token: jwt({ exp: 1 }) }) },
    {
      name: 'expires_in is no number and the token opaque',
      answer: () => ({ access_token: 'a', expires_in: 'x' }),
    },
  ])('when $name: the token is used once', async ({ answer }) => {
    const { client, transport } = clientOn(answer);
    await client.token(CREDENTIALS);
    await client.token(CREDENTIALS);
    expect(transport).toHaveBeenCalledTimes(2);
  });
});

describe('sharing', () => {
  it.each([
    { name: 'a token that is kept', expiresIn: 3600 },
    { name: 'a token that is used once', expiresIn: undefined },
  ])('concurrent callers share the fetch of $name', async ({ expiresIn }) => {
    const { client, transport } = clientOn(tokensFor(expiresIn));
    const tokens = await Promise.all(Array.from({ length: 20 }, () => client.token(CREDENTIALS)));
    expect(new Set(tokens)).toEqual(new Set(['token-1']));
    expect(transport).toHaveBeenCalledTimes(1);
  });

  it.each([
    { name: 'account', change: { accountId: '67890' }, credentials: CREDENTIALS },
    { name: 'client id', change: {}, credentials: { ...CREDENTIALS, client_id: 'client-2' } },
    { name: 'client secret', change: {}, credentials: { ...CREDENTIALS, client_secret: 'rotated' } },
  ])('another $name gets another token', async ({ change, credentials }) => {
    const { client, configuration } = clientOn(tokensFor(3600));
    expect(await client.token(CREDENTIALS)).toBe('token-1');
    configuration.configure(change);
    expect(await client.token(credentials)).toBe('token-2');
  });

  it('reset forgets tokens', async () => {
    const { client } = clientOn(tokensFor(3600));
    await client.token(CREDENTIALS);
    client.reset();
    expect(await client.token(CREDENTIALS)).toBe('token-2');
  });
});

it('forgets at a reset that a token was refused', async () => {
  const { client } = clientOn(tokensFor(3600));
  client.discard(CREDENTIALS, await client.token(CREDENTIALS));
  expect(client.discard(CREDENTIALS, await client.token(CREDENTIALS))).toBe(false);
  client.reset();
  expect(client.discard(CREDENTIALS, await client.token(CREDENTIALS))).toBe(true);
});

it('lets nobody wait for a fetch from before the reset', async () => {
  const pending: Array<(answer: unknown) => void> = [];
  const { client, transport } = clientOn(() => new Promise((resolve) => pending.push(resolve)));
  const before = client.token(CREDENTIALS);
  await vi.waitFor(() => expect(pending).toHaveLength(1));
  client.reset();
  const after = client.token(CREDENTIALS);
  await vi.waitFor(() => expect(pending).toHaveLength(2));
  pending[1]?.({ access_token: 'token-2', expires_in: 3600 });
  expect(await after).toBe('token-2');
  pending[0]?.({ access_token: 'token-1', expires_in: 3600 });
  expect(await before).toBe('token-1');
  expect(await client.token(CREDENTIALS)).toBe('token-2');
  expect(transport).toHaveBeenCalledTimes(2);
});

it('keeps nothing that was on its way when everything was reset', async () => {
  const pending: Array<(answer: unknown) => void> = [];
  const { client, transport } = clientOn(() => new Promise((resolve) => pending.push(resolve)));
  const before = client.token(CREDENTIALS);
  await vi.waitFor(() => expect(pending).toHaveLength(1));
  client.reset();
  pending[0]?.({ access_token: 'token-1', expires_in: 3600 });
  await before;
  const after = client.token(CREDENTIALS);
  await vi.waitFor(() => expect(transport).toHaveBeenCalledTimes(2));
  pending[1]?.({ access_token: 'token-2', expires_in: 3600 });
  expect(await after).toBe('token-2');
});

describe('discard', () => {
  it('forgets the token that was refused', async () => {
    const { client } = clientOn(tokensFor(3600));
    client.discard(CREDENTIALS, await client.token(CREDENTIALS));
    expect(await client.token(CREDENTIALS)).toBe('token-2');
  });

  it('leaves a newer one that somebody fetched meanwhile', async () => {
    const { client } = clientOn(tokensFor(3600));
    const refused = await client.token(CREDENTIALS);
    client.discard(CREDENTIALS, refused);
    await client.token(CREDENTIALS);
    client.discard(CREDENTIALS, refused);
    expect(await client.token(CREDENTIALS)).toBe('token-2');
  });
});

describe('failure', () => {
  /** The ways to print an error that show the secret. */
  function leaksOf(error: Failure): string[] {
    const shown = {
      message: error.message,
      stack: String(error.stack),
      JSON: JSON.stringify(error),
      inspect: inspect(error, { depth: 10 }),
    };
    return Object.entries(shown).flatMap(([name, text]) => (text.includes(SECRET) ? [name] : []));
  }

  it('is TOKEN_FAILED with the URL and the cause, and forgotten', async () => {
    const { client, transport } = clientOn((calls) => {
      if (calls === 1) throw new Error('connect ECONNREFUSED');
      return { access_token: 'token-2', expires_in: 3600 };
    });
    const error = await failureOf(client.token(CREDENTIALS));
    expect(error).toMatchObject({ name: 'ToolbeltError', code: TOKEN_FAILED });
    expect(error.message).toContain('https://sentinel.example.com/sentinel/api/account/12345/app/token');
    expect((error.cause as Error).message).toBe('connect ECONNREFUSED');
    expect(await client.token(CREDENTIALS)).toBe('token-2');
    expect(transport).toHaveBeenCalledTimes(2);
  });

  it('reaches every concurrent caller', async () => {
    const { client, transport } = clientOn(() => Promise.reject(new Error('down')));
    const outcomes = await Promise.allSettled([client.token(CREDENTIALS), client.token(CREDENTIALS)]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(transport).toHaveBeenCalledTimes(1);
  });

  it.each([
    { name: 'an empty object', answer: {} },
    { name: 'an access_token that is no string', answer: { access_token: 42 } },
    { name: 'an empty access_token', answer: { access_token: '' } },
    { name: 'HTML', answer: '<html></html>' },
    { name: 'nothing', answer: undefined },
  ])('is also an answer without a token: $name', async ({ answer }) => {
    const { client } = clientOn(() => answer);
    const error = await failureOf(client.token(CREDENTIALS));
    expect(error).toMatchObject({ code: TOKEN_FAILED });
    expect(error.message).toContain('access_token');
    expect(leaksOf(error)).toEqual([]);
  });

  const useSentinel = () =>
    Toolbelt.configure({
      accountId: '12345',
      secrets: { 'lp-faas-default-app-key': CREDENTIALS },
      csds: { api: 'api.example.com', sentinel: 'va.sentinel.liveperson.net' },
    });

  it.each([
    { name: 'JSON', body: { error: 'invalid_client' } },
    { name: 'JSON that quotes the secret', body: { error: 'invalid_client', client_secret: SECRET } },
    { name: 'a form that quotes the secret', body: `error=invalid_client&client_secret=${SECRET}` },
  ])('never shows the secret: sentinel answers 401 with $name', async ({ body }) => {
    useSentinel();
    nock(SENTINEL).post(PATH).reply(401, body);
    const error = await failureOf(Toolbelt.LpClient()('api', '/x'));
    expect(error.message).toContain('401');
    expect(JSON.stringify(error)).toContain('invalid_client');
    expect(leaksOf(error)).toEqual([]);
  });

  it('comes out of LpClient with its code, and with the answer as its cause', async () => {
    useSentinel();
    nock(SENTINEL).post(PATH).reply(403, { error: 'not installed' });
    const error = await failureOf(Toolbelt.LpClient()('api', '/x'));
    expect(error).toMatchObject({ name: 'ToolbeltError', code: TOKEN_FAILED });
    expect(error.cause).toBeInstanceOf(StatusCodeError);
  });
});

describe('a sentinel that fails', () => {
  const down = () => {
    throw new StatusCodeError(503, 'down', {}, { statusCode: 503 } as never);
  };

  it('lets the old token serve until it expires, and is asked again every 5 seconds', async () => {
    let isDown = false;
    const { client, time, transport } = clientOn((calls) => (isDown ? down() : tokensFor(600)(calls)));
    expect(await client.token(CREDENTIALS)).toBe('token-1');
    isDown = true;
    time.now = 541_000;
    expect(await Promise.all([1, 2, 3].map(() => client.token(CREDENTIALS)))).toEqual(
      Array(3).fill('token-1'),
    );
    expect(await client.token(CREDENTIALS)).toBe('token-1');
    expect(transport).toHaveBeenCalledTimes(3);
    time.now = 547_000;
    expect(await client.token(CREDENTIALS)).toBe('token-1');
    expect(transport).toHaveBeenCalledTimes(5);
    time.now = 600_000;
    expect((await failureOf(client.token(CREDENTIALS))).code).toBe(TOKEN_FAILED);
    isDown = false;
    expect(await client.token(CREDENTIALS)).toBe('token-8');
  });

  it('does not bring back a token that was refused', async () => {
    const { client, time } = clientOn((calls) => (calls > 1 ? down() : tokensFor(600)(calls)));
    const token = await client.token(CREDENTIALS);
    time.now = 541_000;
    client.discard(CREDENTIALS, token);
    expect((await failureOf(client.token(CREDENTIALS))).code).toBe(TOKEN_FAILED);
  });

  it.each([
    { name: 'a status of 500 and more', fail: down },
    {
      name: 'a connection that broke',
      fail: () => {
        throw new RequestError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }), {}, undefined);
      },
    },
  ])('is asked once more after $name, for all who wait', async ({ fail }) => {
    const { client, transport } = clientOn((calls) => (calls === 1 ? fail() : tokensFor(600)(calls)));
    expect(await Promise.all([1, 2, 3].map(() => client.token(CREDENTIALS)))).toEqual(
      Array(3).fill('token-2'),
    );
    expect(transport).toHaveBeenCalledTimes(2);
  });

  it.each([
    { name: 'a refusal', error: () => new StatusCodeError(401, 'no', {}, { statusCode: 401 } as never) },
    {
      name: 'a timeout',
      error: () =>
        new RequestError(Object.assign(new Error('ETIMEDOUT'), { code: 'ETIMEDOUT' }), {}, undefined),
    },
  ])('is not asked again after $name', async ({ error }) => {
    const { client, transport } = clientOn(() => {
      throw error();
    });
    expect((await failureOf(client.token(CREDENTIALS))).code).toBe(TOKEN_FAILED);
    expect(transport).toHaveBeenCalledTimes(1);
  });
});

it.each([60, 20, 1])('a token of %i s is kept for half of its life', async (seconds) => {
  const { client, time, transport } = clientOn(tokensFor(seconds));
  for (let i = 0; i < 100; i++) expect(await client.token(CREDENTIALS)).toBe('token-1');
  time.now = seconds * 500 - 1;
  expect(await client.token(CREDENTIALS)).toBe('token-1');
  time.now = seconds * 500;
  expect(await client.token(CREDENTIALS)).toBe('token-2');
  expect(transport).toHaveBeenCalledTimes(2);
});

describe('the words of a failure', () => {
  const URL_TEXT = 'https://sentinel.example.com/sentinel/api/account/12345/app/token?v=2.0';
  const broken = (code: string) => new RequestError(Object.assign(new Error(code), { code }), {}, undefined);
  const status = (code: number) => new StatusCodeError(code, 'no', {}, { statusCode: code } as never);
  const CHECK =
    'Check the client id and secret in the app key secret, and that the app is installed for this account';
  const LATER = 'This says nothing about the credentials: try again later, or check host and network';

  it.each<[error: Error, reason: string]>([
    [status(401), `401 - "no". ${CHECK}`],
    [status(503), `503 - "no". ${LATER}`],
    [broken('ESOCKETTIMEDOUT'), `no answer within 10000 ms. ${LATER}`],
    [broken('EPROTO'), `Error: EPROTO. ${LATER}`],
  ])('%s', async (error, reason) => {
    const { client } = clientOn(() => Promise.reject(error));
    expect((await failureOf(client.token(CREDENTIALS))).message).toBe(
      `No access token for client ${CREDENTIALS.client_id}: POST ${URL_TEXT}: ${reason}.`,
    );
  });

  it('for an answer without a token', async () => {
    const error = await failureOf(clientOn(() => ({ access_token: '' })).client.token(CREDENTIALS));
    expect(error.message).toBe(
      `No access token for client ${CREDENTIALS.client_id}: ${URL_TEXT} answered without "access_token".`,
    );
  });

  it.each([
    ...['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'EAI_AGAIN', 'ENOTFOUND', 'EHOSTUNREACH'].map(
      (code) => [broken(code), 2] as const,
    ),
    [broken('EPROTO'), 1],
    [broken('ETIMEDOUT'), 1],
    [new Error('no cause'), 1],
    [status(499), 1],
    [status(500), 2],
    [status(503), 2],
  ] as const)('comes after a second request when the reason may pass: %s', async (error, requests) => {
    const { client, transport } = clientOn(() => Promise.reject(error));
    await failureOf(client.token(CREDENTIALS));
    expect(transport).toHaveBeenCalledTimes(requests);
  });
});

it('a request is a form that may wait for its turn', async () => {
  const { client, transport } = clientOn(tokensFor(3600));
  await client.token(CREDENTIALS);
  const [options, extras] = transport.mock.calls[0] ?? [];
  expect(options).toMatchObject({
    ...{ method: 'POST', json: true, encoding: 'utf8' },
    form: { ...CREDENTIALS, grant_type: 'client_credentials' },
  });
  expect(extras).toMatchObject({ admission: 'queue', signal: expect.any(AbortSignal) });
});

it('a token is renewed 60 s before its end', async () => {
  const { client, time } = clientOn(tokensFor(600));
  expect(await client.token(CREDENTIALS)).toBe('token-1');
  time.now = 539_999;
  expect(await client.token(CREDENTIALS)).toBe('token-1');
  time.now = 540_000;
  expect(await client.token(CREDENTIALS)).toBe('token-2');
});

it('a second refusal stands for 60 s', async () => {
  const { client, time } = clientOn(tokensFor(3600));
  const first = await client.token(CREDENTIALS);
  expect(client.discard(CREDENTIALS, first)).toBe(true);
  // Another call was refused with the same token.
  expect(client.discard(CREDENTIALS, first)).toBe(true);
  const second = await client.token(CREDENTIALS);
  expect(second).toBe('token-2');
  time.now = 59_999;
  expect(client.discard(CREDENTIALS, second)).toBe(false);
  expect(await client.token(CREDENTIALS)).toBe('token-2');
  time.now = 60_000;
  expect(client.discard(CREDENTIALS, second)).toBe(true);
  expect(await client.token(CREDENTIALS)).toBe('token-3');
});

it('a token has 10 s, and a fetch that is repeated has what is left of them', async () => {
  const configuration = new Configuration();
  configuration.configure({ accountId: '12345' });
  let now = 1_000;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
  const timers = vi.spyOn(globalThis, 'setTimeout');
  const send = () => {
    now += 4_000;
    return sentAndFailed(new StatusCodeError(500, '', {}, {} as never));
  };
  const client = new TokenClient({
    send: send as unknown as SendCall,
    configuration,
    origin: async () => 'https://sentinel.example.com',
  });
  const error = await failureOf(client.token(CREDENTIALS));
  const times = timers.mock.calls.map(([, delay]) => delay);
  clock.mockRestore();
  timers.mockRestore();
  expect(error).toMatchObject({ code: TOKEN_FAILED });
  expect(times).toEqual([10_000, 6_000]);
});
