import type { Admission, RateLimitStore } from '../../src/config/types';

/** A store that admits nobody but as many as the test has let in. */
export interface GatedStore extends RateLimitStore {
  /** How often it has refused. */
  refusals: number;
  /** Lets the next ones in. */
  open(count: number): void;
}

/**
 * For tests on fake time: the limiter keeps real time, whatever is faked, so the test decides who waits and who goes.
 * A refused caller asks again after 1 ms.
 *
 * @param count how many are let in at first
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
