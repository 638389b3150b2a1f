import { createRequire } from 'node:module';
import * as compat from 'es-toolkit/compat';
import { expect, it } from 'vitest';
import { SAME_IN_COMPAT } from '../../src/migrate/rules/lodash';

type Functions = Record<string, (...args: unknown[]) => unknown>;
const one = createRequire(__filename)('lodash') as Functions;
const other = compat as unknown as Functions;

const VALUES: unknown[][] = [
  [[3, 1, 2, 2], 2],
  [
    [
      { a: 1, b: 'x' },
      { a: 2, b: 'y' },
    ],
    'a',
  ],
  [
    [
      { a: 1, b: 'x' },
      { a: 2, b: 'y' },
    ],
    ['a'],
  ],
  [{ a: { b: [1, 2] }, c: null }, 'a.b[1]'],
  [{ a: { b: [1, 2] }, c: null }, ['a', 'c']],
  [{ a: 1 }, { a: 2, b: 3 }],
  ['Some text-here', 4],
  ['some_text', 'some'],
  [null],
  [undefined, 'a'],
  [7, 2],
  [[[1, [2]], [3]], 1],
  [[0, '', null, 'x'], null],
  [{}, 'x', 'default'],
];
const NEEDS_FUNCTION = ['flow', 'negate', 'once', 'constant', 'property', 'noop', 'times', 'identity'];

it.each(SAME_IN_COMPAT.filter((name) => !NEEDS_FUNCTION.includes(name)))('%s does the same', (name) => {
  const outcome = (functions: Functions, args: unknown[]) => {
    try {
      return { value: functions[name]?.(...structuredClone(args)) };
    } catch (error) {
      return { error: (error as Error).name };
    }
  };
  expect(typeof other[name]).toBe('function');
  for (const args of VALUES) expect(outcome(other, args), JSON.stringify(args)).toEqual(outcome(one, args));
});
