import { describe, expect, it } from 'vitest';
import { isRepeatable, repeatDelay, repeatRules } from '../../../src/functions-client/wire/repeats';
import { requestFailure } from '../../../src/http/wire/failures';

const CODES = [
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'ESOCKETTIMEDOUT',
  'EPIPE',
];

it('the rules for got say what is repeated, how often, and how long it may wait', () => {
  const common = { limit: 3, errorCodes: CODES, maxRetryAfter: 7_000 };
  expect(repeatRules('GET', 7_000)).toEqual({
    ...common,
    ...{ methods: ['GET'], statusCodes: [408, 413, 429, 500, 502, 503, 504, 521, 522, 524] },
  });
  expect(repeatRules('POST', 7_000)).toEqual({
    ...common,
    ...{ methods: ['POST'], statusCodes: [429, 502, 503, 504] },
  });
});

describe('a try without an answer', () => {
  /** The codes after which a try is repeated. */
  const repeated = (method: 'GET' | 'POST', answered: boolean, reusedSocket: boolean) =>
    [...CODES, 'EPROTO'].filter((code) =>
      isRepeatable({ method, reason: requestFailure('no', { code }), answered, reusedSocket }),
    );
  const without = (...left: string[]) => CODES.filter((code) => !left.includes(code));

  it.each([
    ['GET', false, false, without('EPIPE')],
    ['GET', true, false, without('EPIPE')],
    ['GET', false, true, CODES],
    ['GET', true, true, without('EPIPE')],
    ['POST', false, false, without('EPIPE', 'ESOCKETTIMEDOUT')],
    ['POST', false, true, without('ESOCKETTIMEDOUT')],
    ['POST', true, false, []],
    ['POST', true, true, []],
  ] as const)('is repeated: %s, answered %s, on a kept connection %s', (method, answered, reused, codes) => {
    expect(repeated(method, answered, reused)).toEqual(codes);
  });

  it('is repeated when a proxy was too busy, and not when it refused', () => {
    const tunnel = (statusCode: number) => ({
      method: 'POST' as const,
      reason: requestFailure('tunneling socket could not be established', { code: 'ECONNRESET', statusCode }),
      answered: false,
      reusedSocket: false,
    });
    expect([429, 403, 407].map((status) => isRepeatable(tunnel(status)))).toEqual([true, false, false]);
    expect(isRepeatable({ ...tunnel(403), reason: new Error('no code') })).toBe(false);
  });
});

it.each<[tries: number, retryAfterMs: number | undefined, delayMs: number]>([
  [1, undefined, 350],
  [3, undefined, 1_050],
  [2, 2_000, 2_000],
  [2, 1, 1],
  [2, 0, 1],
  [2, -5, 1],
  [2, Number.NaN, 700],
])('waits after try %s with Retry-After %s: %s ms', (tries, retryAfterMs, delayMs) => {
  expect(repeatDelay(tries, retryAfterMs)).toBe(delayMs);
});
