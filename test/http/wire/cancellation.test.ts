import { describe, expect, it } from 'vitest';
import { Cancellation, type CancelSignal, toAbortSignal } from '../../../src/http/wire/cancellation';

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
