import { getOrAdd } from '../../internal/get-or-add';
import { isRecord } from '../../internal/is-record';
import { createAbortController } from '../../internal/node/abort';
import { readable } from '../../internal/redact/readable';
import { aborted } from './failures';

/** The signal that ends a running call: any AbortSignal, or a {@link Cancellation}. */
export interface CancelSignal {
  readonly aborted: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: as in AbortSignal
  readonly reason: any;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { once: true }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * An AbortController and its signal in one object. Node's own pair, with an EventTarget and an event, costs
 * each call 20 µs, and nearly no call is aborted.
 */
export class Cancellation implements CancelSignal {
  readonly #listeners = new Set<() => void>();
  #aborted = false;
  #reason: unknown;

  get aborted(): boolean {
    return this.#aborted;
  }

  get reason(): unknown {
    return this.#reason;
  }

  /** Calls every listener once. */
  abort(reason: unknown): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    for (const listener of this.#listeners) listener();
  }

  throwIfAborted(): void {
    if (this.#aborted) throw this.#reason;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    // As with an AbortSignal, a listener that is added after the abort is never called.
    if (!this.#aborted) this.#listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }
}

/** The members that the AbortSignals of all realms have, and those of packages for old versions of Node. */
type AnyAbortSignal = Pick<AbortSignal, 'aborted' | 'addEventListener'> & { reason?: unknown };

const followers = new WeakMap<AnyAbortSignal, Cancellation>();

/**
 * Makes a signal of the caller into one to which any number of calls may listen. Node warns about a leak when more than ten listeners wait
 * for one AbortSignal.
 */
export function follower(signal: AnyAbortSignal): CancelSignal {
  return getOrAdd(followers, signal, () => {
    const cancellation = new Cancellation();
    const abort = (): void => cancellation.abort(reasonFor(signal));
    try {
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    } catch (error) {
      cancellation.abort(error);
    }
    return cancellation;
  });
}

/** The reason of a signal of the caller. What its getters throw is a reason, too. */
function reasonFor(signal: AnyAbortSignal): unknown {
  try {
    // Signals of packages have no reason.
    return 'reason' in signal ? signal.reason : aborted();
  } catch (error) {
    return error;
  }
}

export function isAbortSignal(value: unknown): value is AnyAbortSignal {
  return (
    readable(() => isRecord(value) && 'aborted' in value && typeof value.addEventListener === 'function') ===
    true
  );
}

/** The signal as an AbortSignal, for functions that accept nothing else. */
export function toAbortSignal(signal: CancelSignal): AbortSignal {
  if (!(signal instanceof Cancellation)) return signal as AbortSignal;
  const controller = createAbortController();
  if (signal.aborted) controller.abort(signal.reason);
  else signal.addEventListener('abort', () => controller.abort(signal.reason));
  return controller.signal;
}
