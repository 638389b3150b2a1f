import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { ErrorCodes, RequestError, Toolbelt } from '../../src/index';
import type { MtlsHeaders, MtlsRequestOptions, MtlsResponse } from '../../src/mtls/mtls-client';
import { failureOf } from '../helpers/failure-of';
import { startMtlsServer } from '../helpers/mtls-server';
import { selfSigned } from '../helpers/self-signed';

const { INVALID_REQUEST, GENERAL, TIMEOUT } = ErrorCodes.Mtls;
const HOST = 'https://api.example.com';

const identity = selfSigned();

let warnings: string[];

function client(): ReturnType<typeof Toolbelt.MTLSClient> {
  return Toolbelt.MTLSClient(identity);
}

beforeEach(() => {
  warnings = [];
  nock.disableNetConnect();
  Toolbelt.configure({
    whitelist: ['api.example.com', 'localhost'],
    rateLimit: { mode: 'off' },
    logger: { warn: (line) => void warnings.push(line) },
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  Toolbelt.reset();
  nock.cleanAll();
  nock.enableNetConnect();
});

describe('a call', () => {
  it('runs as documented', async () => {
    nock(HOST, { reqheaders: { header: 'test' } })
      .post('/path', '')
      .reply(200, { a: 1 });
    const response = await client().post(`${HOST}/path`, { header: 'test' }, null, {
      json: true,
      timeout: 10000,
      allowSelfSigned: false,
    });
    expect(response).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json' },
      body: { a: 1 },
    });
    expect(warnings).toEqual([]);
  });

  it.each(['get', 'post', 'put', 'patch', 'delete'] as const)(
    '%s(url, headers, body, options)',
    async (verb) => {
      nock(HOST)[verb]('/').matchHeader('x-mine', 'a').reply(200, '[1]');
      expect(await client()[verb](`${HOST}/`, { 'X-Mine': 'a' }, '', { json: true })).toMatchObject({
        body: [1],
      });
      nock(HOST)[verb]('/').reply(200, '[1]');
      expect(await client()[verb](HOST)).toMatchObject({ statusCode: 200, body: '[1]' });
    },
  );

  it.each(['head', 'options'] as const)('%s(url, headers, options)', async (verb) => {
    nock(HOST)[verb]('/').matchHeader('x-mine', 'a').times(2).reply(204, undefined, { 'x-count': '3' });
    const answer = { statusCode: 204, headers: { 'x-count': '3' } };
    expect(await client()[verb](HOST, { 'X-Mine': 'a' })).toEqual({ ...answer, body: undefined });
    const parsed = await client()[verb](HOST, { 'X-Mine': 'a' }, { json: true });
    expect(parsed).toEqual({ ...answer, body: undefined });
  });

  it.each([200, 201, 204, 302, 304, 400, 401, 404, 407, 421, 500, 503])(
    'resolves with %i',
    async (status) => {
      nock(HOST)
        .get('/')
        .reply(status, status === 204 || status === 304 ? undefined : 'text', { location: '/x' });
      const body = status === 204 || status === 304 ? '' : 'text';
      expect(await client().get(HOST)).toMatchObject({
        statusCode: status,
        headers: { location: '/x' },
        body,
      });
      expect(nock.isDone()).toBe(true);
    },
  );

  it('leaves a body that is no JSON as text, with json too', async () => {
    nock(HOST).get('/').reply(500, '<html>', { 'Set-Cookie': 'a=1' });
    const response = await client().get(HOST, undefined, undefined, { json: true });
    expect(response).toMatchObject({
      statusCode: 500,
      headers: { 'set-cookie': ['a=1'] },
      body: '<html>',
    });
  });

  it.each<[string, unknown, string, string | undefined]>([
    ['text as it is', '{"a": 1}', '{"a": 1}', undefined],
    ['bytes', Buffer.from('bytes é'), 'bytes é', undefined],
    ['a view', new TextEncoder().encode('a view').subarray(2), 'view', undefined],
    ['an empty view as no body', new Uint8Array(0), '', undefined],
    ['an ArrayBuffer', new TextEncoder().encode('buffer').buffer, 'buffer', undefined],
    ['an object as JSON', { a: 'é' }, '{"a":"é"}', 'application/json'],
    [
      'data that is named as methods are',
      { arrayBuffer: 1, pipe: 'x' },
      '{"arrayBuffer":1,"pipe":"x"}',
      'application/json',
    ],
    ['an array as JSON', [1, { b: 2 }], '[1,{"b":2}]', 'application/json'],
    ['a date as JSON', new Date(0), '"1970-01-01T00:00:00.000Z"', 'application/json'],
    ['what has nothing to say as no body', { toJSON: () => undefined }, '', undefined],
  ])('sends %s', async (_what, body, sent, type) => {
    const send = vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('ok'));
    await client().delete(HOST, null, body as object);
    const init = send.mock.calls[0]?.[1];
    expect(Buffer.from((init?.body as Buffer | undefined) ?? '').toString()).toBe(sent);
    expect(new Headers(init?.headers).get('content-type') ?? undefined).toBe(type);
  });

  it('counts the bytes of a decoded body, and none of an answer to HEAD', async () => {
    const body = gzipSync('ok');
    const headers = { 'content-encoding': 'gzip', 'content-length': String(body.length) };
    nock(HOST).get('/').reply(200, body, headers);
    const options = { maxResponseBytes: 2 };
    expect(await client().get(HOST, {}, '', options)).toMatchObject({ statusCode: 200, body: 'ok' });
    nock(HOST).head('/').reply(200, undefined, { 'content-length': '1000' });
    expect(await client().head(HOST, {}, options)).toMatchObject({ statusCode: 200 });
    nock(HOST).get('/').reply(200, 'large');
    const error = await failureOf(client().get(HOST, {}, '', options));
    expect(error).toMatchObject({ code: GENERAL, cause: { code: ErrorCodes.Toolbelt.RESPONSE_TOO_LARGE } });
  });

  it('keeps the content type that was given', async () => {
    nock(HOST).post('/', '{"a":1}').matchHeader('content-type', 'application/merge+json').reply(200, 'ok');
    const response = await client().post(HOST, { 'Content-Type': 'application/merge+json' }, { a: 1 });
    expect(response.body).toBe('ok');
  });

  it('says who calls, under the headers of the caller', async () => {
    Toolbelt.configure({ accountId: '12345', functionId: 'f-1' });
    nock(HOST)
      .get('/')
      .matchHeader('user-agent', 'LP-Lambda-f-1')
      .matchHeader('lp-url', '12345')
      .reply(200, '1');
    nock(HOST).get('/').matchHeader('user-agent', 'mine').matchHeader('lp-url', '12345').reply(200, '2');
    expect(await client().get(HOST)).toMatchObject({ body: '1' });
    expect(await client().get(HOST, { 'user-agent': 'mine' })).toMatchObject({ body: '2' });
  });

  it.each([
    ['us%40er:secret@', 'us@er', 'secret'],
    ['user@', 'user', ''],
    ['100%:p%zz@', '100%', 'p%zz'],
  ])('turns the user info %s of a URL into Basic authorization', async (userInfo, user, pass) => {
    nock(HOST).get('/').basicAuth({ user, pass }).reply(200, 'in');
    expect(await client().get(`https://${userInfo}api.example.com/#part`)).toMatchObject({ body: 'in' });
  });

  it.each<[string, MtlsHeaders | Headers | Map<string, string>]>([
    ['an object', { 'x-a': 1, 'x-b': true, 'x-c': ['1', '2'], 'x-d': undefined, 'x-e': null }],
    ['Headers', new Headers({ 'x-a': '1', 'x-b': 'true', 'x-c': '1, 2' })],
    [
      'a Map',
      new Map([
        ['x-a', '1'],
        ['x-b', 'true'],
        ['x-c', '1, 2'],
      ]),
    ],
  ])('takes headers as %s', async (_form, headers) => {
    let seen: Record<string, unknown> = {};
    nock(HOST)
      .get('/')
      .reply(200, function () {
        seen = this.req.headers;
        return 'ok';
      });
    await client().get(HOST, headers as MtlsHeaders);
    const flat = Object.fromEntries(
      Object.entries(seen).map(([name, value]) => [name, [value].flat().join()]),
    );
    expect(flat).toMatchObject({ 'x-a': '1', 'x-b': 'true', 'x-c': '1, 2' });
    expect(seen).not.toHaveProperty('x-d');
    expect(seen).not.toHaveProperty('x-e');
  });

  it('survives headers about the connection that lambdas set by hand', async () => {
    nock(HOST).post('/', 'hello').reply(200, 'ok');
    const headers = {
      ...{ Connection: 'keep-alive', Host: 'api.example.com', 'Content-Length': '2', 'Keep-Alive': '5' },
      ...{ 'Transfer-Encoding': 'chunked', Expect: '100-continue', 'Proxy-Connection': 'keep-alive' },
      ...{ Upgrade: 'x', 'Accept-Encoding': 'gzip, deflate, br' },
    };
    expect(await client().post(HOST, headers, 'hello')).toMatchObject({ body: 'ok' });
  });

  it('warns once about an option that means nothing', async () => {
    nock(HOST).get('/').times(2).reply(200, 'ok');
    for (let i = 0; i < 2; i += 1) {
      await client().get(HOST, {}, '', {
        rejectUnauthorized: false,
        timeout: undefined,
      } as MtlsRequestOptions);
    }
    const NONE = 'is unknown and has no effect';
    const KNOWN = 'there are json, timeout, allowSelfSigned, maxResponseBytes';
    expect(warnings).toEqual([
      `[lp-faas-toolbelt] MTLSClient: the option "rejectUnauthorized" ${NONE}; ${KNOWN}`,
    ]);
    nock(HOST).get('/').times(2).reply(200, 'ok');
    for (let i = 0; i < 2; i += 1) {
      await client().get(HOST, {}, '', { timeOut: 1, allowSelfSigned: true } as MtlsRequestOptions);
    }
    expect(warnings.slice(1)).toEqual([
      `[lp-faas-toolbelt] MTLSClient: the option "timeOut" ${NONE}; did you mean "timeout"?`,
      '[lp-faas-toolbelt] MTLSClient: allowSelfSigned accepts whoever answers as api.example.com. Outside tests pass the ' +
        'authority of its certificate as "ca" to Toolbelt.MTLSClient instead.',
    ]);
  });

  it('warns of a misspelt option of the client', () => {
    Toolbelt.MTLSClient({ ...identity, passPhrase: 'x' } as never);
    expect(warnings).toEqual([
      '[lp-faas-toolbelt] MTLSClient: the option "passPhrase" is not known and has no effect: did you mean "passphrase"?',
    ]);
  });
});

