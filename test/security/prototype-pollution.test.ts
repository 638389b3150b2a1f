import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Client } from '../../src/functions-client/index';
import type { HttpRequestOptions } from '../../src/http/request/options';
import { type StatusCodeError, Toolbelt } from '../../src/index';
import { events } from '../../src/testing/events/events';
import { Toolbelt as ToolbeltOfV2 } from '../../src/v2/index';
import { failureOf } from '../helpers/failure-of';
import { useCertificates } from '../helpers/make-certificates';
import { startMtlsServer } from '../helpers/mtls-server';
import { temporaryFolder, writeSettings } from '../helpers/settings-folder';
import { startServer, type TestServer } from '../helpers/with-server';

const NODE_MAJOR = Number.parseInt(process.versions.node, 10);

let server: TestServer;
let evil: TestServer;

beforeEach(async () => {
  server = await startServer();
  evil = await startServer();
  Toolbelt.configure({
    accountId: '12345',
    whitelist: ['127.0.0.1', 'localhost'],
    rateLimit: { mode: 'off' },
    logger: {},
  });
});

afterEach(async () => {
  Toolbelt.reset();
  await server.close();
  await evil.close();
  // Whatever a test did, and whatever it found.
  expect(Object.keys(Object.prototype)).toEqual([]);
});

/** Runs something while somebody else's bug has put values on `Object.prototype`. */
async function polluted<Result>(planted: object, run: () => Promise<Result>): Promise<Result> {
  for (const [name, value] of Object.entries(planted)) {
    Object.defineProperty(Object.prototype, name, {
      value,
      configurable: true,
      writable: true,
      enumerable: true,
    });
  }
  try {
    return await run();
  } finally {
    for (const name of Object.keys(planted)) delete (Object.prototype as Record<string, unknown>)[name];
  }
}

const parsed = (text: string) => JSON.parse(text) as Record<string, unknown>;
const PROTO = '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},"a":1}';

function expectClean(): void {
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect((Object as unknown as Record<string, unknown>).polluted).toBeUndefined();
}

