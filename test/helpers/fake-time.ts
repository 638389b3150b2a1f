import type { Time } from '../../src/internal/real-time';

/** A clock that reads the globals at each call, so that `vi.useFakeTimers()` controls the code that uses it. */
export const fakeTime: Time = {
  now: () => performance.now(),
  setTimeout: (run, delayMs) => setTimeout(run, delayMs),
  clearTimeout: (timer) => clearTimeout(timer),
  setImmediate: (run) => void setImmediate(run),
};
