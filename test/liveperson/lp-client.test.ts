import { inspect } from 'node:util';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  ErrorCodes,
  LpServices,
  RequestError,
  SecretError,
  StatusCodeError,
  Toolbelt,
} from '../../src/index';
import services from '../fixtures/csds/services.json';
import { failureOf } from '../helpers/failure-of';
import { type SignedRequest, verifyOAuth1 } from '../helpers/oauth-verifier';
import { type SeenRequest, startServer, type TestServer } from '../helpers/with-server';

const APP_KEY = { consumerKey: 'ck', consumerSecret: 'c&s', token: 'tk', tokenSecret: 't%s' };
const OAUTH2_KEY = { client_id: 'client-1', client_secret: 's3cr3t-1' };
const DEFAULT_NAME = 'lp-faas-default-app-key';
const SENTINEL = 'https://va.sentinel.liveperson.net';

/** Everything is set up but the network: calls of the service `api` go to api.example.com. */
function useKey(key: unknown, more: Parameters<typeof Toolbelt.configure>[0] = {}): void {
  Toolbelt.configure({
    accountId: '12345',
    secrets: { [DEFAULT_NAME]: key },
    csds: { api: 'api.example.com', sentinel: 'va.sentinel.liveperson.net' },
    ...more,
  });
}

/** Sentinel hands out these tokens, one a request. */
function sentinelGives(...tokens: string[]): string[] {
  const forms: string[] = [];
  for (const access_token of tokens) {
    nock(SENTINEL)
      .post('/sentinel/api/account/12345/app/token?v=2.0')
      .reply(200, (_uri, body) => {
        forms.push(String(body));
        return { access_token, expires_in: 3600 };
      });
  }
  return forms;
}

beforeEach(() => {
  nock.disableNetConnect();
  nock.enableNetConnect('127.0.0.1');
});

afterEach(() => {
  Toolbelt.reset();
  nock.cleanAll();
  nock.enableNetConnect();
});

