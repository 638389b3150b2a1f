import { DEFAULT_REDIS_PREFIX } from '../../config/defaults';
import { isRedisStore } from '../../config/option-values';
import type { Admission, RateLimitStore, RedisClient, RedisRateLimitStore } from '../../config/types';
import { isPromise } from '../../internal/async/is-promise';
import { getOrAdd } from '../../internal/get-or-add';
import { realTime, type Time } from '../../internal/real-time';
import type { CancelSignal } from '../wire/cancellation';
import { GuardedRateLimitStore, type StoreLog } from './guarded-rate-limit-store';
import { MemoryRateLimitStore } from './memory-rate-limit-store';

/** Longest delay that `setTimeout` takes; a longer one fires at once. */
const MAX_TIMER_MS = 2_147_483_647;

/** How one request is limited. */
export interface RateLimitPolicy {
  /** Requests admitted in any window of `intervalMs`, a whole number. Below 1 none is. */
  limit: number;
  /** Length of the window, in milliseconds. */
  intervalMs: number;
  /** What happens beyond the limit: `reject` refuses, `queue` waits for a turn; `off` admits all and counts none. */
  mode: 'reject' | 'queue' | 'off';
  /** Longest wait of a queued caller, in milliseconds. */
  maxWaitMs: number;
  /** Where admissions are counted: in the memory of this process unless given. */
  store?: RateLimitStore | RedisRateLimitStore | undefined;
  /** The budget that the request counts against. */
  key: string;
}

/** What a limiter works with; nothing is needed. */
export interface RateLimiterParts {
  /**
   * Node's own clock and timers unless given, whatever a test fakes: a fake clock that stands still would refuse the
   * 21st request for ever, and a fake timer would hold a waiting one for ever.
   */
  time?: Time;
  /** Is told when a store fails. */
  log?: StoreLog;
}

/**
 * Admits at most `limit` requests in any half-open window of `intervalMs`: a sliding log, not a fixed window, which
 * would let twice the limit through at its edge (decisions, Rate limit; user-needs 8.1). The clock decides at the
 * moment of sending, never a timer that fired. A timer exists only while a caller waits, and keeps the process alive.
 */
export class RateLimiter {
  readonly #time: Time;
  readonly #log: StoreLog | undefined;
  readonly #memory: MemoryRateLimitStore;
  #stores = new WeakMap<RateLimitStore, RateLimitStore>();
  #sharedStores = new WeakMap<RedisClient, Map<string, RateLimitStore>>();
  readonly #lines = new Map<RateLimitStore, Map<string, WaitingLine>>();

  constructor({ time = realTime, log }: RateLimiterParts = {}) {
    this.#time = time;
    this.#log = log;
    this.#memory = new MemoryRateLimitStore(time.now);
  }

  /**
   * True: the request may be sent now, and has been counted. False: it is over the limit. Answers synchronously
   * unless the caller has to wait or the store answers later. A store that fails or stays silent is stood in for by
   * memory (see {@link GuardedRateLimitStore}); it rejects only for an answer that is none.
   *
   * `queue` serves callers in the order they came. One whose turn cannot come within `maxWaitMs` is refused at once;
   * one that is overtaken by `reject` callers is refused as soon as its turn comes too late. A slot that is free when
   * the timer fires is used even if the timer was late, since the caller has waited for it already. The time that a
   * store takes to answer comes on top of `maxWaitMs`.
   *
   * @param signal takes a waiting caller out of the line, with the answer false
   */
  admit(policy: RateLimitPolicy, signal?: CancelSignal): boolean | Promise<boolean> {
    if (policy.mode === 'off') return true;
    const store = this.#store(policy.store);
    if (policy.mode === 'queue') return this.#line(store, policy.key).join(policy, signal);
    const answer = take(store, policy);
    return isPromise(answer) ? answer.then(({ admitted }) => admitted) : answer.admitted;
  }

