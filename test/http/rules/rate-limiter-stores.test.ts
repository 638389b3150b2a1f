import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Admission, RateLimitStore } from '../../../src/config/types';
import { RateLimiter, type RateLimitPolicy } from '../../../src/http/rules/rate-limiter';
import { fakeTime } from '../../helpers/fake-time';
import { ODD_REASONS } from '../../helpers/odd-reasons';

const ANSWER_MS = 500;
/** The fake clock counts the turn in which a late answer may still be read as a millisecond. */
const GIVEN_UP_MS = ANSWER_MS + 1;
const PAUSE_MS = 5_000;
const ADMITTED: Admission = { admitted: true, retryAfterMs: 0 };

let lines: string[];
let limiter: RateLimiter;

beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  const note = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
  limiter = new RateLimiter({ time: fakeTime, log: { warn: note('warn'), info: note('info') } });
});

afterEach(() => {
  vi.useRealTimers();
});

/** One whose answers a test decides. */
class Store implements RateLimitStore {
  asked = 0;
  answer: () => Admission | Promise<Admission> = () => Promise.resolve(ADMITTED);

  take(): Admission | Promise<Admission> {
    this.asked += 1;
    return this.answer();
  }
}

function policyOf(store: RateLimitStore, more: Partial<RateLimitPolicy> = {}): RateLimitPolicy {
  return { limit: 2, intervalMs: 1_000, mode: 'reject', maxWaitMs: 60_000, key: 'function', store, ...more };
}

const never = () => new Promise<Admission>(() => {});
const failures = [
  { name: 'throws', fail: () => raise(new Error('broken')), reason: 'broken' },
  { name: 'rejects', fail: () => Promise.reject(new Error('broken')), reason: 'broken' },
  { name: 'rejects with what is no Error', fail: () => Promise.reject('broken'), reason: 'broken' },
  { name: 'never answers', fail: never, reason: `no answer within ${ANSWER_MS} ms` },
];

it.each(Object.entries(ODD_REASONS))('a store that fails with %s is stood in for', async (_name, make) => {
  const store = new Store();
  store.answer = () => Promise.reject(make());
  expect(await limiter.admit(policyOf(store))).toBe(true);
  expect(lines).toEqual([expect.stringContaining('rateLimit.store does not answer')]);
});

