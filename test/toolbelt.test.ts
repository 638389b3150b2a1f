import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SettingsLoader } from '../src/config/settings-file';
import {
  ErrorCodes,
  type HttpRequestOptions,
  RequestError,
  StatusCodeError,
  Toolbelt,
  type ToolbeltOptions,
} from '../src/index';
import { failureOf } from './helpers/failure-of';
import { temporaryFolder, thrownBy, writeSettings } from './helpers/settings-folder';

const SOCKET_CLOSED = 'Error [ERR_SOCKET_CLOSED]: Socket is closed';
const HOST = 'api.example.com';
const URL_X = `https://${HOST}/x`;

/** Lets the host of these tests be called, and collects what the library says. */
function configure(options: ToolbeltOptions = {}): { warnings: string[] } {
  const warnings: string[] = [];
  const logger = { warn: (message: string) => void warnings.push(message) };
  Toolbelt.configure({ whitelist: [HOST], logger, ...options });
  return { warnings };
}

const api = () => nock(`https://${HOST}`);

beforeEach(() => nock.disableNetConnect());

afterEach(() => {
  Toolbelt.reset();
  nock.cleanAll();
  nock.enableNetConnect();
  vi.restoreAllMocks();
});

describe('factories', () => {
  it.each([
    { name: 'HTTPClient', method: 'get' },
    { name: 'LpClient', method: 'call' },
    { name: 'SecretClient', method: 'readSecret' },
    { name: 'ConversationUtil', method: 'getConversationById' },
  ] as const)('$name needs no environment and no settings file, and reads none', ({ name, method }) => {
    const load = vi.spyOn(SettingsLoader.prototype, 'load');
    process.env.LP_FAAS_SETTINGS = writeSettings(temporaryFolder(), 'not JSON');
    const client = Toolbelt[name]();
    expect(method === 'call' ? client : (client as never)[method]).toBeTypeOf('function');
    expect(load).not.toHaveBeenCalled();
  });

  it.each([
    { name: 'httpClient', make: () => Toolbelt.httpClient(), shown: 'Toolbelt.HTTPClient()' },
    { name: 'SMTPClient', make: () => Toolbelt.SMTPClient(), shown: 'LivePerson removed it' },
    { name: 'Logger', make: () => Toolbelt.Logger(), shown: 'console' },
  ])('$name throws and says what to write', ({ name, make, shown }) => {
    const error = thrownBy(make);
    expect(error).toMatchObject({ name: 'ToolbeltError', code: ErrorCodes.Toolbelt.NO_SUCH_CLIENT });
    expect(error.message).toContain(`Toolbelt.${name}`);
    expect(error.message).toContain(shown);
  });
});

describe('configure and reset', () => {
  it('take effect on clients that were built before', async () => {
    const http = Toolbelt.HTTPClient();
    const secrets = Toolbelt.SecretClient();
    configure({ secrets: { mine: 'value' } });
    api().get('/x').reply(200, 'found');
    await expect(http(URL_X)).resolves.toBe('found');
    await expect(secrets.readSecret('mine')).resolves.toEqual({ key: 'mine', value: 'value' });

    Toolbelt.reset();
    Toolbelt.configure({ logger: {} });
    await expect(http(URL_X)).rejects.toThrow(SOCKET_CLOSED);
    await expect(secrets.readSecret('mine')).rejects.toMatchObject({ code: ErrorCodes.Secret.NOT_FOUND });
    expect(nock.isDone()).toBe(true);
  });

  it('reset before anything else is no error', () => {
    expect(() => Toolbelt.reset()).not.toThrow();
  });

  it.each([
    { name: 'an unknown key', options: { whitelsit: [HOST] }, shown: 'whitelsit' },
    { name: 'a value of the wrong type', options: { accountId: 42 }, shown: 'accountId' },
    { name: 'no host', options: { whitelist: ['https://a.example'] }, shown: 'https://a.example' },
    { name: 'an unknown key of rateLimit', options: { rateLimit: { max: 1 } }, shown: 'max' },
  ])('configure refuses $name, names it and changes nothing', async ({ options, shown }) => {
    configure();
    const error = thrownBy(() =>
      Toolbelt.configure({ whitelist: [], ...options } as unknown as ToolbeltOptions),
    );
    expect(error).toMatchObject({ name: 'ToolbeltError', code: ErrorCodes.Toolbelt.INVALID_CONFIGURATION });
    expect(error.message).toContain(shown);
    api().get('/x').reply(200, 'found');
    await expect(Toolbelt.HTTPClient()(URL_X)).resolves.toBe('found');
  });

  it('configure adds to what was configured before', async () => {
    configure();
    Toolbelt.configure({ accountId: '12345' });
    nock(`https://${HOST}`, { reqheaders: { 'lp-url': '12345' } })
      .get('/x')
      .reply(200, 'found');
    await expect(Toolbelt.HTTPClient()(URL_X)).resolves.toBe('found');
  });
});

