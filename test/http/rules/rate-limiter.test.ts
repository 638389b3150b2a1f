import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Admission, RateLimitStore } from '../../../src/config/types';
import { ErrorCodes } from '../../../src/errors';
import { RateLimiter, type RateLimitPolicy } from '../../../src/http/rules/rate-limiter';
import { fakeTime } from '../../helpers/fake-time';

const REJECT: RateLimitPolicy = {
  limit: 20,
  intervalMs: 1_000,
  mode: 'reject',
  maxWaitMs: 0,
  key: 'function',
};
const QUEUE: RateLimitPolicy = { ...REJECT, mode: 'queue', maxWaitMs: 600_000 };

/** Keeps every admission for ever and counts them all: slow and evidently right. */
class NaiveLog {
  readonly times: number[] = [];

  hasSlot(now: number, limit: number, intervalMs: number): boolean {
    return this.times.filter((time) => now - time < intervalMs).length < limit;
  }
}

/** The most admissions in any half-open window that starts with one. */
function busiestWindow(times: readonly number[], intervalMs: number): number {
  const counts = times.map((start) => times.filter((t) => t >= start && t - start < intervalMs).length);
  return Math.max(0, ...counts);
}

/** Gaps between calls: bursts, trickles, fractions of a millisecond, and the edges of the window. */
const gap = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 120 }) },
  { weight: 2, arbitrary: fc.double({ min: 0, max: 60, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(999, 999.999_9, 1_000, 1_000.000_1, 1_001) },
);
const integerGap = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 120 }) },
  { weight: 1, arbitrary: fc.constantFrom(999, 1_000, 1_001) },
);

describe('reject', () => {
  let now = 0;
  const clock = () => now;

  beforeEach(() => {
    now = 0;
  });

  it('admits the limit, then refuses until the oldest leaves the window', () => {
    const limiter = new RateLimiter({ time: { ...fakeTime, now: clock } });
    for (let call = 0; call < 20; call++) expect(limiter.admit(REJECT)).toBe(true);
    now = 999.999;
    expect(limiter.admit(REJECT)).toBe(false);
    now = 1_000;
    expect(limiter.admit(REJECT)).toBe(true);
  });

  it('does not admit twice the limit around the edge of a window', () => {
    const limiter = new RateLimiter({ time: { ...fakeTime, now: clock } });
    now = 990;
    const before = Array.from({ length: 20 }, () => limiter.admit(REJECT));
    now = 1_010;
    const after = Array.from({ length: 20 }, () => limiter.admit(REJECT));
    expect(before.every(Boolean)).toBe(true);
    expect(after.some(Boolean)).toBe(false);
  });

  it('does not count refused calls', () => {
    const limiter = new RateLimiter({ time: { ...fakeTime, now: clock } });
    for (let call = 0; call < 100; call++) limiter.admit(REJECT);
    now = 1_000;
    expect(limiter.admit(REJECT)).toBe(true);
  });

  it('counts each key on its own', () => {
    const limiter = new RateLimiter({ time: { ...fakeTime, now: clock } });
    const one = { ...REJECT, limit: 1 };
    expect([limiter.admit(one), limiter.admit(one), limiter.admit({ ...one, key: 'other' })]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('admits nothing below a limit of 1', () => {
    expect(new RateLimiter({ time: { ...fakeTime, now: clock } }).admit({ ...REJECT, limit: 0 })).toBe(false);
    expect(
      new RateLimiter({ time: { ...fakeTime, now: clock } }).admit({
        ...QUEUE,
        limit: 0,
        maxWaitMs: Number.POSITIVE_INFINITY,
      }),
    ).toBe(false);
  });

  it('neither limits nor counts with mode off', () => {
    const limiter = new RateLimiter({ time: { ...fakeTime, now: clock } });
    for (let call = 0; call < 50; call++) expect(limiter.admit({ ...REJECT, mode: 'off' })).toBe(true);
    for (let call = 0; call < 20; call++) expect(limiter.admit(REJECT)).toBe(true);
    expect(limiter.admit(REJECT)).toBe(false);
  });

  it('forgets its log on reset', () => {
    const limiter = new RateLimiter({ time: { ...fakeTime, now: clock } });
    const one = { ...REJECT, limit: 1 };
    limiter.admit(one);
    limiter.reset();
    expect([limiter.admit(one), limiter.admit(one)]).toEqual([true, false]);
  });

  it('admits 20 in any 1,000 ms, and refuses only when no slot is free', () => {
    fc.assert(
      fc.property(fc.array(gap, { maxLength: 300, size: 'max' }), (gaps) => {
        now = 0;
        const limiter = new RateLimiter({ time: { ...fakeTime, now: clock } });
        const naive = new NaiveLog();
        for (const ms of gaps) {
          now += ms;
          const hasSlot = naive.hasSlot(now, 20, 1_000);
          expect(limiter.admit(REJECT)).toBe(hasSlot);
          if (hasSlot) naive.times.push(now);
        }
        expect(busiestWindow(naive.times, 1_000)).toBeLessThanOrEqual(20);
      }),
    );
  });

  it.each([
    { name: 'limit', limits: fc.integer({ min: 1, max: 30 }), intervals: fc.constant(1_000) },
    { name: 'interval', limits: fc.constant(7), intervals: fc.integer({ min: 1, max: 2_000 }) },
  ])('follows a $name that changes between calls', ({ limits, intervals }) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(gap, limits, intervals), { maxLength: 200, size: 'max' }), (calls) => {
        now = 0;
        const limiter = new RateLimiter({ time: { ...fakeTime, now: clock } });
        const naive = new NaiveLog();
        for (const [ms, limit, intervalMs] of calls) {
          now += ms;
          const hasSlot = naive.hasSlot(now, limit, intervalMs);
          expect(limiter.admit({ ...REJECT, limit, intervalMs })).toBe(hasSlot);
          if (hasSlot) naive.times.push(now);
        }
      }),
    );
  });
});

