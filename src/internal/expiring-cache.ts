/** Milliseconds on a clock that never goes back. */
export type Clock = () => number;

/** Values that stay for a time. What has expired can still be asked for, to bridge a failed refresh. */
export class ExpiringCache<Value> {
  readonly #clock: Clock;
  readonly #entries = new Map<string, { value: Value; expiresAt: number }>();

  constructor(clock: Clock = () => performance.now()) {
    this.#clock = clock;
  }

  /** The value, unless it has expired. */
  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.expiresAt > this.#clock() ? entry.value : undefined;
  }

  /** The value, expired or not. */
  getStale(key: string): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  /** @param ttlMs how long the value is fresh, in milliseconds */
  set(key: string, value: Value, ttlMs: number): void {
    this.#entries.set(key, { value, expiresAt: this.#clock() + ttlMs });
  }

  delete(key: string): void {
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }
}