describe('OAuth 1.0a', () => {
  let server: TestServer;

  beforeEach(async () => {
    server = await startServer();
    Toolbelt.configure({
      accountId: '12345',
      secrets: { [DEFAULT_NAME]: APP_KEY },
      csds: { api: `http://127.0.0.1:${server.port}` },
    });
  });

  afterEach(() => server.close());

  function asSigned({ method, url, headers, body }: SeenRequest): SignedRequest {
    const isForm = /^application\/x-www-form-urlencoded/.test(String(headers['content-type']));
    return {
      method,
      url: server.url(url),
      authorization: String(headers.authorization),
      ...(isForm ? { form: body } : {}),
    };
  }

  function expectSigned(request: SeenRequest | undefined): void {
    if (request === undefined) throw new Error('nothing was sent');
    const { signature, expected, parameters } = verifyOAuth1(asSigned(request), APP_KEY);
    expect(parameters).toMatchObject({
      oauth_consumer_key: 'ck',
      oauth_token: 'tk',
      oauth_signature_method: 'HMAC-SHA1',
      oauth_version: '1.0',
    });
    expect(signature).toBe(expected);
  }

  it.each([
    { name: 'a plain path', path: '/a/b', sent: '/a/b' },
    { name: 'a path without a leading slash', path: 'a/b', sent: '/a/b' },
    { name: 'a path with a query', path: '/a?v=2&source=x', sent: '/a?v=2&source=x' },
    { name: 'qs', path: '/a', options: { qs: { v: 2, b: 'x y' } }, sent: '/a?v=2&b=x%20y' },
    { name: 'qs merged with a query', path: '/a?v=1&w=1', options: { qs: { v: 2 } }, sent: '/a?v=2&w=1' },
    { name: 'nested qs', path: '/a', options: { qs: { a: { b: [1, 2] } } } },
    { name: 'repeated keys of qs', path: '/a', options: { qs: { k: ['b', 'a'] }, useQuerystring: true } },
    { name: 'encoded keys', path: '/a?a%5Bb%5D=1', sent: '/a?a%5Bb%5D=1' },
    { name: 'raw brackets in keys', path: '/a?a[b]=1' },
    { name: 'encoded slashes in the path', path: '/a%2Fb/c%20d', sent: '/a%2Fb/c%20d' },
    { name: '+ for a space', path: '/a?q=x+y', sent: '/a?q=x+y' },
    { name: 'an encoded +', path: '/a?q=x%2By', sent: '/a?q=x%2By' },
    { name: 'raw spaces', path: '/a b?q=x y', sent: '/a%20b?q=x%20y' },
    { name: 'repeated keys', path: '/a?k=b&k=a&k=a', sent: '/a?k=b&k=a&k=a' },
    { name: 'a key that starts another one', path: '/a?a-b=1&a=2&a1=3&a=1' },
    { name: 'keys that sort otherwise once encoded', path: '/a?%7Ez=1&z=2&Z=3&10=4&2=5&%C3%A4=6' },
    { name: "!'()*~ in the query", path: "/a?q=!'()*~" },
    { name: "!'()*~ in the path", path: "/!'()*~" },
    { name: "!'()*~ in qs", path: '/a', options: { qs: { q: "!'()*~" } } },
    { name: 'UTF-8', path: '/grüße?q=✓&ü=ö' },
    { name: 'UTF-8 in qs', path: '/a', options: { qs: { 'schlüssel 🔑': 'größe' } } },
    { name: 'empty values and bare keys', path: '/a?b=&a&c=1' },
    { name: '= in a value', path: '/a?token=a=b==' },
    { name: '& and % in a value', path: '/a?q=a%26b%25c' },
    { name: 'keys named like properties of every object', path: '/a?constructor=1&toString=2&valueOf=3' },
    { name: 'a fragment, which is not sent', path: '/a?b=1#c', sent: '/a?b=1' },
    { name: 'another method', path: '/a', options: { method: 'DELETE' } },
    { name: 'a method in lower case', path: '/a', options: { method: 'put' } },
    {
      name: 'JSON, which is not signed',
      path: '/a',
      options: { method: 'POST', json: true, body: { a: { b: 1 } } },
    },
    { name: 'json as the body', path: '/a?v=1', options: { method: 'POST', json: { a: 1 } } },
    { name: 'a text body', path: '/a', options: { method: 'POST', body: 'a=1&b=2' } },
    { name: 'a form', path: '/a?b=0', options: { method: 'POST', form: { b: 'x y', a: "ü!'()*~" } } },
    { name: 'a nested form', path: '/a', options: { method: 'POST', form: { a: { b: ['1', '2'] }, c: '' } } },
    { name: 'a form as text', path: '/a', options: { method: 'POST', form: 'a=x+y&a=%2B&b' } },
    {
      name: 'a form as body with its content type',
      path: '/a',
      options: {
        method: 'POST',
        body: 'c=d+e&b=1',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8' },
      },
    },
    {
      name: 'form fields named like query fields',
      path: '/a?k=2',
      options: { method: 'PUT', form: { k: '1' } },
    },
  ])('signs what is sent: $name', async ({ path, options, sent }) => {
    await Toolbelt.LpClient()('api', path, options);
    expect(server.requests).toHaveLength(1);
    if (sent !== undefined) expect(server.requests[0]?.url).toBe(sent);
    expectSigned(server.requests[0]);
  });

  it('signs with a nonce and a timestamp of its own for each request', async () => {
    const call = Toolbelt.LpClient();
    const before = Math.floor(Date.now() / 1000);
    await Promise.all([call('api', '/a'), call('api', '/a')]);
    const sent = server.requests.map((request) => verifyOAuth1(asSigned(request), APP_KEY).parameters);
    expect(sent[0]?.oauth_nonce).not.toBe(sent[1]?.oauth_nonce);
    expect(Number(sent[0]?.oauth_timestamp)).toBeGreaterThanOrEqual(before);
    expect(Number(sent[0]?.oauth_timestamp)).toBeLessThanOrEqual(Math.ceil(Date.now() / 1000));
  });

  it('signs for the host in lower case, without the default port', async () => {
    useKey(APP_KEY, { csds: { api: 'HTTPS://API.Example.com:443' } });
    const seen: string[] = [];
    nock('https://api.example.com')
      .get('/a?b=1')
      .reply(function () {
        seen.push(String(this.req.headers.authorization));
        return [200, 'found'];
      });
    await Toolbelt.LpClient()('api', '/a?b=1');
    const request = { method: 'GET', url: 'HTTPS://API.Example.com:443/a?b=1', authorization: seen[0] ?? '' };
    const { signature, expected } = verifyOAuth1(request, APP_KEY);
    expect(signature).toBe(expected);
  });

  it('signs each hop of a redirect on the same host anew', async () => {
    server.use(({ url }, response) => {
      if (url === '/from?a=1') response.writeHead(302, { location: '/to?b=2' }).end();
      else response.end('arrived');
    });
    await expect(Toolbelt.LpClient()('api', '/from?a=1')).resolves.toBe('arrived');
    expect(server.requests.map(({ url }) => url)).toEqual(['/from?a=1', '/to?b=2']);
    for (const request of server.requests) expectSigned(request);
  });

  it('takes a secret that is JSON text', async () => {
    Toolbelt.configure({ secrets: { [DEFAULT_NAME]: JSON.stringify(APP_KEY) } });
    await Toolbelt.LpClient()('api', '/a');
    expectSigned(server.requests[0]);
  });

  it('a 401 surfaces at once', async () => {
    await expect(Toolbelt.LpClient()('api', '/status/401')).rejects.toMatchObject({ statusCode: 401 });
    expect(server.requests).toHaveLength(1);
  });
});

