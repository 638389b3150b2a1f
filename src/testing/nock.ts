import type Nock from 'nock';
import type { Definition as NockDefinition, Scope as NockScope } from 'nock';
import { ErrorCodes, ToolbeltError } from '../errors';

/** nock as its users get it from `require('nock')`. */
export type NockModule = typeof Nock;
/** An expected call and its answer, in nock's own format. */
export type Definition = NockDefinition;
/** What nock mounts. */
export type Scope = NockScope;

/**
 * The user's nock, which is an optional peer of this package: 14.x, or 13.5 for all but MTLSClient.
 * @param given the copy to use in place of the one that is found
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that says what to install
 */
export function loadNock(given?: NockModule): NockModule {
  if (given) return given;
  try {
    return require('nock') as NockModule;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new ToolbeltError(
      ErrorCodes.Toolbelt.INVALID_ARGUMENT,
      'lp-faas-toolbelt/testing answers calls with nock, which is not installed: run "npm install --save-dev nock@14", ' +
        'or pass your own copy as { nock }.',
      error,
    );
  }
}
