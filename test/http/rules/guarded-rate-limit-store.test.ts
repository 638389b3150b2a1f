import { beforeEach, expect, it, vi } from 'vitest';
import { GuardedRateLimitStore } from '../../../src/http/rules/guarded-rate-limit-store';
import type { Time } from '../../../src/internal/real-time';

const ADMITTED = { admitted: true, retryAfterMs: 0 };
const DOWN =
  'rateLimit.store does not answer (it is down). Until it does, each process counts for itself, 2 requests in any 1000 ms; it ' +
  'is asked again every 5 seconds.';
const UP = 'rateLimit.store answers again: requests are counted there.';

let now: number;
let timers: { run: () => void; delayMs: number; isCleared: boolean }[];
const time: Time = {
  now: () => now,
  setTimeout: (run, delayMs) => timers[timers.push({ run, delayMs, isCleared: false }) - 1] as never,
  clearTimeout: (timer) => void Object.assign(Object(timer), { isCleared: true }),
  setImmediate: (run) => run(),
};

beforeEach(() => {
  now = 0;
  timers = [];
});

function guarded(place?: never) {
  const take = vi.fn((..._values: unknown[]): unknown => ADMITTED);
  const log = { warn: vi.fn(), info: vi.fn() };
  const store = new GuardedRateLimitStore({ take } as never, time, log);
  return { take, log, ask: () => store.take('key', 2, 1_000, place) };
}

function fail(): never {
  throw new Error('it is down');
}

it('asks the store, and hands on what it answers', () => {
  const refused = { admitted: false, retryAfterMs: 7 };
  const place = { heldIn: vi.fn() } as never;
  const { take, ask, log } = guarded(place);
  expect(ask()).toBe(ADMITTED);
  take.mockReturnValue(refused);
  expect(ask()).toBe(refused);
  expect(take.mock.calls).toEqual(new Array(2).fill(['key', 2, 1_000, place]));
  expect([log.warn.mock.calls, log.info.mock.calls]).toEqual([[], []]);
});

it('counts in memory while the store is down, asks it every five seconds, and says so once', () => {
  const { take, ask, log } = guarded();
  expect(ask()).toBe(ADMITTED);
  now = 100;
  take.mockImplementation(fail);
  expect(ask()).toEqual(ADMITTED);
  expect(ask()).toEqual({ admitted: false, retryAfterMs: 900 });
  now = 5_099;
  expect(ask()).toEqual(ADMITTED);
  expect(take).toHaveBeenCalledTimes(2);
  now = 5_100;
  expect(ask()).toEqual(ADMITTED);
  expect(take).toHaveBeenCalledTimes(3);
  expect(log.warn.mock.calls).toEqual([[DOWN]]);
});

it('lets memory agree after an outage until the uncounted requests have left the window', () => {
  const { take, ask, log } = guarded();
  take.mockImplementationOnce(fail);
  ask();
  now = 5_000;
  expect(ask()).toEqual(ADMITTED);
  expect(log.info.mock.calls).toEqual([[UP]]);
  now = 5_001;
  expect(ask()).toEqual(ADMITTED);
  expect(ask()).toEqual({ admitted: false, retryAfterMs: 999 });
  expect(take).toHaveBeenCalledTimes(3);
  now = 6_000;
  expect(ask()).toBe(ADMITTED);
});

it('tries the store with one caller at a time', async () => {
  const { take, ask } = guarded();
  take.mockImplementationOnce(fail);
  ask();
  now = 5_000;
  let answer: (value: unknown) => void = () => {};
  take.mockReturnValue(new Promise((resolve) => (answer = resolve)));
  const trial = ask();
  expect(ask()).toEqual(ADMITTED);
  expect(take).toHaveBeenCalledTimes(2);
  answer(ADMITTED);
  expect(await trial).toEqual(ADMITTED);
  now = 10_000;
  take.mockReturnValue(ADMITTED);
  expect(ask()).toBe(ADMITTED);
});

it('waits 500 ms for an answer, and stops the timer of one that comes', async () => {
  const { take, ask, log } = guarded();
  take.mockReturnValue(Promise.resolve(ADMITTED));
  expect(await ask()).toBe(ADMITTED);
  await Promise.resolve();
  expect(timers).toMatchObject([{ delayMs: 500, isCleared: true }]);
  take.mockReturnValue(new Promise(() => {}));
  const late = ask();
  timers[1]?.run();
  expect(await late).toEqual(ADMITTED);
  expect(log.warn.mock.lastCall?.[0]).toContain('(no answer within 500 ms)');
});

it.each([undefined, {}, { admitted: 1 }, []])('refuses the answer %j', (answer) => {
  const { take, ask } = guarded();
  take.mockReturnValue(answer);
  expect(ask).toThrow(
    '[lp-faas-toolbelt] rateLimit.store: take() must return { admitted: boolean, retryAfterMs: number }',
  );
});

it('shows what a store throws, whatever it is', () => {
  const { take, ask, log } = guarded();
  take.mockImplementation(() => {
    throw 'a text';
  });
  ask();
  expect(log.warn.mock.lastCall?.[0]).toContain('does not answer (a text).');
});