describe('OAuth 2', () => {
  const api = (token: string) =>
    nock('https://api.example.com', { reqheaders: { authorization: `Bearer ${token}` } });

  it('sends a bearer token of sentinel, found through the Domain API, and keeps it', async () => {
    Toolbelt.configure({ accountId: '12345', secrets: { [DEFAULT_NAME]: OAUTH2_KEY } });
    nock('https://api.liveperson.net')
      .get('/api/account/12345/service/baseURI.json?version=1.0')
      .reply(200, services);
    sentinelGives('token-1');
    nock('https://va.msghist.liveperson.net', { reqheaders: { authorization: 'Bearer token-1' } })
      .get('/x')
      .times(2)
      .reply(200, 'found');
    const call = Toolbelt.LpClient();
    await expect(call(LpServices.MSG_HIST, '/x')).resolves.toBe('found');
    await expect(call(LpServices.MSG_HIST, '/x')).resolves.toBe('found');
    expect(nock.isDone()).toBe(true);
  });

  it('fetches one token for concurrent calls', async () => {
    useKey(OAUTH2_KEY);
    sentinelGives('token-1');
    api('token-1').get('/x').times(10).reply(200, 'found');
    const call = Toolbelt.LpClient();
    await Promise.all(Array.from({ length: 10 }, () => call('api', '/x')));
    expect(nock.isDone()).toBe(true);
  });

  it('reads the secret and a token anew after a 401, and repeats the call with its body', async () => {
    const keys = [OAUTH2_KEY, { ...OAUTH2_KEY, client_secret: 's3cr3t-2' }];
    const reads: string[] = [];
    useKey(undefined, {
      secrets: {
        readSecret: (key) => {
          reads.push(key);
          return keys[Math.min(reads.length, keys.length) - 1];
        },
        updateSecret: () => {},
      },
    });
    const forms = sentinelGives('token-1', 'token-2');
    api('token-1').post('/x', { a: 1 }).reply(401, 'expired');
    api('token-2').post('/x', { a: 1 }).reply(200, 'found');
    await expect(Toolbelt.LpClient()('api', '/x', { method: 'POST', json: { a: 1 } })).resolves.toBe('found');
    expect(reads).toEqual([DEFAULT_NAME, DEFAULT_NAME]);
    expect(forms.map((form) => new URLSearchParams(form).get('client_secret'))).toEqual([
      's3cr3t-1',
      's3cr3t-2',
    ]);
    expect(nock.isDone()).toBe(true);
  });

  it('fetches one new token when concurrent calls are refused', async () => {
    useKey(OAUTH2_KEY);
    sentinelGives('token-1', 'token-2');
    api('token-1').get('/x').times(5).reply(401, 'expired');
    api('token-2').get('/x').times(5).reply(200, 'found');
    const call = Toolbelt.LpClient();
    const answers = await Promise.all(Array.from({ length: 5 }, () => call('api', '/x')));
    expect(answers).toEqual(Array(5).fill('found'));
    expect(nock.isDone()).toBe(true);
  });

  it('fetches two tokens for calls that are refused one after the other, and a third after a while', async () => {
    useKey(OAUTH2_KEY);
    const forms = sentinelGives('token-1', 'token-2', 'token-3');
    nock('https://api.example.com').get('/x').times(100).reply(401, 'no');
    const time = vi.spyOn(performance, 'now').mockReturnValue(0);
    try {
      for (let call = 0; call < 8; call += 1) {
        expect(await failureOf(Toolbelt.LpClient()('api', '/x'))).toMatchObject({ statusCode: 401 });
      }
      expect(forms).toHaveLength(2);
      time.mockReturnValue(61_000);
      await failureOf(Toolbelt.LpClient()('api', '/x'));
      expect(forms).toHaveLength(3);
    } finally {
      time.mockRestore();
    }
  });

  it('lets a second 401 surface', async () => {
    useKey(OAUTH2_KEY);
    sentinelGives('token-1', 'token-2');
    api('token-1').get('/x').reply(401, 'no');
    api('token-2').get('/x').reply(401, 'still no');
    const error = await failureOf(Toolbelt.LpClient()('api', '/x'));
    expect(error).toBeInstanceOf(StatusCodeError);
    expect(error).toMatchObject({ statusCode: 401, error: 'still no' });
    expect(nock.isDone()).toBe(true);
  });

  it('resolves with a second 401 under simple: false', async () => {
    useKey(OAUTH2_KEY);
    sentinelGives('token-1', 'token-2');
    nock('https://api.example.com').get('/x').times(2).reply(401, 'no');
    await expect(Toolbelt.LpClient()('api', '/x', { simple: false })).resolves.toBe('no');
    expect(nock.isDone()).toBe(true);
  });

  it('needs sentinel among the services of the account', async () => {
    Toolbelt.configure({ accountId: '12345', secrets: { [DEFAULT_NAME]: OAUTH2_KEY } });
    const list = services.baseURIs.filter(({ service }) => service !== 'sentinel');
    nock('https://api.liveperson.net')
      .get(/baseURI/)
      .reply(200, list);
    const error = await failureOf(Toolbelt.LpClient()('msgHist', '/x'));
    expect(error).toMatchObject({ code: ErrorCodes.Csds.DOMAIN_NOT_FOUND });
    expect(error.message).toContain('"sentinel"');
  });
});

