// Runs tests for scripts/mutate.mjs in a process of its own, which is killed when a mutant makes them run for ever. Vitest stays
// loaded between the runs, so only the changed file is compiled again.
import { createVitest } from 'vitest/node';

/** @typedef {{ changed: string[], tests: string[] }} Job files that were changed since the last run, and the tests to be run */
/** @typedef {{ passed: boolean, failure: string, file: string }} Outcome with the first test that failed, and its file */

/** @type {Map<string, number>} how long each file of tests took when it was last run to its end, in milliseconds */
const durations = new Map();

/** The quickest files come first: most mutants are noticed by one of them. */
class QuickestFirst {
  /** @param {import('vitest/node').TestSpecification[]} files */
  shard(files) {
    return files;
  }

  /** @param {import('vitest/node').TestSpecification[]} files */
  sort(files) {
    const duration = (/** @type {import('vitest/node').TestSpecification} */ { moduleId }) =>
      durations.get(moduleId) ?? Number.POSITIVE_INFINITY;
    return files.toSorted((a, b) => duration(a) - duration(b));
  }
}

const vitest = await createVitest('test', {
  watch: false,
  maxWorkers: 1,
  bail: 1,
  reporters: [{}],
  sequence: { sequencer: QuickestFirst },
});

/**
 * @param {Job} job
 * @returns {Promise<Outcome>}
 */
async function run({ changed, tests }) {
  for (const file of changed) vitest.invalidateFile(file);
  const known = await vitest.globTestSpecifications(tests);
  let left = known.filter(({ moduleId }) => tests.some((test) => moduleId.endsWith(`/${test}`)));
  // A run that has failed may cancel the next one, because vitest hears of it late. What did not run then runs in a second round.
  for (let round = 0; round < 2 && left.length > 0; round++) {
    // Failures of an earlier run would end this one.
    vitest.state.clearFiles(vitest.getRootProject(), [...vitest.state.filesMap.keys()]);
    vitest.state.clearErrors();
    const { testModules, unhandledErrors } = await vitest.runTestSpecifications(left);
    const failed = testModules.find((module) => module.state() === 'failed');
    if (failed !== undefined || unhandledErrors.length > 0) return failureOf(failed, unhandledErrors);
    const passed = testModules.filter((module) => module.state() === 'passed');
    for (const module of passed) durations.set(module.moduleId, module.diagnostic().duration);
    left = left.filter(({ moduleId }) => !passed.some((module) => module.moduleId === moduleId));
  }
  return { passed: true, failure: '', file: '' };
}

/**
 * @param {import('vitest/node').TestModule | undefined} module
 * @param {unknown[]} unhandledErrors
 * @returns {Outcome}
 */
function failureOf(module, unhandledErrors) {
  const [test] = module?.children.allTests('failed') ?? [];
  const error = test?.result().errors?.[0] ?? module?.errors()[0] ?? unhandledErrors[0];
  const file = module?.relativeModuleId ?? '';
  const where = [file, test?.fullName].filter(Boolean).join(' > ');
  return { passed: false, failure: `${where}: ${String(Object(error).message).split('\n')[0]}`, file };
}

process.on('message', async (/** @type {Job} */ job) => {
  process.send?.(await run(job));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
