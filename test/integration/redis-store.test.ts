import Redis, { type RedisOptions } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RedisClient, RedisRateLimitStore } from '../../src/config/types';
import { MemoryRateLimitStore } from '../../src/http/rules/memory-rate-limit-store';
import { RateLimiter, type RateLimitPolicy } from '../../src/http/rules/rate-limiter';
import { SharedRateLimitStore } from '../../src/http/rules/shared-rate-limit-store';
import { Place } from '../../src/http/rules/sliding-log';
import { realTime } from '../../src/internal/real-time';
import { describeWith, freePorts } from './programs';
import { busiestWindow, type RedisServer, startRedis } from './redis/programs';

const { RateLimiterRedis } = require('rate-limiter-flexible') as {
  RateLimiterRedis: new (options: object) => { consume(key: string): Promise<{ consumedPoints: number }> };
};

/** A client as the package redis has it since version 4: no commands of its own, keys and arguments apart. */
class PlainClient {
  readonly #client: Redis;

  constructor(client: Redis) {
    this.#client = client;
  }

  eval(script: string, input: { keys: string[]; arguments: string[] }): Promise<unknown> {
    return this.#client.eval(script, input.keys.length, ...input.keys, ...input.arguments);
  }
}

describeWith(['redis-server'], 'the store in Redis', () => {
  let server: RedisServer;
  let client: Redis;
  let count = 0;
  let key: string;

  beforeAll(async () => {
    server = await startRedis();
    client = new Redis(server.port, '127.0.0.1');
  });

  beforeEach(() => {
    count += 1;
    key = `function-${count}`;
  });

  afterAll(async () => {
    client?.disconnect();
    await server?.stop();
  });

  function storeOf(redis: RedisClient = client): SharedRateLimitStore {
    return new SharedRateLimitStore({ redis }, realTime.now);
  }

  /** The log in Redis, oldest first, in milliseconds. */
  async function logOf(name = `lp-faas-toolbelt:${key}`): Promise<number[]> {
    const entries = await client.zrange(name, 0, -1, 'WITHSCORES');
    return entries.filter((_, i) => i % 2 === 1).map((stamp) => Number(stamp) / 1_000);
  }

  /** Moves all entries of the log, as if the clock of Redis had been set. */
  async function moveLog(ms: number): Promise<void> {
    const name = `lp-faas-toolbelt:${key}`;
    for (const entry of await client.zrange(name, 0, -1)) await client.zincrby(name, ms * 1_000, entry);
  }

  describe.each([
    { kind: 'ioredis', make: () => client },
    { kind: 'redis', make: () => new PlainClient(client) },
  ])('with a client of $kind', ({ make }) => {
    it('admits the limit, then refuses and says for how long', async () => {
      const store = storeOf(make());
      for (let i = 0; i < 20; i++) {
        expect(await store.take(key, 20, 60_000)).toEqual({ admitted: true, retryAfterMs: 0 });
      }
      const refusal = await storeOf(make()).take(key, 20, 60_000);
      const [oldest = 0] = await logOf();
      const [seconds, micros] = await client.time();
      const now = Number(seconds) * 1_000 + Number(micros) / 1_000;
      expect(refusal.admitted).toBe(false);
      // Until the oldest leaves the window and its guard, rounded up; the clock has gone on since.
      expect(refusal.retryAfterMs).toBeGreaterThanOrEqual(oldest + 66_000 - now);
      expect(refusal.retryAfterMs).toBeLessThanOrEqual(66_000);
    });

    it('counts nothing for those refused, and keeps the key as long as its window', async () => {
      for (let i = 0; i < 50; i++) await storeOf(make()).take(key, 3, 60_000);
      expect(await logOf()).toHaveLength(3);
      const lifeMs = await client.pttl(`lp-faas-toolbelt:${key}`);
      expect(lifeMs).toBeGreaterThan(60_000);
      expect(lifeMs).toBeLessThanOrEqual(66_000);
    });
  });

  it('does not ask again while a refusal holds', async () => {
    let asked = 0;
    const plain = new PlainClient(client);
    const counting = {
      eval: (script: string, input: { keys: string[]; arguments: string[] }) => {
        asked += 1;
        return plain.eval(script, input);
      },
    };
    const store = storeOf(counting);
    for (let i = 0; i < 100; i++) await store.take(key, 2, 60_000);
    expect(asked).toBe(3);
    expect(await store.take('another', 2, 60_000)).toMatchObject({ admitted: true });
  });

  it('admits the limit in any window, never twice around an edge', { timeout: 60_000 }, async () => {
    // Bursts that straddle every edge a fixed window could have, from three stores at once.
    const [limit, intervalMs] = [5, 100];
    const stores = [storeOf(), storeOf(), storeOf()];
    const monitor = await client.monitor();
    const stamps: number[] = [];
    monitor.on('monitor', (_time: string, [command = '', , , stamp]: string[], source: string) => {
      if (source === 'lua' && /^zadd$/i.test(command)) stamps.push(Number(stamp) / 1_000);
    });
    while (stamps.length < 200) {
      await Promise.all(stores.map((store) => store.take(key, limit, intervalMs)));
      // A refusal that holds is answered without a turn of the event loop.
      await nextTurn();
    }
    monitor.disconnect();
    expect(busiestWindow(stamps, intervalMs * 1.1)).toBe(limit);
    expect((await logOf()).length).toBeLessThanOrEqual(limit);
  });

  it('serves callers with different limits from one log', async () => {
    const admit = async (limit: number) => (await storeOf().take(key, limit, 60_000)).admitted;
    for (let i = 0; i < 10; i++) expect(await admit(10)).toBe(true);
    expect(await admit(5)).toBe(false);
    expect(await admit(10)).toBe(false);
    expect(await admit(11)).toBe(true);
  });

  it('has a budget for each prefix', async () => {
    const take = (keyPrefix: string) =>
      new SharedRateLimitStore({ redis: client, keyPrefix }, realTime.now).take(key, 1, 60_000);
    expect(await take('one')).toMatchObject({ admitted: true });
    expect(await take('two')).toMatchObject({ admitted: true });
    expect(await take('one')).toMatchObject({ admitted: false });
    expect(await client.keys(`*:${key}`)).toEqual(expect.arrayContaining([`one:${key}`, `two:${key}`]));
  });

  it('waits for one window at most when the clock of Redis was set back by hours', async () => {
    for (let i = 0; i < 3; i++) await storeOf().take(key, 3, 60_000);
    await moveLog(5 * 3_600_000);
    const refusal = await storeOf().take(key, 3, 60_000);
    expect(refusal.admitted).toBe(false);
    expect(refusal.retryAfterMs).toBeLessThanOrEqual(66_000);
    expect(await storeOf().take(key, 4, 60_000)).toMatchObject({ admitted: true });
  });

  it('forgets at once what is older than its window when the clock of Redis was set ahead by hours', async () => {
    for (let i = 0; i < 3; i++) await storeOf().take(key, 3, 60_000);
    await moveLog(-5 * 3_600_000);
    expect(await storeOf().take(key, 3, 60_000)).toMatchObject({ admitted: true });
    expect(await logOf()).toHaveLength(1);
  });

  it('counts a request that arrives late from its arrival on', async () => {
    const place = new Place();
    await storeOf().take(key, 1, 1_000, place);
    const memory = new MemoryRateLimitStore(realTime.now);
    memory.note(key, 1, 1_000, place);
    const [before = 0] = await logOf();
    await new Promise((resolve) => setTimeout(resolve, 300));
    place.ended();
    const [after = 0] = await logOf();
    // The guard of 100 ms is a part of the window.
    expect(after - before).toBeGreaterThanOrEqual(199);
    expect(after - before).toBeLessThanOrEqual(500);
    expect(await client.pttl(`lp-faas-toolbelt:${key}`)).toBeGreaterThan(1_000);
    const { retryAfterMs } = await storeOf().take(key, 1, 1_000);
    expect(retryAfterMs).toBeGreaterThan(900);
  });

  it('does not bring back an entry that has left the window', async () => {
    const place = new Place();
    const memory = new MemoryRateLimitStore(realTime.now);
    await storeOf().take(key, 1, 100, place);
    memory.note(key, 1, 100, place);
    await new Promise((resolve) => setTimeout(resolve, 150));
    place.ended();
    expect(await client.exists(`lp-faas-toolbelt:${key}`)).toBe(0);
  });

  it('leaves the scripts of other limiters on the same client alone', async () => {
    const own = new RateLimiterRedis({ storeClient: client, points: 100, duration: 60, keyPrefix: 'own' });
    await storeOf().take(key, 1, 60_000);
    await storeOf().take(key, 1, 60_000);
    expect((await own.consume(key)).consumedPoints).toBe(1);
    expect((await own.consume(key)).consumedPoints).toBe(2);
  });

  it('works on after SCRIPT FLUSH', async () => {
    const store = storeOf();
    expect(await store.take(key, 2, 60_000)).toMatchObject({ admitted: true });
    await client.script('FLUSH');
    expect(await store.take(key, 2, 60_000)).toMatchObject({ admitted: true });
    expect(await logOf()).toHaveLength(2);
  });
});

