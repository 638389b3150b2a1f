import { createAbortController } from '../node/abort';
import { untilAborted } from './abortable';

/** A fetch that is running. */
interface Pending<Value> {
  readonly promise: Promise<Value>;
  readonly abort: AbortController;
  /** How many callers wait for it. */
  waiting: number;
}

/**
 * Lets callers share a fetch: while a fetch of a key is running, no other fetch of that key is started. Results are
 * not kept.
 */
export class OncePerKey<Value> {
  readonly #pending = new Map<string, Pending<Value>>();

  /**
   * Waits for the running fetch of a key, or starts one.
   *
   * @param fetch starts a fetch; its signal is aborted when every caller has stopped waiting
   * @param signal ends the wait of this caller, which then rejects with the signal's reason
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

  /** Makes later callers start a new fetch. Callers that wait already still get the result of their fetch. */
  clear(): void {
    this.#pending.clear();
  }

  #start(key: string, fetch: (signal: AbortSignal) => Promise<Value>): Pending<Value> {
    const abort = createAbortController();
    const promise = fetch(abort.signal).finally(() => this.#forget(key, pending));
    const pending: Pending<Value> = { promise, abort, waiting: 0 };
    this.#pending.set(key, pending);
    return pending;
  }

  #forget(key: string, pending: Pending<Value>): void {
    if (this.#pending.get(key) === pending) this.#pending.delete(key);
  }
}
