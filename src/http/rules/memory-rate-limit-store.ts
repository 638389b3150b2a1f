import type { Admission, RateLimitStore } from '../../config/types';
import { getOrAdd } from '../../internal/get-or-add';
import { type Place, SlidingLog } from './sliding-log';

/** A store that follows a request until it has arrived. */
export interface PlaceStore extends RateLimitStore {
  /** @param place the place that the request takes; without it the request counts as arrived when it is admitted */
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

  #log(key: string): SlidingLog {
    return getOrAdd(this.#logs, key, () => new SlidingLog(this.#clock));
  }
}