describeWith(['redis-server'], 'without Redis', () => {
  const open: { disconnect(): void }[] = [];
  const servers: RedisServer[] = [];
  const problems: unknown[] = [];
  let lines: string[];
  let aheadMs: number;
  let limiter: RateLimiter;
  const note = (problem: unknown) => void problems.push(problem);

  beforeAll(() => {
    process.on('unhandledRejection', note);
    process.on('uncaughtException', note);
  });

  afterAll(() => {
    process.off('unhandledRejection', note);
    process.off('uncaughtException', note);
  });

  beforeEach(() => {
    lines = [];
    aheadMs = 0;
    limiter = new RateLimiter({
      time: { ...realTime, now: () => realTime.now() + aheadMs },
      log: {
        warn: (message) => void lines.push(`warn ${message}`),
        info: (message) => void lines.push(`info ${message}`),
      },
    });
  });

  afterEach(async () => {
    for (const client of open.splice(0)) client.disconnect();
    await Promise.all(servers.splice(0).map((server) => server.stop('SIGKILL')));
    expect(problems).toEqual([]);
  });

  async function serve(port?: number): Promise<RedisServer> {
    const server = await startRedis(port);
    servers.push(server);
    return server;
  }

  function connect(port: number, options: RedisOptions = {}): Redis {
    const client = new Redis(port, '127.0.0.1', options);
    open.push(client);
    return client;
  }

  function policyOf(redis: RedisClient, more: Partial<RateLimitPolicy> = {}): RateLimitPolicy {
    const store: RedisRateLimitStore = { redis };
    return { limit: 3, intervalMs: 600_000, mode: 'reject', maxWaitMs: 0, key: 'function', store, ...more };
  }

  async function answers(count: number, policy: RateLimitPolicy): Promise<boolean[]> {
    const asked = [];
    for (let i = 0; i < count; i++) asked.push(await limiter.admit(policy));
    return asked;
  }

  /** As long as the server is away, a trial fails; the clock goes ahead to each of them. */
  async function untilRecovered(policy: RateLimitPolicy): Promise<void> {
    while (!lines.some((line) => line.startsWith('info'))) {
      aheadMs += 5_000;
      await limiter.admit({ ...policy, key: 'other', limit: 1_000_000 });
      await nextTurn();
    }
  }

  it('that never was there, each process counts for itself', async () => {
    const [port = 0] = await freePorts(1);
    const policy = policyOf(connect(port));
    expect(await answers(5, policy)).toEqual([true, true, true, false, false]);
    expect(lines).toEqual([
      expect.stringMatching(/^warn rateLimit\.store does not answer \(.+\)\. Until it does/),
    ]);
  });

  it.each([
    { way: 'killed', stop: (server: RedisServer) => server.stop('SIGKILL') },
    { way: 'shut down', stop: (server: RedisServer) => server.stop('SIGTERM') },
    {
      way: 'stopped (it accepts and never answers)',
      stop: async (server: RedisServer) => void server.process.kill('SIGSTOP'),
    },
  ])(
    'that is $way in the middle, each process counts on for itself, and later in Redis again',
    async ({ way, stop }) => {
      const server = await serve();
      const policy = policyOf(connect(server.port));
      expect(await answers(2, policy)).toEqual([true, true]);
      await stop(server);
      expect(await answers(3, policy)).toEqual([true, false, false]);
      expect(lines).toHaveLength(1);

      if (way.startsWith('stopped')) server.process.kill('SIGCONT');
      else await serve(server.port);
      await untilRecovered(policy);
      expect(lines).toEqual([
        expect.stringContaining('warn rateLimit.store does not answer'),
        'info rateLimit.store answers again: requests are counted there.',
      ]);
      aheadMs += 600_000;
      const client = connect(server.port);
      const before = await client.zcard('lp-faas-toolbelt:function');
      expect(await limiter.admit({ ...policy, limit: 50 })).toBe(true);
      expect(await client.zcard('lp-faas-toolbelt:function')).toBe(before + 1);
    },
  );

  it('that never answers, callers beyond the first do not wait', async () => {
    const server = await serve();
    const policy = policyOf(connect(server.port), { limit: 100 });
    await limiter.admit(policy);
    server.process.kill('SIGSTOP');
    await limiter.admit(policy);
    for (let i = 0; i < 98; i++) expect(limiter.admit(policy)).toBe(true);
    expect(limiter.admit(policy)).toBe(false);
  });

  it('that goes away under waiting callers, they are served in order by the limit of the process', async () => {
    const server = await serve();
    const policy = policyOf(connect(server.port), { mode: 'queue', intervalMs: 50, maxWaitMs: 60_000 });
    const order: number[] = [];
    const waiting = Array.from({ length: 12 }, async (_, id) => {
      if (await limiter.admit(policy)) order.push(id);
    });
    await waiting[0];
    server.process.kill('SIGSTOP');
    await Promise.all(waiting);
    expect(order).toEqual(Array.from({ length: 12 }, (_, id) => id));
  });

  it('that another program has put something else under the key, the warning says so', async () => {
    const server = await serve();
    const client = connect(server.port);
    await client.set('lp-faas-toolbelt:function', 'mine');
    expect(await answers(4, policyOf(client))).toEqual([true, true, true, false]);
    expect(lines).toEqual([expect.stringContaining('WRONGTYPE')]);
  });

  it('that the client was told to leave, each process counts for itself', async () => {
    const server = await serve();
    const client = connect(server.port);
    await client.quit();
    expect(await answers(4, policyOf(client))).toEqual([true, true, true, false]);
    expect(lines).toHaveLength(1);
  });

  it.each<[name: string, options: RedisOptions]>([
    ['lazyConnect', { lazyConnect: true }],
    ['enableOfflineQueue: false', { enableOfflineQueue: false }],
    ['maxRetriesPerRequest: null', { maxRetriesPerRequest: null }],
    ['retryStrategy: none', { retryStrategy: () => null }],
    ['a short commandTimeout', { commandTimeout: 20 }],
  ])('a client with %s leaves nothing unhandled', async (_name, options) => {
    const [port = 0] = await freePorts(1);
    expect(await answers(4, policyOf(connect(port, options)))).toEqual([true, true, true, false]);
    expect(lines).toHaveLength(1);
  });

  it('a first connection under way is waited for', async () => {
    const server = await serve();
    expect(await answers(1, policyOf(connect(server.port)))).toEqual([true]);
    expect(await connect(server.port).zcard('lp-faas-toolbelt:function')).toBe(1);
    expect(lines).toEqual([]);
  });
});

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