describe('an Object.prototype that somebody else polluted', () => {
  const [ours, theirs] = [useCertificates(), useCertificates()];

  const gadgets = (): [name: string, planted: Record<string, unknown>][] => [
    ['where to', { uri: evil.url('/evil'), url: evil.url('/evil'), baseUrl: evil.url('/evil') }],
    ['a legacy url', { href: evil.url('/evil') }],
    ['a protocol', { protocol: 'https:', defaultPort: evil.port }],
    ['proxy', { proxy: evil.url('/'), tunnel: false }],
    ['proxy of the environment', { HTTP_PROXY: evil.url('/'), http_proxy: evil.url('/') }],
    ['method', { method: 'DELETE' }],
    ['headers', { headers: { 'x-evil': '1' } }],
    ['body', { body: 'evil' }],
    ['json', { json: { evil: 1 } }],
    ['form', { form: { evil: 1 } }],
    ['formData', { formData: { evil: '1' } }],
    ['qs', { qs: { evil: 1 } }],
    ['how to write qs', { arrayFormat: 'comma', delimiter: ';evil=', addQueryPrefix: true, encode: false }],
    ['auth', { auth: { user: 'evil', pass: 'evil' } }],
    ['auth of Node', { auth: 'evil:evil' }],
    ['oauth', { oauth: { consumer_key: 'evil', consumer_secret: 'evil' } }],
    ['jar', { jar: { getCookieString: () => 'evil=1', setCookie() {} } }],
    ['a function', { transform: () => 'evil', callback: () => {}, followRedirect: () => false }],
    ['no end of redirects', { maxRedirects: 1e9, followAllRedirects: true }],
    ['a socket', { socketPath: '/evil.sock', createConnection: () => evil, localAddress: '127.0.0.9' }],
    ['names', { host: 'evil.test', hostname: 'evil.test', port: 1, path: '/evil', lookup: () => {} }],
    ['a lenient parser', { insecureHTTPParser: true }],
    ['a small answer', { maxResponseBytes: 1 }],
    ['gzip', { gzip: true }],
    ['simple', { simple: false, resolveWithFullResponse: true }],
    ['a proxy of Node 24', { proxyEnv: { HTTP_PROXY: evil.url('/'), http_proxy: evil.url('/') } }],
    ['agentOptions', { agentOptions: { rejectUnauthorized: false } }],
    ['got', { prefixUrl: evil.url('/evil'), searchParams: 'evil=1', hooks: { beforeRequest: [() => 1] } }],
    ['got again', { retry: { limit: 9 }, cookieJar: {}, decompress: true, http2: true }],
  ];

  it('changes nothing about a call', async () => {
    const client = Toolbelt.HTTPClient();
    await client.get(server.url('/get?a=1'), { qs: { b: [1, 2] } });
    // The helper's own objects inherit what is planted: only what it copied from the wire counts.
    const seen = () =>
      server.requests.splice(0).map(({ method, url, rawHeaders, body }) => [method, url, rawHeaders, body]);
    const get = seen();
    const expected = '{"method":"GET","url":"/get?a=1&b%5B0%5D=1&b%5B1%5D=2","body":""}';
    for (const [name, planted] of gadgets()) {
      const body = await polluted(planted, () => client.get(server.url('/get?a=1'), { qs: { b: [1, 2] } }));
      expect(body, name).toBe(expected);
      expect(seen(), name).toEqual(get);
      const posted = await polluted(planted, () =>
        client({ uri: server.url('/post'), method: 'POST', headers: { 'x-a': '1' }, auth: { user: 'u' } }),
      );
      expect(posted, name).toBe('{"method":"POST","url":"/post","body":""}');
      const post = JSON.stringify(seen());
      expect(post, name).toContain('"Basic dTo="');
      expect(post, name).not.toContain('evil');
    }
    expect(evil.requests).toEqual([]);
  });

  it('changes nothing about the configuration', async () => {
    const path = writeSettings(temporaryFolder(), { secrets: [] });
    for (const [name, planted] of [
      ['whitelist', { whitelist: ['evil.test'] }],
      ['proxy', { proxy: evil.url('/') }],
      ['violation', { whitelistViolation: 'forbidden' }],
      ['account', { accountId: 'evil', functionId: 'evil', BRAND_ID: 'evil', LAMBDA_UUID: 'evil' }],
      ['rate limit', { rateLimit: { limit: 1 }, limit: 1, mode: 'reject' }],
      ['secrets', { secrets: [{ key: 'evil', value: 'evil' }] }],
      ['csds', { csds: { evil: 'evil.test' } }],
      ['settings', { settingsPath: '/evil', LP_FAAS_SETTINGS: '/evil' }],
      ['logger', { logger: { debug: () => {} } }],
    ] as const) {
      await polluted(planted, async () => {
        Toolbelt.reset();
        Toolbelt.configure({
          settingsPath: path,
          whitelist: ['127.0.0.1'],
          rateLimit: { mode: 'off' },
          logger: {},
        });
        await Toolbelt.HTTPClient()(server.url('/'));
        const denied = await Toolbelt.HTTPClient()('http://evil.test/').catch(String);
        expect(denied, name).toContain('Socket is closed');
        const missing = await Toolbelt.SecretClient()
          .readSecret('evil')
          .catch((error: unknown) => (error as { code: string }).code);
        expect(missing, name).toBe('com.liveperson.faas.secret.not-found');
      });
      expect(JSON.stringify(server.requests.splice(0)), name).not.toContain('evil');
    }
    expect(evil.requests).toEqual([]);
  });

  it('does not switch off the verification of certificates, nor adds an authority or a client certificate', async () => {
    const secure = await startServer((_, response) => void response.end('ok'), theirs.server('127.0.0.1'));
    const mutual = await startMtlsServer({ ...theirs.server('localhost'), ca: ours.ca });
    const me = ours.client('me');
    const planted = [
      { rejectUnauthorized: false },
      { strictSSL: false },
      { ca: theirs.ca },
      { allowSelfSigned: true },
      { checkServerIdentity: () => undefined, rejectUnauthorized: false, insecure: true },
      { agentOptions: { rejectUnauthorized: false } },
      { options: { allowSelfSigned: true } },
    ];
    try {
      for (const values of planted) {
        const name = Object.keys(values).join();
        await polluted(values, async () => {
          Toolbelt.reset();
          Toolbelt.configure({
            whitelist: ['127.0.0.1', 'localhost'],
            rateLimit: { mode: 'off' },
            logger: {},
          });
          const call = Toolbelt.HTTPClient()(secure.url('/'));
          const outcome = await call.then(
            String,
            (error: unknown) => (error as { cause?: { code?: string } }).cause?.code ?? String(error),
          );
          expect(outcome, name).toMatch(/SIGN|VERIFY/);
          const client = Toolbelt.MTLSClient(me);
          const failed = client.get(mutual.url('/', 'localhost'));
          const refused = await failed.then(
            String,
            (error: { cause?: { code?: string } }) => error.cause?.code,
          );
          expect(refused, name).toMatch(/SIGN|VERIFY/);
        });
      }
      expect(secure.requests).toEqual([]);
      expect(mutual.requests).toEqual([]);
      await polluted(me, async () => {
        Toolbelt.reset();
        Toolbelt.configure({ whitelist: ['127.0.0.1', 'localhost'], rateLimit: { mode: 'off' }, logger: {} });
        const call = Toolbelt.HTTPClient()({ url: mutual.url('/', 'localhost'), ca: theirs.ca });
        expect(await call.then(String, (error: unknown) => (error as Error).name)).toBe('RequestError');
      });
      expect(mutual.requests).toEqual([]);
    } finally {
      await secure.close();
      await mutual.close();
    }
  });

  it('adds nothing to an invocation of another function', async () => {
    const planted: Record<string, unknown>[] = [
      { headers: { 'x-evil': '1' } },
      { retries: 9, retryFunction: () => true },
      { errorStrategy: 'evil', invokeParallel: 'evil' },
    ];
    Toolbelt.configure({
      csds: { faasGW: server.url('').replace(/\/$/, '') },
      secrets: {
        'lp-faas-default-app-key': { consumerKey: 'a', consumerSecret: 'b', token: 'c', tokenSecret: 'd' },
      },
    });
    server.use((_, response) => void response.writeHead(404).end('{}'));
    for (const values of planted) {
      const call = () => Toolbelt.OrchestratorClient().invoke([{ uuid: 'a', payload: 1 }], 10_000, {});
      const error = await polluted(values, () => failureOf(call()));
      expect(error).toMatchObject({ statusCode: 404 });
    }
    expect(server.requests.map(({ body }) => JSON.parse(body).headers)).toEqual([[], [], []]);
    const call = () => Toolbelt.OrchestratorClient().invoke([{ uuid: 'a' } as never]);
    const error = await polluted({ payload: { evil: 1 } }, () => failureOf(call()));
    expect(error.message).toContain('"invocations[0].payload" must be');
  });

  it('fills in nothing that a caller has left out', async () => {
    Toolbelt.configure({
      settingsPath: writeSettings(temporaryFolder(), { secrets: [{ key: 'k', value: 'kept' }] }),
      csds: { mavenContext: server.url('').replace(/\/$/, '') },
    });
    const secrets = Toolbelt.SecretClient();
    const update = await polluted({ value: 'evil' }, () =>
      failureOf(secrets.updateSecret({ key: 'k' } as never)),
    );
    expect(update.message).toContain('found undefined');
    expect(await secrets.readSecret('k')).toEqual({ key: 'k', value: 'kept' });

    const withoutKey = async () => Toolbelt.ContextServiceClient({ accountId: '1' } as never);
    expect((await polluted({ apiKey: 'evil' }, () => failureOf(withoutKey()))).message).toContain('"apiKey"');
    const context = Toolbelt.ContextServiceClient({ accountId: '1', apiKey: 'k' });
    server.use((_, response) => void response.end('[{"name":"n"}]'));
    await polluted({ ttl: 1 }, () => context.createNamespace('n', {}));
    expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /v1/account/1',
      'GET /v1/account/1',
    ]);

    const late = new Promise((resolve) => setTimeout(() => resolve('late'), 60));
    Toolbelt.configure({ secrets: { readSecret: () => late, updateSecret: () => undefined } });
    const ofV2 = await polluted({ timeout: 1 }, () => ToolbeltOfV2.SecretClient().readSecret('k'));
    expect(ofV2.value).toBe('late');
    const calledV2 = await polluted({ appKeySecretName: 'evil key' }, () =>
      failureOf(ToolbeltOfV2.LpClient()('mavenContext', '/x', {})),
    );
    expect(calledV2.message).not.toContain('evil');

    const gdpr = (values: object) => async () =>
      Toolbelt.GDPRUtil().replaceConversationFiles(
        { conversationHistoryRecords: [] } as never,
        values as never,
      );
    const planted = { username: 'evil', password: 'evil' };
    expect((await polluted(planted, () => failureOf(gdpr({})()))).message).toContain(
      '"credentials.username"',
    );
  });

  it('does not lead the functions client elsewhere', async () => {
    const tooling = { getCsdsEntry: async () => `127.0.0.1:${server.port}` };
    const client = new Client(
      { accountId: '1', protocol: 'http', authStrategy: async () => 'Bearer x' },
      tooling,
    );
    const call = { lambdaUuid: 'a', body: { payload: { p: 1 } } };
    await client.invoke(call);
    const [expected] = server.requests.splice(0);
    for (const planted of [
      { csdsDomain: `localhost:${evil.port}`, protocol: 'https', gwCsdsServiceName: 'evil' },
      { invokeUuidUri: 'evil/%s/%s', apiVersion: 'evil', maxResponseBytes: 1 },
      // Sockets emit an event of this name, and from Node 26 on their emitter takes a planted number for its listeners.
      NODE_MAJOR < 26 ? { timeout: 1 } : {},
      { eventId: 'evil', proxy: evil.url('/'), failOnErrorStatusCode: false, accountId: 'evil' },
      { skillId: 'evil', userId: 'evil', externalSystem: 'evil', lpEventSource: 'evil', requestId: 'evil' },
    ]) {
      await polluted(planted, () => client.invoke(call));
      const [seen] = server.requests.splice(0);
      expect(seen?.url).toBe(expected?.url);
    }
    expect(evil.requests).toEqual([]);
  });
});