describe('default headers', () => {
  async function sentHeaders(headers?: Record<string, string>): Promise<Record<string, unknown>> {
    let seen: Record<string, unknown> = {};
    api()
      .get('/x')
      .reply(function () {
        seen = this.req.headers;
        return [200];
      });
    await Toolbelt.HTTPClient()(URL_X, headers === undefined ? {} : { headers });
    return seen;
  }

  it('are left out when account and function are not known', async () => {
    configure();
    const headers = await sentHeaders();
    expect(headers).not.toHaveProperty('user-agent');
    expect(headers).not.toHaveProperty('lp-url');
  });

  it.each([
    { name: 'BRAND_ID and LAMBDA_UUID', env: { BRAND_ID: '12345', LAMBDA_UUID: 'uuid-1' } },
    {
      name: 'X_LIVEPERSON_BRAND_ID and X_LIVEPERSON_FUNCTION_UUID',
      env: { X_LIVEPERSON_BRAND_ID: '12345', X_LIVEPERSON_FUNCTION_UUID: 'uuid-1' },
    },
  ])('come from $name when the call is made', async ({ env }) => {
    configure();
    Object.assign(process.env, env);
    expect(await sentHeaders()).toMatchObject({ 'user-agent': 'LP-Lambda-uuid-1', 'lp-url': '12345' });
  });

  it('come each on its own', async () => {
    configure({ accountId: '12345' });
    const headers = await sentHeaders();
    expect(headers).toMatchObject({ 'lp-url': '12345' });
    expect(headers).not.toHaveProperty('user-agent');
  });

  it.each(['User-Agent', 'user-agent', 'USER-AGENT'])("stand back for the caller's %s", async (name) => {
    configure({ accountId: '12345', functionId: 'uuid-1' });
    expect(await sentHeaders({ [name]: 'mine', 'X-Mine': '1' })).toMatchObject({
      'user-agent': 'mine',
      'lp-url': '12345',
      'x-mine': '1',
    });
  });

  it.each(['LP-URL', 'lp-url'])("stand back for the caller's %s", async (name) => {
    configure({ accountId: '12345', functionId: 'uuid-1' });
    expect(await sentHeaders({ [name]: 'mine' })).toMatchObject({
      'user-agent': 'LP-Lambda-uuid-1',
      'lp-url': 'mine',
    });
  });
});

