/** Returns milliseconds of a clock that never goes back. */
export type Clock = () => number;

/** The greatest number of values in a cache. Keys come from calls, so their number has no other limit. */
const MAX_ENTRIES = 1_000;

/**
 * Values that expire after a time. When there are too many, the oldest is dropped. An expired value can still be read, for use when it
 * cannot be refreshed.
 */
export class ExpiringCache<Value> {
  readonly #clock: Clock;
  readonly #entries = new Map<string, { value: Value; expiresAt: number }>();

  constructor(clock: Clock = () => performance.now()) {
    this.#clock = clock;
  }

  /** The value, or undefined when it has expired or is missing. */
  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.expiresAt > this.#clock() ? entry.value : undefined;
  }

  /** The value, whether or not it has expired. */
  getStale(key: string): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  /** @param ttlMs milliseconds after which the value expires */
  set(key: string, value: Value, ttlMs: number): void {
    this.#entries.delete(key);
    const oldest = this.#entries.keys().next();
    if (this.#entries.size >= MAX_ENTRIES && !oldest.done) this.#entries.delete(oldest.value);
    this.#entries.set(key, { value, expiresAt: this.#clock() + ttlMs });
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }
}
