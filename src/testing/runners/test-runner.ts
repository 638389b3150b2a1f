import type { TestRunner } from '../../runtime/load/runner';
import { isInSandbox } from '../../runtime/load/source';
import { jestRunner } from './jest-sandbox';
import { coverageRunner } from './node-coverage';
import { tellWatchMode } from './node-watch';
import { vitestRunner } from './vitest-worker';

/**
 * The test runner, when it loads the files of lambdas itself.
 * @returns undefined when the configuration of the runner does not ask for it
 */
export function testRunner(path: string): Promise<TestRunner | undefined> | TestRunner | undefined {
  const runner = jestRunner() ?? vitestRunner(path);
  if (runner || isInSandbox()) return runner;
  tellWatchMode(path);
  return coverageRunner();
}
