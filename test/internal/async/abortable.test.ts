import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sleep, untilAborted } from '../../../src/internal/async/abortable';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

const reason = new Error('over');

it('takes on what the promise becomes, and listens no longer', async () => {
  const { signal } = new AbortController();
  await expect(untilAborted(Promise.resolve(7), signal)).resolves.toBe(7);
  await expect(untilAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

it.each([
  { name: 'later', early: false },
  { name: 'before', early: true },
])('rejects with the reason of a signal that is aborted $name', async ({ early }) => {
  const controller = new AbortController();
  if (early) controller.abort(reason);
  const waits = [untilAborted(new Promise(() => {}), controller.signal), sleep(1_000, controller.signal)];
  const outcomes = Promise.allSettled(waits);
  if (!early) controller.abort(reason);
  expect(await outcomes).toEqual(waits.map(() => ({ status: 'rejected', reason })));
  expect(vi.getTimerCount()).toBe(0);
  expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
});

it('sleeps for its time', async () => {
  const { signal } = new AbortController();
  const woken = vi.fn();
  const slept = sleep(1_000, signal).then(woken);
  await vi.advanceTimersByTimeAsync(999);
  expect(woken).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  await slept;
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
