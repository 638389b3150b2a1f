import fc from 'fast-check';
import { expect, it } from 'vitest';
import { migrateSource } from '../../src/migrate';
import { lambdaSource } from './generated-lambdas';
import { outcome } from './outcome';

const RUNS = Number(process.env.FUZZ_RUNS ?? (process.env.CI ? 2_000 : 200));

const payload = fc.record({
  a: fc.boolean(),
  n: fc.nat(3),
  t: fc.constantFrom('words', null, 7),
  items: fc.array(fc.nat(3), { maxLength: 3 }),
});

it(
  'every generated lambda is equal in V2, or listed',
  async () => {
    const counts = { done: 0, left: 0 };
    const property = fc.asyncProperty(lambdaSource, payload, payload, async (source, one, other) => {
      const { status, output, leftovers } = migrateSource(source);
      expect(migrateSource(output).output).toBe(output);
      if (status !== 'done') {
        counts.left += 1;
        expect(leftovers).not.toEqual([]);
        // Some generated lambdas are refused because they declare a name twice. None may be refused because of its rewriting.
        expect(leftovers.filter(({ message }) => /rewritten/.test(message))).toEqual([]);
        return;
      }
      counts.done += 1;
      for (const input of [one, other]) {
        expect(await outcome(output, 'v2', input), output).toEqual(await outcome(source, 'v1', input));
      }
    });
    await fc.assert(property, { numRuns: RUNS, endOnFailure: !process.env.CI });
    expect(counts.done).toBeGreaterThan(RUNS / 5);
    if (process.env.SHOW_COUNTS) console.log(counts);
  },
  60_000 + RUNS * 120,
);
