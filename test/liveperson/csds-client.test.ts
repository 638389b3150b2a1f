import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Configuration } from '../../src/config/configuration';
import type { ToolbeltOptions } from '../../src/config/types';
import type { SendCall } from '../../src/http/client/send-call';
import { HttpLog } from '../../src/http/http-log';
import { ErrorCodes, RequestError, StatusCodeError, Toolbelt } from '../../src/index';
import { CsdsClient } from '../../src/liveperson/csds-client';
import services from '../fixtures/csds/services.json';
import { answered, sentAndFailed } from '../helpers/answered';
import { failureOf } from '../helpers/failure-of';

const { DOMAIN_NOT_FOUND, OP_FAILED } = ErrorCodes.Csds;
const PATH = '/api/account/12345/service/baseURI.json?version=1.0';
const APP_KEY = { consumerKey: 'ck', consumerSecret: 'cs', token: 'tk', tokenSecret: 'ts' };
const SECRETS = { 'lp-faas-default-app-key': APP_KEY };

/** A client on a transport of the test's own, and a clock that stands still until the test moves it. */
function clientOn(send: () => Promise<unknown>, options: ToolbeltOptions = { accountId: '12345' }) {
  const configuration = new Configuration();
  const warn = vi.fn();
  configuration.configure({ ...options, logger: { warn } });
  const log = new HttpLog(configuration);
  const time = { now: 0 };
  const allowed: string[] = [];
  const transport = vi.fn((_options: { url: string }, _extras?: object) => answered(send()));
  const client = new CsdsClient({
    send: transport as unknown as SendCall,
    configuration,
    allowHost: (hostname) => allowed.push(hostname),
    warnOnce: (topic, message) => log.warnOnce(topic, message),
    clock: () => time.now,
  });
  const urls = () => transport.mock.calls.map(([{ url }]) => url);
  return { client, configuration, warn, time, allowed, urls, transport };
}

beforeEach(() => nock.disableNetConnect());

afterEach(() => {
  Toolbelt.reset();
  nock.cleanAll();
  nock.enableNetConnect();
});

describe('request', () => {
  it.each([
    { name: 'an ordinary account', accountId: '12345', url: `https://api.liveperson.net${PATH}` },
    {
      name: 'le*',
      accountId: 'le12345',
      url: 'https://lp-csds-qa.dev.lprnd.net/api/account/le12345/service/baseURI.json?version=1.0',
    },
    {
      name: 'qa*',
      accountId: 'qa12345',
      url: 'https://lp-csds-qa.dev.lprnd.net/api/account/qa12345/service/baseURI.json?version=1.0',
    },
    {
      name: 'fr*',
      accountId: 'fr12345',
      url: 'https://adminlogin-z0-intg.liveperson.net/api/account/fr12345/service/baseURI.json?version=1.0',
    },
    {
      name: 'an account with characters that mean something in a URL',
      accountId: 'a/b ?c#d%e',
      url: 'https://api.liveperson.net/api/account/a%2Fb%20%3Fc%23d%25e/service/baseURI.json?version=1.0',
    },
    {
      name: 'X_LIVEPERSON_CSDS_DOMAIN',
      accountId: '12345',
      env: 'csds.example.com',
      url: `https://csds.example.com${PATH}`,
    },
    {
      name: 'X_LIVEPERSON_CSDS_DOMAIN with a port',
      accountId: '12345',
      env: 'csds.example.com:8443',
      url: `https://csds.example.com:8443${PATH}`,
    },
  ])('asks the Domain API of $name', async ({ accountId, env, url }) => {
    if (env !== undefined) process.env.X_LIVEPERSON_CSDS_DOMAIN = env;
    const { client, urls, allowed, transport } = clientOn(async () => services, { accountId });
    await expect(client.origin('msgHist')).resolves.toBe('https://va.msghist.liveperson.net');
    expect(urls()).toEqual([url]);
    const { hostname } = new URL(url);
    const isTheirs = hostname !== 'csds.example.com';
    expect(allowed.includes(hostname)).toBe(isTheirs);
    const extras = transport.mock.calls[0]?.[1] as { allows(host: string): boolean };
    expect([hostname, 'other.example.com'].map(extras.allows)).toEqual([true, false]);
  });

  it('is a GET without authorization that leaves through the whitelist of the toolbelt', async () => {
    Toolbelt.configure({ accountId: 'le1', secrets: SECRETS });
    const seen: Record<string, unknown>[] = [];
    nock('https://lp-csds-qa.dev.lprnd.net')
      .get('/api/account/le1/service/baseURI.json')
      .query({ version: '1.0' })
      .reply(function () {
        seen.push(this.req.headers);
        return [200, services];
      });
    nock('https://va.msghist.liveperson.net').get('/x').reply(200, 'found');
    await expect(Toolbelt.LpClient()('msgHist', '/x')).resolves.toBe('found');
    expect(seen[0]).toMatchObject({ accept: 'application/json' });
    expect(seen[0]).not.toHaveProperty('authorization');
    expect(nock.isDone()).toBe(true);
  });

  it('waits for its turn under the rate limit in place of failing', async () => {
    const { client, transport } = clientOn(async () => services);
    await client.origin('msgHist');
    expect(transport.mock.calls[0]?.[1]).toMatchObject({ admission: 'queue' });
  });
});