describe.each(failures)('a store that $name', ({ name, fail, reason }) => {
  const delayMs = name === 'never answers' ? GIVEN_UP_MS : 0;

  it('is stood in for by the memory of the process, with one warning', async () => {
    const store = new Store();
    store.answer = fail;
    const asked = [1, 2, 3].map(() => Promise.resolve(limiter.admit(policyOf(store))));
    await vi.advanceTimersByTimeAsync(delayMs);
    expect(await Promise.all(asked)).toEqual([true, true, false]);
    expect(lines).toEqual([
      `warn: rateLimit.store does not answer (${reason}). Until it does, each process counts for itself, ` +
        '2 requests in any 1000 ms; it is asked again every 5 seconds.',
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('serves waiting callers in order by the limit of the process', async () => {
    const store = new Store();
    store.answer = fail;
    const start = performance.now();
    const turns: [id: number, atMs: number][] = [];
    for (let id = 0; id < 6; id++) {
      void Promise.resolve(limiter.admit(policyOf(store, { mode: 'queue' }))).then(() =>
        turns.push([id, performance.now() - start - delayMs]),
      );
    }
    await vi.runAllTimersAsync();
    expect(turns).toEqual([
      [0, 0],
      [1, 0],
      [2, 1_000],
      [3, 1_000],
      [4, 2_000],
      [5, 2_000],
    ]);
    expect(store.asked).toBe(1);
  });

  it('is left alone for 5 seconds, then tried by one caller; the others do not wait for it', async () => {
    const store = new Store();
    store.answer = fail;
    const first = limiter.admit(policyOf(store));
    await vi.advanceTimersByTimeAsync(delayMs);
    await first;
    expect(store.asked).toBe(1);
    await vi.advanceTimersByTimeAsync(PAUSE_MS - 1);
    expect(limiter.admit(policyOf(store))).toBe(true);
    expect(store.asked).toBe(1);
    await vi.advanceTimersByTimeAsync(1_000);
    const trial = limiter.admit(policyOf(store));
    expect(limiter.admit(policyOf(store))).toBe(true);
    expect(store.asked).toBe(2);
    await vi.advanceTimersByTimeAsync(delayMs);
    expect(await trial).toBe(true);
    expect(lines).toHaveLength(1);
  });

  it('is tried again every 5 seconds, however often its trial fails', async () => {
    const store = new Store();
    store.answer = fail;
    for (const tries of [1, 2, 3, 4]) {
      const asked = limiter.admit(policyOf(store, { limit: 100 }));
      await vi.advanceTimersByTimeAsync(delayMs);
      await asked;
      expect(store.asked).toBe(tries);
      await vi.advanceTimersByTimeAsync(PAUSE_MS);
    }
    store.answer = () => ADMITTED;
    expect(await limiter.admit(policyOf(store))).toBe(true);
    expect(lines.at(-1)).toBe('info: rateLimit.store answers again: requests are counted there.');
  });

  it('is used again once it answers, with one line; the next outage warns again', async () => {
    const store = new Store();
    for (const outage of [1, 2]) {
      store.answer = fail;
      const asked = limiter.admit(policyOf(store));
      await vi.advanceTimersByTimeAsync(delayMs);
      await asked;
      store.answer = () => Promise.resolve(ADMITTED);
      await vi.advanceTimersByTimeAsync(PAUSE_MS);
      const before = store.asked;
      expect(await limiter.admit(policyOf(store))).toBe(true);
      expect(await limiter.admit(policyOf(store))).toBe(true);
      expect(store.asked).toBe(before + 2);
      expect(lines).toHaveLength(2 * outage);
      expect(lines.at(-1)).toBe('info: rateLimit.store answers again: requests are counted there.');
      await vi.advanceTimersByTimeAsync(1_000);
    }
  });
});

describe('a store that fails', () => {
  it('leaves the process with what the store had admitted already', async () => {
    const store = new Store();
    expect(await limiter.admit(policyOf(store))).toBe(true);
    store.answer = () => raise(new Error('broken'));
    expect(await limiter.admit(policyOf(store))).toBe(true);
    expect(await limiter.admit(policyOf(store))).toBe(false);
  });

  it('knows nothing of what was admitted meanwhile: for a window it is asked only when memory has room', async () => {
    const store = new Store();
    store.answer = () => raise(new Error('broken'));
    await limiter.admit(policyOf(store));
    store.answer = () => Promise.resolve(ADMITTED);
    await vi.advanceTimersByTimeAsync(PAUSE_MS - 100);
    expect([limiter.admit(policyOf(store)), limiter.admit(policyOf(store))]).toEqual([true, true]);
    await vi.advanceTimersByTimeAsync(100);
    expect(await limiter.admit(policyOf(store))).toBe(false);
    expect(store.asked).toBe(1);
    await vi.advanceTimersByTimeAsync(900);
    expect(await limiter.admit(policyOf(store))).toBe(true);
    expect(await limiter.admit(policyOf(store))).toBe(true);
    expect(await limiter.admit(policyOf(store))).toBe(false);
    expect(store.asked).toBe(3);
  });

  it('never makes one process pass the limit, however it comes and goes', async () => {
    const step = fc.record({
      waitMs: fc.constantFrom(0, 0, 1, 120, 499, 1_000, 5_000),
      state: fc.constantFrom('same', 'up', 'silent', 'throws', 'slow'),
      mode: fc.constantFrom<'reject' | 'queue'>('reject', 'queue'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 120, size: 'max' }), async (steps) => {
        const subject = new RateLimiter({ time: fakeTime });
        const remote = new RateLimiter({ time: fakeTime });
        const store = new Store();
        const policy = policyOf(store, { limit: 5 });
        const fair = (): Admission => ({
          admitted: remote.admit({ ...policy, store: undefined }) === true,
          retryAfterMs: 50,
        });
        const states = {
          up: () => Promise.resolve(fair()),
          silent: never,
          throws: () => raise(new Error('broken')),
          slow: () => new Promise<Admission>((resolve) => setTimeout(() => resolve(fair()), 300)),
        };
        store.answer = states.up;
        const admittedAt: number[] = [];
        const answers: unknown[] = [];
        for (const { waitMs, state, mode } of steps) {
          await vi.advanceTimersByTimeAsync(waitMs);
          if (state !== 'same') store.answer = states[state];
          const asked = Promise.resolve(subject.admit({ ...policy, mode }));
          void asked.then((admitted) => {
            answers.push(admitted);
            if (admitted) admittedAt.push(performance.now());
          });
        }
        await vi.runAllTimersAsync();
        expect(answers).toHaveLength(steps.length);
        for (const start of admittedAt) {
          const within = admittedAt.filter((at) => at >= start && at - start < 1_000);
          expect(within.length).toBeLessThanOrEqual(5);
        }
        expect(vi.getTimerCount()).toBe(0);
      }),
      { numRuns: process.env.CI ? 150 : 50 },
    );
  });

  it('that comes too late is not taken for one that answers again', async () => {
    const store = new Store();
    let answerLate = (_admission: Admission): void => {};
    store.answer = () => new Promise((resolve) => (answerLate = resolve));
    const asked = limiter.admit(policyOf(store));
    await vi.advanceTimersByTimeAsync(GIVEN_UP_MS);
    expect(await asked).toBe(true);
    answerLate(ADMITTED);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(limiter.admit(policyOf(store))).toBe(true);
    expect(store.asked).toBe(1);
    expect(lines).toHaveLength(1);
  });

  it('warns of nothing when its answer waits to be read, since the process itself stood still', async () => {
    const store = new Store();
    // The timer is due and the answer is there: Node runs timers first.
    store.answer = () =>
      new Promise((resolve) => setTimeout(() => setImmediate(() => resolve(ADMITTED)), ANSWER_MS));
    const asked = limiter.admit(policyOf(store));
    await vi.advanceTimersByTimeAsync(GIVEN_UP_MS);
    expect(await asked).toBe(true);
    expect(lines).toEqual([]);
  });

  it('is found to be down for each store on its own', async () => {
    const [broken, sound] = [new Store(), new Store()];
    broken.answer = () => raise(new Error('broken'));
    await limiter.admit(policyOf(broken));
    expect(await limiter.admit(policyOf(sound))).toBe(true);
    expect(sound.asked).toBe(1);
  });

  it('is tried at once after a reset', async () => {
    const store = new Store();
    store.answer = () => raise(new Error('broken'));
    await limiter.admit(policyOf(store));
    limiter.reset();
    await limiter.admit(policyOf(store));
    expect(store.asked).toBe(2);
  });
});

function raise(error: Error): never {
  throw error;
}
