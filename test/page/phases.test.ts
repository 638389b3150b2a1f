import { expect, it } from 'vitest';
import type { ObservedRequest } from '../../src/host/observe/types';
import { endOf, marksOf, phasesOf } from '../../src/page/invocation/phases';

const request = (times: Partial<ObservedRequest>): ObservedRequest => ({
  method: 'GET',
  url: 'https://api.example.com/',
  startMs: 100,
  ...times,
});

const shown = (times: Partial<ObservedRequest>, now = 1_000) =>
  phasesOf(request(times), now).map(({ id, from, to }) => [id, from, to]);

it.each<[what: string, times: Partial<ObservedRequest>, phases: unknown[]]>([
  [
    'all phases',
    { admittedMs: 10, connectedMs: 30, firstByteMs: 80, endMs: 100 },
    [
      ['wait', 100, 110],
      ['connect', 110, 130],
      ['first-byte', 130, 180],
      ['body', 180, 200],
    ],
  ],
  [
    'no connecting on a kept connection',
    { admittedMs: 10, connectedMs: 11, isReused: true, firstByteMs: 50, endMs: 60 },
    [
      ['wait', 100, 110],
      ['first-byte', 110, 150],
      ['body', 150, 160],
    ],
  ],
  ['the wait of a denied request alone', { endMs: 5, deniedBy: 'whitelist' }, [['wait', 100, 105]]],
  [
    'the phase in which a request failed',
    { admittedMs: 10, endMs: 60, error: 'ECONNREFUSED' },
    [
      ['wait', 100, 110],
      ['connect', 110, 160],
    ],
  ],
  [
    'a running request until now',
    { admittedMs: 10, connectedMs: 20 },
    [
      ['wait', 100, 110],
      ['connect', 110, 120],
      ['first-byte', 120, 1_000],
    ],
  ],
])('shows %s', (_what, times, phases) => {
  expect(shown(times)).toEqual(phases);
});

it('draws until the last request has ended, which may be after its invocation', () => {
  expect(endOf([request({ endMs: 50 }), request({ endMs: 400 })], 300)).toBe(500);
  expect(endOf([], 300)).toBe(300);
  expect(endOf([], 0)).toBe(1);
});

it.each([
  [30_000, [0, 5_000, 10_000, 15_000, 20_000, 25_000, 30_000]],
  [247, [0, 50, 100, 150, 200]],
  [1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
])('marks a ruler of %d ms at round times', (length, marks) => {
  expect(marksOf(length)).toEqual(marks.map((mark) => expect.closeTo(mark, 6)));
});