describe('hosts of an answer', () => {
  const directory = (...hosts: string[]) =>
    hosts.map((baseURI, index) => ({ service: `s${index}`, baseURI }));

  it('outside of the domains of LivePerson are not allowed for everybody, nor when their service is asked for', async () => {
    const answer = directory(
      'va.msghist.liveperson.net',
      'evil.test',
      'liveperson.net.evil.test',
      'evilliveperson.net',
      'x.lprnd.net',
    );
    const { client, allowed } = clientOn(async () => answer);
    for (const service of ['s0', 's1', 's2', 's3']) await client.origin(service);
    expect(new Set(allowed)).toEqual(
      new Set(['api.liveperson.net', 'va.msghist.liveperson.net', 'x.lprnd.net']),
    );
  });

  it.each(['http://va.sentinel.liveperson.net', 'HTTP://va.sentinel.liveperson.net:8080', 'http://10.0.0.1'])(
    'without TLS are refused outside of loopback: %s',
    async (host) => {
      const { client } = clientOn(async () => directory(host));
      const error = await failureOf(client.origin('s0'));
      expect(error).toMatchObject({ code: OP_FAILED, message: expect.stringContaining('without TLS') });
    },
  );

  it.each(['http://127.0.0.1:8080', 'http://localhost:8080', 'http://[::1]:8080'])(
    'without TLS are taken on loopback: %s',
    async (host) => {
      expect(await clientOn(async () => directory(host)).client.origin('s0')).toBe(host);
    },
  );
});

describe('answer', () => {
  it.each([
    { name: 'an object with baseURIs', answer: services },
    { name: 'a bare array', answer: services.baseURIs },
    { name: 'a list with entries of another shape', answer: [null, 1, { service: 1 }, ...services.baseURIs] },
  ])('is read from $name', async ({ answer }) => {
    const { client } = clientOn(async () => answer);
    await expect(client.origin('faasGW')).resolves.toBe('https://va.faasgw.liveperson.net');
  });

  it.each([
    { name: 'lists the known services', service: 'nope', shown: 'faasGW, faasUI' },
    {
      name: 'asks "did you mean" for a name in another case',
      service: 'MSGHIST',
      shown: 'did you mean "msgHist"?',
    },
    { name: 'is not fooled by a property of every object', service: 'constructor', shown: 'constructor' },
  ])('without the service: DOMAIN_NOT_FOUND $name', async ({ service, shown }) => {
    const { client } = clientOn(async () => services);
    const error = await failureOf(client.origin(service));
    expect(error).toMatchObject({ code: DOMAIN_NOT_FOUND });
    expect(error.message).toContain(`"${service}"`);
    expect(error.message).toContain('12345');
    expect(error.message).toContain(shown);
  });

  it('with a host that is none is refused with a code', async () => {
    const { client } = clientOn(async () => [{ service: 'msgHist', account: '12345', baseURI: '' }]);
    const error = await failureOf(client.origin('msgHist'));
    expect(error.code).toMatch(/^com\.liveperson\.faas\.csds\./);
  });
});