  /** Forgets what was admitted in memory, and refuses every waiting caller, so that no timer is left. */
  reset(): void {
    const lines = [...this.#lines.values()].flatMap((byKey) => [...byKey.values()]);
    this.#memory.clear();
    this.#stores = new WeakMap();
    this.#sharedStores = new WeakMap();
    this.#lines.clear();
    for (const line of lines) line.close();
  }

  #store(store: RateLimitPolicy['store']): RateLimitStore {
    if (store === undefined) return this.#memory;
    if (!isRedisStore(store)) {
      return getOrAdd(this.#stores, store, () => new GuardedRateLimitStore(store, this.#time, this.#log));
    }
    // By client and prefix, since a lambda may configure the same ones again with each invocation.
    const byPrefix = getOrAdd(this.#sharedStores, store.redis, () => new Map<string, RateLimitStore>());
    return getOrAdd(byPrefix, store.keyPrefix ?? DEFAULT_REDIS_PREFIX, () => {
      const { SharedRateLimitStore } =
        require('./shared-rate-limit-store') as typeof import('./shared-rate-limit-store');
      const shared = new SharedRateLimitStore(store, this.#time.now);
      return new GuardedRateLimitStore(shared, this.#time, this.#log);
    });
  }

  #line(store: RateLimitStore, key: string): WaitingLine {
    const byKey = getOrAdd(this.#lines, store, () => new Map<string, WaitingLine>());
    return getOrAdd(byKey, key, () => new WaitingLine(store, this.#time));
  }
}

interface Waiter {
  readonly policy: RateLimitPolicy;
  /** Last moment at which its turn may come. */
  readonly deadline: number;
  /** Known at once when nobody had to wait. */
  outcome?: boolean;
  settle(outcome: boolean): void;
  fail(error: unknown): void;
}

/** The callers that wait for the same budget. Only the first one asks the store, so none overtakes another. */
class WaitingLine {
  readonly #store: RateLimitStore;
  readonly #time: Time;
  #waiters: Waiter[] = [];
  #asking = false;
  /** Until then the store has no slot for the first in line. Set, with a timer, only while someone waits for it. */
  #fullUntil: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(store: RateLimitStore, time: Time) {
    this.#store = store;
    this.#time = time;
  }

  join(policy: RateLimitPolicy, signal?: CancelSignal): boolean | Promise<boolean> {
    const deadline = this.#time.now() + policy.maxWaitMs;
    const isFull = this.#isFull();
    if (isFull && !this.#isInTime(policy, this.#waiters.length, deadline)) return false;
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
    signal.addEventListener('abort', leave, { once: true });
    return promise.finally(() => signal.removeEventListener('abort', leave));
  }

  #leave(waiter: Waiter): void {
    // The store is asked for the first in line: its answer finds that one there.
    if (this.#asking && waiter === this.#waiters[0]) return;
    this.#waiters = this.#waiters.filter((other) => other !== waiter);
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

  /** True when the next in line may ask. */
  #hear({ admitted, retryAfterMs }: Admission): boolean {
    if (admitted) {
      this.#waiters.shift()?.settle(true);
      return true;
    }
    // A store that refuses without naming a delay must not be asked in a tight loop.
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

  /** Whether the turn of a caller with `ahead` others before it can come by `deadline`. */
  #isInTime({ key, limit, intervalMs }: RateLimitPolicy, ahead: number, deadline: number): boolean {
    const turn =
      this.#store instanceof MemoryRateLimitStore
        ? this.#time.now() + this.#store.waitMs(key, limit, intervalMs, ahead)
        : // Another store tells only when its next slot is free: the earliest turn that is possible.
          (this.#fullUntil ?? 0) + Math.floor(ahead / limit) * intervalMs;
    return turn <= deadline && turn !== Number.POSITIVE_INFINITY;
  }

  #startTimer(wakeAt: number): void {
    this.#stopTimer();
    // Rounded up, as timers cut fractions off; and still checked again, as they may fire early.
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

function take(store: RateLimitStore, policy: RateLimitPolicy): Admission | Promise<Admission> {
  try {
    return store.take(policy.key, policy.limit, policy.intervalMs);
  } catch (error) {
    return Promise.reject(error);
  }
}
