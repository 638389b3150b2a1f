import * as timers from 'node:timers';

// Taken when the kit is loaded, so that a test which installs fake timers stops its lambda's clock and not the kit's.
// From `node:timers`, because Jest can be set to fake those of the sandbox before anything is loaded.

/** `setTimeout` of Node, in milliseconds. */
export const setRealTimeout: (run: () => void, delayMs: number) => NodeJS.Timeout = timers.setTimeout;

/** `clearTimeout` of Node. */
export const clearRealTimeout: (timer: NodeJS.Timeout | undefined) => void = timers.clearTimeout;

const setRealImmediate: (run: () => void) => void = timers.setImmediate;

/** Milliseconds on a clock that never goes back. */
export const realNow: () => number = performance.now.bind(performance);

/** Lets the event loop turn once: microtasks, ticks and what the system has to report come first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setRealImmediate(resolve));
}