describe('queue', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  interface Call {
    id: number;
    at: number;
    admitted: boolean;
  }

  /** Notes every answer in the order it comes. */
  class Recorder {
    readonly answers: Call[] = [];

    note(id: number, answer: boolean | Promise<boolean>): void {
      const add = (admitted: boolean) => this.answers.push({ id, at: performance.now(), admitted });
      if (typeof answer === 'boolean') add(answer);
      else void answer.then(add);
    }

    get admitted(): Call[] {
      return this.answers.filter(({ admitted }) => admitted);
    }

    answer(id: number): Call | undefined {
      return this.answers.find((call) => call.id === id);
    }
  }

  function expectOrder(calls: readonly Call[]): void {
    expect(calls.map(({ id }) => id)).toEqual(calls.map(({ id }) => id).sort((a, b) => a - b));
  }

  it('answers synchronously while a slot is free and nobody waits', () => {
    const limiter = new RateLimiter({ time: fakeTime });
    for (let call = 0; call < 20; call++) expect(limiter.admit(QUEUE)).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('holds a caller back until the oldest leaves the window', async () => {
    const limiter = new RateLimiter({ time: fakeTime });
    const recorder = new Recorder();
    const start = performance.now();
    for (let id = 0; id < 21; id++) recorder.note(id, limiter.admit(QUEUE));
    expect(vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(999);
    expect(recorder.answer(20)).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(recorder.answer(20)).toEqual({ id: 20, at: start + 1_000, admitted: true });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('lets a caller that gives up go at once, and its turn goes to the next', async () => {
    const limiter = new RateLimiter({ time: fakeTime });
    const recorder = new Recorder();
    const start = performance.now();
    const one = { ...QUEUE, limit: 1 };
    const controllers = [0, 1, 2].map(() => new AbortController());
    for (const [id, { signal }] of controllers.entries()) recorder.note(id, limiter.admit(one, signal));
    controllers[1]?.abort();
    await vi.advanceTimersByTimeAsync(0);
    expect(recorder.answer(1)).toEqual({ id: 1, at: start, admitted: false });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(recorder.answer(2)).toEqual({ id: 2, at: start + 1_000, admitted: true });
    // The last that gives up leaves no timer.
    const last = new AbortController();
    recorder.note(3, limiter.admit(one, last.signal));
    expect(vi.getTimerCount()).toBe(1);
    last.abort();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('serves 1,000 concurrent callers in order, 20 in any 1,000 ms', async () => {
    const limiter = new RateLimiter({ time: fakeTime });
    const recorder = new Recorder();
    const start = performance.now();
    for (let id = 0; id < 1_000; id++) recorder.note(id, limiter.admit(QUEUE));
    await vi.runAllTimersAsync();
    expect(recorder.admitted).toHaveLength(1_000);
    expectOrder(recorder.admitted);
    expect(recorder.admitted.map(({ id, at }) => at - start - Math.floor(id / 20) * 1_000)).toEqual(
      new Array(1_000).fill(0),
    );
    expect(vi.getTimerCount()).toBe(0);
  });

  it('refuses at once, and alone, a caller whose turn comes too late', async () => {
    const limiter = new RateLimiter({ time: fakeTime });
    const policy = { ...QUEUE, limit: 2, maxWaitMs: 1_500 };
    const recorder = new Recorder();
    for (let id = 0; id < 4; id++) recorder.note(id, limiter.admit(policy));
    expect(limiter.admit(policy)).toBe(false);
    recorder.note(5, limiter.admit({ ...policy, maxWaitMs: 2_000 }));
    await vi.runAllTimersAsync();
    expect(recorder.admitted.map(({ id }) => id)).toEqual([0, 1, 2, 3, 5]);
  });

  it('knows the turn of each caller when the slots come one by one', async () => {
    const limiter = new RateLimiter({ time: fakeTime });
    const policy = { ...QUEUE, limit: 4, maxWaitMs: 600 };
    for (let id = 0; id < 4; id++) {
      limiter.admit(policy);
      await vi.advanceTimersByTimeAsync(200);
    }
    // The slots come in 200, 400, 600 and 800 ms.
    const recorder = new Recorder();
    for (let id = 0; id < 3; id++) recorder.note(id, limiter.admit(policy));
    expect(limiter.admit(policy)).toBe(false);
    await vi.runAllTimersAsync();
    expect(recorder.admitted).toHaveLength(3);
  });

  it('starts no timer for a caller that cannot wait', () => {
    const limiter = new RateLimiter({ time: fakeTime });
    const policy = { ...QUEUE, limit: 1, maxWaitMs: 999 };
    limiter.admit(policy);
    expect(limiter.admit(policy)).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('lets a caller wait after one that could not', async () => {
    const limiter = new RateLimiter({ time: fakeTime });
    const policy = { ...QUEUE, limit: 1 };
    limiter.admit(policy);
    limiter.admit({ ...policy, maxWaitMs: 10 });
    const waiting = limiter.admit(policy);
    await vi.runAllTimersAsync();
    expect(await waiting).toBe(true);
  });

  it('gives a newcomer no free slot before those who wait, even when the timer is late', async () => {
    let now = 0;
    const limiter = new RateLimiter({ time: { ...fakeTime, now: () => now } });
    const policy = { ...QUEUE, limit: 1 };
    limiter.admit(policy);
    const recorder = new Recorder();
    recorder.note(1, limiter.admit(policy));
    now = 1_000;
    recorder.note(2, limiter.admit(policy));
    await Promise.resolve();
    expect(recorder.admitted.map(({ id }) => id)).toEqual([1]);
    limiter.reset();
  });

  it('checks the clock again when a timer fires early', async () => {
    const limiter = new RateLimiter({ time: { ...fakeTime, now: () => performance.now() * 0.9 } });
    const policy = { ...QUEUE, limit: 1 };
    limiter.admit(policy);
    const start = performance.now();
    const recorder = new Recorder();
    recorder.note(1, limiter.admit(policy));
    await vi.advanceTimersByTimeAsync(1_100);
    expect(recorder.answers).toEqual([]);
    await vi.runAllTimersAsync();
    expect((recorder.answer(1)?.at ?? 0) - start).toBeGreaterThanOrEqual(1_000 / 0.9);
  });

  it('waits for delays that are longer than a timer can be', async () => {
    const limiter = new RateLimiter({ time: fakeTime });
    const month = 30 * 24 * 3_600_000;
    const policy = { ...QUEUE, limit: 1, intervalMs: month, maxWaitMs: month };
    limiter.admit(policy);
    const recorder = new Recorder();
    recorder.note(1, limiter.admit(policy));
    await vi.advanceTimersByTimeAsync(month - 1);
    expect(recorder.answers).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(recorder.admitted).toHaveLength(1);
  });

  it('refuses a waiting caller whose slot a reject caller took, as soon as the next comes too late', async () => {
    let now = 0;
    const limiter = new RateLimiter({ time: { ...fakeTime, now: () => now } });
    const policy = { ...QUEUE, limit: 1, maxWaitMs: 1_500 };
    limiter.admit(policy);
    const waiting = limiter.admit(policy);
    now = 1_000;
    expect(limiter.admit({ ...policy, mode: 'reject' })).toBe(true);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(vi.getTimerCount()).toBe(0);
    expect(await waiting).toBe(false);
  });

  it('refuses those who wait on reset and leaves no timer', async () => {
    const limiter = new RateLimiter({ time: fakeTime });
    const policy = { ...QUEUE, limit: 1 };
    limiter.admit(policy);
    const waiting = [limiter.admit(policy), limiter.admit({ ...policy }), limiter.admit(policy)];
    limiter.reset();
    expect(vi.getTimerCount()).toBe(0);
    expect(await Promise.all(waiting)).toEqual([false, false, false]);
    expect(limiter.admit(policy)).toBe(true);
  });

  it('admits exactly whom a naive schedule admits, and when', async () => {
    const calls = fc.array(fc.tuple(integerGap, fc.integer({ min: 0, max: 3_000 })), {
      maxLength: 150,
      size: 'max',
    });
    await fc.assert(
      fc.asyncProperty(calls, fc.integer({ min: 1, max: 20 }), async (arrivals, limit) => {
        const limiter = new RateLimiter({ time: fakeTime });
        const recorder = new Recorder();
        const turns: number[] = [];
        const expected: Call[] = [];
        for (const [id, [ms, maxWaitMs]] of arrivals.entries()) {
          await vi.advanceTimersByTimeAsync(ms);
          const now = performance.now();
          const turn = Math.max(
            now,
            turns.at(-1) ?? 0,
            (turns.at(-limit) ?? Number.NEGATIVE_INFINITY) + 1_000,
          );
          const admitted = turn - now <= maxWaitMs;
          if (admitted) turns.push(turn);
          expected.push({ id, at: admitted ? turn : now, admitted });
          recorder.note(id, limiter.admit({ ...QUEUE, limit, maxWaitMs }));
        }
        await vi.runAllTimersAsync();
        expect([...recorder.answers].sort((a, b) => a.id - b.id)).toEqual(expected);
        expectOrder(recorder.admitted);
        expect(busiestWindow(turns, 1_000)).toBeLessThanOrEqual(limit);
        expect(vi.getTimerCount()).toBe(0);
      }),
    );
  });

  it('keeps limit, order and longest wait when reject callers come between', async () => {
    const call = fc.record({
      ms: integerGap,
      mode: fc.constantFrom<'queue' | 'reject'>('queue', 'reject'),
      maxWaitMs: fc.integer({ min: 0, max: 3_000 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 150, size: 'max' }), async (arrivals) => {
        const limiter = new RateLimiter({ time: fakeTime });
        const recorder = new Recorder();
        const latest = new Map<number, number>();
        for (const [id, { ms, mode, maxWaitMs }] of arrivals.entries()) {
          await vi.advanceTimersByTimeAsync(ms);
          latest.set(id, performance.now() + (mode === 'queue' ? maxWaitMs : 0));
          recorder.note(id, limiter.admit({ ...QUEUE, limit: 5, mode, maxWaitMs }));
        }
        await vi.runAllTimersAsync();
        expect(recorder.answers).toHaveLength(arrivals.length);
        expectOrder(recorder.admitted.filter(({ id }) => arrivals[id]?.mode === 'queue'));
        expect(recorder.answers.filter(({ id, at }) => at > (latest.get(id) ?? 0))).toEqual([]);
        const times = recorder.admitted.map(({ at }) => at);
        expect(busiestWindow(times, 1_000)).toBeLessThanOrEqual(5);
        for (const { at, admitted } of recorder.answers) {
          const earlier = new NaiveLog();
          earlier.times.push(...times.filter((time) => time <= at));
          if (!admitted) expect(earlier.hasSlot(at, 5, 1_000)).toBe(false);
        }
        expect(vi.getTimerCount()).toBe(0);
      }),
    );
  });
});

describe('another store', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  /** A sliding log behind a wire: answers after `latencyMs`. */
  class RemoteStore implements RateLimitStore {
    readonly naive = new NaiveLog();
    readonly asked: [string, number, number][] = [];
    readonly #latencyMs: number;

    constructor(latencyMs: number) {
      this.#latencyMs = latencyMs;
    }

    async take(key: string, limit: number, intervalMs: number): Promise<Admission> {
      this.asked.push([key, limit, intervalMs]);
      await new Promise((resolve) => setTimeout(resolve, this.#latencyMs));
      const now = performance.now();
      if (this.naive.hasSlot(now, limit, intervalMs)) {
        this.naive.times.push(now);
        return { admitted: true, retryAfterMs: 0 };
      }
      const oldest = this.naive.times.at(-limit) ?? now;
      return { admitted: false, retryAfterMs: intervalMs - (now - oldest) };
    }
  }

  it('decides for reject callers', async () => {
    const store = new RemoteStore(3);
    const limiter = new RateLimiter({ time: fakeTime });
    const policy = { ...REJECT, limit: 2, store };
    const answers = Promise.all([1, 2, 3].map(() => limiter.admit(policy)));
    await vi.runAllTimersAsync();
    expect(await answers).toEqual([true, true, false]);
    expect(store.asked[0]).toEqual(['function', 2, 1_000]);
  });

  it('serves queue callers one after the other, in order', async () => {
    const store = new RemoteStore(3);
    const limiter = new RateLimiter({ time: fakeTime });
    const policy = { ...QUEUE, limit: 5, store };
    const order: number[] = [];
    for (let id = 0; id < 23; id++) void Promise.resolve(limiter.admit(policy)).then(() => order.push(id));
    await vi.runAllTimersAsync();
    expect(order).toEqual(Array.from({ length: 23 }, (_, id) => id));
    expect(busiestWindow(store.naive.times, 1_000)).toBe(5);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('refuses queue callers whose turn comes too late, without asking it for each', async () => {
    const store = new RemoteStore(3);
    const limiter = new RateLimiter({ time: fakeTime });
    const policy = { ...QUEUE, limit: 2, maxWaitMs: 1_200, store };
    const answers = Promise.all(Array.from({ length: 10 }, () => limiter.admit(policy)));
    await vi.advanceTimersByTimeAsync(20);
    const asked = store.asked.length;
    expect(limiter.admit(policy)).toBe(false);
    expect(store.asked).toHaveLength(asked);
    await vi.runAllTimersAsync();
    expect((await answers).filter(Boolean)).toHaveLength(4);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is asked again by the clock, not by a timer that fires early', async () => {
    const take = vi
      .fn<RateLimitStore['take']>()
      .mockReturnValueOnce({ admitted: false, retryAfterMs: 1_000 })
      .mockReturnValue({ admitted: true, retryAfterMs: 0 });
    const waiting = new RateLimiter({ time: { ...fakeTime, now: () => performance.now() * 0.9 } }).admit({
      ...QUEUE,
      store: { take },
    });
    await vi.advanceTimersByTimeAsync(1_100);
    expect(take).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(await waiting).toBe(true);
  });

  it('is not asked in a tight loop when it names no delay', async () => {
    const take = vi.fn(() => ({ admitted: false, retryAfterMs: 0 }));
    const waiting = new RateLimiter({ time: fakeTime }).admit({ ...QUEUE, maxWaitMs: 10, store: { take } });
    await vi.runAllTimersAsync();
    expect(await waiting).toBe(false);
    expect(take.mock.calls.length).toBeLessThanOrEqual(11);
  });

  it('that answers nonsense fails the call and says what it should return', async () => {
    const nonsense: unknown = { take: () => Promise.resolve(undefined) };
    const store = nonsense as RateLimitStore;
    const limiter = new RateLimiter({ time: fakeTime });
    for (const policy of [REJECT, QUEUE]) {
      await expect(limiter.admit({ ...policy, store })).rejects.toMatchObject({
        code: ErrorCodes.Toolbelt.INVALID_CONFIGURATION,
        message: expect.stringContaining('take() must return'),
      });
    }
  });

  it('refuses on reset the callers whose answer is under way', async () => {
    const store = new RemoteStore(50);
    const limiter = new RateLimiter({ time: fakeTime });
    const waiting = [limiter.admit({ ...QUEUE, store }), limiter.admit({ ...QUEUE, store })];
    limiter.reset();
    expect(await Promise.all(waiting)).toEqual([false, false]);
    await vi.runAllTimersAsync();
    expect(store.asked).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
