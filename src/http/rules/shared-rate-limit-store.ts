import { DEFAULT_REDIS_PREFIX } from '../../config/defaults';
import { loadRedisLimiter, type RedisLimiter } from '../../config/redis-limiter';
import type { Admission, RateLimitStore, RedisRateLimitStore } from '../../config/types';
import { getOrAdd } from '../../internal/get-or-add';
import { isRecord } from '../../internal/is-record';

/**
 * How much longer than asked for the shared window is. Requests are counted when they are admitted and arrive some
 * milliseconds later, one sooner than another: by so much they may differ, and still no window is passed where they
 * arrive.
 */
const ARRIVAL_GUARD = 0.1;

/**
 * A sliding log, newest first, in microseconds on the clock of Redis. It is as long as one window admits, since each
 * call drops what has left it. Answers the places taken and 0, or one more than the limit and the milliseconds until
 * a place is free. `ARGV` is what rate-limiter-flexible hands on: points, duration, limit, duration; the durations
 * are ours, in milliseconds.
 */
const SLIDING_LOG = `
local log, limit, window = KEYS[1], tonumber(ARGV[3]), tonumber(ARGV[4]) * 1000
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local stamp = string.format('%.0f', now)
local newest = redis.call('LINDEX', log, 0)
if newest and tonumber(newest) > now then
  -- The clock was set back, or another server took over: as if all had been admitted just now.
  for i = 0, redis.call('LLEN', log) - 1 do redis.call('LSET', log, i, stamp) end
end
local oldest = redis.call('LINDEX', log, -1)
while oldest and now - tonumber(oldest) >= window do
  redis.call('RPOP', log)
  oldest = redis.call('LINDEX', log, -1)
end
local blocking = redis.call('LINDEX', log, limit - 1)
if blocking then return {limit + 1, math.ceil((tonumber(blocking) + window - now) / 1000)} end
local taken = redis.call('LPUSH', log, stamp)
redis.call('PEXPIRE', log, math.ceil(window / 1000))
return {math.min(taken, limit), 0}
`;

/** What clients of both packages have, each with its own way of passing keys and arguments. */
interface Client {
  eval(script: string, ...rest: unknown[]): Promise<unknown>;
  on?(event: 'error', listener: () => void): unknown;
  /** Of ioredis. */
  status?: unknown;
}

/** How rate-limiter-flexible passes keys and arguments to a client of the package redis. */
interface ScriptInput {
  keys: string[];
  arguments: string[];
}

interface Budget {
  limiter: RedisLimiter;
  /** Until then no place is free, by key. */
  fullUntil: Map<string, number>;
}

/** States of an ioredis client that has lost its server; commands would wait in its queue. */
const LOST: unknown[] = ['close', 'end', 'reconnecting'];
const listenedTo = new WeakSet<object>();

/**
 * Counts in Redis, by the clock of its server, in one atomic script. A refusal holds until the time that it names,
 * so that refused calls cost no round trip.
 */
export class SharedRateLimitStore implements RateLimitStore {
  readonly #store: RedisRateLimitStore;
  readonly #now: () => number;
  readonly #budgets = new Map<string, Budget>();

  /** @param now milliseconds on a clock that never goes back; it only measures how long a refusal holds */
  constructor(store: RedisRateLimitStore, now: () => number) {
    this.#store = store;
    this.#now = now;
    const client = store.redis as unknown as Client;
    // Whether Redis is there shows in its answers. A client of the package redis that nobody listens to ends the
    // process when it loses its server.
    if (!listenedTo.has(client)) client.on?.('error', () => {});
    listenedTo.add(client);
  }

  take(key: string, limit: number, intervalMs: number): Admission | Promise<Admission> {
    const budget = getOrAdd(this.#budgets, `${limit}/${intervalMs}`, () => ({
      limiter: this.#createLimiter(limit, intervalMs),
      fullUntil: new Map<string, number>(),
    }));
    const retryAfterMs = (budget.fullUntil.get(key) ?? 0) - this.#now();
    return retryAfterMs > 0 ? { admitted: false, retryAfterMs } : this.#ask(budget, key);
  }

  async #ask({ limiter, fullUntil }: Budget, key: string): Promise<Admission> {
    try {
      await limiter.consume(key);
      return { admitted: true, retryAfterMs: 0 };
    } catch (refusal) {
      // It rejects with its answer when there is no place, and with an Error when there is no answer.
      if (!isRecord(refusal) || typeof refusal.msBeforeNext !== 'number') throw refusal;
      fullUntil.set(key, this.#now() + refusal.msBeforeNext);
      return { admitted: false, retryAfterMs: refusal.msBeforeNext };
    }
  }

  #createLimiter(limit: number, intervalMs: number): RedisLimiter {
    const client = this.#store.redis as unknown as Client;
    const Limiter = loadRedisLimiter();
    return new Limiter({
      // Not the client itself: the package would put its script under a name of its own there, in place of that of
      // other limiters on the same client.
      storeClient: { eval: (script: string, input: ScriptInput) => runScript(client, script, input) },
      useRedisPackage: true,
      points: limit,
      // It counts in whole seconds. What it takes for them are milliseconds, which only the script reads.
      duration: Math.ceil(intervalMs * (1 + ARRIVAL_GUARD)),
      keyPrefix: this.#store.keyPrefix ?? DEFAULT_REDIS_PREFIX,
      customIncrTtlLuaScript: SLIDING_LOG,
    });
  }
}

/** The script travels with each call: a server that was restarted does not know it any more. */
async function runScript(client: Client, script: string, input: ScriptInput): Promise<unknown> {
  if (LOST.includes(client.status)) throw new Error(`the client's connection is "${client.status}"`);
  // Clients of ioredis, and of what is made after it, can define commands.
  return 'defineCommand' in client
    ? client.eval(script, input.keys.length, ...input.keys, ...input.arguments)
    : client.eval(script, input);
}
