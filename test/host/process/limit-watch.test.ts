import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { LimitWatch } from '../../../src/host/process/limit-watch';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watchOf(answers: (ping: number) => boolean) {
  const seen = { pings: 0, blockedAt: [] as number[], heldAt: [] as number[] };
  const start = performance.now();
  const at = () => Math.round(performance.now() - start);
  const watch: LimitWatch = new LimitWatch({
    timeoutMs: 30_000,
    oldest: () => start,
    ping: () => {
      seen.pings += 1;
      if (answers(seen.pings)) setTimeout(() => watch.answered(), 5);
    },
    onBlocked: () => void seen.blockedAt.push(at()),
    onHeld: () => void seen.heldAt.push(at()),
  });
  watch.loaded();
  watch.sent();
  return { watch, seen };
}

it('notices within two seconds that an invocation holds the thread, and ends the process after the limit', () => {
  const { seen } = watchOf(() => false);
  vi.advanceTimersByTime(600);
  expect(seen).toMatchObject({ pings: 0, blockedAt: [] });
  vi.advanceTimersByTime(40_000);
  expect(seen.blockedAt).toHaveLength(1);
  expect(seen.blockedAt[0]).toBeLessThanOrEqual(2_000);
  expect(seen.heldAt).toHaveLength(1);
  expect(seen.heldAt[0]).toBeGreaterThan(30_000);
});

it('leaves a process alone that answers, and one that is debugged', () => {
  const { seen, watch } = watchOf(() => true);
  vi.advanceTimersByTime(20_000);
  expect(seen).toMatchObject({ blockedAt: [], heldAt: [] });
  watch.stop();
  const debugged = watchOf(() => false);
  debugged.watch.read('Debugger listening on ws://127.0.0.1:9229/x\n');
  vi.advanceTimersByTime(60_000);
  expect(debugged.seen).toMatchObject({ blockedAt: [], heldAt: [] });
});
