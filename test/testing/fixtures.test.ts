import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type nockType from 'nock';
import type { Definition } from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ErrorCodes, Toolbelt } from '../../src/index';
import { fixtures } from '../../src/testing/fixtures/fixtures';
import { startServer, type TestServer } from '../helpers/with-server';

const load = createRequire(__filename);
/** nock 13 and nock 14 both patch Node when they are loaded. Loaded together, one of them would leave its patch behind. */
function loadInactive(name: string): typeof nockType {
  const nock = load(name) as typeof nockType;
  nock.restore();
  return nock;
}

const NOCKS = { 'nock 14': loadInactive('nock'), 'nock 13': loadInactive('nock13') };
const ACCOUNT = 'le4711';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fixtures-'));
});

afterEach(() => {
  Toolbelt.reset();
  for (const nock of Object.values(NOCKS)) {
    nock.cleanAll();
    nock.restore();
  }
  rmSync(folder, { recursive: true, force: true });
});

const invalid = { code: ErrorCodes.Toolbelt.INVALID_ARGUMENT };

describe.each(Object.entries(NOCKS))('under %s', (_line, nock) => {
  beforeEach(() => nock.activate());

  function use(name: string, definitions: unknown): string {
    const file = join(folder, name);
    writeFileSync(file, JSON.stringify(definitions));
    return file;
  }

  describe('load', () => {
    beforeEach(() => {
      nock.disableNetConnect();
      Toolbelt.configure({ whitelist: ['api.example.com'] });
    });

    it('answers from every file of a folder, and takes them away again', async () => {
      use('a.json', [{ scope: 'https://api.example.com', path: '/a', status: 200, response: { a: 1 } }]);
      use('b.json', [
        {
          scope: 'https://api.example.com:443',
          path: '/b?x=1',
          method: 'POST',
          status: 201,
          response: 'b',
          rawHeaders: { 'x-b': 'yes' },
        },
      ]);
      writeFileSync(join(folder, 'notes.txt'), 'not a fixture');
      const mounted = fixtures.load(folder, { nock });
      const http = Toolbelt.HTTPClient();
      expect(() => mounted.assertUsed()).toThrow(/nothing called .*\/a.*, .*\/b/);
      await expect(http('https://api.example.com/a', { json: true })).resolves.toEqual({ a: 1 });
      const b = await http('https://api.example.com/b?x=1', {
        method: 'POST',
        resolveWithFullResponse: true,
      });
      expect(b).toMatchObject({ statusCode: 201, body: 'b', headers: { 'x-b': 'yes' } });
      mounted.assertUsed();
      const again = fixtures.load(join(folder, 'a.json'), { nock });
      const own = nock('https://api.example.com').get('/own').reply(200, 'own');
      again.remove();
      await expect(http('https://api.example.com/a')).rejects.toThrow();
      await expect(http('https://api.example.com/own')).resolves.toBe('own');
      own.done();
    });
  });

  describe('record', () => {
    let server: TestServer;

    beforeEach(async () => {
      server = await startServer((request, response) => {
        if (request.url.startsWith('/gzip')) {
          const body = gzipSync(JSON.stringify({ access_token: 't0p-s3cret', account: ACCOUNT }));
          response
            .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
            .end(body);
        } else if (request.url.startsWith('/fail')) response.writeHead(503).end('busy');
        else {
          const body = JSON.stringify({ accountId: ACCOUNT, access_token: 't0p-s3cret', items: [1, 2] });
          response
            .writeHead(200, {
              'content-type': 'application/json',
              'set-cookie': 'sid=t0p-s3cret',
              'x-kept': ACCOUNT,
            })
            .end(body);
        }
      });
      Toolbelt.configure({ whitelist: ['127.0.0.1'] });
    });
    afterEach(() => server.close());

    const read = () => {
      const files = readdirSync(folder);
      expect(files).toEqual([`127.0.0.1_${server.port}.json`]);
      return readFileSync(join(folder, files[0] ?? ''), 'utf8');
    };

    it('writes real calls without credentials and account ids, and plays them back', async () => {
      const http = Toolbelt.HTTPClient();
      const call = (account: string) =>
        http(server.url(`/api/account/${account}/skills?v=2`), {
          headers: { authorization: 'Bearer t0p-s3cret', 'x-client': 'test' },
          json: true,
        });
      const login = () =>
        http.post(server.url('/token'), {
          form: { client_id: 'me', client_secret: 't0p-s3cret' },
          json: true,
        });
      const result = await fixtures.record(
        folder,
        async () => {
          await login();
          return call(ACCOUNT);
        },
        { nock },
      );
      expect(result).toMatchObject({ accountId: ACCOUNT, access_token: 't0p-s3cret' });
      const text = read();
      expect(text).not.toContain('t0p-s3cret');
      expect(text).not.toContain(ACCOUNT);
      const definitions = JSON.parse(text) as Definition[];
      expect(definitions).toHaveLength(2);
      expect(definitions[1]).toMatchObject({
        scope: `http://127.0.0.1:${server.port}`,
        method: 'GET',
        path: '/api/account/12345678/skills?v=2',
        status: 200,
        response: { accountId: '12345678', access_token: '[redacted]', items: [1, 2] },
      });

      await server.close();
      const mounted = fixtures.load(folder, { nock });
      await login();
      await expect(call('12345678')).resolves.toMatchObject({ items: [1, 2] });
      mounted.assertUsed();
    });

    it('sees into compressed bodies', async () => {
      await fixtures.record(folder, () => Toolbelt.HTTPClient()(server.url('/gzip'), { gzip: true }), {
        nock,
        accountIds: [ACCOUNT],
      });
      const [definition] = JSON.parse(read()) as Definition[];
      expect(definition?.response).toEqual({ access_token: '[redacted]', account: '12345678' });
      expect(JSON.stringify(definition?.rawHeaders)).not.toMatch(/content-encoding/i);
    });

    it.skipIf(process.platform === 'win32')('does not write through a link', async () => {
      const target = join(folder, 'precious.txt');
      writeFileSync(target, 'precious');
      const name = `${new URL(server.url('')).host.replace(':', '_')}.json`;
      symlinkSync(target, join(folder, name));
      const recording = fixtures.record(folder, () => Toolbelt.HTTPClient()(server.url('/gzip')), { nock });
      await expect(recording).rejects.toMatchObject({ code: ErrorCodes.Toolbelt.INVALID_ARGUMENT });
      expect(readFileSync(target, 'utf8')).toBe('precious');
    });

    it('writes nothing when the function fails, and leaves nock as it was', async () => {
      const failing = fixtures.record(folder, () => Toolbelt.HTTPClient()(server.url('/fail')), { nock });
      await expect(failing).rejects.toMatchObject({ statusCode: 503 });
      expect(readdirSync(folder)).toEqual([]);
      expect(nock.isActive()).toBe(true);
      nock(server.url('').replace(/\/$/, '')).get('/mocked').reply(200, 'mocked');
      await expect(Toolbelt.HTTPClient()(server.url('/mocked'))).resolves.toBe('mocked');
    });

    it('refuses a recording within a recording, and one of nothing', async () => {
      await expect(
        fixtures.record(folder, () => fixtures.record(folder, () => undefined, { nock }), { nock }),
      ).rejects.toMatchObject({ ...invalid, message: expect.stringContaining('another recording') });
      await expect(fixtures.record(folder, () => 1, { nock })).rejects.toMatchObject({
        ...invalid,
        message: expect.stringContaining('nothing was called'),
      });
      expect(readdirSync(folder)).toEqual([]);
    });
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN', 'EPIPE', 'EHOSTUNREACH'])(
    'networkError(%s) reaches the caller as from a socket',
    async (code) => {
      Toolbelt.configure({ whitelist: ['api.example.com'] });
      nock('https://api.example.com').get('/').replyWithError(fixtures.networkError(code));
      await expect(Toolbelt.HTTPClient()('https://api.example.com/')).rejects.toMatchObject({
        name: 'RequestError',
        cause: { code, message: expect.stringContaining(code) },
      });
    },
  );
});

describe('files that are no fixtures', () => {
  it.each<[what: string, content: string, message: RegExp]>([
    [
      'broken JSON',
      '[\n  { "scope": "https://x", }\n]',
      /a\.json:2:27 is not JSON: .*no comma may stand before it/,
    ],
    ['an object', '{}', /a\.json must hold an array of nock's definitions/],
    ['a number', '[1]', /a\.json, entry 0 must be an object \{ scope/],
    ['no scope', '[{ "path": "/" }]', /entry 0: "scope" must be an origin/],
    [
      'a scope without scheme',
      '[{ "scope": "api.example.com", "path": "/" }]',
      /entry 0: "scope" must be an origin/,
    ],
    ['no path', '[{ "scope": "https://x" }]', /entry 0: "path" must start with "\/"/],
    [
      'a method that is no text',
      '[{ "scope": "https://x", "path": "/", "method": 1 }]',
      /"method" must be a string/,
    ],
    [
      'a status that is text',
      '[{ "scope": "https://x", "path": "/", "status": "200" }]',
      /"status" must be a number/,
    ],
  ])('%s', (_what, content, message) => {
    writeFileSync(join(folder, 'a.json'), content);
    expect(() => fixtures.load(folder)).toThrow(expect.objectContaining(invalid));
    expect(() => fixtures.load(folder)).toThrow(message);
  });

  it('a path that does not exist, and a folder without any', () => {
    expect(() => fixtures.load(join(folder, 'missing'))).toThrow(/missing does not exist/);
    mkdirSync(join(folder, 'empty'));
    expect(() => fixtures.load(join(folder, 'empty'))).toThrow(/there is no .json file in .*empty/);
  });
});

describe('scrub', () => {
  const scrubOne = (definition: object, options = {}) =>
    fixtures.scrub([{ scope: 'https://x', path: '/', ...definition } as Definition], options)[0];

  it.each(['authorization', 'Cookie', 'maven-api-key', 'x-auth-token', 'x-auth-key', 'proxy-authorization'])(
    'leaves out the request header %s, and keeps others',
    (name) => {
      expect(scrubOne({ reqheaders: { [name]: 's3cret', 'x-client': 'test' } })?.reqheaders).toEqual({
        'x-client': 'test',
      });
    },
  );

  it.each<[what: string, header: Record<string, string>]>([
    ['a redirect', { location: 'https://x/cb?access_token=s3cret-value&state=1' }],
    ['a code', { location: 'https://x/cb?code=s3cret-value&state=1' }],
    ['a link', { link: '<https://x/next?sig=s3cret-value&state=1>; rel="next"' }],
    ['a key of the request that is repeated', { 'x-echo': 'sent s3cret-value with state=1' }],
  ])('hides a credential in a header of the answer: %s', (_what, header) => {
    const reqheaders = { 'x-api-key': 's3cret-value' };
    const shown = JSON.stringify(scrubOne({ reqheaders, response: {}, rawHeaders: header }));
    expect(shown).not.toContain('s3cret-value');
    expect(shown).toContain('state=1');
  });

  it('leaves out a body of several parts with a credential, and hides it in an answer that repeats it', () => {
    const body = '--b\r\nContent-Disposition: form-data; name="password"\r\n\r\ns3cret-value\r\n--b--\r\n';
    const done = scrubOne({ method: 'POST', body, response: { data: body } });
    expect(JSON.stringify(done)).not.toContain('s3cret-value');
    expect(done).not.toHaveProperty('body');
  });

  it('hides what one request sent in the answer to another', () => {
    const definitions = [
      { scope: 'https://x', path: '/a', reqheaders: { 'x-api-key': 's3cret-value' }, response: 'ok' },
      {
        scope: 'https://x',
        path: '/b?sessionId=s3ss10n-id',
        response: { said: 'czNjcmV0LXZhbHVl', pwd: 'p4ss', code: 5 },
      },
    ] as Definition[];
    const shown = JSON.stringify(fixtures.scrub(definitions));
    for (const secret of ['s3cret-value', 'czNjcmV0', 's3ss10n', 'p4ss']) expect(shown).not.toContain(secret);
    expect(shown).toContain('"code":5');
  });

  it.each(['body', 'response'])('keeps a long %s that is an object whole', (name) => {
    const long = { text: 'x'.repeat(100_000), list: Array.from({ length: 5_000 }, (_, i) => i) };
    const [done] = fixtures.scrub([
      { scope: 'https://a.example', method: 'POST', path: '/', response: 'ok', [name]: long } as never,
    ]);
    expect(done).toHaveProperty(name, long);
  });

  it('keeps a long answer whole', () => {
    const response = 'a'.repeat(200_000);
    expect(scrubOne({ response })?.response).toBe(response);
  });

  it.each<[what: string, body: unknown]>([
    ['a form', 'grant_type=client_credentials&client_secret=s3cret'],
    ['JSON', { password: 's3cret', user: 'u' }],
    ['nested JSON', { a: [{ token: 's3cret' }] }],
  ])('lets a body match anything when it held a credential: %s', (_what, body) => {
    expect(scrubOne({ body })).not.toHaveProperty('body');
  });

  it('keeps a body without credentials', () => {
    expect(scrubOne({ body: { conversationId: 'c' } })).toMatchObject({ body: { conversationId: 'c' } });
  });

  it('redacts queries, response headers and responses of any form', () => {
    const text = JSON.stringify(
      scrubOne({
        path: '/x?access_token=s3cret&page=2',
        response: 'token=s3cret&name=n',
        rawHeaders: [
          'Set-Cookie',
          's3cret',
          'Set-Cookie',
          's3cret2',
          'X-Auth-Token',
          's3cret',
          'X-Page',
          '2',
        ],
      }),
    );
    expect(text).not.toContain('s3cret');
    expect(text).toContain('page=2');
    expect(text).toContain('name=n');
    expect(text).toContain('"x-page":"2"');
  });

  it('replaces whole ids only, also those it is told of', () => {
    const path = '/api/account/42/x/420/y';
    expect(scrubOne({ path })?.path).toBe('/api/account/12345678/x/420/y');
    expect(scrubOne({ path: '/z/42' }, { accountIds: ['42'], accountId: 'demo' })?.path).toBe('/z/demo');
    expect(scrubOne({ path, response: { brandId: '42' } })?.response).toEqual({ brandId: '12345678' });
  });

  it('leaves what it was given alone', () => {
    const definition = {
      scope: 'https://x',
      path: '/api/account/42/',
      reqheaders: { authorization: 's3cret' },
    };
    const before = structuredClone(definition);
    fixtures.scrub([definition]);
    expect(definition).toEqual(before);
  });
});

it('networkError refuses what is no network error', () => {
  expect(() => fixtures.networkError('EWHATEVER')).toThrow(
    /there is no network error "EWHATEVER": use ECONNREFUSED/,
  );
  expect(() => fixtures.networkError('toString')).toThrow(expect.objectContaining(invalid));
});