describe('cache', () => {
  it('keeps a list for 600 s', async () => {
    const { client, time, urls } = clientOn(async () => services);
    await client.origin('msgHist');
    time.now = 599_999;
    await client.origin('faasGW');
    expect(urls()).toHaveLength(1);
    time.now = 600_000;
    await client.origin('msgHist');
    expect(urls()).toHaveLength(2);
  });

  it('keeps a list for each account', async () => {
    const { client, configuration, urls } = clientOn(async () => services);
    await client.origin('msgHist');
    configuration.configure({ accountId: '67890' });
    await client.origin('msgHist');
    configuration.configure({ accountId: '12345' });
    await client.origin('msgHist');
    expect(urls().map((url) => url.split('/')[5])).toEqual(['12345', '67890']);
  });

  it('fetches once for 20 concurrent callers', async () => {
    const { client, urls } = clientOn(async () => services);
    const origins = await Promise.all(Array.from({ length: 20 }, () => client.origin('msgHist')));
    expect(new Set(origins)).toEqual(new Set(['https://va.msghist.liveperson.net']));
    expect(urls()).toHaveLength(1);
  });

  it('does not keep an empty list', async () => {
    const answers: unknown[] = [{ baseURIs: [] }, services];
    const { client, urls } = clientOn(async () => answers.shift());
    await expect(client.origin('msgHist')).rejects.toMatchObject({ code: DOMAIN_NOT_FOUND });
    await expect(client.origin('msgHist')).resolves.toBe('https://va.msghist.liveperson.net');
    expect(urls()).toHaveLength(2);
  });

  it('is empty after a reset', async () => {
    const { client, urls } = clientOn(async () => services);
    await client.origin('msgHist');
    client.reset();
    await client.origin('msgHist');
    expect(urls()).toHaveLength(2);
  });

  it('stays empty when the list that was on its way arrives after a reset', async () => {
    const pending: Array<(answer: unknown) => void> = [];
    const { client, urls } = clientOn(() => new Promise((resolve) => pending.push(resolve)));
    const before = client.origin('msgHist');
    client.reset();
    pending.shift()?.(services);
    await before;
    const after = client.origin('msgHist');
    pending.shift()?.([{ service: 'msgHist', baseURI: 'new.example.com' }]);
    await expect(after).resolves.toBe('https://new.example.com');
    expect(urls()).toHaveLength(2);
  });
});