describe('options', () => {
  const reply = (status = 200, body: nock.Body = 'found') => {
    const seen: Record<string, unknown>[] = [];
    nock('https://api.example.com')
      .get('/x')
      .reply(function () {
        seen.push(this.req.headers);
        return [status, body];
      });
    return seen;
  };

  it('are optional, and GET is the method', async () => {
    useKey(APP_KEY);
    reply();
    await expect(Toolbelt.LpClient()('api', '/x')).resolves.toBe('found');
    expect(nock.isDone()).toBe(true);
  });

  it('name another secret with appKeySecretName, which is no option of the request', async () => {
    useKey(undefined, { secrets: { mine: { ...APP_KEY, consumerKey: 'my-key' } } });
    const seen = reply(404);
    const error = await failureOf<StatusCodeError>(
      Toolbelt.LpClient()('api', '/x', { appKeySecretName: 'mine' }),
    );
    expect(seen[0]?.authorization).toContain('oauth_consumer_key="my-key"');
    expect(error.options).not.toHaveProperty('appKeySecretName');
  });

  it.each([
    { name: 'Authorization', key: APP_KEY, scheme: /^OAuth / },
    { name: 'authorization', key: APP_KEY, scheme: /^OAuth / },
    { name: 'AUTHORIZATION', key: OAUTH2_KEY, scheme: /^Bearer token-1$/ },
  ])("replace the caller's $name and keep other headers", async ({ name, key, scheme }) => {
    useKey(key);
    if (key === OAUTH2_KEY) sentinelGives('token-1');
    const seen = reply();
    await Toolbelt.LpClient()('api', '/x', { headers: { [name]: 'Bearer mine', 'X-Mine': '1' } });
    expect(seen[0]?.authorization).toMatch(scheme);
    expect(seen[0]?.['x-mine']).toBe('1');
  });

  it('are not changed, and serve for another call', async () => {
    useKey(APP_KEY);
    reply();
    reply();
    const options = Object.freeze({
      appKeySecretName: DEFAULT_NAME,
      headers: Object.freeze({ 'X-Mine': '1' }),
      qs: Object.freeze({}),
    });
    const before = structuredClone(options);
    const call = Toolbelt.LpClient();
    await call('api', '/x', options);
    await call('api', '/x', options);
    expect(options).toEqual(before);
    expect(nock.isDone()).toBe(true);
  });

  it.each([
    { name: 'url', options: { url: 'https://elsewhere.example/y' } },
    { name: 'uri', options: { uri: 'https://elsewhere.example/y' } },
    { name: 'baseUrl', options: { baseUrl: 'https://elsewhere.example' } },
  ])('$name does not move the call', async ({ options }) => {
    useKey(APP_KEY);
    reply();
    await expect(Toolbelt.LpClient()('api', '/x', options)).resolves.toBe('found');
  });

  it.each([
    { name: 'json', status: 200, options: { json: true }, expected: { a: 1 } },
    { name: 'no json', status: 200, options: {}, expected: '{"a":1}' },
    { name: 'simple: false', status: 500, options: { simple: false, json: true }, expected: { a: 1 } },
    {
      name: 'resolveWithFullResponse',
      status: 200,
      options: { resolveWithFullResponse: true, json: true },
      expected: expect.objectContaining({ statusCode: 200, body: { a: 1 } }),
    },
    {
      name: 'transform',
      status: 200,
      options: { json: true, transform: (body: { a: number }) => body.a },
      expected: 1,
    },
  ])('mean what they mean for HTTPClient: $name', async ({ status, options, expected }) => {
    useKey(APP_KEY);
    reply(status, { a: 1 });
    await expect(Toolbelt.LpClient()('api', '/x', options)).resolves.toEqual(expected);
  });

  it('without simple: false a status outside 2xx rejects', async () => {
    useKey(APP_KEY);
    reply(404, { a: 1 });
    const error = await failureOf(Toolbelt.LpClient()('api', '/x', { json: true }));
    expect(error).toBeInstanceOf(StatusCodeError);
    expect(error).toMatchObject({ statusCode: 404, error: { a: 1 }, message: '404 - {"a":1}' });
    for (const shown of [JSON.stringify(error), inspect(error, { depth: 10 })])
      for (const secret of ['c&s', 't%s', 'oauth_signature=']) expect(shown).not.toContain(secret);
  });
});

