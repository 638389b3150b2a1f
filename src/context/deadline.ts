import { setMaxListeners } from 'node:events';
import { timedOut } from '../http/wire/failures';

/** The time that a method call has in all. Ends whatever belongs to the call when it is over, or when the call failed. */
export class Deadline {
  readonly #abort = new AbortController();
  readonly #endsAt: number;
  readonly #timer: NodeJS.Timeout;

  /** @param timeoutMs milliseconds from now */
  constructor(timeoutMs: number) {
    // Each request under way listens: many are no leak.
    setMaxListeners(0, this.#abort.signal);
    this.#endsAt = performance.now() + timeoutMs;
    this.#timer = setTimeout(() => this.end(timedOut(true)), timeoutMs);
  }

  /** Aborted when it ends before the call has; the reason says why. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Milliseconds that are left. */
  get leftMs(): number {
    return this.#endsAt - performance.now();
  }

  /** Ends it. @param reason why the call failed, if it did: what is still under way is ended with it */
  end(reason?: unknown): void {
    clearTimeout(this.#timer);
    if (reason !== undefined) this.#abort.abort(reason);
  }
}
