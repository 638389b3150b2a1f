import { inspect } from 'node:util';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ContextServiceClient } from '../../src/context/context-service-client';
import { ErrorCodes, Toolbelt } from '../../src/index';
import { failureOf } from '../helpers/failure-of';
import { type SeenRequest, startServer, type TestServer } from '../helpers/with-server';

const { PARAMETER_INVALID, UNKNOWN, DATA_DOES_NOT_EXIST } = ErrorCodes.ContextService;
const KEY = 'k3y-that-nobody-may-see';
const HOST = 'https://z1.context.liveperson.net';
const ACCOUNT = '/v1/account/12345';
const DEFAULT = `${ACCOUNT}/ns/__default__/properties`;
const SESSION = `${ACCOUNT}/ns/s-1/properties`;

function client(): ContextServiceClient {
  return Toolbelt.ContextServiceClient({ accountId: '12345', apiKey: KEY });
}

/** Requests that left, whoever answers them. */
function spyOnRequests(): string[] {
  const sent: string[] = [];
  nock.emitter.on('no match', (request: { method: string; path: string }) =>
    sent.push(`${request.method} ${request.path}`),
  );
  return sent;
}

beforeEach(() => {
  nock.disableNetConnect();
  nock.enableNetConnect('127.0.0.1');
  Toolbelt.configure({ contextServiceEnvironment: 'z1' });
});

afterEach(() => {
  Toolbelt.reset();
  nock.emitter.removeAllListeners('no match');
  nock.cleanAll();
  nock.enableNetConnect();
});

describe('building a client', () => {
  const build = (config: unknown) => Toolbelt.ContextServiceClient(config as string);

  it.each([
    { name: 'nothing', config: undefined, says: ['{ accountId, apiKey }', 'undefined'] },
    { name: 'null', config: null, says: ['{ accountId, apiKey }', 'null'] },
    { name: 'an array', config: [KEY], says: ['{ accountId, apiKey }', 'an array'] },
    { name: 'a number', config: 42, says: ['{ accountId, apiKey }', '42'] },
    { name: 'an empty key alone', config: '', says: ['"apiKey"', 'an empty string', 'secret'] },
    { name: 'no key', config: { accountId: '1' }, says: ['"apiKey"', 'undefined', 'secret'] },
    { name: 'an empty key', config: { accountId: '1', apiKey: '' }, says: ['"apiKey"', 'secret'] },
    { name: 'a key of null', config: { accountId: '1', apiKey: null }, says: ['"apiKey"', 'null'] },
    {
      name: 'an entry in place of its value',
      config: { accountId: '1', apiKey: { value: KEY } },
      says: ['"apiKey"', 'an object'],
    },
    { name: 'a key with a line break', config: { accountId: '1', apiKey: `${KEY}\n` }, says: ['line break'] },
    { name: 'such a key alone', config: `${KEY}\r\nx: y`, says: ['line break'] },
    { name: 'a key outside latin1', config: { accountId: '1', apiKey: `${KEY}€` }, says: ['header'] },
    { name: 'no account', config: { apiKey: KEY }, says: ['"accountId"', 'undefined', 'BRAND_ID'] },
    {
      name: 'an account of undefined',
      config: { apiKey: KEY, accountId: undefined },
      says: ['"accountId"', 'BRAND_ID', 'key alone'],
    },
    { name: 'an empty account', config: { apiKey: KEY, accountId: '' }, says: ['"accountId"', 'BRAND_ID'] },
    { name: 'an account of null', config: { apiKey: KEY, accountId: null }, says: ['"accountId"', 'null'] },
    { name: 'an account ..', config: { apiKey: KEY, accountId: '..' }, says: ['"accountId"'] },
    { name: 'an account of NaN', config: { apiKey: KEY, accountId: Number.NaN }, says: ['"accountId"'] },
    ...[0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '25', null].map((timeout) => ({
      name: `a timeout of ${inspect(timeout)}`,
      config: { apiKey: KEY, accountId: '1', timeout },
      says: ['"timeout"', 'milliseconds'],
    })),
  ])('refuses $name at once, and shows no key', ({ config, says }) => {
    process.env.BRAND_ID = '12345';
    let error: unknown;
    try {
      build(config);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ name: 'ToolbeltError', code: PARAMETER_INVALID });
    for (const text of says) expect((error as Error).message).toContain(text);
    expect(inspect(error)).not.toContain(KEY);
  });

  it('takes an account that came as a number', () => {
    expect(build({ apiKey: KEY, accountId: 12345 }).accountId).toBe('12345');
  });

  it('has the account of its config, whatever the environment says', () => {
    process.env.BRAND_ID = '999';
    expect(client().accountId).toBe('12345');
  });

  it('takes the key alone, and the account when a call is made', async () => {
    const alone = Toolbelt.ContextServiceClient(KEY);
    expect(alone.accountId).toBeUndefined();
    await expect(alone.getListOfNamespaces()).rejects.toMatchObject({
      code: ErrorCodes.Toolbelt.MISSING_ACCOUNT,
      message: expect.stringContaining('BRAND_ID'),
    });
    for (const account of ['12345', '678']) {
      process.env.BRAND_ID = account;
      nock(HOST).get(`/v1/account/${account}`).reply(200, []);
      expect(alone.accountId).toBe(account);
      await expect(alone.getListOfNamespaces()).resolves.toEqual([]);
    }
    Toolbelt.configure({ accountId: 'a/b' });
    nock(HOST).get('/v1/account/a%2Fb').reply(200, []);
    await expect(alone.getListOfNamespaces()).resolves.toEqual([]);
    Toolbelt.configure({ accountId: '..' });
    await expect(alone.getListOfNamespaces()).rejects.toMatchObject({ code: PARAMETER_INVALID });
    expect(nock.isDone()).toBe(true);
  });

  it('does not show the key', () => {
    for (const one of [client(), Toolbelt.ContextServiceClient(KEY)]) {
      expect(inspect(one, { depth: 9, showHidden: true })).not.toContain(KEY);
      expect(JSON.stringify(one)).not.toContain(KEY);
    }
  });
});