describe('refusals', () => {
  const SERVICE = '"service" must be a non-empty string: a service name such as LpServices.MSG_HIST.';
  const PATH =
    '"path" must be a non-empty string: the path of the API, such as "/messaging_history/api/account/…".';

  it.each([
    { name: 'an empty service', args: ['', '/x'], shown: SERVICE },
    { name: 'no service', args: [undefined, '/x'], shown: SERVICE },
    { name: 'an empty path', args: ['api', ''], shown: PATH },
    { name: 'no path', args: ['api'], shown: PATH },
    { name: 'a path that is none', args: ['api', { url: '/x' }], shown: PATH },
    { name: 'a text as options', args: ['api', '/x', 'POST'], shown: '"options" must be an object such as' },
    { name: 'a list as options', args: ['api', '/x', []], shown: 'found an array' },
    { name: 'a callback', args: ['api', '/x', () => {}], shown: 'found a function' },
  ])('$name', async ({ args, shown }) => {
    useKey(APP_KEY);
    const error = await failureOf(Toolbelt.LpClient()(...(args as unknown as [string, string])));
    expect(error).toMatchObject({ code: ErrorCodes.Toolbelt.INVALID_ARGUMENT });
    expect(error.message).toContain(shown);
  });

  it.each([
    { name: 'the default one', options: {}, secret: DEFAULT_NAME },
    { name: 'a custom one', options: { appKeySecretName: 'not-there' }, secret: 'not-there' },
  ])('a missing secret is named: $name', async ({ options, secret }) => {
    useKey(undefined, { secrets: { other: 'x' } });
    const error = await failureOf(Toolbelt.LpClient()('api', '/x', options));
    expect(error).toBeInstanceOf(SecretError);
    expect(error).toMatchObject({ name: 'SecretError', code: ErrorCodes.Secret.NOT_FOUND });
    expect(error.message).toContain(`"${secret}"`);
  });

  it.each([
    { name: 'text', key: 'hunter2-secret' },
    { name: 'a field is missing', key: { ...APP_KEY, tokenSecret: undefined } },
    { name: 'a field is empty', key: { client_id: 'client-1', client_secret: '' } },
    { name: 'an array', key: ['hunter2-secret'] },
  ])('a secret of another shape, without its values: $name', async ({ key }) => {
    useKey(JSON.parse(JSON.stringify(key)));
    const error = await failureOf(Toolbelt.LpClient()('api', '/x'));
    expect(error).toMatchObject({ code: ErrorCodes.Toolbelt.INVALID_CREDENTIALS });
    expect(error.message).toContain(DEFAULT_NAME);
    for (const value of ['hunter2', 'c&s', 'client-1']) expect(error.message).not.toContain(value);
  });

  it.each([
    { name: 'OAuth 1.0a', key: APP_KEY, csds: {} },
    { name: 'OAuth 2', key: OAUTH2_KEY, csds: { api: 'api.example.com', sentinel: 'sentinel.example.com' } },
  ])('a missing account: BRAND_ID is what to set ($name)', async ({ key, csds }) => {
    Toolbelt.configure({ secrets: { [DEFAULT_NAME]: key }, csds });
    const error = await failureOf(Toolbelt.LpClient()('api', '/x'));
    expect(error).toMatchObject({ code: ErrorCodes.Toolbelt.MISSING_ACCOUNT });
    expect(error.message).toContain('BRAND_ID');
  });

  it.each(['https://elsewhere.example/x', '//elsewhere.example/x', '/x?back=https://elsewhere.example'])(
    'a path with a host in it: %s',
    async (path) => {
      useKey(APP_KEY);
      const error = await failureOf(Toolbelt.LpClient()('api', path));
      expect(error).toBeInstanceOf(RequestError);
      expect(error.message).toBe('Error: options.uri must be a path when using options.baseUrl');
    },
  );
});

