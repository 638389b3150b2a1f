import { createRequire } from 'node:module';
import { inspect } from 'node:util';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ErrorCodes, Toolbelt } from '../../src/index';
import type { JsforceLoader } from '../../src/salesforce/package';
import { SFClient } from '../../src/salesforce/sf-client';
import accounts from '../fixtures/salesforce/query-accounts.json';
import { thrownBy } from '../helpers/settings-folder';

const jsforce = createRequire(__filename)('jsforce');
const INSTALL = 'npm install jsforce@npm:@jsforce/jsforce-node@3.10.16';

let warnings: string[];

beforeEach(() => {
  nock.disableNetConnect();
  warnings = [];
  Toolbelt.configure({
    whitelist: ['*.my.salesforce.com', 'test.salesforce.com', 'login.salesforce.com'],
    logger: { warn: (message) => void warnings.push(message) },
  });
});

afterEach(() => {
  Toolbelt.reset();
  nock.cleanAll();
  nock.enableNetConnect();
});

function connect(options: unknown) {
  return Toolbelt.SFClient().connectToSalesforce(options as never);
}

describe('the sample of the documentation', () => {
  const query = 'SELECT Id, Name FROM Account';

  it('calls back', async () => {
    const answer = nock('https://test.salesforce.com', { reqheaders: { authorization: 'Bearer ACCESS' } })
      .get('/services/data/v50.0/query')
      .query({ q: query })
      .reply(200, accounts);
    const sfClient = Toolbelt.SFClient();
    const con = sfClient.connectToSalesforce({
      loginUrl: 'https://test.salesforce.com',
      accessToken: 'ACCESS',
      refreshToken: 'REFRESH-0',
    });
    const names = await new Promise((resolve, reject) => {
      con.query(query, (err, queryResult) => {
        if (err) reject(err);
        else resolve(queryResult.records.map(({ Name }) => Name));
      });
    });
    expect(names).toEqual(['LivePerson', 'LivePerson Labs']);
    expect(answer.isDone()).toBe(true);
  });

  it('warns once of the refresh token that it sets aside, without the token', () => {
    const options = {
      loginUrl: 'https://test.salesforce.com',
      accessToken: 'ACCESS',
      refreshToken: 'REFRESH-0',
    };
    expect(connect(options).refreshToken).toBeUndefined();
    connect(options);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('"refreshToken" is set aside');
    expect(warnings[0]).toContain('oauth2: { clientId, clientSecret, redirectUri }');
    expect(warnings[0]).toContain('refreshFn');
    expect(warnings[0]).toContain('"instanceUrl" is missing');
    expect(warnings[0]).not.toContain('REFRESH-0');
    expect(options.refreshToken).toBe('REFRESH-0');
  });
});

