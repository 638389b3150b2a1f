import { setMaxListeners } from 'node:events';
import { timedOut } from '../http/wire/failures';
import { createAbortController } from '../internal/node/abort';

/** The time limit of a method call. When the time is over, or when the call fails, all work of the call is aborted. */
export class Deadline {
  readonly #abort = createAbortController();
  readonly #endsAt: number;
  readonly #timer: NodeJS.Timeout;
  readonly #outer: AbortSignal;
  readonly #giveUp = (): void => this.end(this.#outer.reason);

  /**
   * @param timeoutMs milliseconds from now
   * @param outer a signal whose abort ends the call too
   */
  constructor(timeoutMs: number, outer: AbortSignal) {
    this.#outer = outer;
    outer.addEventListener('abort', this.#giveUp, { once: true });
    // Each running request adds a listener. Node would warn of a leak when there are more than ten.
    setMaxListeners(0, this.#abort.signal);
    this.#endsAt = performance.now() + timeoutMs;
    this.#timer = setTimeout(() => this.end(timedOut(true)), timeoutMs);
  }

  /** Aborted when the time is over or the call has failed. Its reason is the error. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Whether the call was ended from outside, and not because its time was over. */
  get isGivenUp(): boolean {
    return this.#outer.aborted;
  }

  /** Milliseconds that are left. */
  get leftMs(): number {
    return this.#endsAt - performance.now();
  }

  /**
   * Stops the clock.
   *
   * @param reason why the call failed, if it did. All running work is aborted with it.
   */
  end(reason?: unknown): void {
    clearTimeout(this.#timer);
    this.#outer.removeEventListener('abort', this.#giveUp);
    if (reason !== undefined) this.#abort.abort(reason);
  }
}