describe('failure', () => {
  const host = () => nock('https://api.liveperson.net').get(PATH);
  const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  const FAILURES = [
    { name: '503', fail: () => host().reply(503, 'down'), cause: StatusCodeError },
    { name: 'a network error', fail: () => host().replyWithError(reset), cause: RequestError },
    { name: 'an HTML body', fail: () => host().reply(200, '<html>maintenance</html>'), cause: undefined },
    { name: 'JSON without a list', fail: () => host().reply(200, { error: 'x' }), cause: undefined },
  ];

  it.each(FAILURES)('of $name is OP_FAILED with account, URL and advice', async ({ fail, cause }) => {
    Toolbelt.configure({ accountId: '12345', secrets: SECRETS });
    fail();
    const error = await failureOf(Toolbelt.LpClient()('msgHist', '/x'));
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'ToolbeltError', code: OP_FAILED });
    if (cause !== undefined) expect(error.cause).toBeInstanceOf(cause);
    expect(error.message).toContain('12345');
    expect(error.message).toContain(`https://api.liveperson.net${PATH}`);
    expect(error.message).toContain('Toolbelt.configure({ csds:');
  });

  it.each(FAILURES)('of $name is not kept', async ({ fail }) => {
    Toolbelt.configure({ accountId: '12345', secrets: SECRETS });
    fail();
    const client = Toolbelt.LpClient();
    await expect(client('msgHist', '/x')).rejects.toMatchObject({ code: OP_FAILED });
    host().reply(200, services);
    nock('https://va.msghist.liveperson.net').get('/x').reply(200, 'found');
    await expect(client('msgHist', '/x')).resolves.toBe('found');
    expect(nock.isDone()).toBe(true);
  });

  it('reaches every concurrent caller', async () => {
    const { client, urls } = clientOn(() => Promise.reject(new Error('down')));
    const outcomes = await Promise.allSettled([client.origin('msgHist'), client.origin('faasGW')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(urls()).toHaveLength(1);
  });

  it.each([
    { name: 'rejects', refresh: () => Promise.reject(new Error('down')), shown: 'down' },
    { name: 'answers with something else', refresh: async () => '<html>', shown: 'baseURIs' },
  ])('of a refresh that $name is bridged with the last list and one warning', async ({ refresh, shown }) => {
    let answer: () => Promise<unknown> = async () => services;
    const { client, time, warn, urls } = clientOn(() => answer());
    await client.origin('msgHist');
    answer = refresh;
    for (const now of [600_000, 700_000]) {
      time.now = now;
      await expect(client.origin('msgHist')).resolves.toBe('https://va.msghist.liveperson.net');
    }
    expect(urls()).toHaveLength(3);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]?.[0]).toContain('12345');
    expect(warn.mock.calls[0]?.[0]).toContain(shown);
  });

  it('is over with the next list that arrives', async () => {
    const answers: unknown[] = [services, 'down', [{ service: 'msgHist', baseURI: 'new.example.com' }]];
    const { client, time } = clientOn(async () => answers.shift());
    for (const [now, origin] of [
      [0, 'https://va.msghist.liveperson.net'],
      [600_000, 'https://va.msghist.liveperson.net'],
      [600_001, 'https://new.example.com'],
    ] as const) {
      time.now = now;
      await expect(client.origin('msgHist')).resolves.toBe(origin);
    }
  });

  it('for want of an account says to set BRAND_ID', async () => {
    const { client, urls } = clientOn(async () => services, {});
    const error = await failureOf(client.origin('msgHist'));
    expect(error).toMatchObject({ code: ErrorCodes.Toolbelt.MISSING_ACCOUNT });
    expect(error.message).toContain('BRAND_ID');
    expect(urls()).toEqual([]);
  });
});

it('a list of one service is kept, and a list without any is not', async () => {
  const lists = [[], [{ service: 'one', baseURI: 'va.one.liveperson.net' }]];
  const { client, urls } = clientOn(async () => lists.shift() ?? []);
  await failureOf(client.origin('one'));
  for (let i = 0; i < 3; i += 1) await client.origin('one');
  expect(urls()).toHaveLength(2);
});

it.each([
  ['a b', 'a b'],
  ['a.liveperson.net/?token=abcdefgh', 'a.liveperson.net/?token=[redacted]'],
  ['ada:pass-word@a.liveperson.net', '[redacted]@a.liveperson.net'],
  ['https://ada:pass-word@a.liveperson.net', 'https://[redacted]@a.liveperson.net'],
])('a host that is none is named in the error, without credentials: %s', async (baseURI, shown) => {
  const { client } = clientOn(async () => [{ service: 'one', baseURI }]);
  expect((await failureOf(client.origin('one'))).message).toBe(
    `Service discovery gave "${shown}" for the service "one", which is no host: ` +
      'name it with Toolbelt.configure({ csds: { service: host } }).',
  );
});

