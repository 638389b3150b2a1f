import { DEFAULT_REDIS_PREFIX } from '../../config/defaults';
import { loadRedisLimiter, type RedisLimiter } from '../../config/redis-limiter';
import type { Admission, RateLimitStore, RedisRateLimitStore } from '../../config/types';
import { getOrAdd } from '../../internal/get-or-add';
import { isRecord } from '../../internal/is-record';

/**
 * The fraction of the interval by which the shared window is longer. Requests are counted when they are
 * admitted, and each reaches the server some milliseconds later. As long as these delays differ by less than
 * this fraction, the server does not see more requests than the limit either.
 */
const ARRIVAL_GUARD = 0.1;

/**
 * A sliding log of admissions, newest first, in microseconds on the clock of Redis. Each call drops the times that have
 * left the window, so the log is never longer than the limit. The script returns the number of places taken and 0. If
 * no place is free, it returns the limit plus one, and the milliseconds until a place is free. `ARGV` comes from
 * rate-limiter-flexible: points, duration, limit, duration. The durations that we give it are milliseconds.
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

/** The members that clients of redis and ioredis share. Each package passes keys and arguments in its own way. */
interface Client {
  eval(script: string, ...rest: unknown[]): Promise<unknown>;
  on?(event: 'error', listener: () => void): unknown;
  /** Only clients of ioredis have a status. */
  status?: unknown;
}

/** How rate-limiter-flexible passes keys and arguments to a client of the package redis. */
interface ScriptInput {
  keys: string[];
  arguments: string[];
}

interface Budget {
  limiter: RedisLimiter;
  /** For each key, the time until which no place is free. */
  fullUntil: Map<string, number>;
}

/** States of an ioredis client that has lost its server. A command would wait in the queue of the client. */
const LOST: unknown[] = ['close', 'end', 'reconnecting'];
const listenedTo = new WeakSet<object>();

/**
 * Counts admissions in Redis with one atomic script, by the clock of the Redis server. A refusal names the
 * time when a place is free. Until then calls are refused without a round trip.
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
    // Without a listener, a client of the package redis ends the process when it loses its server. The
    // listener has nothing to do: calls show whether Redis answers.
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
      // `consume` rejects with its answer if no place is free, and with an Error if Redis does not answer.
      if (!isRecord(refusal) || typeof refusal.msBeforeNext !== 'number') throw refusal;
      fullUntil.set(key, this.#now() + refusal.msBeforeNext);
      return { admitted: false, retryAfterMs: refusal.msBeforeNext };
    }
  }

  #createLimiter(limit: number, intervalMs: number): RedisLimiter {
    const client = this.#store.redis as unknown as Client;
    const Limiter = loadRedisLimiter();
    return new Limiter({
      // The package would store its script on the client, and overwrite the script of another limiter that
      // uses the same client. So it does not get the client itself.
      storeClient: { eval: (script: string, input: ScriptInput) => runScript(client, script, input) },
      useRedisPackage: true,
      points: limit,
      // The package expects whole seconds. It gets milliseconds, since only the script reads the value.
      duration: Math.ceil(intervalMs * (1 + ARRIVAL_GUARD)),
      keyPrefix: this.#store.keyPrefix ?? DEFAULT_REDIS_PREFIX,
      customIncrTtlLuaScript: SLIDING_LOG,
    });
  }
}

/** Sends the whole script with each call, since a server forgets scripts when it restarts. */
async function runScript(client: Client, script: string, input: ScriptInput): Promise<unknown> {
  if (LOST.includes(client.status)) throw new Error(`the client's connection is "${client.status}"`);
  // Only clients of ioredis, and of packages modelled on it, have `defineCommand`.
  return 'defineCommand' in client
    ? client.eval(script, input.keys.length, ...input.keys, ...input.arguments)
    : client.eval(script, input);
}