describe('bad input is a rejection, and nothing is sent', () => {
  const URL_MESSAGE = /"url" must be a string such as "https:/;
  type Call = (mtls: ReturnType<typeof client>) => Promise<unknown>;
  const get =
    (...args: unknown[]): Call =>
    (mtls) =>
      Reflect.apply(mtls.get, mtls, args);
  const post =
    (...args: unknown[]): Call =>
    (mtls) =>
      Reflect.apply(mtls.post, mtls, args);
  const options = (given: unknown): Call => post(HOST, {}, '', given);

  it.each<[string, Call, RegExp]>([
    ['no url', get(), /"url" must be a string .*not undefined/],
    ['a number', get(42), URL_MESSAGE],
    ['an object', get({ url: HOST }), URL_MESSAGE],
    ['an empty url', get(''), /"" is not a URL/],
    ['a url without scheme', get('api.example.com/path'), /did you mean "https:\/\/api.example.com\/path"\?/],
    ['a path', get('/path'), /"\/path" is not a URL: write it as in/],
    ['no host', get('https://'), /is not a URL/],
    ['http', get('http://api.example.com/'), /is not an https URL: only TLS carries a client certificate/],
    ['user info in a wrong url', get('http://user:passw0rd@api.example.com/'), /is not an https URL/],
    ['headers as text', get(HOST, 'a: b'), /"headers" must be an object, not a string/],
    ['headers as an array', get(HOST, [['a', 'b']]), /"headers" must be an object, not an array/],
    [
      'a line break in a header',
      get(HOST, { 'x-a': 'passw0rd\n' }),
      /header "x-a" has a line break in its value: remove it/,
    ],
    ['a carriage return', get(HOST, { 'x-a': ['fine', 'a\rb'] }), /header "x-a" has a line break/],
    ['a character beyond Latin-1', get(HOST, { 'x-a': 'passw0rd ✓' }), /header "x-a" has a character/],
    ['a bad header name', get(HOST, { 'x a': 'b' }), /header name "x a" must be letters/],
    ['an object as header', get(HOST, { 'x-a': {} }), /header "x-a" must be text, not an object/],
    ['a body with GET', get(HOST, {}, 'body'), /a GET request has no body: pass null as third argument/],
    ['options in place of the body', get(HOST, {}, { json: true }), /options are the fourth/],
    ['a number as body', post(HOST, {}, 42), /the body must be text, bytes, or an object/],
    ['a function as body', post(HOST, {}, () => ''), /not a function/],
    ['a promise as body', post(HOST, {}, Promise.resolve('x')), /a promise: await it/],
    ['URLSearchParams', post(HOST, {}, new URLSearchParams('a=b')), /pass String\(params\)/],
    ['a web stream', post(HOST, {}, new ReadableStream()), /a stream: read it first/],
    ['a Blob', post(HOST, {}, new Blob(['x'])), /a Blob: pass Buffer/],
    ['a Map', post(HOST, {}, new Map([['a', 1]])), /a collection that JSON cannot hold/],
    ['a form', post(HOST, {}, new FormData()), /a collection that JSON cannot hold/],
    [
      'a cycle',
      post(HOST, {}, cyclic()),
      /cannot be written as JSON \(Converting circular structure to JSON\)/,
    ],
    ['a big number', post(HOST, {}, { a: 1n }), /cannot be written as JSON/],
    [
      'options as a number',
      options(1000),
      /"options" must be an object such as \{ timeout: 10000 \}, not a number/,
    ],
    [
      'a timeout of 0',
      options({ timeout: 0 }),
      /"timeout" must be milliseconds between 1 and 2147483647, not 0/,
    ],
    ['a timeout of -1', options({ timeout: -1 }), /not -1/],
    ['a timeout of NaN', options({ timeout: Number.NaN }), /not NaN/],
    [
      'a timeout without end',
      options({ timeout: Number.POSITIVE_INFINITY }),
      /not Infinity; leave it out for no limit/,
    ],
    ['a timeout too long for a timer', options({ timeout: 2 ** 31 }), /not 2147483648/],
    ['a timeout as text', options({ timeout: '1000' }), /not a string/],
    ['json as text', options({ json: 'true' }), /option "json" must be true or false, not a string/],
    [
      'allowSelfSigned as text',
      options({ allowSelfSigned: 'false' }),
      /option "allowSelfSigned" must be true or false/,
    ],
  ])('%s', async (_what, call, message) => {
    const send = vi.spyOn(globalThis, 'fetch');
    const error = await failureOf(call(client()));
    expect(error).toMatchObject({ name: 'ToolbeltError', code: INVALID_REQUEST });
    expect(error.message).toMatch(message);
    expect(`${error.message}${inspect(error, { depth: 9 })}`).not.toContain('passw0rd');
    expect(send).not.toHaveBeenCalled();
  });
});

