import { setImmediate as nextTurn } from 'node:timers/promises';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, vi } from 'vitest';
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
