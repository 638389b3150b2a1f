import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Lambda } from '../../src/events/input';
import { migrateSource } from '../../src/migrate';
import { runLambda } from '../../src/runtime/run-lambda';
import { lambdaSource, payload } from './generated-lambdas';

const RUNS = process.env.CI ? 2_000 : 200;

/** Compiles a lambda that imports nothing: sloppy as V1 has it, strict as V2 has it. */
function compile(source: string, form: 'v1' | 'v2'): Lambda {
  const prologue = form === 'v2' ? '"use strict";' : '';
  return new Function(`${prologue}${source}\n;return lambda;`)() as Lambda;
}

async function outcome(source: string, form: 'v1' | 'v2', input: unknown) {
  const copy = { headers: [], payload: structuredClone(input), timestamp: 0 };
  const ended = await runLambda({ lambda: compile(source, form), form, input: copy, timeoutMs: 1_000 });
  return {
    result: ended.result,
    // In both platforms the time limit ends what never ends; the words differ.
    error: ended.error?.message.replace(/^The lambda (never|did not) .*/, 'time limit'),
    logs: ended.logs.map(({ level, message, extras }) => [level, message, ...extras]),
  };
}

it('every generated lambda is equal in V2, or listed', async () => {
  const counts = { done: 0, left: 0 };
  const property = fc.asyncProperty(lambdaSource, payload, payload, async (source, one, other) => {
    const { status, output, leftovers } = migrateSource(source);
    expect(migrateSource(output).output).toBe(output);
    if (status !== 'done') {
      counts.left += 1;
      expect(leftovers).not.toEqual([]);
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
}, 120_000);
