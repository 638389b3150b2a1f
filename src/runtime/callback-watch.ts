import { realTime } from '../internal/real-time';

// When to look whether anybody can still call the callback. Each look costs a garbage collection, so there are few.
const LOOKS_MS = [50, 200, 500, 1000, 3000, 8000];

let collectGarbage: (() => void) | undefined;

/**
 * Finds out that a callback can no longer be called, because nothing in the process holds it any more: no timer, no
 * socket, no promise that could still settle. That spares a test the wait for the time limit. Nobody who works with
 * this may hold the callback either.
 */
export class CallbackWatch {
  #callback: WeakRef<object> | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param callback whom to watch; returned for the caller to hand on at once */
  over<Callback extends object>(callback: Callback): Callback {
    this.#callback = new WeakRef(callback);
    return callback;
  }

  /**
   * Looks from time to time.
   *
   * @param isBusy whether something is open that is likely to call, which makes a look pointless
   * @param onGone is called once when the callback is gone
   */
  start(isBusy: () => boolean, onGone: () => void): void {
    this.#look(0, isBusy, onGone);
  }

  stop(): void {
    realTime.clearTimeout(this.#timer);
  }

  #look(index: number, isBusy: () => boolean, onGone: () => void): void {
    const delayMs = LOOKS_MS[index];
    if (delayMs === undefined) return;
    this.#timer = realTime.setTimeout(() => {
      if (isBusy()) this.#look(index, isBusy, onGone);
      else if (this.#isReachable()) this.#look(index + 1, isBusy, onGone);
      else onGone();
    }, delayMs);
  }

  /** Also true when this Node gives no access to its garbage collector. */
  #isReachable(): boolean {
    collectGarbage ??= findGarbageCollector();
    collectGarbage();
    return this.#callback?.deref() !== undefined;
  }
}

/** As Jest's leak detector gets at it: a context that is made while the flag is set has a `gc`. */
function findGarbageCollector(): () => void {
  const { setFlagsFromString } = require('node:v8') as typeof import('node:v8');
  const { runInNewContext } = require('node:vm') as typeof import('node:vm');
  const wasExposed = 'gc' in globalThis;
  try {
    setFlagsFromString('--expose-gc');
    return runInNewContext('gc') as () => void;
  } catch {
    return () => undefined;
  } finally {
    if (!wasExposed) setFlagsFromString('--no-expose-gc');
  }
}