describe('environment', () => {
  it('may be set after the client was built', async () => {
    const call = Toolbelt.LpClient();
    process.env.BRAND_ID = '777';
    process.env.LP_FAAS_SECRET_LP_FAAS_DEFAULT_APP_KEY = JSON.stringify(APP_KEY);
    Toolbelt.configure({ secrets: 'environment' });
    nock('https://api.liveperson.net')
      .get(/\/account\/777\/service\/baseURI/)
      .reply(200, services);
    nock('https://va.msghist.liveperson.net', { reqheaders: { 'lp-url': '777' } })
      .get('/x')
      .reply(200, 'found');
    await expect(call('msgHist', '/x')).resolves.toBe('found');
    expect(nock.isDone()).toBe(true);
  });

  it('may change the account between two calls', async () => {
    const call = Toolbelt.LpClient();
    for (const account of ['111', '222']) {
      process.env.BRAND_ID = account;
      Toolbelt.configure({ secrets: { [DEFAULT_NAME]: OAUTH2_KEY } });
      nock('https://api.liveperson.net')
        .get(`/api/account/${account}/service/baseURI.json?version=1.0`)
        .reply(200, services);
      nock(SENTINEL)
        .post(`/sentinel/api/account/${account}/app/token?v=2.0`)
        .reply(200, { access_token: `token-${account}`, expires_in: 3600 });
      nock('https://va.msghist.liveperson.net', { reqheaders: { authorization: `Bearer token-${account}` } })
        .get('/x')
        .reply(200, `found ${account}`);
      await expect(call('msgHist', '/x')).resolves.toBe(`found ${account}`);
    }
    expect(nock.isDone()).toBe(true);
  });
});

