import { clearTimeout, setImmediate, setTimeout } from 'node:timers';
import { scheduler } from 'node:timers/promises';

/** A clock and timers. */
export interface Time {
  /** Milliseconds on a clock that never goes back. */
  now(): number;
  setTimeout(run: () => void, delayMs: number): NodeJS.Timeout;
  clearTimeout(timer: NodeJS.Timeout | undefined): void;
  setImmediate(run: () => void): void;
}

const uptime = process.uptime.bind(process);

/**
 * The real clock and timers, even if a test replaces the global ones with fakes. They are read when this file is loaded. The timers are
 * read from Node's module, because Jest can replace the globals before any file is loaded.
 */
export const realTime: Time = {
  // Tools for tests replace `performance` and `hrtime`, and leave this clock alone.
  now: () => uptime() * 1_000,
  setTimeout,
  clearTimeout,
  setImmediate,
};

/**
 * Waits for one turn of the event loop. Microtasks, ticks and pending events of the system are handled meanwhile. No tool
 * for tests replaces this function of Node, so it also works if the fakes were there before this file was loaded.
 */
export function nextTurn(): Promise<void> {
  return scheduler.yield();
}