describe('configured hosts', () => {
  it.each([
    { name: 'host', value: 'local.example', origin: 'https://local.example' },
    { name: 'host:port', value: 'local.example:8443', origin: 'https://local.example:8443' },
    { name: 'http://host:port', value: 'http://127.0.0.1:8080', origin: 'http://127.0.0.1:8080' },
    { name: 'https://host', value: 'https://local.example', origin: 'https://local.example' },
    {
      name: 'upper case and a default port',
      value: 'HTTPS://Local.Example:443',
      origin: 'https://local.example',
    },
  ])('are taken as $name, without network and account', async ({ value, origin }) => {
    const { client, urls, allowed } = clientOn(async () => services, { csds: { mine: value } });
    await expect(client.origin('mine')).resolves.toBe(origin);
    expect(urls()).toEqual([]);
    expect(allowed).toEqual([]);
  });

  it('carry a signed call without network and account', async () => {
    Toolbelt.configure({ secrets: SECRETS, csds: { mine: 'http://local.example:8080' } });
    nock('http://local.example:8080').get('/x').reply(200, 'found');
    await expect(Toolbelt.LpClient()('mine', '/x')).resolves.toBe('found');
    expect(nock.isDone()).toBe(true);
  });

  it('go before the list, for their service alone', async () => {
    const { client, urls } = clientOn(async () => services, {
      accountId: '12345',
      csds: { faasGW: 'mine.example' },
    });
    await expect(client.origin('faasGW')).resolves.toBe('https://mine.example');
    expect(urls()).toEqual([]);
    await expect(client.origin('msgHist')).resolves.toBe('https://va.msghist.liveperson.net');
  });
});

describe('whitelist', () => {
  /** Looks a service up, as any call of LpClient does. */
  async function lookUp(service: string, host: string): Promise<void> {
    Toolbelt.configure({ accountId: '12345', secrets: SECRETS, logger: {} });
    nock('https://api.liveperson.net').get(PATH).reply(200, services);
    nock(`https://${host}`).get('/x').reply(200, 'found');
    await Toolbelt.LpClient()(service, '/x');
  }

  it('lets HTTPClient call a host that was looked up, until the reset', async () => {
    await lookUp('faasUI', 'va.faasui.liveperson.net');
    nock('https://va.faasui.liveperson.net').get('/y').reply(200, 'callable');
    const http = Toolbelt.HTTPClient();
    await expect(http('https://va.faasui.liveperson.net/y')).resolves.toBe('callable');
    Toolbelt.reset();
    Toolbelt.configure({ logger: {} });
    await expect(http('https://va.faasui.liveperson.net/y')).rejects.toMatchObject({
      cause: { code: 'ERR_SOCKET_CLOSED' },
    });
    expect(nock.isDone()).toBe(true);
  });

  it('lets HTTPClient call every host of the list, whichever service was looked up', async () => {
    await lookUp('msgHist', 'va.msghist.liveperson.net');
    nock('https://z1.le.liveperson.net').get('/y').reply(200, 'callable');
    await expect(Toolbelt.HTTPClient()('https://z1.le.liveperson.net/y')).resolves.toBe('callable');
    expect(nock.isDone()).toBe(true);
  });

  it.each(['by the Domain API', 'by the configuration'])(
    'a host outside of LivePerson that is named %s is allowed only for the client that asks',
    async (source) => {
      const host = 'elsewhere.example.com';
      const named = [{ service: 'mine', baseURI: host }];
      const isConfigured = source === 'by the configuration';
      if (!isConfigured) nock('https://api.liveperson.net').get(PATH).reply(200, { baseURIs: named });
      Toolbelt.configure({
        accountId: '12345',
        secrets: SECRETS,
        logger: {},
        csds: isConfigured ? { mine: host } : {},
      });
      nock(`https://${host}`)
        .get('/x')
        .reply(302, '', { location: '/y' })
        .get('/y')
        .reply(302, '', { location: 'https://elsewhere.example.org/' });
      const denied = { cause: { code: 'ERR_SOCKET_CLOSED' } };
      // The second redirect leads to a host that nobody named.
      await expect(Toolbelt.LpClient()('mine', '/x')).rejects.toMatchObject(denied);
      expect(nock.isDone()).toBe(true);
      await expect(Toolbelt.HTTPClient()(`https://${host}/x`)).rejects.toMatchObject(denied);
    },
  );

  it('goes on denying hosts that the list does not hold', async () => {
    await lookUp('msgHist', 'va.msghist.liveperson.net');
    await expect(Toolbelt.HTTPClient()('https://lo.faasui.liveperson.net/y')).rejects.toMatchObject({
      cause: { code: 'ERR_SOCKET_CLOSED' },
    });
  });
});

