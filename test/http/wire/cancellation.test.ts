import { describe, expect, it, vi } from 'vitest';
import {
  Cancellation,
  type CancelSignal,
  follower,
  isAbortSignal,
  toAbortSignal,
} from '../../../src/http/wire/cancellation';

interface Pair {
  signal: CancelSignal;
  abort(reason: unknown): void;
}

/** Both kinds: what a call may be ended by must not differ. */
const KINDS: [string, () => Pair][] = [
  [
    'an AbortController',
    () => {
      const controller = new AbortController();
      return { signal: controller.signal, abort: (reason) => controller.abort(reason) };
    },
  ],
  [
    'a Cancellation',
    () => {
      const cancellation = new Cancellation();
      return { signal: cancellation, abort: (reason) => cancellation.abort(reason) };
    },
  ],
];

describe.each(KINDS)('%s', (_name, create) => {
  it('starts without a reason, and throws nothing', () => {
    const { signal } = create();
    expect(signal.aborted).toBe(false);
    expect(signal.reason).toBeUndefined();
    expect(() => signal.throwIfAborted()).not.toThrow();
  });

  it('tells every listener once, when the reason is known', () => {
    const { signal, abort } = create();
    const seen: unknown[] = [];
    signal.addEventListener('abort', () => seen.push(['first', signal.reason]), { once: true });
    signal.addEventListener('abort', () => seen.push(['second', signal.aborted]), { once: true });
    abort('enough');
    abort('again');
    expect(seen).toEqual([
      ['first', 'enough'],
      ['second', true],
    ]);
    expect(signal.reason).toBe('enough');
    expect(() => signal.throwIfAborted()).toThrow('enough');
  });

  it('does not tell who has left, came twice, or came too late', () => {
    const { signal, abort } = create();
    const calls: string[] = [];
    const left = (): void => void calls.push('left');
    const twice = (): void => void calls.push('twice');
    signal.addEventListener('abort', left, { once: true });
    signal.removeEventListener('abort', left);
    signal.addEventListener('abort', twice, { once: true });
    signal.addEventListener('abort', twice, { once: true });
    abort('enough');
    signal.addEventListener('abort', () => calls.push('late'), { once: true });
    abort('again');
    expect(calls).toEqual(['twice']);
  });

  it('does not tell a listener that an earlier one has removed', () => {
    const { signal, abort } = create();
    const second = vi.fn();
    signal.addEventListener('abort', () => signal.removeEventListener('abort', second), { once: true });
    signal.addEventListener('abort', second, { once: true });
    abort('enough');
    expect(second).not.toHaveBeenCalled();
  });

  it('is an AbortSignal for what takes nothing else, before and after it is aborted', () => {
    const { signal, abort } = create();
    const before = toAbortSignal(signal);
    expect(before).toBeInstanceOf(AbortSignal);
    expect(before.aborted).toBe(false);
    const reason = new Error('enough');
    abort(reason);
    expect(before.reason).toBe(reason);
    expect(toAbortSignal(signal).reason).toBe(reason);
  });
});

describe('follower', () => {
  it('is one signal for all calls with the same signal, and has its reason', () => {
    const controller = new AbortController();
    const signal = follower(controller.signal);
    expect(follower(controller.signal)).toBe(signal);
    expect(signal.aborted).toBe(false);
    const listener = vi.fn();
    signal.addEventListener('abort', listener);
    controller.abort('enough');
    expect(listener).toHaveBeenCalledTimes(1);
    expect(signal.reason).toBe('enough');
  });

  it('follows a signal that was aborted before', () => {
    expect(follower(AbortSignal.abort('enough'))).toMatchObject({ aborted: true, reason: 'enough' });
  });

  it.each([true, false])('makes a reason for a signal of a package, aborted before: %s', (aborted) => {
    const target = Object.assign(new EventTarget(), { aborted });
    const signal = follower(target);
    target.dispatchEvent(new Event('abort'));
    expect(signal.reason).toMatchObject({ message: 'aborted', code: 'ECONNRESET' });
  });

  it('leaves nothing on a signal that has told it', () => {
    const addEventListener = vi.fn();
    const target = { aborted: false, addEventListener };
    follower(target);
    expect(addEventListener.mock.calls).toEqual([['abort', expect.any(Function), { once: true }]]);
  });
});

describe('isAbortSignal', () => {
  it.each([
    ['a signal of Node', new AbortController().signal, true],
    ['a signal of a package', { aborted: false, addEventListener() {} }, true],
    ['a signal without a state', { addEventListener() {} }, false],
    ['a signal that tells nobody', { aborted: false }, false],
    ['a controller', new AbortController(), false],
    ['nothing', null, false],
  ])('of %s', (_name, value, expected) => {
    expect(isAbortSignal(value)).toBe(expected);
  });
});
