import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, it } from 'vitest';
import { Configuration } from '../../src/config/configuration';
import { readServiceDirectory } from '../../src/config/service-directory';
import { Feed } from '../../src/host/observe/feed';
import { History } from '../../src/host/observe/history';
import { UsedSecrets } from '../../src/host/observe/used-secrets';
import { streamEvents } from '../../src/host/server/event-stream';
import { Admission } from '../../src/http/admission';
import { HttpLog } from '../../src/http/http-log';
import { type Cookie, createCookieJar, parseCookie } from '../../src/http/request/cookies';
import { MemoryRateLimitStore } from '../../src/http/rules/memory-rate-limit-store';
import { RateLimiter } from '../../src/http/rules/rate-limiter';
import type { SlidingLog } from '../../src/http/rules/sliding-log';
import { AgentCache } from '../../src/http/wire/agents';
import { Toolbelt } from '../../src/index';
import { ExpiringCache } from '../../src/internal/expiring-cache';
import { REQUEST_CHANNEL, type RequestMessage, traceRequest } from '../../src/internal/observe/request-trace';
import { nextTurn } from '../../src/internal/real-time';
import { KnownSecrets, redact, secretsIn } from '../../src/internal/redact';
import { MtlsDispatchers } from '../../src/mtls/mtls-dispatchers';
import { Authority } from '../../src/testing/doubles/authority';
import { Account } from '../../src/testing/platform/account';
import { selfSigned } from '../helpers/self-signed';

// SECURITY.md has a table of these bounds.

afterEach(() => Toolbelt.reset());

it('a log remembers 1,000 topics, the latest of them', () => {
  const lines: string[] = [];
  const configuration = new Configuration();
  configuration.configure({ logger: { warn: (line) => void lines.push(line) } });
  const log = new HttpLog(configuration);
  for (let i = 0; i < 1_001; i += 1) log.warnOnce(`topic ${i}`, 'once');
  expect(lines).toHaveLength(1_001);
  log.warnOnce('topic 1000', 'once');
  log.warnOnce('topic 1', 'once');
  expect(lines).toHaveLength(1_001);
  log.warnOnce('topic 0', 'again: it was forgotten');
  expect(lines).toHaveLength(1_002);
});

it('a cache keeps 1,000 values, the latest of them', () => {
  const cache = new ExpiringCache<number>(() => 0);
  for (let i = 0; i < 5_000; i += 1) cache.set(`key ${i}`, i, 1_000);
  expect(cache.get('key 3999')).toBeUndefined();
  expect(cache.getStale('key 3999')).toBeUndefined();
  expect(cache.get('key 4000')).toBe(4_000);
  cache.set('key 4000', 1, 1_000);
  cache.set('new', 1, 1_000);
  expect(cache.get('key 4000')).toBe(1);
  expect(cache.get('key 4001')).toBeUndefined();
});

it('a queue of the rate limit has 10,000 places, and giving all of them up takes no time', async () => {
  const log = new HttpLog(new Configuration());
  const limiter = new RateLimiter({ log });
  const policy = { limit: 1, intervalMs: 3_600_000, mode: 'queue', maxWaitMs: 1e12, key: 'a' } as const;
  const calls = Array.from({ length: 10_001 }, () => new AbortController());
  const waiting = calls.map(({ signal }) => limiter.admit(policy, signal));
  expect(await waiting[0]).toBe(true);
  expect(limiter.admit(policy)).toBe(false);
  const start = process.cpuUsage();
  for (const call of calls.reverse()) call.abort();
  expect((await Promise.all(waiting.slice(1))).every((outcome) => outcome === false)).toBe(true);
  expect(process.cpuUsage(start).user / 1_000).toBeLessThan(1_000);
});