describe('the words of a failure', () => {
  const URL_TEXT = `https://api.liveperson.net${PATH}`;
  const failed = (reason: string) =>
    `Service discovery for account 12345 failed: ${reason}. Check the account id, or name the hosts yourself with ` +
    'Toolbelt.configure({ csds: { service: host } }).';
  const late = Object.assign(new Error('ESOCKETTIMEDOUT'), { code: 'ESOCKETTIMEDOUT' });

  it.each<[send: () => Promise<unknown>, service: string, code: string, message: string]>([
    [() => Promise.reject(new Error('down')), 'a', OP_FAILED, failed(`GET ${URL_TEXT}: down`)],
    [
      () => Promise.reject(new RequestError(late, {}, undefined)),
      'a',
      OP_FAILED,
      failed(`GET ${URL_TEXT}: no answer within 10000 ms`),
    ],
    [async () => '<p>', 'a', OP_FAILED, failed(`GET ${URL_TEXT}: the answer has no list "baseURIs"`)],
    [
      async () => [{ service: 'a', baseURI: 'http://a.example.com' }],
      'a',
      OP_FAILED,
      failed('it names http://a.example.com for "a", without TLS'),
    ],
    [async () => [], 'a', DOMAIN_NOT_FOUND, 'Account 12345 has no service "a": it has none.'],
    [
      async () => ['c', 'b'].map((service) => ({ service, baseURI: 'b.example.com' })),
      'a',
      DOMAIN_NOT_FOUND,
      'Account 12345 has no service "a": it has b, c.',
    ],
    [
      async () => [{ service: 'aB', baseURI: 'b.example.com' }],
      'Ab',
      DOMAIN_NOT_FOUND,
      'Account 12345 has no service "Ab": did you mean "aB"? Names are case-sensitive.',
    ],
  ])('%#', async (send, service, code, message) => {
    const error = await failureOf(clientOn(send).client.origin(service));
    expect(error).toMatchObject({ name: 'ToolbeltError', code, message });
  });

  it('while the last list serves', async () => {
    let answer: () => Promise<unknown> = async () => services;
    const { client, time, warn } = clientOn(() => answer());
    await client.origin('msgHist');
    answer = () => Promise.reject(new Error('down'));
    time.now = 600_000;
    await client.origin('msgHist');
    expect(warn.mock.calls.flat()).toEqual([
      `[lp-faas-toolbelt] service discovery for account 12345 failed, its last list is used: ${failed(`GET ${URL_TEXT}: down`)}`,
    ]);
  });
});

it('a request has its options, its limit and its signal', async () => {
  const { client, transport } = clientOn(async () => services);
  await client.origin('msgHist', '777');
  const [options, extras] = transport.mock.calls[0] ?? [];
  expect(options).toMatchObject({
    url: 'https://api.liveperson.net/api/account/777/service/baseURI.json?version=1.0',
    ...{ json: true, encoding: 'utf8' },
  });
  expect(options).not.toHaveProperty('method');
  expect(extras).toMatchObject({ admission: 'queue' });
});

it('all hosts are those of the list, and configured ones replace them', async () => {
  const list = [
    { service: 'a', baseURI: 'a.example.com' },
    { service: 'b', baseURI: 'b.example.com' },
  ];
  const { client } = clientOn(async () => list, { accountId: '12345', csds: { b: 'mine.example.com' } });
  expect(Object.fromEntries(await client.all())).toEqual({ a: 'a.example.com', b: 'mine.example.com' });
});

it.each([
  ['va.mine.liveperson.net', ['va.mine.liveperson.net']],
  ['mine.example.com', []],
])('a configured host is allowed when it is one of LivePerson: %s', async (host, expected) => {
  const { client, allowed } = clientOn(async () => services, { csds: { mine: host } });
  await client.origin('mine');
  expect(allowed).toEqual(expected);
});

it('the Domain API has 10 s', async () => {
  const { client, transport } = clientOn(async () => []);
  transport.mockImplementation(() => sentAndFailed(new Error('no list')));
  const timers = vi.spyOn(globalThis, 'setTimeout');
  await failureOf(client.origin('one'));
  const times = timers.mock.calls.map(([, delay]) => delay);
  timers.mockRestore();
  expect(times).toEqual([10_000]);
});
