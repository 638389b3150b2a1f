import { performance } from 'node:perf_hooks';
import * as timers from 'node:timers';

/** A clock and its timers. */
export interface Time {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  setTimeout(run: () => void, delayMs: number): NodeJS.Timeout;
  clearTimeout(timer: NodeJS.Timeout | undefined): void;
  setImmediate(run: () => void): void;
}

/**
 * Node's own, whatever a test does to the globals: taken when this file is loaded, and from Node's modules, because
 * Jest can be set to fake those of the sandbox before anything is loaded.
 */
export const realTime: Time = {
  now: performance.now.bind(performance),
  setTimeout: timers.setTimeout,
  clearTimeout: timers.clearTimeout,
  setImmediate: timers.setImmediate,
};

/** Lets the event loop turn once: microtasks, ticks and what the system has to report come first. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => realTime.setImmediate(resolve));
}