describe('redirects', () => {
  it.each([
    { name: 'OAuth 1.0a', key: APP_KEY },
    { name: 'OAuth 2', key: OAUTH2_KEY },
  ])('to another host go without the signature: $name', async ({ key }) => {
    useKey(key, { whitelist: ['elsewhere.example'] });
    if (key === OAUTH2_KEY) sentinelGives('token-1');
    nock('https://api.example.com').get('/x').reply(302, '', { location: 'https://elsewhere.example/y' });
    nock('https://elsewhere.example', { badheaders: ['authorization'] })
      .get('/y')
      .reply(200, 'arrived');
    await expect(Toolbelt.LpClient()('api', '/x')).resolves.toBe('arrived');
    expect(nock.isDone()).toBe(true);
  });

  it('to another host do not get a token for their 401', async () => {
    useKey(OAUTH2_KEY, { whitelist: ['elsewhere.example'] });
    sentinelGives('token-1');
    nock('https://api.example.com').get('/x').reply(302, '', { location: 'https://elsewhere.example/y' });
    nock('https://elsewhere.example', { badheaders: ['authorization'] })
      .get('/y')
      .reply(401, 'who?');
    await expect(Toolbelt.LpClient()('api', '/x')).rejects.toMatchObject({ statusCode: 401, error: 'who?' });
    expect(nock.isDone()).toBe(true);
  });
});

describe('misspelt options', () => {
  it.each([
    ['appKeySecretname', 'LpClient', 'appKeySecretName'],
    ['header', 'HTTPClient', 'headers'],
  ])('are warned about once: %s', async (name, client, meant) => {
    const warnings: string[] = [];
    useKey(APP_KEY, { logger: { warn: (line) => warnings.push(line) } });
    nock('https://api.example.com').get('/x').twice().reply(200, 'arrived');
    for (let i = 0; i < 2; i += 1) await Toolbelt.LpClient()('api', '/x', { [name]: 'x' });
    expect(warnings).toEqual([
      `[lp-faas-toolbelt] ${client}: the option "${name}" is not known and has no effect: did you mean "${meant}"?`,
    ]);
  });
});
