import type { Admission, RateLimitStore } from '../../config/types';
import { getOrAdd } from '../../internal/get-or-add';

/** Counts admissions in the memory of this process, in one log for each key. */
export class MemoryRateLimitStore implements RateLimitStore {
  readonly #clock: () => number;
  readonly #logs = new Map<string, SlidingLog>();

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  take(key: string, limit: number, intervalMs: number): Admission {
    const now = this.#clock();
    const log = this.#log(key);
    const retryAfterMs = log.waitMs(limit, intervalMs, now, 0);
    const admitted = retryAfterMs === 0;
    if (admitted) log.add(now, limit);
    return { admitted, retryAfterMs };
  }

  /** Counts a request that another store has admitted. */
  note(key: string, limit: number): void {
    this.#log(key).add(this.#clock(), limit);
  }

  waitMs(key: string, limit: number, intervalMs: number, ahead: number): number {
    return this.#log(key).waitMs(limit, intervalMs, this.#clock(), ahead);
  }

  clear(): void {
    this.#logs.clear();
  }

  #log(key: string): SlidingLog {
    return getOrAdd(this.#logs, key, () => new SlidingLog());
  }
}

/**
 * The times of the last admissions, as many as the highest limit that was asked for. A lower limit does not
 * shorten the log: when the limit rises again, all admissions in the window must still count.
 */
class SlidingLog {
  /** A ring buffer. When it holds `#capacity` times, the oldest is at `#first` and is overwritten next. */
  #times: number[] = [];
  #first = 0;
  #capacity = 0;

  /** Milliseconds until a slot is free for a caller with `ahead` callers before it; 0 if a slot is free now. */
  waitMs(limit: number, intervalMs: number, now: number, ahead: number): number {
    if (limit < 1) return Number.POSITIVE_INFINITY;
    const admittedAt = this.#recent(limit - (ahead % limit));
    const wait = admittedAt === undefined ? 0 : Math.max(0, intervalMs - (now - admittedAt));
    return wait + Math.floor(ahead / limit) * intervalMs;
  }

  add(now: number, limit: number): void {
    if (limit > this.#capacity) this.#grow(limit);
    if (this.#times.length < this.#capacity) {
      this.#times.push(now);
    } else {
      this.#times[this.#first] = now;
      this.#first = (this.#first + 1) % this.#capacity;
    }
  }

  #grow(capacity: number): void {
    this.#times = [...this.#times.slice(this.#first), ...this.#times.slice(0, this.#first)];
    this.#first = 0;
    this.#capacity = capacity;
  }

  /** The moment of the `nth` most recent admission, counted from 1. */
  #recent(nth: number): number | undefined {
    const count = this.#times.length;
    return nth > count ? undefined : this.#times[(this.#first + count - nth) % count];
  }
}
