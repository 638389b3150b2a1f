/** Joins callers: while a fetch of a key is under way, others of the same key share it. A failure is forgotten. */
export class OncePerKey<Value> {
  readonly #pending = new Map<string, Promise<Value>>();

  /** The fetch under way for `key`, or a new one. */
  run(key: string, fetch: () => Promise<Value>): Promise<Value> {
    const pending = this.#pending.get(key);
    if (pending) return pending;
    const started = fetch().finally(() => {
      if (this.#pending.get(key) === started) this.#pending.delete(key);
    });
    this.#pending.set(key, started);
    return started;
  }

  /** Lets later callers start anew; those who wait still get their answer. */
  clear(): void {
    this.#pending.clear();
  }
}
