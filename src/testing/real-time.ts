import { realTime } from '../internal/real-time';

// A test which installs fake timers stops its lambda's clock and not the kit's.

/** `setTimeout` of Node, in milliseconds. */
export const setRealTimeout: (run: () => void, delayMs: number) => NodeJS.Timeout = realTime.setTimeout;

/** `clearTimeout` of Node. */
export const clearRealTimeout: (timer: NodeJS.Timeout | undefined) => void = realTime.clearTimeout;

/** Milliseconds on a clock that never goes back. */
export const realNow: () => number = realTime.now;

/** Lets the event loop turn once: microtasks, ticks and what the system has to report come first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => realTime.setImmediate(resolve));
}
