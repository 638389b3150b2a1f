import { afterEach, expect, it } from 'vitest';
import { Configuration } from '../../src/config/configuration';
import { HttpLog } from '../../src/http/http-log';
import { createCookieJar } from '../../src/http/request/cookies';
import { RateLimiter } from '../../src/http/rules/rate-limiter';
import { AgentCache } from '../../src/http/wire/agents';
import { Toolbelt } from '../../src/index';
import { ExpiringCache } from '../../src/internal/expiring-cache';

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