describe('a failure', () => {
  it('on the wire is GENERAL, with host, reason and native cause', async () => {
    const cause = Object.assign(new Error('getaddrinfo ENOTFOUND api.example.com'), { code: 'ENOTFOUND' });
    nock(HOST).get('/path').query({ token: 'abcdefgh' }).replyWithError(cause);
    const error = await failureOf(client().get(`${HOST}/path?token=abcdefgh`));
    expect(error).toMatchObject({ name: 'ToolbeltError', code: GENERAL, cause: { code: 'ENOTFOUND' } });
    expect(error.message).toBe(
      'MTLSClient: GET https://api.example.com failed: getaddrinfo ENOTFOUND api.example.com.',
    );
  });

  it('of a name with several addresses is told by the first', async () => {
    const inner = new Error('connect ECONNREFUSED ::1:443');
    vi.spyOn(globalThis, 'fetch').mockRejectedValue(
      new TypeError('fetch failed', {
        cause: Object.assign(new AggregateError([inner]), { code: 'ECONNREFUSED' }),
      }),
    );
    const error = await failureOf(client().get(HOST));
    expect(error).toMatchObject({ code: GENERAL, cause: { code: 'ECONNREFUSED' } });
    expect(error.message).toContain('failed: connect ECONNREFUSED ::1:443.');
  });

  it.each([
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', /The server refused the handshake: .*client certificate/],
    ['CERT_HAS_EXPIRED', /This is the certificate of the server/],
  ])('%s says what to do', async (code, advice) => {
    vi.spyOn(globalThis, 'fetch').mockRejectedValue(
      new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code }) }),
    );
    const error = await failureOf(client().get(HOST));
    expect(error).toMatchObject({ code: GENERAL, cause: { code }, message: expect.stringMatching(advice) });
  });

  it('is no failure of the network when a setting is wrong: its own error comes through', async () => {
    process.env.HTTPS_PROXY = 'ftp://proxy.test';
    const error = await failureOf(client().get(HOST));
    expect(error).toMatchObject({ code: ErrorCodes.Toolbelt.INVALID_CONFIGURATION });
    expect(error.message).toContain('HTTPS_PROXY');
  });

  it('by the whitelist is the RequestError of HTTPClient', async () => {
    const send = vi.spyOn(globalThis, 'fetch');
    const error = await failureOf(client().post('https://unlisted.example.com/', {}, 'x'));
    expect(error).toBeInstanceOf(RequestError);
    expect(error.message).toBe('Error [ERR_SOCKET_CLOSED]: Socket is closed');
    expect(error).toMatchObject({ cause: { code: 'ERR_SOCKET_CLOSED' }, options: { method: 'POST' } });
    expect(send).not.toHaveBeenCalled();
  });

  it('by the deadline is TIMEOUT, and leaves no timer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    vi.spyOn(globalThis, 'fetch').mockImplementation(
      (_url, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
        }),
    );
    const call = failureOf(client().get(HOST, {}, '', { timeout: 30_000 }));
    await vi.advanceTimersByTimeAsync(29_999);
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    const error = await call;
    expect(error).toMatchObject({ code: TIMEOUT, cause: { code: 'ETIMEDOUT' } });
    expect(error.message).toBe(
      'MTLSClient: GET https://api.example.com had not ended after 30000 ms (option "timeout").',
    );
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves no timer after an answer in time either', async () => {
    vi.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('ok'));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    expect(await client().get(HOST, {}, '', { timeout: 30_000 })).toMatchObject({ body: 'ok' });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('beside nock', () => {
  it('a host that nock lets through gets the certificate', async () => {
    nock.enableNetConnect('localhost');
    const server = await startMtlsServer({ ...identity, ca: identity.cert });
    const mtls = Toolbelt.MTLSClient({ ...identity, ca: identity.cert });
    try {
      expect(await mtls.post(server.url(), {}, 'text')).toMatchObject({ body: 'hello localhost' });
    } finally {
      await server.close();
    }
  });

  it('every other is refused by nock', async () => {
    expect(await failureOf(client().get(HOST))).toMatchObject({ code: GENERAL });
  });
});

