import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applied, mutantsOf, sampleOf } from '../../scripts/mutants.mjs';
import accepted from '../../scripts/mutate-accepted.json';

const changesOf = (source: string) => mutantsOf(source).map((mutant) => applied(source, mutant));

describe('mutantsOf', () => {
  it.each<[what: string, source: string, mutants: string[]]>([
    ['conditions', 'if (a) b;', ['if (!(a)) b;', 'if (a) ;']],
    ['conditions of loops', 'while (a()) {}', ['while (!(a())) {}']],
    ['both sides of ?', 'const x = a ? b : c;', ['const x = !(a) ? b : c;']],
    ['boundaries', 'const x = a < b;', ['const x = a <= b;']],
    ['equality', 'const x = a !== b;', ['const x = a === b;']],
    ['and, or', 'const x = a && b || c;', ['const x = a || b || c;', 'const x = a && b && c;']],
    ['statements', 'run(a); throw b;', ['; throw b;', 'run(a); ;']],
    ['numbers', 'const x = [7, 500];', ['const x = [(7 + 1), 500];', 'const x = [7, (500 * 2)];']],
    ['texts', "const x = ['a', ''];", ["const x = ['', ''];", "const x = ['a', 'mutant'];"]],
    ['booleans', 'const x = true;', ['const x = false;']],
  ])('changes %s', (_what, source, mutants) => {
    expect(changesOf(source)).toEqual(mutants);
  });

  it.each([
    "import { a } from 'b';",
    "type A = 'b' | 7;",
    "interface A { b: 'c' }",
    "const a = require('b');",
    'const a: 7 | true = b;',
  ])('leaves alone what does nothing at run time, or everything: %s', (source) => {
    expect(mutantsOf(source)).toEqual([]);
  });

  it('says in one line what is changed', () => {
    const [mutant] = mutantsOf('const x =\n  a <\n  b;');
    expect(mutant).toMatchObject({ operator: 'boundary', line: 2, change: 'a < b -> a <= b' });
  });
});

it('a sample is the same for the same seed, in the order of the items, and all of them when it is large', () => {
  const items = Array.from({ length: 100 }, (_, index) => index);
  const sample = sampleOf(items, 10, 1);
  expect(sample).toHaveLength(10);
  expect(sampleOf(items, 10, 1)).toEqual(sample);
  expect(sampleOf(items, 10, 2)).not.toEqual(sample);
  expect(sampleOf(items, 20, 1).slice(0, 10)).toEqual(sample);
  expect(sampleOf(items, 200, 1).toSorted((a, b) => a - b)).toEqual(items);
});

it('every accepted survivor is a fault that can still be made', () => {
  expect(accepted.length).toBeGreaterThan(0);
  const gone = accepted.filter(({ file, change }) => {
    const mutants = mutantsOf(readFileSync(file, 'utf8'));
    return !mutants.some((mutant) => mutant.change === change);
  });
  expect(gone).toEqual([]);
});