it('a jar keeps 180 cookies of a domain and 1,000 domains, the latest of them', () => {
  const jar = createCookieJar();
  for (let i = 0; i < 1_000; i += 1) jar.setCookie(`a${i}=${i}`, 'https://one.example.com/');
  const kept = jar.getCookies('https://one.example.com/').map(({ key }) => key);
  expect(kept).toHaveLength(180);
  expect(kept).toContain('a999');
  expect(kept).not.toContain('a819');
  // An update is no new cookie.
  for (let i = 0; i < 1_000; i += 1) jar.setCookie(`a999=${i}`, 'https://one.example.com/');
  expect(jar.getCookies('https://one.example.com/')).toHaveLength(180);
  jar.setCookie('b=1', 'https://other.example.com/');
  for (let i = 0; i < 1_000; i += 1) jar.setCookie('c=1', `https://h${i}.example.net/`);
  expect(jar.getCookieString('https://one.example.com/')).toBe('');
  expect(jar.getCookieString('https://other.example.com/')).toBe('');
  expect(jar.getCookieString('https://h0.example.net/')).toBe('c=1');
});

it('a cookie of a jar has 65,536 characters, its attributes included', () => {
  const jar = createCookieJar();
  const url = 'https://one.example.com/';
  const cookie = (length: number) => `a=${'x'.repeat(length - 'a=; Path=/'.length)}; Path=/`;
  expect(() => jar.setCookie(cookie(65_537), url)).toThrow(/65536 characters, and this one has 65537\.$/);
  expect(jar.setCookie(cookie(65_537), url, { ignoreError: true })).toBeUndefined();
  expect(() => jar.setCookie(parseCookie(cookie(70_000)) as Cookie, url)).toThrow(/65536/);
  expect(jar.getCookies(url)).toEqual([]);
  expect(jar.setCookie(cookie(65_536), url)).toMatchObject({ key: 'a' });
  expect(jar.getCookies(url)).toHaveLength(1);
});

it('MTLSClient has the connections of 100 identities, those used last', () => {
  const dispatchers = new MtlsDispatchers();
  const { cert, key } = selfSigned();
  let made = 0;
  const use = (fingerprint: number): number => {
    const credentials = {
      cert,
      key,
      fingerprint: String(fingerprint),
      passphrase: undefined,
      validTo: new Date(),
      // It is read once for each dispatcher that is made.
      get ca() {
        made += 1;
        return undefined;
      },
    };
    const connection = { allowSelfSigned: false, proxy: undefined, proxyAuthorization: undefined };
    dispatchers.dispatch({ credentials, ...connection }, true);
    return made;
  };
  for (let i = 0; i < 100; i += 1) expect(use(i)).toBe(i + 1);
  expect(use(0)).toBe(100);
  expect(use(100)).toBe(101);
  expect(use(0)).toBe(101);
  expect(use(1)).toBe(102);
  dispatchers.close();
});

it('connections have 100 agents, the latest of them', () => {
  const agents = new AgentCache();
  const url = new URL('https://127.0.0.1/');
  const agentFor = (ca: number) =>
    agents.route({ method: 'GET', url, headers: {}, tls: { ca: String(ca) } }, undefined, true).agent;
  const [first, second] = [agentFor(0), agentFor(1)];
  for (let i = 2; i < 101; i += 1) agentFor(i);
  expect(agentFor(1)).toBe(second);
  expect(agentFor(0)).not.toBe(first);
  agents.close();
});

it('a topic has 500 characters', () => {
  const lines: string[] = [];
  const configuration = new Configuration();
  configuration.configure({ logger: { warn: (line) => void lines.push(line) } });
  const log = new HttpLog(configuration);
  const long = 'x'.repeat(500);
  for (const end of ['', 'a', 'b'.repeat(1_000_000)]) log.warnOnce(long + end, 'once');
  log.warnOnce(long.slice(1), 'another');
  expect(lines).toHaveLength(2);
});

it('a list of service discovery has 1,000 services, the first of them', () => {
  const baseURIs = Array.from({ length: 1_001 }, (_, index) => ({
    service: `s${index}`,
    baseURI: 'a.example',
  }));
  const directory = readServiceDirectory({ baseURIs });
  expect(directory?.size).toBe(1_000);
  expect(directory?.has('s999')).toBe(true);
});

