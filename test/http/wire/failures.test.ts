import { describe, expect, it } from 'vitest';
import { RequestError, StatusCodeError } from '../../../src/errors';
import { isRefusal, isTimeout, timedOut } from '../../../src/http/wire/failures';

describe('isRefusal', () => {
  it.each([
    [400, true],
    [401, true],
    [428, true],
    [429, false],
    [430, true],
    [499, true],
    [300, false],
    [399, false],
    [500, false],
    [503, false],
  ])('of status %i is %s', (status, expected) => {
    expect(isRefusal(new StatusCodeError(status, '', {}, {} as never))).toBe(expected);
  });

  it('is false for what is no answer', () => {
    expect(isRefusal(new Error('401'))).toBe(false);
    expect(isRefusal(undefined)).toBe(false);
  });
});

describe('isTimeout', () => {
  it('knows both kinds of a timeout, and nothing else', () => {
    const because = (cause: unknown) => new RequestError(cause as Error, {}, undefined as never);
    expect([true, false].map((connected) => isTimeout(because(timedOut(connected))))).toEqual([true, true]);
    expect(isTimeout(because(Object.assign(new Error('x'), { code: 'ECONNRESET' })))).toBe(false);
    expect(isTimeout(timedOut(true))).toBe(false);
    expect(isTimeout('ETIMEDOUT')).toBe(false);
  });
});
