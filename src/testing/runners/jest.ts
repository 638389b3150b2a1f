/**
 * `lp-faas-toolbelt/testing/jest`: lets Jest load the lambdas that `invoke` runs, so that coverage and watch mode see them.
 *
 * @packageDocumentation
 */

import { join } from 'node:path';
import { PATTERN } from './jest-sandbox';

/** What {@link withFunctions} sets in a configuration of Jest. */
export interface FunctionsConfig {
  /** The transformer of this package for the files of functions, before those that were given. */
  // biome-ignore lint/suspicious/noExplicitAny: the types of Jest's lines differ
  transform: Record<string, any>;
  /** Those that were given, and the pattern of the files of functions. */
  // biome-ignore lint/suspicious/noExplicitAny: anything that is JSON
  globals: Record<string, any>;
  /** The path of the module that tells Jest which functions a test names. */
  dependencyExtractor: string;
}

/** The files below a folder `functions`, but for the tests among them. */
const FILES = '[\\\\/]functions[\\\\/](?!.*(?:\\.(?:test|spec)\\.|[\\\\/]__tests__[\\\\/])).*\\.[cm]?[jt]s$';
/** What Jest does when a configuration has no `transform`. */
const USUAL = { '\\.[jt]sx?$': 'babel-jest' };

/**
 * A configuration of Jest in which the files below `functions/` are loaded by Jest itself when `invoke` runs them: both
 * providers of coverage count them, and `jest --watch` runs a test again when a lambda changes that it names in
 * `invoke("greet")`. `jest.mock` reaches lambdas with and without it.
 *
 * @example `module.exports = withFunctions({ testEnvironment: "node" });` in `jest.config.js`
 * @param config your own configuration. Its `transform` holds for all other files, and its `dependencyExtractor` is kept,
 *   in which case watch mode does not know the lambdas of a test
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
