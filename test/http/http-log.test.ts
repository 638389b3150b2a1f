import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createContainer } from '../../src/container';
import { HttpLog } from '../../src/http/http-log';

const { configuration } = createContainer();
let lines: Record<'warn' | 'info' | 'debug', string[]>;
let log: HttpLog;

beforeEach(() => {
  lines = { warn: [], info: [], debug: [] };
  configuration.configure({
    accountId: 'le1',
    proxy: false,
    logger: {
      warn: (line) => lines.warn.push(line),
      info: (line) => lines.info.push(line),
      debug: (line) => lines.debug.push(line),
    },
  });
  log = new HttpLog(configuration);
});
afterEach(() => {
  configuration.reset();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const url = new URL('https://user:word@api.example.com:8443/a');
const proxy = new URL('http://user:word@proxy.example.com:3128');

describe('a warning', () => {
  it('comes once for each topic, until the log forgets it', () => {
    for (const about of ['a', 'a', 'b']) log.warnOnce(about, `about ${about}`);
    log.reset();
    log.warnOnce('a', 'again');
    expect(lines.warn).toEqual(
      ['about a', 'about b', 'again'].map((message) => `[lp-faas-toolbelt] ${message}`),
    );
  });

  it('comes every time for a state', () => {
    for (const _time of [1, 2]) log.warn('it is down');
    log.info('it is up');
    expect(lines.warn).toEqual(new Array(2).fill('[lp-faas-toolbelt] it is down'));
    expect(lines.info).toEqual(['[lp-faas-toolbelt] it is up']);
  });

  it('is one line of at most 4,000 characters without credentials', () => {
    log.warn(`a\nb ${'x'.repeat(5_000)}`);
    log.warn('c Authorization: Bearer planted1');
    expect(lines.warn[0]).toMatch(/^\[lp-faas-toolbelt\] a\S*\s?b x+…?$/);
    expect(lines.warn[0]?.length).toBeGreaterThan(3_990);
    expect(lines.warn[0]?.length).toBeLessThan(4_030);
    expect(lines.warn[1]).not.toContain('planted1');
  });

  it('compares the first 500 characters of its topic', () => {
    const topic = 'x'.repeat(499);
    for (const end of ['a', 'b', 'bc']) log.warnOnce(topic + end, end);
    expect(lines.warn).toHaveLength(2);
  });

  it('is remembered for the 1,000 last topics', () => {
    for (let topic = 0; topic < 1_000; topic += 1) log.warnOnce(String(topic), 'x');
    log.warnOnce('0', 'x');
    expect(lines.warn).toHaveLength(1_000);
    log.warnOnce('1000', 'x');
    log.warnOnce('1', 'x');
    log.warnOnce('0', 'x');
    expect(lines.warn).toHaveLength(1_002);
  });

  it('goes to the console without a logger, and nowhere if the logger has no method for it', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    configuration.configure({ logger: {} });
    log.warn('nowhere');
    configuration.reset();
    log.warn('to the console');
    expect(warn.mock.calls).toEqual([['[lp-faas-toolbelt] to the console']]);
  });

  it.each<[string, () => void, string]>([
    [
      'a denied host',
      () => log.denied('a.example.com', '/f/settings.json'),
      'request to a.example.com denied: the host is not whitelisted. Add "a.example.com" to "whitelist" in /f/settings.json, ' +
        'or call Toolbelt.configure({ whitelist: ["a.example.com"] }).',
    ],
    [
      'a proxy that can read',
      () => log.sentInClear(url, proxy),
      'the request to https://api.example.com:8443 goes to the proxy proxy.example.com:3128 without encryption up to there, as ' +
        '"tunnel: false" says: the proxy reads and can change all of it, credentials included. Leave "tunnel" out to be safe.',
    ],
    [
      'the limit',
      () => log.limited({ limit: 20, intervalMs: 1_000 }),
      'more than 20 requests within 1000 ms: requests over this limit are answered with 429, as on the platform. ' +
        'Send fewer at once, or call Toolbelt.configure({ rateLimit: { mode: "queue" } }).',
    ],
    [
      'ranges in NO_PROXY',
      () => log.proxyEnvironment({ noProxy: 'a.example.com,10.0.0.0/8 10.1.0.0/8' } as never),
      'NO_PROXY: ignored 10.0.0.0/8, 10.1.0.0/8: list hosts, not ranges.',
    ],
  ])('about %s', (_name, warn, message) => {
    warn();
    warn();
    expect(lines.warn).toEqual([`[lp-faas-toolbelt] ${message}`]);
  });

  it('is about each host, and about no list of hosts', () => {
    for (const host of ['a.example.com', 'b.example.com']) log.denied(host, '/f');
    for (const host of ['a.example.com', 'b.example.com']) log.sentInClear(new URL(`https://${host}`), proxy);
    for (const noProxy of [undefined, '', 'a.example.com']) log.proxyEnvironment({ noProxy } as never);
    expect(lines.warn).toHaveLength(4);
  });
});

describe('a line of debugging', () => {
  it('shows a request when it ends, and its proxy', () => {
    log.request('get', url, undefined)(200);
    log.request('PUT', url, proxy)(new Error('reset'));
    const unreadable = {
      toString() {
        throw new Error('of the caller');
      },
    };
    log.request('GET', url, undefined)(unreadable);
    expect(lines.debug.map((line) => line.replace(/ \d+ ms$/, ' n ms'))).toEqual([
      '[lp-faas-toolbelt] GET api.example.com:8443 200 n ms',
      '[lp-faas-toolbelt] PUT api.example.com:8443 via proxy.example.com:3128 Error: reset n ms',
      '[lp-faas-toolbelt] GET api.example.com:8443 [unreadable] n ms',
    ]);
  });

  it('measures a request from its start', () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(1_000);
    const ended = log.request('GET', url, undefined);
    now.mockReturnValue(1_012.6);
    ended(200);
    expect(lines.debug[0]).toMatch(/ 200 13 ms$/);
  });

  it('shows which headers stayed behind, if any', () => {
    log.stayedBehind([], url, proxy);
    log.stayedBehind(['cookie', 'x-a'], url, proxy);
    expect(lines.debug).toEqual([
      '[lp-faas-toolbelt] redirect from api.example.com:8443 to proxy.example.com:3128 without the headers cookie, x-a',
    ]);
  });

  it.each([
    [
      { accountId: 'le1', proxy: 'http://user:word@proxy.example.com:3128' },
      {},
      'account le1, proxy proxy.example.com:3128',
    ],
    [{ accountId: 'le1', proxy: false as const }, { HTTPS_PROXY: 'http://other' }, 'account le1, proxy none'],
    [{}, { HTTPS_PROXY: 'http://a:1', HTTP_PROXY: 'http://b:2' }, 'account not set, proxy a:1'],
    [{}, { HTTP_PROXY: 'http://b:2' }, 'account not set, proxy b:2'],
    [{}, { HTTP_PROXY: 'http://a:99999' }, 'account not set, proxy not a URL'],
    [{}, {}, 'account not set, proxy none'],
  ])('shows the settings %j with %j', (settings, environment, shown) => {
    for (const name of ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy'])
      vi.stubEnv(name, undefined);
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    configuration.reset();
    configuration.configure({
      ...settings,
      settingsPath: '/f/settings.json',
      logger: { debug: (line) => lines.debug.push(line) },
    });
    log.settings(configuration, 7);
    expect(lines.debug).toEqual([
      `[lp-faas-toolbelt] settings /f/settings.json, whitelist 7 entries, ${shown}`,
    ]);
  });

  it('goes to standard error if DEBUG asks for it, and nowhere else', () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    configuration.configure({ logger: { warn() {} } });
    const all = () => {
      log.settings(configuration, 7);
      log.stayedBehind(['a'], url, proxy);
      log.request('GET', url, undefined)(200);
    };
    all();
    expect(write).not.toHaveBeenCalled();
    vi.stubEnv('DEBUG', 'lp-faas-toolbelt');
    all();
    expect(write.mock.calls.map(([line]) => String(line).split(' ', 2).join(' '))).toEqual([
      'lp-faas-toolbelt settings',
      'lp-faas-toolbelt redirect',
      'lp-faas-toolbelt GET',
    ]);
    expect(String(write.mock.calls[1]?.[0])).toMatch(/\n$/);
  });
});
