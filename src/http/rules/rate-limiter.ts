import { DEFAULT_REDIS_PREFIX } from '../../config/defaults';
import { isRedisStore } from '../../config/option-values';
import type { Admission, RateLimitStore, RedisClient, RedisRateLimitStore } from '../../config/types';
import { isPromise } from '../../internal/async/is-promise';
import { getOrAdd } from '../../internal/get-or-add';
import { realTime, type Time } from '../../internal/real-time';
import type { CancelSignal } from '../wire/cancellation';
import { GuardedRateLimitStore, type StoreLog } from './guarded-rate-limit-store';
import { MAX_KEYS, MemoryRateLimitStore, type PlaceStore } from './memory-rate-limit-store';
import { ARRIVAL_MS, type Place, type SlidingLog } from './sliding-log';

/** The longest delay of `setTimeout`. A timer with a longer delay fires at once. */
const MAX_TIMER_MS = 2_147_483_647;

/** How one request is limited. */
export interface RateLimitPolicy {
  /** How many requests are admitted in any window of `intervalMs`. A whole number. Below 1, no request is admitted. */
  limit: number;
  /** Length of the window, in milliseconds. */
  intervalMs: number;
  /** Over the limit, `reject` refuses and `queue` waits for a slot. `off` admits every request and counts none. */
  mode: 'reject' | 'queue' | 'off';
  /** Longest wait of a queued caller, in milliseconds. */
  maxWaitMs: number;
  /** Where admissions are counted. Without a store they are counted in the memory of this process. */
  store?: RateLimitStore | RedisRateLimitStore | undefined;
  /** The budget that the request counts against. */
  key: string;
  /** Follows the request until it has arrived. Without it the request counts as arrived when it is admitted. */
  place?: Place | undefined;
}

/** The parts of a limiter. All of them are optional. */
export interface RateLimiterParts {
  /**
   * Without this part, the limiter uses Node's own clock and timers, even if a test fakes the global ones. A fake clock that stands still
   * would refuse every request over the limit for ever. A fake timer would never release a waiting request.
   */
  time?: Time;
  /** Receives a message when a store fails. */
  log?: StoreLog;
  /** Where requests are counted in memory; other limiters may count there too. */
  memory?: Map<string, SlidingLog> | undefined;
}

/**
 * Lets at most `limit` requests arrive in any half-open window of `intervalMs`. It keeps a sliding log, because a fixed window would let
 * twice the limit pass around its edge (docs/platform.md, "Rate limit"). A request holds its place for `intervalMs` after the last moment
 * at which it can have arrived (see {@link Place}), because the next request may arrive as soon as it is admitted. The clock decides, not
 * the firing of a timer. A timer exists only while a caller waits. It keeps the process alive.
 */
export class RateLimiter {
  readonly #time: Time;
  readonly #log: StoreLog | undefined;
  readonly #memory: MemoryRateLimitStore;
  #stores = new WeakMap<RateLimitStore, PlaceStore>();
  #sharedStores = new WeakMap<RedisClient, Map<string, PlaceStore>>();
  readonly #lines = new Map<PlaceStore, Map<string, WaitingLine>>();

  constructor({ time = realTime, log, memory }: RateLimiterParts = {}) {
    this.#time = time;
    this.#log = log;
    this.#memory = new MemoryRateLimitStore(time.now, memory);
  }

  /**
   * True means that the request may be sent now, and has been counted. False means that the request is over the limit. The result is a
   * promise only if the caller has to wait or the store answers later. If a store fails or does not answer, memory replaces it
   * (see {@link GuardedRateLimitStore}). The promise rejects only if an answer of the store is not valid.
   *
   * `queue` serves callers in the order in which they came. A caller whose turn cannot come within `maxWaitMs` is refused at once. This
   * estimate assumes that every request before it takes long to arrive, so that a caller who may wait is not refused later. Callers with
   * `reject` do not wait in the queue, and may take its slots. A waiting caller is refused as soon as its turn can no longer come in time.
   * A slot that is free when the timer fires is used even if the timer was late, because the caller has already waited for it. The time
   * that a store takes to answer is not part of `maxWaitMs`.
   *
   * @param signal its abort removes a waiting caller from the queue, with the result false
   */
  admit(policy: RateLimitPolicy, signal?: CancelSignal): boolean | Promise<boolean> {
    if (policy.mode === 'off') return true;
    const store = this.#store(policy.store);
    if (policy.mode === 'queue') return this.#line(store, policy.key).join(policy, signal);
    const answer = take(store, policy);
    return isPromise(answer) ? answer.then(({ admitted }) => admitted) : answer.admitted;
  }