describe('options', () => {
  it.each([
    {
      name: 'with oauth2',
      more: { oauth2: { clientId: 'id', clientSecret: 's', redirectUri: 'https://x.y' } },
    },
    { name: 'with refreshFn', more: { refreshFn: () => {} } },
  ])('keeps the refresh token $name', ({ more }) => {
    const con = connect({ loginUrl: 'https://test.salesforce.com', refreshToken: 'R', ...more });
    expect(con.refreshToken).toBe('R');
    expect(warnings).toEqual([]);
  });

  it.each<[options: object, loginUrl: string, instanceUrl: string]>([
    [{}, 'https://login.salesforce.com', ''],
    [{ loginUrl: 'https://a.my.salesforce.com/' }, 'https://a.my.salesforce.com', ''],
    [
      { loginUrl: 'https://a.my.salesforce.com/', accessToken: 'T' },
      'https://a.my.salesforce.com',
      'https://a.my.salesforce.com',
    ],
    [
      { accessToken: 'T', instanceUrl: 'https://b.my.salesforce.com//' },
      'https://login.salesforce.com',
      'https://b.my.salesforce.com',
    ],
    [
      { sessionId: 'S', serverUrl: 'https://c.my.salesforce.com/services/Soap/u/50.0' },
      'https://login.salesforce.com',
      'https://c.my.salesforce.com',
    ],
    [{ oauth2: { loginUrl: 'https://d.my.salesforce.com' } }, 'https://d.my.salesforce.com', ''],
    [{ loginUrl: null, instanceUrl: null, accessToken: null }, 'https://login.salesforce.com', ''],
    [{ instanceUrl: 'http://localhost:8080' }, 'https://login.salesforce.com', 'http://localhost:8080'],
    [{ instanceUrl: 'http://[::1]:8080' }, 'https://login.salesforce.com', 'http://[::1]:8080'],
  ])('%j logs in at %s, and finds data at "%s"', (options, loginUrl, instanceUrl) => {
    const con = connect(options);
    expect([con.loginUrl, con.instanceUrl]).toEqual([loginUrl, instanceUrl]);
    expect(warnings).toEqual([]);
  });

  it('hands jsforce the rest', () => {
    const con = connect({ version: '60.0', maxRequest: 3 });
    expect(con.version).toBe('60.0');
    expect(con._maxRequest).toBe(3);
    expect(con).toBeInstanceOf(jsforce.Connection);
  });

  it.each<[options: unknown, named: string]>([
    [undefined, 'takes an object'],
    [null, 'takes an object'],
    ['https://test.salesforce.com', 'takes an object'],
    [[], 'takes an object'],
    [{ loginUrl: 'test.salesforce.com' }, '"loginUrl" must be an https URL'],
    [{ loginUrl: 'http://test.salesforce.com' }, 'over http'],
    [{ loginUrl: 'ftp://test.salesforce.com' }, '"loginUrl" must be an https URL'],
    [{ instanceUrl: 'https://user:T0P@a.my.salesforce.com' }, 'it has no user name, no query and no hash'],
    [
      { instanceUrl: 'https://a.my.salesforce.com/?access_token=T0P' },
      'it has no user name, no query and no hash',
    ],
    [{ loginUrl: 'https://a.my.salesforce.com/#' }, 'it has no user name, no query and no hash'],
    [{ loginUrl: 7 }, '"loginUrl" must be a string, not number.'],
    [{ instanceUrl: 'http://127.0.0.1.example.com' }, '"instanceUrl" must be an https URL'],
    [{ serverUrl: 'x' }, '"serverUrl" must be an https URL'],
    [{ instanceUrl: 'https://a.lightning.force.com' }, 'lightning URLs are not valid'],
    [{ accessToken: { key: 'k', value: 'T0P' } }, 'Pass the "value" of the secret'],
    [{ refreshToken: ['T0P'] }, '"refreshToken" must be a string, not array'],
    [{ version: 'v60' }, '"version" must be an API version'],
    [{ version: 60 }, '"version" must be a string'],
    [{ refreshFn: 'f' }, '"refreshFn" must be a function'],
    [{ oauth2: 'id' }, '"oauth2" must be an object'],
    [{ oauth2: { clientId: 1 } }, '"oauth2.clientId" must be a string'],
    [
      { oauth2: { tokenServiceUrl: 'http://a.example.com' } },
      '"oauth2.tokenServiceUrl" must be an https URL',
    ],
    [{ proxyUrl: 'https://proxy.example.com' }, '"proxyUrl" names an AJAX proxy'],
    [{ oauth2: { proxyUrl: 'https://proxy.example.com' } }, '"oauth2.proxyUrl" names an AJAX proxy'],
    [{ httpProxy: 8080 }, '"httpProxy" must be a string'],
  ])('refuses %j', (options, named) => {
    const error = thrownBy(() => connect(options));
    expect(error.code).toBe(ErrorCodes.Toolbelt.INVALID_ARGUMENT);
    expect(error.message).toMatch(/^SFClient: /);
    expect(error.message).toContain(named);
    expect(error.message).not.toContain('T0P');
  });

  it('shows no user info of a URL that it refuses', () => {
    const error = thrownBy(() => connect({ loginUrl: 'http://user:pa55@example.com' }));
    expect(inspect(error)).not.toContain('pa55');
  });
});