describe('whitelist', () => {
  it.each([
    { name: 'by default', options: {} },
    { name: 'simple: false', options: { simple: false } },
    { name: 'resolveWithFullResponse', options: { simple: false, resolveWithFullResponse: true } },
  ])('denies with a closed socket: $name', async ({ options }) => {
    Toolbelt.configure({ logger: {} });
    const error = await failureOf(Toolbelt.HTTPClient()(URL_X, options));
    expect(error).toBeInstanceOf(RequestError);
    expect(error.name).toBe('RequestError');
    expect(error.message).toBe(SOCKET_CLOSED);
    expect(error.cause).toBeInstanceOf(Error);
    expect(error.cause?.code).toBe('ERR_SOCKET_CLOSED');
  });

  it('warns once a host, with the host, the file and the line to add', async () => {
    const settingsPath = writeSettings(temporaryFolder(), { whitelist: [], secrets: [] });
    const { warnings } = configure({ settingsPath });
    const http = Toolbelt.HTTPClient();
    for (const host of ['one.example', 'one.example', 'two.example', 'one.example'])
      await expect(http(`https://${host}/${host}`)).rejects.toThrow(SOCKET_CLOSED);
    expect(warnings).toHaveLength(2);
    for (const [index, host] of ['one.example', 'two.example'].entries()) {
      expect(warnings[index]).toContain(host);
      expect(warnings[index]).toContain(settingsPath);
      expect(warnings[index]).toContain(`"${host}" to "whitelist"`);
    }
  });

  it('warns on the console without a logger, without credentials of the URL', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    await expect(
      Toolbelt.HTTPClient()('https://user:hunter2@denied.example/x?token=hunter2'),
    ).rejects.toThrow(SOCKET_CLOSED);
    expect(warn).toHaveBeenCalledTimes(1);
    const [line] = warn.mock.calls[0] ?? [];
    expect(line).toContain('denied.example');
    expect(line).not.toContain('hunter2');
  });

  it('is asked on every hop of a redirect', async () => {
    const { warnings } = configure();
    api().get('/x').reply(302, '', { location: 'https://denied.example/y' });
    await expect(Toolbelt.HTTPClient()(URL_X)).rejects.toThrow(SOCKET_CLOSED);
    expect(warnings[0]).toContain('denied.example');
    expect(nock.isDone()).toBe(true);
  });

  it('is asked about the URL after baseUrl', async () => {
    configure();
    api().get('/x').reply(200, 'found');
    const http = Toolbelt.HTTPClient();
    await expect(http({ baseUrl: `https://${HOST}`, url: '/x' })).resolves.toBe('found');
    await expect(http({ baseUrl: 'https://denied.example', url: '/x' })).rejects.toThrow(SOCKET_CLOSED);
  });

  const FORBIDDEN = 'You do not have access to the page or resource you are trying to reach';

  it('answers with a 403 in forbidden mode: StatusCodeError under simple', async () => {
    Toolbelt.configure({ whitelistViolation: 'forbidden', logger: {} });
    const error = await failureOf(Toolbelt.HTTPClient()(URL_X));
    expect(error).toBeInstanceOf(StatusCodeError);
    expect(error).toMatchObject({
      statusCode: 403,
      error: FORBIDDEN,
      message: `403 - ${JSON.stringify(FORBIDDEN)}`,
      response: { statusCode: 403, body: FORBIDDEN },
    });
  });

  it('answers with a 403 in forbidden mode: resolved with simple: false', async () => {
    Toolbelt.configure({ whitelistViolation: 'forbidden', logger: {} });
    const http = Toolbelt.HTTPClient();
    await expect(http(URL_X, { simple: false })).resolves.toBe(FORBIDDEN);
    await expect(http(URL_X, { simple: false, resolveWithFullResponse: true })).resolves.toMatchObject({
      statusCode: 403,
      body: FORBIDDEN,
    });
  });

  it.each([
    { name: 'one that is missing', env: undefined },
    { name: 'one that lists nothing', env: {} },
  ])("lets LivePerson's own hosts through with a settings file: $name", async ({ env }) => {
    if (env) process.env.LP_FAAS_SETTINGS = writeSettings(temporaryFolder(), env);
    const hosts = [
      'va.msghist.liveperson.net',
      'lo.v.liveperson.net',
      'api.liveperson.net',
      'z1.acr.liveperson.net',
    ];
    for (const host of hosts) {
      nock(`https://${host}`).get('/x').reply(200, host);
      await expect(Toolbelt.HTTPClient()(`https://${host}/x`)).resolves.toBe(host);
    }
    expect(nock.isDone()).toBe(true);
  });

  it('takes the hosts of the settings file, and of configure besides', async () => {
    const settingsPath = writeSettings(temporaryFolder(), { whitelist: ['*.file.example'] });
    configure({ settingsPath });
    nock('https://a.file.example').get('/x').reply(200, 'of the file');
    api().get('/x').reply(200, 'of configure');
    const http = Toolbelt.HTTPClient();
    await expect(http('https://a.file.example/x')).resolves.toBe('of the file');
    await expect(http(URL_X)).resolves.toBe('of configure');
  });

  it.each([
    { name: 'no JSON', content: '{\n  "whitelist": [,]\n}', shown: 'line 2' },
    { name: 'an entry that is no host', content: { whitelist: ['*.*.example'] }, shown: '*.*.example' },
  ])('names the file when that is malformed: $name', async ({ content, shown }) => {
    const settingsPath = writeSettings(temporaryFolder(), content);
    configure({ settingsPath });
    const error = await failureOf(Toolbelt.HTTPClient()(URL_X));
    expect(error.message).toContain(settingsPath);
    expect(error.message).toContain(shown);
  });
});