  /** Forgets the admissions counted in memory, and refuses every waiting caller, so that no timer is left. */
  reset(): void {
    const lines = [...this.#lines.values()].flatMap((byKey) => [...byKey.values()]);
    this.#memory.clear();
    this.#stores = new WeakMap();
    this.#sharedStores = new WeakMap();
    this.#lines.clear();
    for (const line of lines) line.close();
  }

  #store(store: RateLimitPolicy['store']): PlaceStore {
    if (store === undefined) return this.#memory;
    if (!isRedisStore(store)) {
      // A store of the user gets the arguments that its type declares, without the place.
      const counted: RateLimitStore = { take: (key, limit, ms) => store.take(key, limit, ms) };
      return getOrAdd(this.#stores, store, () => new GuardedRateLimitStore(counted, this.#time, this.#log));
    }
    // Stores are kept by client and prefix, since a lambda may configure the same pair again in each invocation.
    const byPrefix = getOrAdd(this.#sharedStores, store.redis, () => new Map<string, PlaceStore>());
    return getOrAdd(byPrefix, store.keyPrefix ?? DEFAULT_REDIS_PREFIX, () => {
      const { SharedRateLimitStore } =
        require('./shared-rate-limit-store') as typeof import('./shared-rate-limit-store');
      const shared = new SharedRateLimitStore(store, this.#time.now);
      return new GuardedRateLimitStore(shared, this.#time, this.#log);
    });
  }

  #line(store: PlaceStore, key: string): WaitingLine {
    const byKey = getOrAdd(this.#lines, store, () => new Map<string, WaitingLine>());
    return getOrAdd(byKey, key, () => {
      if (byKey.size >= MAX_KEYS) {
        for (const [other, line] of byKey) if (line.isEmpty) byKey.delete(other);
      }
      return new WaitingLine(store, this.#time);
    });
  }
}

/** The greatest number of callers that wait in a queue. Further callers are refused at once, whatever `maxWaitMs` is. */
const MAX_WAITERS = 10_000;

interface Waiter {
  readonly policy: RateLimitPolicy;
  /** The last moment at which the turn of this caller may come. */
  readonly deadline: number;
  /** The result. It is set at once if the caller does not have to wait. */
  outcome?: boolean;
  settle(outcome: boolean): void;
  fail(error: unknown): void;
}

/** The callers that wait for the same budget. Only the first of them asks the store, so no caller overtakes another. */
class WaitingLine {
  readonly #store: PlaceStore;
  readonly #time: Time;
  #waiters: Waiter[] = [];
  #asking = false;
  /** Until this time the store has no slot for the first caller. Set only while a caller waits, with a timer. */
  #fullUntil: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(store: PlaceStore, time: Time) {
    this.#store = store;
    this.#time = time;
  }

  /** Whether nobody waits in the line. */
  get isEmpty(): boolean {
    return this.#waiters.length === 0;
  }

  join(policy: RateLimitPolicy, signal?: CancelSignal): boolean | Promise<boolean> {
    const deadline = this.#time.now() + policy.maxWaitMs;
    const isFull = this.#isFull();
    if (this.#waiters.length >= MAX_WAITERS) return false;
    const lagMs = policy.place === undefined ? 0 : ARRIVAL_MS;
    if (isFull && !this.#isInTime(policy, this.#waiters.length, deadline, lagMs)) return false;
    const waiter: Waiter = { policy, deadline, settle() {}, fail() {} };
    const promise = new Promise<boolean>((resolve, reject) => {
      waiter.settle = (outcome) => {
        waiter.outcome = outcome;
        resolve(outcome);
      };
      waiter.fail = reject;
    });
    this.#waiters.push(waiter);
    if (!isFull) this.#serve();
    if (waiter.outcome !== undefined || !signal) return waiter.outcome ?? promise;
    const leave = (): void => this.#leave(waiter);
    signal.addEventListener('abort', leave);
    return promise.finally(() => signal.removeEventListener('abort', leave));
  }

  #leave(waiter: Waiter): void {
    // The first caller stays while the store is asked, since the answer goes to the first in the queue.
    if (this.#asking && waiter === this.#waiters[0]) return;
    const place = this.#waiters.indexOf(waiter);
    if (place !== -1) this.#waiters.splice(place, 1);
    waiter.settle(false);
    if (this.#waiters.length > 0) return;
    this.#stopTimer();
    this.#fullUntil = undefined;
  }

  close(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    this.#stopTimer();
    for (const waiter of waiters) waiter.settle(false);
  }

  #isFull(): boolean {
    return this.#fullUntil !== undefined && this.#time.now() < this.#fullUntil;
  }

  #serve(): void {
    this.#stopTimer();
    this.#fullUntil = undefined;
    for (let head = this.#waiters[0]; head !== undefined && !this.#asking; head = this.#waiters[0]) {
      const answer = take(this.#store, head.policy);
      if (isPromise(answer)) this.#await(answer);
      else if (!this.#hear(answer)) return;
    }
  }

  #await(answer: Promise<Admission>): void {
    this.#asking = true;
    answer.then(
      (admission) => {
        this.#asking = false;
        if (this.#hear(admission)) this.#serve();
      },
      (error: unknown) => {
        this.#asking = false;
        this.#waiters.shift()?.fail(error);
        this.#serve();
      },
    );
  }

  /** Handles an answer of the store. Returns true if the next caller may ask. */
  #hear({ admitted, retryAfterMs }: Admission): boolean {
    if (admitted) {
      this.#waiters.shift()?.settle(true);
      return true;
    }
    // A store that refuses without a delay must not be asked in a tight loop.
    const fullUntil = this.#time.now() + (retryAfterMs > 0 ? retryAfterMs : 1);
    this.#fullUntil = fullUntil;
    this.#refuseLate();
    if (this.#waiters.length > 0) this.#startTimer(fullUntil);
    else this.#fullUntil = undefined;
    return false;
  }

  #refuseLate(): void {
    const kept: Waiter[] = [];
    for (const waiter of this.#waiters) {
      if (this.#isInTime(waiter.policy, kept.length, waiter.deadline)) kept.push(waiter);
      else waiter.settle(false);
    }
    this.#waiters = kept;
  }

  /**
   * Whether the turn of a caller comes by `deadline`, with `ahead` callers before it and when each of their requests takes `lagMs` to
   * arrive.
   */
  #isInTime(
    { key, limit, intervalMs }: RateLimitPolicy,
    ahead: number,
    deadline: number,
    lagMs = 0,
  ): boolean {
    const turn =
      this.#store instanceof MemoryRateLimitStore
        ? this.#time.now() + this.#store.waitMs(key, limit, intervalMs, ahead, lagMs)
        : // Another store says only when its next slot is free. The earliest possible turn is computed from this.
          (this.#fullUntil ?? 0) + Math.floor(ahead / limit) * (intervalMs + lagMs);
    return turn <= deadline && turn !== Number.POSITIVE_INFINITY;
  }

  #startTimer(wakeAt: number): void {
    this.#stopTimer();
    // The delay is rounded up, since timers cut off fractions. The clock is checked again, since a timer may
    // fire early.
    const delay = Math.min(Math.max(Math.ceil(wakeAt - this.#time.now()), 1), MAX_TIMER_MS);
    this.#timer = this.#time.setTimeout(
      () => (this.#isFull() ? this.#startTimer(wakeAt) : this.#serve()),
      delay,
    );
  }

  #stopTimer(): void {
    this.#time.clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

function take(store: PlaceStore, policy: RateLimitPolicy): Admission | Promise<Admission> {
  try {
    return store.take(policy.key, policy.limit, policy.intervalMs, policy.place);
  } catch (error) {
    return Promise.reject(error);
  }
}
