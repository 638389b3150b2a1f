import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RateLimiter } from '../../../src/http/rules/rate-limiter';
import { Place } from '../../../src/http/rules/sliding-log';
import { realTime } from '../../../src/internal/real-time';
import { fakeTime } from '../../helpers/fake-time';

const POLICY = { limit: 20, intervalMs: 1_000, mode: 'reject', maxWaitMs: 0, key: 'function' } as const;

let now: number;
let limiter: RateLimiter;

beforeEach(() => {
  now = 0;
  limiter = new RateLimiter({ time: { ...realTime, now: () => now } });
});

/** Asks for one place. @returns the place, if the request was admitted */
function take(limit = 20): Place | undefined {
  const place = new Place();
  return limiter.admit({ ...POLICY, limit, place }) ? place : undefined;
}

/** Moves the clock to a moment. @returns whether a place is free then, without taking it for good */
function isFreeAt(moment: number): boolean {
  now = moment;
  return limiter.admit({ ...POLICY, limit: 1 }) === true;
}

describe('a place in the budget', () => {
  it.each([
    { name: 'is held for an interval after the answer', sent: 30, ended: 40, freeAt: 1_040 },
    {
      name: 'is held for 100 ms more where the answer takes its time',
      sent: 30,
      ended: 3_000,
      freeAt: 1_130,
    },
    { name: 'is held no longer for an answer that comes after 250 ms', sent: 30, ended: 281, freeAt: 1_130 },
    { name: 'is held for an interval after an answer that is late', sent: 30, ended: 270, freeAt: 1_270 },
    { name: 'is held while the request waits for its connection', sent: 900, ended: 910, freeAt: 1_910 },
    {
      name: 'of a request that failed before it was sent is held as long',
      sent: undefined,
      ended: 50,
      freeAt: 1_050,
    },
    {
      name: 'of a request that gets no connection is held for 2 s',
      sent: undefined,
      ended: 9_000,
      freeAt: 3_000,
    },
  ])('$name', ({ sent, ended, freeAt }) => {
    const place = take(1);
    const events = [
      { at: sent ?? Number.POSITIVE_INFINITY, happen: () => place?.sent() },
      { at: ended, happen: () => place?.ended() },
      { at: freeAt - 0.001, happen: () => expect(take(1)).toBeUndefined() },
    ].filter(({ at }) => at < freeAt);
    for (const { at, happen } of events) {
      now = at;
      happen();
    }
    expect(isFreeAt(freeAt)).toBe(true);
  });

  it('counts anew when its request is written once more, on a new connection', () => {
    const place = take(1);
    place?.sent();
    now = 500;
    place?.sent();
    now = 510;
    place?.ended();
    expect(isFreeAt(1_509)).toBe(false);
    expect(isFreeAt(1_510)).toBe(true);
  });

  it('that hangs does not hold back the others', () => {
    const [hanging, ...others] = Array.from({ length: 20 }, () => take());
    for (const place of others) {
      place?.sent();
      place?.ended();
    }
    hanging?.sent();
    now = 1_000;
    expect(Array.from({ length: 20 }, () => take()).filter(Boolean)).toHaveLength(19);
  });

  it('means nothing after a reset', () => {
    const place = take(1);
    limiter.reset();
    now = 10;
    const next = take(1);
    next?.sent();
    next?.ended();
    now = 500;
    place?.sent();
    place?.ended();
    expect(isFreeAt(1_010)).toBe(true);
  });
});

it('a server sees at most 20 in any 1,000 ms, whatever the way of each takes', () => {
  const step = fc.record({
    /** Between this call and the call before. */
    gap: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 120 })),
    connecting: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1_999 })),
    travelling: fc.integer({ min: 0, max: 99 }),
    answering: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 3_000 })),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 60, maxLength: 300, size: 'max' }), (steps) => {
      now = 0;
      limiter = new RateLimiter({ time: { ...realTime, now: () => now } });
      const arrivals: number[] = [];
      let events: { at: number; happen: () => void }[] = [];
      let callAt = 0;
      for (const { gap, connecting, travelling, answering } of steps) {
        callAt += gap;
        events.sort((a, b) => a.at - b.at);
        for (const { at, happen } of events.filter((event) => event.at <= callAt)) {
          now = at;
          happen();
        }
        events = events.filter((event) => event.at > callAt);
        now = callAt;
        const place = take();
        if (!place) continue;
        const sentAt = callAt + connecting;
        arrivals.push(sentAt + travelling);
        events.push(
          { at: sentAt, happen: () => place.sent() },
          { at: sentAt + travelling + answering, happen: () => place.ended() },
        );
      }
      arrivals.sort((a, b) => a - b);
      // The 21st after each arrival comes in another window.
      expect(arrivals.filter((at, i) => i >= 20 && at - Number(arrivals[i - 20]) < 1_000)).toEqual([]);
    }),
  );
});

describe('mode queue', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each([1, 37, 100])(
    'refuses at once, and nobody later, where each request arrives after %i ms',
    async (lagMs) => {
      const queue = new RateLimiter({ time: fakeTime });
      const start = performance.now();
      const refusedAt: number[] = [];
      const admittedAt: number[] = [];
      const calls = Array.from({ length: 1_000 }, async () => {
        const place = new Place();
        const isAdmitted = await queue.admit({ ...POLICY, mode: 'queue', maxWaitMs: 20_000, place });
        (isAdmitted ? admittedAt : refusedAt).push(performance.now() - start);
        if (!isAdmitted) return;
        place.sent();
        setTimeout(() => place.ended(), lagMs);
      });
      await vi.runAllTimersAsync();
      await Promise.all(calls);
      expect(refusedAt.filter((at) => at > 0)).toEqual([]);
      // One round a second, and the way of a request.
      expect(admittedAt.length).toBeGreaterThanOrEqual(18 * 20);
      expect(admittedAt.length).toBeLessThanOrEqual(20 * 20);
      const rounds = Math.ceil(admittedAt.length / 20) - 1;
      expect(Math.max(...admittedAt)).toBeLessThanOrEqual(rounds * (1_000 + lagMs));
    },
  );
});
