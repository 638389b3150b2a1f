import { realTime } from '../internal/real-time';

// Milliseconds between the checks. Each check needs a garbage collection, so there are only a few.
const LOOKS_MS = [50, 200, 500, 1000, 3000, 8000];

let collectGarbage: (() => void) | undefined;

/**
 * Finds out that a callback can no longer be called, because nothing in the process holds it any more: no timer, no socket, and no promise
 * that could still settle. A test then need not wait for the time limit. The code that uses this class must not hold the callback itself.
 * Otherwise the callback would always count as held.
 */
export class CallbackWatch {
  #callback: WeakRef<object> | undefined;
  #timer: NodeJS.Timeout | undefined;

  /**
   * Names the callback to watch.
   * @returns the same callback. The caller can pass it on without a variable that would hold it.
   */
  over<Callback extends object>(callback: Callback): Callback {
    this.#callback = new WeakRef(callback);
    return callback;
  }

  /**
   * Checks from time to time whether the callback can still be called.
   *
   * @param isBusy whether a timer or a socket is open. It will most likely call back, so a check would find nothing.
   * @param onGone called once, when the callback can no longer be called
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

  /** Also true when this Node gives no access to its garbage collector. The time limit then ends the run. */
  #isReachable(): boolean {
    collectGarbage ??= findGarbageCollector();
    collectGarbage();
    return this.#callback?.deref() !== undefined;
  }
}

/** A context that is created while the flag is set has the function `gc`. Jest's leak detector gets it in the same way. */
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