describe('namespaces', () => {
  const LIST = [
    { name: 'other', createdAt: '2023-01-02T03:04:05.678Z' },
    { name: 'ns', createdAt: '2024-01-02T03:04:05.678Z', ttlSecond: 120 },
  ];
  const NS = { name: 'ns', createdAt: new Date('2024-01-02T03:04:05.678Z'), ttlSecond: 120 };

  it('lists them, with their dates as such', async () => {
    nock(HOST)
      .get(ACCOUNT)
      .reply(200, [...LIST, { name: '__default__' }, { name: 'null', createdAt: null, ttlSecond: null }]);
    const list = await client().getListOfNamespaces();
    expect(list.slice(0, 2)).toStrictEqual([
      { name: 'other', createdAt: new Date('2023-01-02T03:04:05.678Z') },
      NS,
    ]);
    expect(list.slice(2).map(({ name, createdAt }) => [name, createdAt.getTime()])).toEqual([
      ['__default__', Number.NaN],
      ['null', Number.NaN],
    ]);
  });

  it.each([
    { name: 'for good', options: undefined, query: '' },
    { name: 'for good without a ttl', options: {}, query: '' },
    { name: 'for good with ttl undefined', options: { ttl: undefined }, query: '' },
    { name: 'for two minutes', options: { ttl: 120 }, query: '?ttlSecond=120' },
  ])('creates one $name, and returns it as listed', async ({ options, query }) => {
    nock(HOST).post(`${ACCOUNT}${query}`, { name: 'ns' }).reply(204);
    nock(HOST).get(ACCOUNT).reply(200, LIST);
    await expect(client().createNamespace('ns', options)).resolves.toStrictEqual(NS);
    expect(nock.isDone()).toBe(true);
  });

  it.each([
    { name: 'with its ttl', status: 204, options: { ttl: 60 }, known: { name: 'ns', ttlSecond: 60 } },
    { name: 'without one', status: 201, options: undefined, known: { name: 'ns' } },
    { name: 'which existed, with what is known', status: 409, options: { ttl: 60 }, known: { name: 'ns' } },
  ])('builds the namespace $name where the list lacks it', async ({ status, options, known }) => {
    nock(HOST)
      .post(`${ACCOUNT}${options ? '?ttlSecond=60' : ''}`)
      .reply(status);
    nock(HOST).get(ACCOUNT).reply(200, []);
    const before = Date.now();
    const created = await client().createNamespace('ns', options);
    expect(created).toStrictEqual({ ...known, createdAt: expect.any(Date) });
    expect(created.createdAt.getTime()).toBeGreaterThanOrEqual(before);
  });

  it('can be created again and again', async () => {
    nock(HOST)
      .post(ACCOUNT)
      .reply(204)
      .post(ACCOUNT)
      .reply(409, 'exists')
      .get(ACCOUNT)
      .twice()
      .reply(200, LIST);
    const one = client();
    await expect(one.createNamespace('ns')).resolves.toStrictEqual(NS);
    await expect(one.createNamespace('ns')).resolves.toStrictEqual(NS);
  });

  it.each([{ status: 204 }, { status: 200 }, { status: 404 }])(
    'deletes one, also when the answer is $status',
    async ({ status }) => {
      nock(HOST).delete(`${ACCOUNT}/ns`).reply(status);
      await expect(client().deleteNamespace('ns')).resolves.toBeUndefined();
      expect(nock.isDone()).toBe(true);
    },
  );
});

