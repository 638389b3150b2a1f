import type { Time } from '../../src/internal/real-time';

/** The globals as they are at each call, so that `vi.useFakeTimers()` drives what is given this. */
export const fakeTime: Time = {
  now: () => performance.now(),
  setTimeout: (run, delayMs) => setTimeout(run, delayMs),
  clearTimeout: (timer) => clearTimeout(timer),
  setImmediate: (run) => void setImmediate(run),
};
