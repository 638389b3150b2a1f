import { DEFAULT_REDIS_PREFIX } from '../../config/defaults';
import { loadRedisLimiter, type RedisLimiter } from '../../config/redis-limiter';
import type { Admission, RedisRateLimitStore } from '../../config/types';
import { getOrAdd } from '../../internal/get-or-add';
import { isRecord } from '../../internal/is-record';
import type { PlaceStore } from './memory-rate-limit-store';
import type { Place } from './sliding-log';

/**
 * The fraction of the interval by which the shared window is longer. Requests are counted when they are admitted, and each reaches the
 * server some milliseconds later. A request that arrives later than this is counted again. A larger fraction makes all fast requests wait
 * longer.
 */
const ARRIVAL_GUARD = 0.1;

/** The time of Redis in microseconds, as a number and as text. Lua would write a large number with an exponent. */
const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local function text(micros) return string.format('%.0f', micros) end
`;

/**
 * A sliding log of requests in microseconds on the clock of Redis. It is a sorted set. Each entry has the name that it got when it was
 * admitted. Each call removes the entries that have left the window, so the log is never longer than the limit. The script returns the
 * number of places taken and the name of the entry. If no place is free, it returns the limit plus one, and the milliseconds until a place
 * is free. `ARGV` comes from rate-limiter-flexible: points, duration, limit, duration. The durations that we pass are milliseconds.
 */
const SLIDING_LOG = `${NOW}
local log, limit, window = KEYS[1], tonumber(ARGV[3]), tonumber(ARGV[4]) * 1000
if redis.call('ZCOUNT', log, '(' .. text(now), '+inf') > 0 then
  -- The clock was set back, or another server took over: as if all had been admitted just now.
  for _, entry in ipairs(redis.call('ZRANGE', log, 0, -1)) do redis.call('ZADD', log, text(now), entry) end
end
redis.call('ZREMRANGEBYSCORE', log, '-inf', text(now - window))
local blocking = redis.call('ZRANGE', log, -limit, -limit, 'WITHSCORES')[2]
if blocking then return {limit + 1, math.ceil((tonumber(blocking) + window - now) / 1000)} end
local entry = now
while redis.call('ZADD', log, 'NX', text(now), text(entry)) == 0 do entry = entry + 1 end
redis.call('PEXPIRE', log, math.ceil(window / 1000))
return {math.min(redis.call('ZCARD', log), limit), entry}
`;

/** Counts an entry from a later moment on, unless it has left the log. `ARGV`: its name, that moment, and the window. */
const ARRIVED_LATE = `${NOW}
redis.call('ZADD', KEYS[1], 'XX', text(math.min(tonumber(ARGV[2]), now)), ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
`;

/** The members that clients of redis and ioredis share. Each package passes keys and arguments in its own way. */
interface Client {
  eval(script: string, ...rest: unknown[]): Promise<unknown>;
  on?(event: 'error', listener: () => void): unknown;
  /** Only clients of ioredis have a status. */
  status?: unknown;
}

/** The form in which rate-limiter-flexible passes keys and arguments to a client of the package redis. */
interface ScriptInput {
  keys: string[];
  arguments: string[];
}

interface Budget {
  limiter: RedisLimiter;
  /** Length of the shared window, and the part of it that is the guard, in milliseconds. */
  windowMs: number;
  guardMs: number;
  /** For each key, the time until which no place is free. */
  fullUntil: Map<string, number>;
}

/** States of an ioredis client that has lost its server. A command would wait in the queue of the client. */
const LOST: unknown[] = ['close', 'end', 'reconnecting'];
const listenedTo = new WeakSet<object>();

/**
 * Counts requests in Redis with one atomic script, by the clock of the Redis server. A refusal has the time when a place is free. Until
 * then, calls are refused without asking the server. A request that arrives later than the guard allows is counted from its arrival on. A
 * second script does this, and nobody waits for it.
 */
export class SharedRateLimitStore implements PlaceStore {
  readonly #store: RedisRateLimitStore;
  readonly #now: () => number;
  readonly #budgets = new Map<string, Budget>();

  /** @param now milliseconds on a clock that never goes back. It only measures how long a refusal holds. */
  constructor(store: RedisRateLimitStore, now: () => number) {
    this.#store = store;
    this.#now = now;
    const client = store.redis as unknown as Client;
    // Without a listener, a client of the package redis ends the process when it loses its server. The
    // listener has nothing to do: calls show whether Redis answers.
    if (!listenedTo.has(client)) client.on?.('error', () => {});
    listenedTo.add(client);
  }

  take(key: string, limit: number, intervalMs: number, place?: Place): Admission | Promise<Admission> {
    const budget = getOrAdd(this.#budgets, `${limit}/${intervalMs}`, () => {
      const windowMs = Math.ceil(intervalMs * (1 + ARRIVAL_GUARD));
      const limiter = this.#createLimiter(limit, windowMs);
      return { limiter, windowMs, guardMs: windowMs - intervalMs, fullUntil: new Map<string, number>() };
    });
    const retryAfterMs = (budget.fullUntil.get(key) ?? 0) - this.#now();
    return retryAfterMs > 0 ? { admitted: false, retryAfterMs } : this.#ask(budget, key, place);
  }

  async #ask(budget: Budget, key: string, place: Place | undefined): Promise<Admission> {
    const { limiter, fullUntil } = budget;
    const askedAt = this.#now();
    try {
      // The script names its entry in this field.
      const { msBeforeNext: entry } = await limiter.consume(key);
      place?.whenArrived((at) => this.#arrived(budget, key, entry, at - askedAt));
      return { admitted: true, retryAfterMs: 0 };
    } catch (refusal) {
      // `consume` rejects with its answer if no place is free, and with an Error if Redis does not answer.
      if (!isRecord(refusal) || typeof refusal.msBeforeNext !== 'number') throw refusal;
      fullUntil.set(key, this.#now() + refusal.msBeforeNext);
      return { admitted: false, retryAfterMs: refusal.msBeforeNext };
    }
  }

  #arrived({ windowMs, guardMs }: Budget, key: string, entry: number, lagMs: number): void {
    const lateMicros = Math.ceil((lagMs - guardMs) * 1_000);
    if (lateMicros <= 0) return;
    const input = {
      keys: [`${this.#prefix}:${key}`],
      arguments: [entry, entry + lateMicros, windowMs].map(String),
    };
    // When the server does not answer, the next request that asks it notices this.
    runScript(this.#store.redis as unknown as Client, ARRIVED_LATE, input).catch(() => {});
  }

  get #prefix(): string {
    return this.#store.keyPrefix ?? DEFAULT_REDIS_PREFIX;
  }

  #createLimiter(limit: number, windowMs: number): RedisLimiter {
    const client = this.#store.redis as unknown as Client;
    const Limiter = loadRedisLimiter();
    return new Limiter({
      // The package would store its script on the client, and overwrite the script of another limiter that
      // uses the same client. So it does not get the client itself.
      storeClient: { eval: (script: string, input: ScriptInput) => runScript(client, script, input) },
      useRedisPackage: true,
      points: limit,
      // The package expects whole seconds. It gets milliseconds, since only the script reads the value.
      duration: windowMs,
      keyPrefix: this.#prefix,
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