describe('types', () => {
  it('tell text from JSON', () => {
    const mtls = client();
    type Result<Call> = Call extends Promise<infer Value> ? Value : never;
    const plain = () => mtls.get(HOST);
    const timed = () => mtls.post(HOST, { header: 'test' }, null, { timeout: 1, json: false });
    const parsed = () => mtls.put(HOST, null, { a: 1 }, { json: true });
    const unknownYet = (options: MtlsRequestOptions) => mtls.get(HOST, {}, null, options);
    const head = () => mtls.head(HOST, {}, { json: true });
    expectTypeOf<Result<ReturnType<typeof plain>>>().toEqualTypeOf<MtlsResponse<string>>();
    expectTypeOf<Result<ReturnType<typeof timed>>['body']>().toBeString();
    expectTypeOf<Result<ReturnType<typeof parsed>>['body']>().toBeAny();
    expectTypeOf<Result<ReturnType<typeof unknownYet>>['body']>().toBeAny();
    expectTypeOf<Result<ReturnType<typeof head>>>().toEqualTypeOf<MtlsResponse<undefined>>();
    // @ts-expect-error: a timeout is a number
    const wrong = () => mtls.get(HOST, {}, null, { timeout: '1' });
    expectTypeOf(wrong).toBeFunction();
  });
});

function cyclic(): object {
  const value: Record<string, unknown> = {};
  value.self = value;
  return value;
}
