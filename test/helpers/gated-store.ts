import type { Admission, RateLimitStore } from '../../src/config/types';

/** A store of the rate limiter that admits as many requests as the test allows. */
export interface GatedStore extends RateLimitStore {
  /** How many requests it has refused. */
  refusals: number;
  /** Allows this many more requests. */
  open(count: number): void;
}

/**
 * Makes a store for tests on fake time. The limiter waits in real time whatever the test fakes, so the test itself has
 * to decide which requests wait. A refused request asks again after 1 ms.
 *
 * @param count how many requests are admitted at first
 */
export function gatedStore(count: number): GatedStore {
  let free = count;
  return {
    refusals: 0,
    open(more) {
      free += more;
    },
    take(): Admission {
      if (free === 0) {
        this.refusals += 1;
        return { admitted: false, retryAfterMs: 1 };
      }
      free -= 1;
      return { admitted: true, retryAfterMs: 0 };
    },
  };
}
