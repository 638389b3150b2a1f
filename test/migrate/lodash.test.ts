import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';
import * as compat from 'es-toolkit/compat';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { migrateSource } from '../../src/migrate';
import { SAME_IN_COMPAT } from '../../src/migrate/rules/lodash';
import { CALLS } from './lodash-calls';

type Functions = Record<string, (...args: unknown[]) => unknown>;
const lodash = createRequire(__filename)('lodash') as Functions;
const other = compat as unknown as Functions;

/** A copy of plain objects and arrays, since some functions change what they get. Anything else stays the same. */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copy(part)]));
}

function outcome(functions: Functions, name: string, args: readonly unknown[]) {
  const given = copy(args) as unknown[];
  try {
    return { value: functions[name]?.(...given), given };
  } catch (error) {
    return { error: (error as Error).name };
  }
}

/** What gives a function is compared by what that function does. */
const GIVES_FUNCTIONS: Record<string, (functions: typeof compat) => unknown> = {
  constant: ({ constant }) => constant({ a: 1 })(),
  flow: ({ flow }) => {
    const [add, twice] = [(a: number, b: number) => a + b, (a: number) => a * 2];
    return [flow([add, twice])(1, 2), flow(add, twice, String)(3, 4), flow()(5)];
  },
  negate: ({ negate }) => [0, 1, 'a', ''].map(negate((value: unknown) => !value)),
  once: ({ once }) => {
    let count = 0;
    const first = once((by: number) => {
      count += by;
      return count;
    });
    return [first(2), first(3), count];
  },
  property: ({ property }) => [
    property('a.b')({ a: { b: 1 } }),
    property(['a', 'b'])({ a: { b: 2 } }),
    property('a')(null),
  ],
  times: ({ times }) => [times(3, (index) => index * 2), times(2), times(0, String), times(-1, String)],
};

describe('functions that migrate takes from es-toolkit', () => {
  const names = SAME_IN_COMPAT.filter((name) => !Object.hasOwn(GIVES_FUNCTIONS, name));
  it.each(names)('%s does the same', (name) => {
    expect(typeof other[name]).toBe('function');
    const call = CALLS.get(name);
    if (call === undefined) throw new Error(`lodash-calls.ts says nothing of ${name}`);
    fc.assert(
      fc.property(call, (args) => {
        const [one, two] = [outcome(lodash, name, args), outcome(other, name, args)];
        if (!isDeepStrictEqual(one, two)) expect(two).toStrictEqual(one);
      }),
      { numRuns: process.env.CI ? 1_000 : 100 },
    );
  });

  it.each(Object.keys(GIVES_FUNCTIONS))('%s gives a function that does the same', (name) => {
    const compare = GIVES_FUNCTIONS[name] as (functions: typeof compat) => unknown;
    expect(compare(compat)).toStrictEqual(compare(lodash as unknown as typeof compat));
  });
});

describe('what is left of lodash', () => {
  const rewritten = (body: string) =>
    migrateSource(`const _ = require('lodash');\nasync function lambda(input) {\n  return ${body};\n}\n`);

  it.each([
    '_.sortBy(input.payload, (item) => item.date)',
    "_.orderBy(input.payload, ['a', (item) => item.date])",
    "_.omit(input.payload, 'a.b')",
    '_.omit(input.payload, input.names)',
    "_.find(input.payload, ['a', 1])",
    "_.differenceBy(input.payload, [1, 2], ['a', 1])",
    '_.filter(...input.payload)',
    'input.payload.map(_.omit)',
    "_.lastIndexOf(input.payload, 'a')",
    "_.unset(input.payload, 'a')",
    '_.merge(input.payload, {})',
    '_[input.payload]([])',
    '_(input.payload).value()',
  ])('%s', (body) => {
    expect(rewritten(body)).toMatchObject({ status: 'left', leftovers: [{ rule: 'lodash', line: 3 }] });
  });

  it.each([
    "_.sortBy(input.payload, ['a', 'b'])",
    "_.orderBy(input.payload, ['a'], ['desc'])",
    "_.omit(input.payload, ['a', 'b'], 'c')",
    '_.find(input.payload, { a: 1 })',
    '_.filter(input.payload, (item) => item.a)',
    'input.payload.map(_.trim)',
  ])('is nothing for %s', (body) => {
    expect(rewritten(body)).toMatchObject({ status: 'done', leftovers: [] });
  });

  it.each([
    ["const { omit, sortBy } = require('lodash');", 'sortBy(input.payload, (item) => item.a)'],
    ["const omit = require('lodash/omit');", "omit(input.payload, 'a.b')"],
    ["const omit = require('lodash').omit;", "omit(input.payload, 'a.b')"],
  ])('also by another name: %s', (first, body) => {
    const source = `${first}\nasync function lambda(input) {\n  return ${body};\n}\n`;
    expect(migrateSource(source)).toMatchObject({ status: 'left', leftovers: [{ rule: 'lodash' }] });
  });

  // Where these begin to be the same, they can be rewritten.
  it('differs indeed', () => {
    const both = (name: string, ...args: unknown[]) => [
      outcome(lodash, name, args),
      outcome(other, name, args),
    ];
    const pairs = [
      both('sortBy', [null, false], Boolean),
      both('find', [{ a: undefined }], ['a', 1]),
      both('lastIndexOf', [''], undefined),
      both('unset', { b: { c: undefined } }, 'b.c'),
      both('filter', 'ab', (_item: unknown, key: unknown) => key),
    ];
    const isEqual = pairs.map(([one, two]) => isDeepStrictEqual(one, two));
    expect(isEqual).toEqual([false, false, false, false, false]);
  });
});
