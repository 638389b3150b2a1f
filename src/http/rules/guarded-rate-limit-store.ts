import type { Admission } from '../../config/types';
import { ErrorCodes, ToolbeltError } from '../../errors';
import { isPromise } from '../../internal/async/is-promise';
import { isRecord } from '../../internal/is-record';
import { passableError } from '../../internal/node/passable-error';
import type { Time } from '../../internal/real-time';
import { MemoryRateLimitStore, type PlaceStore } from './memory-rate-limit-store';
import type { Place } from './sliding-log';

/** Milliseconds that a store may take to answer. This is enough for the first connection, with its TLS handshake. */
const ANSWER_MS = 500;
/** Milliseconds for which a store is not asked after it has failed. */
const PAUSE_MS = 5_000;

/** Receives messages about the state of a store. */
export interface StoreLog {
  /** The store does not answer, or it fails. */
  warn(message: string): void;
  /** The store answers again. */
  info(message: string): void;
}

/**
 * Wraps a store that may fail. While the store is down, admissions are counted in the memory of this process. No caller waits longer than
 * {@link ANSWER_MS} for the store. After a failure, one caller in every {@link PAUSE_MS} tries the store again.
 *
 * An outage must not let a process exceed the limit. So the admissions of the store are recorded in memory too. After an outage, memory has
 * to agree to each admission, until all admissions that the store has not counted have left the window.
 */
export class GuardedRateLimitStore implements PlaceStore {
  readonly #store: PlaceStore;
  readonly #memory: MemoryRateLimitStore;
  readonly #time: Time;
  readonly #log: StoreLog | undefined;
  /** When the store may be asked again. Set only while the store is down. */
  #retryAt: number | undefined;
  #isTrying = false;
  #recoveredAt = Number.NEGATIVE_INFINITY;

  constructor(store: PlaceStore, time: Time, log: StoreLog | undefined) {
    this.#store = store;
    this.#memory = new MemoryRateLimitStore(time.now);
    this.#time = time;
    this.#log = log;
  }

  take(key: string, limit: number, intervalMs: number, place?: Place): Admission | Promise<Admission> {
    const now = this.#time.now();
    if (this.#retryAt !== undefined && (this.#isTrying || now < this.#retryAt)) {
      return this.#memory.take(key, limit, intervalMs, place);
    }
    if (this.#isUncounted(intervalMs)) {
      const retryAfterMs = this.#memory.waitMs(key, limit, intervalMs, 0);
      if (retryAfterMs > 0) return { admitted: false, retryAfterMs };
    }
    return this.#ask(key, limit, intervalMs, place);
  }

  /** Whether memory may have admissions that the store has not counted. */
  #isUncounted(intervalMs: number): boolean {
    return this.#retryAt !== undefined || this.#time.now() - this.#recoveredAt < intervalMs;
  }

  #ask(
    key: string,
    limit: number,
    intervalMs: number,
    place: Place | undefined,
  ): Admission | Promise<Admission> {
    const isTrial = this.#retryAt !== undefined;
    const accept = (answer: Admission): Admission => {
      if (isTrial) this.#recover();
      const admission = checked(answer);
      if (!admission.admitted) return admission;
      if (this.#isUncounted(intervalMs)) return this.#memory.take(key, limit, intervalMs, place);
      this.#memory.note(key, limit, intervalMs, place);
      return admission;
    };
    const standIn = (error: unknown): Admission => {
      this.#fail(error, limit, intervalMs);
      return this.#memory.take(key, limit, intervalMs, place);
    };
    let answer: Admission | Promise<Admission>;
    try {
      answer = this.#store.take(key, limit, intervalMs, place);
    } catch (error) {
      return standIn(error);
    }
    if (!isPromise(answer)) return accept(answer);
    this.#isTrying = isTrial;
    return this.#bounded(answer).then(accept, standIn);
  }

  /** Rejects when the answer takes too long. */
  #bounded(answer: Promise<Admission>): Promise<Admission> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => reject(new Error(`no answer within ${ANSWER_MS} ms`));
      // An answer may have arrived while the process did not run (a long computation, a frozen instance).
      // `setImmediate` lets this answer be read first.
      const timer = this.#time.setTimeout(() => this.#time.setImmediate(giveUp), ANSWER_MS);
      Promise.resolve(answer)
        .then(resolve, reject)
        .finally(() => this.#time.clearTimeout(timer));
    });
  }

  #fail(error: unknown, limit: number, intervalMs: number): void {
    const isKnown = this.#retryAt !== undefined;
    this.#isTrying = false;
    this.#retryAt = this.#time.now() + PAUSE_MS;
    if (isKnown) return;
    const reason = passableError(error).message;
    this.#log?.warn(
      `rateLimit.store does not answer (${reason}). Until it does, each process counts for itself, ` +
        `${limit} requests in any ${intervalMs} ms; it is asked again every ${PAUSE_MS / 1_000} seconds.`,
    );
  }

  #recover(): void {
    this.#isTrying = false;
    this.#retryAt = undefined;
    this.#recoveredAt = this.#time.now();
    this.#log?.info('rateLimit.store answers again: requests are counted there.');
  }
}

/** Users can write stores. A wrong answer of a store must reach the caller as an error. It must not break the queue. */
function checked(answer: Admission): Admission {
  if (isRecord(answer) && typeof answer.admitted === 'boolean') return answer;
  throw new ToolbeltError(
    ErrorCodes.Toolbelt.INVALID_CONFIGURATION,
    '[lp-faas-toolbelt] rateLimit.store: take() must return { admitted: boolean, retryAfterMs: number }',
  );
}
