import { untilAborted } from './abortable';

interface Pending<Value> {
  readonly promise: Promise<Value>;
  readonly abort: AbortController;
  /** Callers that have not given up. */
  waiting: number;
}

/** Joins callers: while a fetch of a key is under way, others of the same key share it. A failure is forgotten. */
export class OncePerKey<Value> {
  readonly #pending = new Map<string, Pending<Value>>();

  /**
   * The fetch under way for `key`, or a new one.
   * @param fetch its signal is aborted when all who waited for it have given up
   * @param signal ends the wait of this caller, with its reason
   */
  run(key: string, fetch: (signal: AbortSignal) => Promise<Value>, signal?: AbortSignal): Promise<Value> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    const pending = this.#pending.get(key) ?? this.#start(key, fetch);
    pending.waiting += 1;
    if (!signal) return pending.promise;
    const leave = (): void => {
      pending.waiting -= 1;
      if (pending.waiting > 0) return;
      this.#forget(key, pending);
      pending.abort.abort(signal.reason);
    };
    signal.addEventListener('abort', leave, { once: true });
    return untilAborted(pending.promise, signal).finally(() => signal.removeEventListener('abort', leave));
  }

  /** Lets later callers start anew; those who wait still get their answer. */
  clear(): void {
    this.#pending.clear();
  }

  #start(key: string, fetch: (signal: AbortSignal) => Promise<Value>): Pending<Value> {
    const abort = new AbortController();
    const promise = fetch(abort.signal).finally(() => this.#forget(key, pending));
    const pending: Pending<Value> = { promise, abort, waiting: 0 };
    this.#pending.set(key, pending);
    return pending;
  }

  #forget(key: string, pending: Pending<Value>): void {
    if (this.#pending.get(key) === pending) this.#pending.delete(key);
  }
}
