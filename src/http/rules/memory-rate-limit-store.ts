import type { Admission, RateLimitStore } from '../../config/types';
import { type Place, SlidingLog } from './sliding-log';

/** The greatest number of budgets that are counted. The test kit gives each invocation its own budget. */
export const MAX_KEYS = 1_000;

/** A store that follows a request until it has arrived. */
export interface PlaceStore extends RateLimitStore {
  /** @param place the place that the request takes. Without it, the request counts as arrived when it is admitted. */
  take(key: string, limit: number, intervalMs: number, place?: Place): Admission | Promise<Admission>;
}

/** Counts requests in the memory of this process, in one log for each key. */
export class MemoryRateLimitStore implements PlaceStore {
  readonly #clock: () => number;
  readonly #logs: Map<string, SlidingLog>;

  /** @param logs where the logs are kept, by key */
  constructor(clock: () => number, logs = new Map<string, SlidingLog>()) {
    this.#clock = clock;
    this.#logs = logs;
  }

  take(key: string, limit: number, intervalMs: number, place?: Place): Admission {
    const log = this.#log(key);
    const retryAfterMs = log.waitMs(limit, intervalMs, 0, 0);
    const admitted = retryAfterMs === 0;
    if (admitted) log.add(limit, intervalMs, place);
    return { admitted, retryAfterMs };
  }

  /** Counts a request that another store has admitted. */
  note(key: string, limit: number, intervalMs: number, place?: Place): void {
    this.#log(key).add(limit, intervalMs, place);
  }

  /** See {@link SlidingLog.waitMs}. */
  waitMs(key: string, limit: number, intervalMs: number, ahead: number, lagMs = 0): number {
    return this.#log(key).waitMs(limit, intervalMs, ahead, lagMs);
  }

  clear(): void {
    this.#logs.clear();
  }

  /** The log of a key. It is moved to the end, so that the first log is always the one that was not used for longest. */
  #log(key: string): SlidingLog {
    const log = this.#logs.get(key) ?? new SlidingLog(this.#clock);
    this.#logs.delete(key);
    const oldest = this.#logs.keys().next();
    if (this.#logs.size >= MAX_KEYS && !oldest.done) this.#logs.delete(oldest.value);
    this.#logs.set(key, log);
    return log;
  }
}