describe('"__proto__" and "constructor" as data', () => {
  const text = JSON.stringify({ __evil: 1 });
  const planted = (value: unknown) => parsed(`{"__proto__":${JSON.stringify(value)},"x":"1"}`);

  it('in the options of a call, at any depth, are no options', async () => {
    const calls: HttpRequestOptions[] = [
      { url: server.url('/'), ...planted({ proxy: evil.url('/'), method: 'DELETE' }) },
      parsed(`{"url":"${server.url('/')}","__proto__":{"proxy":"${evil.url('/')}","method":"DELETE"}}`),
      { url: server.url('/'), headers: planted({ 'x-evil': '1' }) },
      { url: server.url('/'), qs: planted({ evil: 1 }) },
      { url: server.url('/'), auth: planted({ user: 'evil', pass: 'evil' }) as never },
      { url: server.url('/?__proto__[evil]=1&constructor[prototype][evil]=1'), qs: { a: 1 } },
    ];
    for (const options of calls) {
      const merged = Toolbelt.HTTPClient().defaults(parsed(PROTO)).defaults(options);
      await merged({ headers: parsed('{"__proto__":{"x-evil":"1"}}'), simple: false }).catch(() => {});
      expectClean();
    }
    expect(evil.requests).toEqual([]);
    for (const { method, headers } of server.requests) {
      expect(method).toBe('GET');
      expect(headers).not.toHaveProperty('x-evil');
      expect(headers).not.toHaveProperty('authorization');
    }
    expect(server.requests.length).toBeGreaterThan(3);
  });

  it('in a body that defaults are merged with is sent as it is', async () => {
    const client = Toolbelt.HTTPClient().defaults({ json: { kept: 1, deep: { kept: 1 } } });
    const body = parsed('{"__proto__":{"polluted":"yes"},"deep":{"__proto__":{"polluted":"yes"},"b":2}}');
    const { body: seen } = await client.post(server.url('/'), { json: body });
    expect(JSON.parse(seen)).toEqual(
      parsed(
        '{"kept":1,"deep":{"kept":1,"__proto__":{"polluted":"yes"},"b":2},"__proto__":{"polluted":"yes"}}',
      ),
    );
    expectClean();
  });

  it('in an answer is data', async () => {
    server.use((_, response) => {
      response.writeHead(500, {
        'content-type': 'application/json',
        __proto__: 'x',
        'set-cookie': '__proto__=a',
      });
      response.end(PROTO);
    });
    const jar = Toolbelt.HTTPClient().jar();
    jar.setCookie('__proto__=1; Path=/__proto__', 'http://__proto__/__proto__');
    const error = await failureOf<StatusCodeError>(
      Toolbelt.HTTPClient()({ url: server.url('/'), json: true, jar }),
    );
    expect(Object.keys(error.error as object)).toEqual(['__proto__', 'constructor', 'a']);
    expect(JSON.stringify(error)).toContain('"a":1');
    await Toolbelt.HTTPClient()({ url: server.url('/'), jar, simple: false });
    expectClean();
    expect(text).toContain('__evil');
  });

  it('in forms, and in fields of formData, is a field', async () => {
    const form = parsed('{"__proto__":"a","constructor":"b"}');
    await Toolbelt.HTTPClient().post({ url: server.url('/'), form });
    await Toolbelt.HTTPClient().post({ url: server.url('/'), formData: form });
    expect(server.requests[0]?.body).toBe('__proto__=a&constructor=b');
    expect(server.requests[1]?.body).toContain('name="__proto__"');
    expectClean();
  });

  it('in a settings file is a key of another tool', async () => {
    const settings =
      '{"__proto__":{"whitelist":["evil.test"],"polluted":"yes"},"secrets":[{"key":"k","value":' +
      PROTO +
      '}]}';
    Toolbelt.configure({ settingsPath: writeSettings(temporaryFolder(), settings) });
    const { value } = await Toolbelt.SecretClient().readSecret('k');
    expect(JSON.stringify(value)).toBe(PROTO);
    const denied = await Toolbelt.HTTPClient()('http://evil.test/').catch(String);
    expect(denied).toContain('Socket is closed');
    await Toolbelt.SecretClient().updateSecret({ key: 'k', value: parsed(PROTO) });
    expect(JSON.stringify((await Toolbelt.SecretClient().readSecret('k')).value)).toBe(PROTO);
    expectClean();
  });

  it('in Toolbelt.configure sets nothing', async () => {
    for (const options of [
      `{"__proto__":{"proxy":"${evil.url('/')}"}}`,
      `{"rateLimit":{"__proto__":{"mode":"reject","limit":1}}}`,
      `{"csds":{"__proto__":"evil.test"}}`,
      `{"secrets":{"__proto__":"evil"}}`,
    ]) {
      try {
        Toolbelt.configure(parsed(options));
      } catch (error) {
        expect((error as { code: string }).code).toBe('com.liveperson.faas.toolbelt.invalid-configuration');
      }
      Toolbelt.configure({ rateLimit: { mode: 'off' } });
      expectClean();
    }
    await Toolbelt.HTTPClient()(server.url('/'));
    expect(evil.requests).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });

  it('in the properties of the Context Session Store, and in payloads of functions, is sent as it is', async () => {
    Toolbelt.configure({ csds: { mavenContext: server.url('').replace(/\/$/, '') } });
    server.use((_, response) => void response.end(PROTO));
    const client = Toolbelt.ContextServiceClient({ accountId: '1', apiKey: 'k' });
    const entity = await client.getAllPropertiesInSession('custom', 's');
    expect(Object.getPrototypeOf(entity)).toBe(Object.prototype);
    expectClean();
    const functions = new Client(
      { accountId: '1', protocol: 'http', authStrategy: async () => 'Bearer x' },
      { getCsdsEntry: async () => `127.0.0.1:${server.port}` },
    );
    const { body } = await functions.invoke({ lambdaUuid: 'a', body: { payload: parsed(PROTO) } });
    expect(JSON.stringify(body)).toBe(PROTO);
    expect(server.requests.at(-1)?.body).toContain(PROTO);
    expectClean();
  });

  it('in a conversation and in events of the test kit is data', () => {
    const stored = parsed(`{"events":[${PROTO}]}`);
    const conversation = { conversationHistoryRecords: [{ sdes: stored, messageRecords: [] }] };
    const { sdes } = Toolbelt.SDEUtil().getSDEsFromConv(conversation as never);
    expect(JSON.stringify(sdes.events)).toBe(`[${PROTO}]`);
    const event = events.newConversation({ payload: parsed(PROTO.replace('{', '{"general":{},')) } as never);
    expect(JSON.stringify(event)).toContain('"polluted"');
    expect(() => events.newConversation(parsed(PROTO) as never)).toThrow(/the payload has no __proto__/);
    expectClean();
  });
});