describe('properties', () => {
  const STORED = { a: 1, b: { c: ['ä€😀', null, true] }, d: '1' };

  it.each([
    { method: 'setPropertiesInNamespace', sessionId: undefined, path: DEFAULT },
    { method: 'setPropertiesInNamespace', sessionId: 's-1', path: SESSION },
    { method: 'updatePropertiesInNamespace', sessionId: undefined, path: DEFAULT },
    { method: 'updatePropertiesInNamespace', sessionId: 's-1', path: SESSION },
  ] as const)(
    '$method sends them to session $sessionId, and returns all',
    async ({ method, sessionId, path }) => {
      const sent = {
        b: { c: ['ä€😀', null, true], left: undefined },
        when: new Date(0),
        no: Object.create(null),
      };
      nock(HOST)
        .patch(path, JSON.parse(JSON.stringify(sent)))
        .reply(204);
      nock(HOST).get(path).reply(200, STORED);
      await expect(client()[method]('ns', sent, sessionId)).resolves.toStrictEqual(STORED);
      expect(nock.isDone()).toBe(true);
    },
  );

  it('sends the headers of the service with every request', async () => {
    const seen: Record<string, unknown>[] = [];
    const answer = (status: number, body?: object) =>
      function (this: { req: { headers: Record<string, unknown> } }): [number, object | undefined] {
        seen.push(this.req.headers);
        return [status, body];
      };
    nock(HOST).patch(DEFAULT).reply(answer(204));
    nock(HOST).get(DEFAULT).reply(answer(200, {}));
    await client().setPropertiesInNamespace('ns', {});
    expect(seen).toHaveLength(2);
    for (const headers of seen) {
      expect(headers).toMatchObject({
        'maven-api-key': KEY,
        'content-type': 'application/json',
        accept: 'application/json',
        'x-request-id': expect.stringMatching(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/),
      });
    }
    expect(seen[0]?.['x-request-id']).not.toBe(seen[1]?.['x-request-id']);
  });

  it.each([
    { sessionId: undefined, path: DEFAULT },
    { sessionId: 's-1', path: SESSION },
    { sessionId: 42 as unknown as string, path: SESSION.replace('s-1', '42') },
  ])('reads all of session $sessionId', async ({ sessionId, path }) => {
    nock(HOST).get(path).reply(200, STORED);
    await expect(client().getAllPropertiesInSession('ns', sessionId)).resolves.toStrictEqual(STORED);
  });

  it.each([
    { name: 'an object', text: '{"a":[1,"x"]}', value: { a: [1, 'x'] } },
    { name: 'an array', text: '[1,2]', value: [1, 2] },
    { name: 'a text without quotes', text: 'hello world', value: 'hello world' },
    { name: 'a text in quotes', text: '"hello"', value: 'hello' },
    { name: 'a number', text: '42', value: 42 },
    { name: 'a number with a fraction', text: '1.50', value: 1.5 },
    { name: 'a big number', text: '1.0E21', value: 1e21 },
    { name: 'a boolean', text: 'false', value: false },
    { name: 'null', text: 'null', value: null },
    { name: 'nothing', text: '', value: '' },
    { name: 'a text that starts like JSON', text: '{"a":', value: '{"a":' },
    { name: 'a text with leading zeros', text: '007', value: '007' },
    { name: 'a long id', text: '12345678901234567890', value: '12345678901234567890' },
    { name: 'a long number that is exact', text: '12345678901234567000', value: 12345678901234567000 },
  ])('reads one property, parsed where it is JSON: $name', async ({ text, value }) => {
    nock(HOST).get(`${SESSION}/p`).reply(200, text);
    await expect(client().getPropertyInSession('ns', 'p', 's-1')).resolves.toStrictEqual(value);
  });

  it('says which property does not exist', async () => {
    nock(HOST).get(`${DEFAULT}/p`).reply(404, '{"message":"none"}');
    const error = await failureOf(client().getPropertyInSession('ns', 'p'));
    expect(error).toMatchObject({ code: DATA_DOES_NOT_EXIST, statusCode: 404, cause: { statusCode: 404 } });
    for (const text of ['property "p"', 'session "__default__"', 'namespace "ns"', 'none']) {
      expect(error.message).toContain(text);
    }
  });

  it.each([{ status: 204 }, { status: 200 }, { status: 404 }])(
    'deletes a property and a session, also when the answer is $status',
    async ({ status }) => {
      for (const path of [`${DEFAULT}/p`, `${SESSION}/p`, DEFAULT, SESSION])
        nock(HOST).delete(path).reply(status);
      const one = client();
      await expect(one.deletePropertyInSession('ns', 'p')).resolves.toBeUndefined();
      await expect(one.deletePropertyInSession('ns', 'p', 's-1')).resolves.toBeUndefined();
      await expect(one.deleteSession('ns')).resolves.toBeUndefined();
      await expect(one.deleteSession('ns', 's-1')).resolves.toBeUndefined();
      expect(nock.isDone()).toBe(true);
    },
  );

  it('leaves namespaces of LivePerson to the service, except to create and delete them', async () => {
    nock(HOST).get(`${ACCOUNT}/faas/__default__/properties`).reply(200, { a: 1 });
    await expect(client().getAllPropertiesInSession('faas')).resolves.toEqual({ a: 1 });
  });
});