describe('secrets', () => {
  const secrets = ['ACCESS-1', 'REFRESH-1', 'CLIENT-SECRET', 'CLIENT-ID'];
  const options = {
    loginUrl: 'https://acme.my.salesforce.com',
    accessToken: 'ACCESS-1',
    refreshToken: 'REFRESH-1',
    oauth2: { clientId: 'CLIENT-ID', clientSecret: 'CLIENT-SECRET', redirectUri: 'https://acme.example.com' },
  };

  it.each<[what: string, part: (con: ReturnType<typeof connect>) => unknown]>([
    ['the connection', (con) => con],
    ['its OAuth 2 client', (con) => con.oauth2],
    [
      'an OAuth 2 client of the caller',
      () => connect({ ...options, oauth2: new jsforce.OAuth2(options.oauth2) }).oauth2,
    ],
    ['a type of records', (con) => con.sobject('Account')],
    ['a query', (con) => con.query('SELECT Id FROM Account')],
    ['an API', (con) => con.tooling],
    ['an object around it', (con) => ({ deep: [con] })],
    ['its enumerable members', (con) => ({ ...con, oauth2: undefined })],
    ['the enumerable members of its OAuth 2 client', (con) => ({ ...con.oauth2, clientId: undefined })],
  ])('does not show them in %s', (_what, part) => {
    const shown = part(connect(options));
    const texts = [inspect(shown, { depth: 9, showHidden: false }), toJson(shown)];
    for (const secret of secrets) for (const text of texts) expect(text).not.toContain(secret);
  });

  function toJson(value: unknown): string {
    const seen = new Set();
    return JSON.stringify(value, (_key, member) => {
      if (typeof member !== 'object' || member === null) return member;
      return seen.size === seen.add(member).size ? 'seen' : member;
    });
  }

  it('does not list the verifier of its OAuth 2 client', () => {
    const { oauth2 } = connect({ ...options, oauth2: { ...options.oauth2, useVerifier: true } });
    expect(Reflect.get(oauth2, 'codeVerifier')).toEqual(expect.any(String));
    expect(Object.keys(oauth2)).not.toContain('codeVerifier');
  });

  it('leaves them readable and writable in code', () => {
    const con = connect(options);
    expect([con.accessToken, con.refreshToken]).toEqual(['ACCESS-1', 'REFRESH-1']);
    expect(con.oauth2.clientSecret).toBe('CLIENT-SECRET');
    con.accessToken = 'ACCESS-2';
    expect(con.accessToken).toBe('ACCESS-2');
    expect(inspect(con)).toMatch(/^Connection \{[\s\S]*accessToken: '\[redacted\]'/);
    expect(JSON.parse(JSON.stringify(con))).toMatchObject({
      loginUrl: options.loginUrl,
      accessToken: '[redacted]',
    });
  });

  it('leaves an OAuth 2 client of the caller as it is', () => {
    const oauth2 = new jsforce.OAuth2(options.oauth2);
    const before = { ...oauth2 };
    const con = connect({ ...options, oauth2 });
    expect({ ...oauth2 }).toEqual(before);
    expect(con.oauth2).toBeInstanceOf(jsforce.OAuth2);
    expect(con.oauth2.clientId).toBe('CLIENT-ID');
  });
});

describe('the package', () => {
  function connectWith(load: JsforceLoader) {
    const send = vi.fn();
    return thrownBy(() =>
      new SFClient({ send, warnOnce() {}, maxResponseBytes: () => 1_000_000, load }).connectToSalesforce({}),
    );
  }

  function notFound(name: string) {
    return Object.assign(new Error(`Cannot find module '${name}'\nRequire stack:\n- /app/jsforce.js`), {
      code: 'MODULE_NOT_FOUND',
    });
  }

  function installed(version: string, load: () => unknown, node?: string): JsforceLoader {
    return (path) => (path === 'jsforce' ? load() : { version, ...(node ? { engines: { node } } : {}) });
  }

  const fails = (error: Error) => () => {
    throw error;
  };

  it('is not loaded by SFClient()', () => {
    const load = vi.fn();
    new SFClient({ send: vi.fn(), warnOnce() {}, maxResponseBytes: () => 1_000_000, load });
    expect(load).not.toHaveBeenCalled();
  });

  it('is missing: says what to run', () => {
    const error = connectWith(fails(notFound('jsforce')));
    expect(error.code).toBe(ErrorCodes.Salesforce.PACKAGE_MISSING);
    expect(error.message).toContain(INSTALL);
    expect(error.cause).toBeInstanceOf(Error);
  });

  it.each<[what: string, load: JsforceLoader, named: string[]]>([
    ['jsforce 1', () => ({ ...jsforce, VERSION: '1.11.1' }), ['jsforce 1.11.1 is installed']],
    ['jsforce 2', () => ({ ...jsforce, VERSION: '2.0.0-beta.29' }), ['jsforce 2.0.0-beta.29 is installed']],
    ['jsforce 4', () => ({ ...jsforce, VERSION: '4.0.0' }), ['jsforce 4.0.0 is installed']],
    [
      'jsforce 1 that does not load',
      installed('1.11.1', fails(notFound('lodash'))),
      ['jsforce 1.11.1 is installed'],
    ],
    [
      'a version for a newer Node',
      installed('3.10.17', fails(new TypeError('markAsUncloneable is not a function')), '>=22'),
      [
        'jsforce 3.10.17 does not load in Node',
        process.version,
        'made for Node >=22',
        'markAsUncloneable',
        '3.10.16 on Node 20',
      ],
    ],
    [
      'a dependency that is missing',
      installed('3.10.16', fails(notFound('faye'))),
      ['jsforce 3.10.16 does not load', "'faye'"],
    ],
    [
      'a package without a manifest',
      fails(new Error('broken')) as JsforceLoader,
      ['jsforce of unknown version does not load', 'broken'],
    ],
    [
      'something else by that name',
      installed('3.0.0', () => 'jsforce'),
      ['jsforce 3.0.0 is installed, but has no Connection'],
    ],
    ['no Connection', () => ({ VERSION: '3.1.0' }), ['has no Connection']],
    ['another Connection', () => ({ ...jsforce, Connection: class {} }), ['has no Connection']],
    ['no OAuth2', () => ({ ...jsforce, OAuth2: undefined }), ['has no OAuth2']],
    [
      'another transport',
      () => withConnection((con) => ({ _transport: con })),
      ['has no Connection#_transport'],
    ],
    [
      'another OAuth 2 transport',
      () => withConnection(() => ({ oauth2: { _transport: undefined } })),
      ['has no OAuth2#_transport'],
    ],
  ])('%s: says what is supported', (_what, load, named) => {
    const error = connectWith(load);
    expect(error.code).toBe(ErrorCodes.Salesforce.PACKAGE_UNSUPPORTED);
    for (const text of [...named, 'Supported is jsforce 3.x', INSTALL]) expect(error.message).toContain(text);
  });

  function withConnection(members: (con: object) => object) {
    class Other extends jsforce.Connection {
      constructor(config: object) {
        super(config);
        Object.assign(this, members(this));
      }
    }
    return { ...jsforce, Connection: Other };
  }

  it('takes the version from the manifest when the package does not tell', () => {
    const { VERSION: _version, ...rest } = { ...jsforce };
    const load = installed('3.2.0', () => rest);
    const con = new SFClient({
      send: vi.fn(),
      warnOnce() {},
      maxResponseBytes: () => 1_000_000,
      load,
    }).connectToSalesforce({});
    expect(con).toBeInstanceOf(jsforce.Connection);
  });

  it('is not changed for others who use it', () => {
    const { Connection } = jsforce;
    const before = Object.getOwnPropertyDescriptors(Connection.prototype);
    connect({}).sobject('Account').find({}, 'Id');
    expect(Object.getOwnPropertyDescriptors(Connection.prototype)).toEqual(before);
    const plain = new Connection({ instanceUrl: 'https://a.my.salesforce.com' });
    expect(Object.getPrototypeOf(plain)).toBe(Connection.prototype);
    expect(Object.getPrototypeOf(plain.sobject('A'))).toBe(
      Object.getPrototypeOf(new Connection().sobject('B')),
    );
  });
});