it('1,000 discovered hosts are allowed, the latest of them', async () => {
  const configuration = new Configuration();
  const log = new HttpLog(configuration);
  configuration.configure({ logger: {}, rateLimit: { mode: 'off' } });
  const admission = new Admission({ configuration, log, limiter: new RateLimiter({ log }) });
  for (let i = 0; i < 1_001; i += 1) admission.allowHost(`h${i}.example`);
  const admit = (host: string) => admission.admit({ method: 'GET', url: new URL(`https://${host}/`) });
  await expect(admit('h1000.example')).resolves.toBeDefined();
  await expect(admit('h1.example')).resolves.toBeDefined();
  await expect(admit('h0.example')).rejects.toThrow('Socket is closed');
});

it('a memory of the rate limit has 1,000 budgets, those used last', () => {
  const logs = new Map<string, SlidingLog>();
  const store = new MemoryRateLimitStore(() => 0, logs);
  for (let i = 0; i < 5_000; i += 1) {
    store.take(`budget ${i}`, 1, 1_000);
    // The budget that is in use all the time is not forgotten.
    expect(store.take('own', 1, 1_000).admitted).toBe(i === 0);
  }
  expect(logs.size).toBe(1_000);
});

it('a rate limit keeps 1,000 queues in which nobody waits', () => {
  const limiter = new RateLimiter();
  const policy = { limit: 1, intervalMs: 3_600_000, mode: 'queue', maxWaitMs: 1e12 } as const;
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  // A queue is kept with its key, so long keys show how many queues there are: 3,000 more take 60 MB.
  const fill = (from: number, to: number): number => {
    for (let i = from; i < to; i += 1) {
      const key = Buffer.alloc(20_000, `budget ${i} `).toString('latin1');
      expect(limiter.admit({ ...policy, key })).toBe(true);
    }
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const full = fill(0, 1_000);
  expect(fill(1_000, 4_000) - full).toBeLessThan(15_000_000);
  limiter.reset();
});

it('a log of one budget has as many entries as the limit', () => {
  const logs = new Map<string, SlidingLog>();
  const store = new MemoryRateLimitStore(() => 0, logs);
  for (let i = 0; i < 10_000; i += 1) store.note('a', 20, 1_000);
  // 20 entries are all that can be waited for; the oldest of more would be found by a higher limit.
  expect(store.waitMs('a', 20, 1_000, 0)).toBe(1_000);
  expect(store.waitMs('a', 21, 1_000, 0)).toBe(0);
});

it('a trace of a request shows 4,096 characters of its URL', () => {
  const seen: RequestMessage[] = [];
  const listener = (message: unknown): void => void seen.push(message as RequestMessage);
  subscribe(REQUEST_CHANNEL, listener);
  try {
    const url = new URL(`https://a.example/${'x'.repeat(1_000_000)}`);
    traceRequest('GET', url)?.ended(new Error('y'.repeat(1_000_000)));
    traceRequest('GET', new URL('https://a.example/short'))?.ended();
  } finally {
    unsubscribe(REQUEST_CHANNEL, listener);
  }
  const [long, , short] = seen.map(({ request }) => request);
  expect(long?.url).toHaveLength(4_097);
  expect(long?.error).toHaveLength(4_097);
  expect(short?.url).toBe('https://a.example/short');
});

it('redaction knows 20,000 credentials of a call and 100 of what it shows, and shows 64 KB of a text', () => {
  const form = Object.fromEntries(Array.from({ length: 21_000 }, (_, i) => [`token${i}`, `credential-${i}`]));
  expect([...secretsIn([{ form }]).values].length).toBe(20_000);
  const known = new KnownSecrets(100);
  for (let i = 0; i < 101; i += 1) known.add(`credential-${i}`);
  expect([...known.values]).toHaveLength(100);
  expect(String(redact('x'.repeat(1_000_000))).length).toBeLessThan(65_600);
  expect(JSON.stringify(redact({ list: new Array(1_000_000).fill(1) })).length).toBeLessThan(140_000);
});

it('the history of a host keeps 64 KB of each part of an invocation', async () => {
  const history = new History(new UsedSecrets('12345678'));
  const begin = () =>
    history.begin({
      function: 'f',
      uuid: 'u',
      trigger: 'api',
      input: { headers: [], payload: 1 },
      version: 1,
      pid: 1,
    });
  const long = 'x'.repeat(1_000_000);
  const recording = begin();
  const entry = { level: 'info', message: long, extras: [long], timestamp: 0 } as const;
  for (let i = 0; i < 100; i += 1) recording.log({ ...entry, extras: [...entry.extras] });
  expect(recording.text().length).toBeLessThan(20_000);
  history.end(recording, {
    error: { code: 'c', message: long, stack: long },
    logs: [],
    diagnostics: Array.from({ length: 100 }, () => ({ code: 'c', message: long })),
    requests: [],
    durationMs: 1,
  });
  // It is the same before and after the history has taken its text.
  for (const ready of [Promise.resolve(), nextTurn()]) {
    await ready;
    expect(history.get(recording.id)).toMatchObject({
      cut: ['error', 'diagnostics'],
      status: 'failed',
      errorCode: 'c',
      error: { code: 'c' },
    });
    expect(recording.text().length).toBeLessThan(160_000);
  }
  const { input, error, logs, diagnostics, requests, cut, isInputRedacted } = recording.read();
  const kept = JSON.stringify({ input, error, logs, diagnostics, requests, cut, isInputRedacted });
  expect(recording.characters).toBe(kept.length);
  for (let i = 0; i < 1_000; i += 1) begin();
  expect(history.size).toBe(1_000);
  expect(history.get(recording.id)).toBeUndefined();
});

it('a stream of events has 100 readers, and a reader has 8 MiB', () => {
  const feed = new Feed();
  const response = () => {
    const state = { writableLength: 0, status: 0, isEnded: false, isDestroyed: false };
    const fake = {
      get writableLength() {
        return state.writableLength;
      },
      writeHead: (status: number) => {
        state.status = status;
        return fake;
      },
      write: (text: string) => {
        state.writableLength += text.length;
      },
      end: () => {
        state.isEnded = true;
      },
      destroy: () => {
        state.isDestroyed = true;
        fake.onClose();
      },
      once: (_event: string, listener: () => void) => {
        fake.onClose = listener;
      },
      onClose: () => {},
    };
    streamEvents(feed, fake as unknown as ServerResponse);
    return state;
  };
  const readers = Array.from({ length: 100 }, response);
  expect(readers.every(({ status, isEnded }) => status === 200 && !isEnded)).toBe(true);
  expect(response()).toMatchObject({ status: 503, isEnded: true });
  feed.emit({ type: 'problem', message: 'x'.repeat(8 * 2 ** 20) });
  expect(readers.every(({ isDestroyed }) => isDestroyed)).toBe(true);
  expect(feed.hasListeners).toBe(false);
  expect(response().status).toBe(200);
});

it('the account of the test kit remembers 10,000 requests, the latest of them', async () => {
  const account = new Account({ accountId: '1', secrets: {} }, { run: async () => ({}) });
  const request = { method: 'GET', headers: {}, body: Buffer.alloc(0) };
  for (let i = 0; i < 10_001; i += 1) {
    const url = `https://va.msghist.liveperson.net/${i}`;
    await account.serve('msgHist', { ...request, url } as never, () => ({ status: 200 }) as never);
  }
  expect(account.requests).toHaveLength(10_000);
  expect(
    [account.requests[0]?.url, account.requests.at(-1)?.url].map((url) => url?.split('/').at(-1)),
  ).toEqual(['1', '10000']);
});

it('the account of the test kit remembers 1,000 tokens of each service, the latest of them', () => {
  const authority = new Authority('1', () => 0);
  authority.know('key', { client_id: 'c', client_secret: 's' });
  const tokens = Array.from({ length: 1_001 }, () => authority.issue('c', 's'));
  const problemOf = (token: string | undefined) =>
    authority.problem({ headers: { authorization: `Bearer ${token}` } } as never);
  expect(new Set(tokens).size).toBe(1_001);
  expect(problemOf(tokens[0])).toBe('The token is not one of this account.');
  expect([problemOf(tokens[1]), problemOf(tokens[1_000])]).toEqual([undefined, undefined]);
});