describe('selected properties', () => {
  it('are in the order of the names, those that do not exist left out, each read once', async () => {
    nock(HOST).get(`${SESSION}/b`).delay(20).reply(200, 'text');
    nock(HOST).get(`${SESSION}/a`).reply(200, '{"x":1}');
    nock(HOST).get(`${SESSION}/none`).reply(404);
    nock(HOST).get(`${SESSION}/null`).reply(200, 'null');
    const names = ['b', 'none', 'a', 'b', 'null', 'a'];
    const found = await client().getSelectedPropertiesInSession('ns', names, 's-1');
    expect(Object.entries(found)).toEqual([
      ['b', 'text'],
      ['a', { x: 1 }],
      ['null', null],
    ]);
    expect(nock.isDone()).toBe(true);
  });

  it('may be named like what every object has', async () => {
    const names = ['__proto__', 'constructor', 'toString'];
    for (const name of names) nock(HOST).get(`${DEFAULT}/${name}`).reply(200, '{"polluted":true}');
    const found = await client().getSelectedPropertiesInSession('ns', names);
    expect(Object.keys(found)).toEqual(names);
    expect(Object.getPrototypeOf(found)).toBe(Object.prototype);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('of no names are none, without a request', async () => {
    const sent = spyOnRequests();
    await expect(client().getSelectedPropertiesInSession('ns', [])).resolves.toEqual({});
    expect(sent).toEqual([]);
  });

  it('fail with the first failure that is no 404', async () => {
    nock(HOST).get(`${DEFAULT}/a`).reply(200, '1').get(`${DEFAULT}/b`).reply(403);
    await expect(client().getSelectedPropertiesInSession('ns', ['a', 'b'])).rejects.toMatchObject({
      code: ErrorCodes.ContextService.AUTHORIZATION_INVALID,
      message: expect.stringContaining('property "b"'),
    });
  });
});

describe('sessions', () => {
  const list = `${ACCOUNT}/ns/session-ids`;
  const page = (count: number, from = 0) => Array.from({ length: count }, (_, index) => `s-${from + index}`);
  const pageOf = (number: number) => nock(HOST).get(list).query({ page: number, perPage: 1000 });

  it.each([
    { name: 'no page', pages: [[]] },
    { name: 'one short page', pages: [['__default__', 's-1']] },
    { name: 'a full page and a short one', pages: [page(1000), page(3, 1000)] },
    { name: 'full pages alone', pages: [page(1000), page(1000, 1000), []] },
    { name: 'pages of the default size', pages: [page(100), page(100, 100), page(1, 200)] },
    { name: 'a list that moves from page to page', pages: [page(1000), page(5, 997)], count: 1002 },
  ])('are read to the last page: $name', async ({ pages, count }) => {
    for (const [number, ids] of pages.entries()) pageOf(number).reply(200, ids);
    const sessions = await client().getListOfSessions('ns');
    expect(sessions).toEqual([...new Set(pages.flat())]);
    if (count !== undefined) expect(sessions).toHaveLength(count);
    expect(nock.isDone()).toBe(true);
  });

  it('are read once from a service that does not page', async () => {
    nock(HOST).get(list).query(true).twice().reply(200, page(250));
    await expect(client().getListOfSessions('ns')).resolves.toEqual(page(250));
    expect(nock.isDone()).toBe(true);
  });
});

describe('an answer that cannot be', () => {
  it.each([
    { status: 200, text: '<html>' },
    { status: 200, text: '' },
    { status: 200, text: '"text"' },
    { status: 200, text: '[1]' },
    { status: 200, text: 'null' },
    { status: 200, text: '[null]' },
    { status: 204, text: '' },
    { status: 202, text: '{}' },
  ])('is refused: $status $text', async ({ status, text }) => {
    nock(HOST).get(/.*/).times(4).reply(status, text);
    nock(HOST).post(ACCOUNT).reply(204);
    const one = client();
    const calls = [
      () => one.getListOfNamespaces(),
      () => one.createNamespace('ns'),
      () => one.getAllPropertiesInSession('ns'),
      () => one.getListOfSessions('ns'),
    ];
    for (const call of calls) {
      const error = await failureOf(call());
      expect(error).toMatchObject({ name: 'ContextServiceError', code: UNKNOWN });
      expect(error.message).toMatch(/^ContextServiceClient\.\w+: /);
    }
  });
});

describe('names', () => {
  const NAMES = [
    'a/b',
    'a?b',
    'a b',
    'ä€😀',
    'a%2Fb',
    '#x',
    'a;b=c',
    '+',
    '%',
    '...',
    '%2e%2e',
    "!'()*~",
    '__proto__',
  ];
  let server: TestServer;

  beforeEach(async () => {
    server = await startServer(({ method, url }, response) => {
      const list = url.includes('session-ids') ? [] : [{ name: 'x' }];
      const body = url.endsWith('properties') ? {} : list;
      response
        .writeHead(method === 'GET' ? 200 : 204)
        .end(method === 'GET' ? JSON.stringify(body) : undefined);
    });
    Toolbelt.configure({
      contextServiceEnvironment: undefined,
      csds: { mavenContext: server.url('') },
      whitelist: ['127.0.0.1'],
      rateLimit: { mode: 'off' },
    });
  });

  afterEach(() => server.close());

  const arrived = () =>
    server.requests.map(({ method, url }: SeenRequest) => {
      const [path = '', query] = url.split('?');
      return [method, ...path.split('/').slice(4).map(decodeURIComponent), ...(query ? [query] : [])];
    });

  it.each(NAMES.map((name) => ({ name })))('reach the service as they are: $name', async ({ name }) => {
    const one = client();
    await one.getPropertyInSession(name, name, name);
    await one.getSelectedPropertiesInSession(name, [name]);
    await one.deletePropertyInSession(name, name, name);
    await one.updatePropertiesInNamespace(name, { [name]: name }, name);
    await one.deleteSession(name, name);
    await one.getListOfSessions(name);
    await one.deleteNamespace(name);
    await one.createNamespace(name);
    expect(arrived()).toEqual([
      ['GET', name, name, 'properties', name],
      ['GET', name, '__default__', 'properties', name],
      ['DELETE', name, name, 'properties', name],
      ['PATCH', name, name, 'properties'],
      ['GET', name, name, 'properties'],
      ['DELETE', name, name, 'properties'],
      ['GET', name, 'session-ids', 'page=0&perPage=1000'],
      ['DELETE', name],
      ['POST'],
      ['GET'],
    ]);
    expect(JSON.parse(server.requests.at(-2)?.body ?? '')).toEqual({ name });
    expect(server.requests[3]?.body).toBe(JSON.stringify({ [name]: name }));
  });
});
