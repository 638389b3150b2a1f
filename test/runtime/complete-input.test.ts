import { describe, expect, it } from 'vitest';
import { completeInput, isHeaderList } from '../../src/runtime/complete-input';

const HOW =
  'must be an object of payload, headers and timestamp, as in { payload: { … } } or { payload: "text" }.';
const cycle: Record<string, unknown> = {};
cycle.a = { b: cycle };
const dated = { at: new Date(0) };

describe('an input', () => {
  it.each<[given: unknown, payload: unknown]>([
    [undefined, {}],
    [{}, {}],
    [{ payload: undefined }, undefined],
    [{ payload: null }, null],
    [{ payload: 'text' }, 'text'],
    [{ payload: [1, [2], { a: true }] }, [1, [2], { a: true }]],
    [
      { payload: { a: dated, b: dated } },
      { a: { at: '1970-01-01T00:00:00.000Z' }, b: { at: '1970-01-01T00:00:00.000Z' } },
    ],
  ])('is filled in: %j', (given, payload) => {
    const before = Date.now();
    const { timestamp, ...rest } = completeInput(given);
    expect(rest).toEqual({ headers: [], payload });
    expect(timestamp).toBeGreaterThanOrEqual(before);
  });

  it('keeps what is given, and headers have nothing else', () => {
    const header = { key: 'k', value: 'v', more: 1 };
    expect(completeInput({ payload: 1, timestamp: 0, headers: [header] })).toEqual({
      ...{ payload: 1, timestamp: 0, headers: [{ key: 'k', value: 'v' }] },
    });
  });

  it.each<[given: unknown, problem: string]>([
    [null, `input ${HOW}`],
    [[], `input ${HOW}`],
    ['text', `input ${HOW}`],
    [{ payload: 1, Payload: 1 }, `input.Payload is unknown: input ${HOW}`],
    [{ timestamp: '5' }, 'input.timestamp must be a number of milliseconds since the epoch.'],
    [{ timestamp: Number.NaN }, 'input.timestamp must be a number of milliseconds since the epoch.'],
    [{ headers: {} }, 'input.headers must be an array of { key, value }, both strings.'],
    [
      { headers: [{ key: 'a', value: 1 }] },
      'input.headers must be an array of { key, value }, both strings.',
    ],
    [
      { headers: [{ key: 1, value: 'a' }] },
      'input.headers must be an array of { key, value }, both strings.',
    ],
    [{ payload: () => 1 }, 'input.payload is a function, which JSON cannot hold.'],
    [{ payload: [Symbol('x')] }, 'input.payload[0] is a symbol, which JSON cannot hold.'],
    [{ payload: { a: 1n } }, 'input.payload.a is a bigint, which JSON cannot hold.'],
    [{ payload: { a: [1, Number.NaN] } }, 'input.payload.a[1] is NaN, which JSON cannot hold.'],
    [{ payload: -Infinity }, 'input.payload is -Infinity, which JSON cannot hold.'],
    [{ payload: cycle }, 'input.payload.a.b leads back to where it comes from, which JSON cannot hold.'],
  ])('is refused: %#', (given, problem) => {
    expect(() => completeInput(given)).toThrow(
      expect.objectContaining({ name: 'ToolbeltError', message: problem }),
    );
  });
});

it.each<[value: unknown, is: boolean]>([
  [[], true],
  [[{ key: '', value: '' }], true],
  [[{ key: 'a', value: 'b' }, null], false],
  [[{ key: 'a' }], false],
  [{ length: 0 }, false],
])('a list of headers: %j', (value, is) => {
  expect(isHeaderList(value)).toBe(is);
});
