import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
import { realTime } from '../../src/internal/real-time';
import { CallbackWatch } from '../../src/runtime/callback-watch';

/** Long enough for the first two looks. */
const TWO_LOOKS_MS = 3_000;

/** In a function of its own, so that no variable of the test holds the callback. */
function watchNothing(watch: CallbackWatch): void {
  watch.over(() => undefined);
}

describe('a callback', () => {
  it('that nothing holds is gone, and that is said once', async () => {
    const watch = new CallbackWatch();
    watchNothing(watch);
    await nextTurn();
    const onGone = vi.fn();
    watch.start(() => false, onGone);
    await vi.waitFor(() => expect(onGone).toHaveBeenCalled(), TWO_LOOKS_MS);
    watch.stop();
    expect(onGone).toHaveBeenCalledTimes(1);
  });

  it('that somebody holds is not gone', async () => {
    const watch = new CallbackWatch();
    const held = watch.over(() => 'held');
    const onGone = vi.fn();
    let looks = 0;
    watch.start(() => {
      looks += 1;
      return false;
    }, onGone);
    await vi.waitFor(() => expect(looks).toBeGreaterThan(1), TWO_LOOKS_MS);
    watch.stop();
    expect(onGone).not.toHaveBeenCalled();
    expect(held()).toBe('held');
  });

  it('is not looked for while a timer or a socket may still call it', async () => {
    const watch = new CallbackWatch();
    watchNothing(watch);
    const onGone = vi.fn();
    let looks = 0;
    watch.start(() => {
      looks += 1;
      return true;
    }, onGone);
    await vi.waitFor(() => expect(looks).toBeGreaterThan(2), TWO_LOOKS_MS);
    watch.stop();
    expect(onGone).not.toHaveBeenCalled();
  });
});

it('the garbage collector is not left open to the lambda and to other code of the process', async () => {
  const watch = new CallbackWatch();
  watchNothing(watch);
  const onGone = vi.fn();
  watch.start(() => false, onGone);
  await vi.waitFor(() => expect(onGone).toHaveBeenCalled(), TWO_LOOKS_MS);
  expect(runInNewContext('typeof gc')).toBe(typeof Reflect.get(globalThis, 'gc'));
});

describe('the looks', () => {
  /** The delays of the timers that a watch sets, each of which ends at once. */
  function delaysOf(watch: CallbackWatch, isBusy: () => boolean): (number | undefined)[] {
    const delays: (number | undefined)[] = [];
    const timer = vi.spyOn(realTime, 'setTimeout').mockImplementation((look, delayMs) => {
      delays.push(delayMs);
      look();
      return {} as NodeJS.Timeout;
    });
    watch.start(isBusy, () => delays.push(Number.NaN));
    timer.mockRestore();
    return delays;
  }

  it('become rarer, and end', () => {
    const watch = new CallbackWatch();
    const held = watch.over(() => undefined);
    expect(delaysOf(watch, () => false)).toEqual([50, 200, 500, 1_000, 3_000, 8_000]);
    expect(held).toBeTypeOf('function');
  });

  it('are as frequent as before after one at a busy process', () => {
    const watch = new CallbackWatch();
    const held = watch.over(() => undefined);
    const isBusy = [true, true, false, true, false];
    expect(delaysOf(watch, () => isBusy.shift() ?? false)).toEqual([
      ...[50, 50, 50, 200, 200, 500],
      ...[1_000, 3_000, 8_000],
    ]);
    expect(held).toBeTypeOf('function');
  });
});

it('a garbage collector that was open before stays open', async () => {
  vi.resetModules();
  const { CallbackWatch: Fresh } = await import('../../src/runtime/callback-watch.js');
  const { realTime: time } = await import('../../src/internal/real-time.js');
  const hadOne = 'gc' in globalThis;
  if (!hadOne) Reflect.set(globalThis, 'gc', () => undefined);
  const timer = vi.spyOn(time, 'setTimeout').mockImplementationOnce((look) => (look as () => never)());
  try {
    new Fresh().start(
      () => false,
      () => undefined,
    );
    expect(runInNewContext('typeof gc')).toBe('function');
  } finally {
    timer.mockRestore();
    if (!hadOne) {
      Reflect.deleteProperty(globalThis, 'gc');
      setFlagsFromString('--no-expose-gc');
    }
  }
});
