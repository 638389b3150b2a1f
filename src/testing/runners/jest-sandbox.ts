import type { TestRunner } from '../../runtime/load/runner';
import type { ModuleBody } from '../../runtime/load/source';

/** The name of the global in the sandbox that holds the pattern of the files that Jest compiles. See `withFunctions`. */
export const PATTERN = '__LP_FAAS_FUNCTIONS__';
/** The key of a symbol. Under it, compiled code finds the function that takes the body of its module. */
export const TAKE_BODY = 'lp-faas-toolbelt.body-of-module';

/** Jest as a runner. Mocks need no work here, because Jest's `require` loads what lambdas require in the sandbox. */
export function jestRunner(): TestRunner | undefined {
  const pattern = (globalThis as Record<string, unknown>)[PATTERN];
  if (typeof pattern !== 'string') return undefined;
  const files = new RegExp(pattern);
  return {
    bodyOf: (path) => (files.test(path) ? bodyOf(path) : undefined),
    replacementOf: () => undefined,
  };
}

/** The module is loaded in a registry of its own. The registry is dropped afterwards. The body is not evaluated by this. */
function bodyOf(path: string): ModuleBody | undefined {
  const { jest } = require('@jest/globals') as typeof import('@jest/globals');
  const scope = globalThis as Record<symbol, unknown>;
  const key = Symbol.for(TAKE_BODY);
  let found: ModuleBody | undefined;
  scope[key] = (_module: unknown, _require: unknown, _parts: unknown, body: ModuleBody) => {
    found ??= body;
  };
  try {
    jest.isolateModules(() => jest.requireActual(path));
  } catch (error) {
    // Jest takes the file for an ES module and lacks its experimental flag, or the test isolates modules itself.
    if (found === undefined && !/ES ?Module|cannot be nested/i.test((error as Error).message)) throw error;
  } finally {
    delete scope[key];
  }
  return found;
}
