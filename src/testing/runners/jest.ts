/**
 * `lp-faas-toolbelt/testing/jest`: lets Jest load the lambdas that `invoke` runs, so that coverage and watch mode see them.
 *
 * @packageDocumentation
 */

import { join } from 'node:path';
import { PATTERN } from './jest-sandbox';

/** The settings that {@link withFunctions} adds to a configuration of Jest. */
export interface FunctionsConfig {
  /** The transformers. The one of this package for the files of functions comes before yours. */
  // biome-ignore lint/suspicious/noExplicitAny: the types of Jest's lines differ
  transform: Record<string, any>;
  /** Your globals, and the pattern of the files of functions. */
  // biome-ignore lint/suspicious/noExplicitAny: anything that is JSON
  globals: Record<string, any>;
  /** The path of the module that tells Jest which functions a test names. */
  dependencyExtractor: string;
}

/** The files below a folder `functions`, except tests. */
const FILES = '[\\\\/]functions[\\\\/](?!.*(?:\\.(?:test|spec)\\.|[\\\\/]__tests__[\\\\/])).*\\.[cm]?[jt]s$';
/** Jest's default when a configuration has no `transform`. */
const USUAL = { '\\.[jt]sx?$': 'babel-jest' };

/**
 * Makes a configuration of Jest in which Jest itself loads the files below `functions/` that `invoke` runs. Both providers of coverage then
 * count these files. `jest --watch` runs a test again when a lambda changes that the test names, as in `invoke("greet")`. `jest.mock`
 * reaches lambdas with and without this configuration.
 *
 * @example `module.exports = withFunctions({ testEnvironment: "node" });` in `jest.config.js`
 * @param config your own configuration. Its `transform` holds for all other files. Its `dependencyExtractor` is kept, but watch mode then
 *   does not know the lambdas of a test.
 * @returns a new configuration
 */
export function withFunctions<Config extends object>(config?: Config): Config & FunctionsConfig {
  const given: Partial<FunctionsConfig> = config ?? {};
  const { transform = USUAL, globals, dependencyExtractor } = given;
  return {
    ...(config as Config),
    transform: { [FILES]: join(__dirname, 'jest-transform.js'), ...transform },
    globals: { ...globals, [PATTERN]: FILES },
    dependencyExtractor: dependencyExtractor ?? join(__dirname, 'jest-dependencies.js'),
  };
}
