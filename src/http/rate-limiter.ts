import type { Admission, RateLimitStore } from '../config/types';
import { ErrorCodes, ToolbeltError } from '../errors';
import { getOrAdd } from '../internal/get-or-add';
import { isRecord } from '../internal/is-record';
import type { CancelSignal } from './cancellation';
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
  store?: RateLimitStore | undefined;
  /** The budget that the request counts against. */
  key: string;
}

/**
 * Admits at most `limit` requests in any half-open window of `intervalMs`: a sliding log, not a fixed window, which
 * would let twice the limit through at its edge (decisions, Rate limit; user-needs 8.1). The clock decides at the
 * moment of sending, never a timer that fired. A timer exists only while a caller waits, and keeps the process alive.
 */
export class RateLimiter {
  readonly #clock: () => number;
  readonly #memory: MemoryRateLimitStore;
  readonly #lines = new Map<RateLimitStore, Map<string, WaitingLine>>();

  /** @param clock Milliseconds on a clock that never goes back. */
  constructor(clock: () => number = () => performance.now()) {
    this.#clock = clock;
    this.#memory = new MemoryRateLimitStore(clock);
  }

  /**
   * True: the request may be sent now, and has been counted. False: it is over the limit. Answers synchronously
   * unless the caller has to wait or the store answers later; it rejects with the error of a store that throws.
   *
   * `queue` serves callers in the order they came. One whose turn cannot come within `maxWaitMs` is refused at once;
   * one that is overtaken by `reject` callers is refused as soon as its turn comes too late. A slot that is free when
   * the timer fires is used even if the timer was late, since the caller has waited for it already. The time that a
   * store takes to answer is not bounded here.
   *
   * @param signal takes a waiting caller out of the line, with the answer false
   */
  admit(policy: RateLimitPolicy, signal?: CancelSignal): boolean | Promise<boolean> {
    if (policy.mode === 'off') return true;
    const store = policy.store ?? this.#memory;
    if (policy.mode === 'queue') return this.#line(store, policy.key).join(policy, signal);
    const answer = take(store, policy);
    return isPromise(answer) ? answer.then(({ admitted }) => admitted) : answer.admitted;
  }

  /** Forgets what was admitted in memory, and refuses every waiting caller, so that no timer is left. */
  reset(): void {
    const lines = [...this.#lines.values()].flatMap((byKey) => [...byKey.values()]);
    this.#memory.clear();
    this.#lines.clear();
    for (const line of lines) line.close();
  }

  #line(store: RateLimitStore, key: string): WaitingLine {
    const byKey = getOrAdd(this.#lines, store, () => new Map<string, WaitingLine>());
    return getOrAdd(byKey, key, () => new WaitingLine(store, this.#clock));
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
  readonly #clock: () => number;
  #waiters: Waiter[] = [];
  #asking = false;
  /** Until then the store has no slot for the first in line. Set, with a timer, only while someone waits for it. */
  #fullUntil: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(store: RateLimitStore, clock: () => number) {
    this.#store = store;
    this.#clock = clock;
  }

  join(policy: RateLimitPolicy, signal?: CancelSignal): boolean | Promise<boolean> {
    const deadline = this.#clock() + policy.maxWaitMs;
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
    return this.#fullUntil !== undefined && this.#clock() < this.#fullUntil;
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
    const fullUntil = this.#clock() + (retryAfterMs > 0 ? retryAfterMs : 1);
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
        ? this.#clock() + this.#store.waitMs(key, limit, intervalMs, ahead)
        : // Another store tells only when its next slot is free: the earliest turn that is possible.
          (this.#fullUntil ?? 0) + Math.floor(ahead / limit) * intervalMs;
    return turn <= deadline && turn !== Number.POSITIVE_INFINITY;
  }

  #startTimer(wakeAt: number): void {
    this.#stopTimer();
    // Rounded up, as timers cut fractions off; and still checked again, as they may fire early.
    const delay = Math.min(Math.max(Math.ceil(wakeAt - this.#clock()), 1), MAX_TIMER_MS);
    this.#timer = setTimeout(() => (this.#isFull() ? this.#startTimer(wakeAt) : this.#serve()), delay);
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

function take(store: RateLimitStore, policy: RateLimitPolicy): Admission | Promise<Admission> {
  try {
    const answer = store.take(policy.key, policy.limit, policy.intervalMs);
    return isPromise(answer) ? Promise.resolve(answer).then(checked) : checked(answer);
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Stores are written by others: a wrong answer must reach the caller and not break the line. */
function checked(answer: Admission): Admission {
  if (isRecord(answer) && typeof answer.admitted === 'boolean') return answer;
  throw new ToolbeltError(
    ErrorCodes.Toolbelt.INVALID_CONFIGURATION,
    '[lp-faas-toolbelt] rateLimit.store: take() must return { admitted: boolean, retryAfterMs: number }',
  );
}

function isPromise(answer: unknown): answer is Promise<Admission> {
  return isRecord(answer) && typeof answer.then === 'function';
}