describe('rate limit', () => {
  const burst = (count: number, options: HttpRequestOptions = {}) => {
    const http = Toolbelt.HTTPClient();
    return Promise.allSettled(Array.from({ length: count }, () => http(URL_X, options)));
  };

  it('answers the 21st request within a second with 429', async () => {
    const { warnings } = configure();
    api().get('/x').times(20).reply(200, 'found');
    const outcomes = await burst(21);
    expect(outcomes.slice(0, 20).every(({ status }) => status === 'fulfilled')).toBe(true);
    const error = (outcomes[20] as PromiseRejectedResult).reason;
    expect(error).toBeInstanceOf(StatusCodeError);
    expect(error).toMatchObject({
      statusCode: 429,
      error: 'Too Many Requests',
      message: '429 - "Too Many Requests"',
      response: { statusCode: 429, body: 'Too Many Requests' },
    });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('20 requests within 1000 ms');
    expect(nock.isDone()).toBe(true);
  });

  it('resolves with that answer under simple: false', async () => {
    configure({ rateLimit: { limit: 1, intervalMs: 60_000 } });
    api().get('/x').reply(200, 'found');
    const outcomes = await burst(2, { simple: false, resolveWithFullResponse: true });
    expect(outcomes[1]).toMatchObject({
      value: { statusCode: 429, statusMessage: 'Too Many Requests', body: 'Too Many Requests' },
    });
  });

  /** A store with room for this many requests at once; those beyond may ask again after a millisecond. */
  function storeOf(room: number) {
    let asked = 0;
    const keys: string[] = [];
    return {
      keys,
      take(key: string) {
        keys.push(key);
        asked += 1;
        const admitted = asked !== room + 1;
        return { admitted, retryAfterMs: admitted ? 0 : 1 };
      },
    };
  }

  it('holds requests back in queue mode', async () => {
    const store = storeOf(2);
    const { warnings } = configure({ functionId: 'uuid-1', rateLimit: { mode: 'queue', store } });
    api().get('/x').times(3).reply(200, 'found');
    const outcomes = await burst(3);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    expect(store.keys).toEqual(['uuid-1', 'uuid-1', 'uuid-1', 'uuid-1']);
    expect(warnings).toEqual([]);
    expect(nock.isDone()).toBe(true);
  });

  it('answers with 429 in queue mode when the turn would come too late', async () => {
    configure({ rateLimit: { mode: 'queue', limit: 1, intervalMs: 60_000, maxWaitMs: 1_000 } });
    api().get('/x').reply(200, 'found');
    const outcomes = await burst(2);
    expect(outcomes).toMatchObject([{ status: 'fulfilled' }, { reason: { statusCode: 429 } }]);
  });

  it('holds back what the library itself asks for, where calls are rejected', async () => {
    configure({
      accountId: '12345',
      secrets: {
        'lp-faas-default-app-key': { consumerKey: 'a', consumerSecret: 'b', token: 'c', tokenSecret: 'd' },
      },
      rateLimit: { store: storeOf(0) },
    });
    nock('https://api.liveperson.net')
      .get(/baseURI/)
      .reply(200, [{ service: 'api', account: '12345', baseURI: HOST }]);
    api().get('/x').reply(200, 'found');
    await expect(Toolbelt.LpClient()('api', '/x')).resolves.toBe('found');
    expect(nock.isDone()).toBe(true);
  });

  it('counts nothing in off mode', async () => {
    configure({ rateLimit: { mode: 'off', limit: 1 } });
    api().get('/x').times(30).reply(200, 'found');
    const outcomes = await burst(30);
    expect(outcomes.every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(nock.isDone()).toBe(true);
  });

  it('counts every hop of a redirect', async () => {
    configure({ rateLimit: { limit: 1, intervalMs: 60_000 } });
    api().get('/x').reply(302, '', { location: '/y' });
    await expect(Toolbelt.HTTPClient()(URL_X)).rejects.toMatchObject({ statusCode: 429 });
    expect(nock.isDone()).toBe(true);
  });

  it('does not count what the whitelist denies', async () => {
    configure({ rateLimit: { limit: 1, intervalMs: 60_000 } });
    api().get('/x').reply(200, 'found');
    const http = Toolbelt.HTTPClient();
    await expect(http('https://denied.example')).rejects.toThrow(SOCKET_CLOSED);
    await expect(http(URL_X)).resolves.toBe('found');
  });

  it('is fresh after a reset', async () => {
    for (const answer of ['first', 'second']) {
      configure({ rateLimit: { limit: 1, intervalMs: 60_000 } });
      api().get('/x').reply(200, answer);
      await expect(Toolbelt.HTTPClient()(URL_X)).resolves.toBe(answer);
      Toolbelt.reset();
    }
  });
});

describe('debug output', () => {
  /** Calls with credentials in every place they can stand. */
  async function call(settingsPath: string): Promise<void> {
    Toolbelt.configure({
      settingsPath,
      accountId: '12345',
      whitelist: [HOST],
      proxy: 'http://proxy-user:hunter2@proxy.example:3128',
      secrets: { mine: 'hunter2' },
    });
    api().post('/x').query(true).reply(201, 'token=hunter2');
    api().get('/y').replyWithError(new Error('failed for https://user:hunter2@elsewhere.example/'));
    const http = Toolbelt.HTTPClient();
    await http.post(`https://user:hunter2@${HOST}/x?access_token=hunter2`, {
      headers: { 'X-Api-Key': 'hunter2', Cookie: 'sid=hunter2' },
      form: { password: 'hunter2' },
    });
    await expect(http(`https://${HOST}/y`, { auth: { bearer: 'hunter2' } })).rejects.toThrow('failed');
    await Toolbelt.SecretClient().readSecret('mine');
  }

  function expectLines(lines: string[], settingsPath: string): void {
    const text = lines.join('\n');
    expect(text).toContain(`settings ${settingsPath}`);
    expect(text).toMatch(/whitelist \d+ entries/);
    expect(text).toContain('account 12345, proxy proxy.example:3128');
    expect(text).toMatch(/POST api\.example\.com via proxy\.example:3128 201 \d+ ms/);
    expect(text).toMatch(/GET api\.example\.com via proxy\.example:3128 Error: failed for .* \d+ ms/);
    expect(text).not.toContain('hunter2');
  }

  it('goes to logger.debug', async () => {
    const lines: string[] = [];
    const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    Toolbelt.configure({ logger: { debug: (line) => void lines.push(line) } });
    const settingsPath = writeSettings(temporaryFolder(), { whitelist: [] });
    await call(settingsPath);
    expectLines(lines, settingsPath);
    expect(stderr).not.toHaveBeenCalled();
  });

  it.each(['lp-faas-toolbelt', '*', 'other,lp-faas-*'])('goes to stderr with DEBUG=%s', async (value) => {
    process.env.DEBUG = value;
    const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const settingsPath = writeSettings(temporaryFolder(), { whitelist: [] });
    await call(settingsPath);
    const lines = stderr.mock.calls.map(([line]) => String(line));
    expectLines(lines, settingsPath);
    expect(lines.every((line) => line.startsWith('lp-faas-toolbelt ') && line.endsWith('\n'))).toBe(true);
  });

  it('says so when the account is not set', async () => {
    const lines: string[] = [];
    Toolbelt.configure({ logger: { debug: (line) => void lines.push(line) }, whitelist: [HOST] });
    api().get('/x').reply(200);
    await Toolbelt.HTTPClient()(URL_X);
    expect(lines[0]).toContain('account not set');
  });

  it.each([
    { name: 'no DEBUG', value: undefined },
    { name: 'DEBUG for others', value: 'other,-lp-faas-toolbelt' },
  ])('is silent with $name', async ({ value }) => {
    if (value !== undefined) process.env.DEBUG = value;
    const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    Toolbelt.configure({ whitelist: [HOST] });
    api().get('/x').reply(200);
    await Toolbelt.HTTPClient()(URL_X);
    expect(stderr).not.toHaveBeenCalled();
  });
});

it.each([
  ['lpClient', 'LpClient'],
  ['LPClient', 'LpClient'],
  ['HttpClient', 'HTTPClient'],
  ['secretClient', 'SecretClient'],
  ['SdeUtil', 'SDEUtil'],
  ['gdprUtil', 'GDPRUtil'],
  ['mtlsClient', 'MTLSClient'],
  ['sfClient', 'SFClient'],
  ['contextServiceClient', 'ContextServiceClient'],
])('%s is none of the factories, and says which one is meant', (spelling, meant) => {
  const call = () => (Toolbelt as unknown as Record<string, () => void>)[spelling]?.();
  expect(call).toThrow(`Toolbelt.${spelling} does not exist: write Toolbelt.${meant}().`);
  expect(Object.keys(Toolbelt)).toEqual([]);
});
