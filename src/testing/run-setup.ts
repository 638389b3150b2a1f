import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ErrorCodes, ToolbeltError } from '../errors';
import type { AccountView } from './platform/account-view';

/**
 * Gives an account to the function that a setup file exports, and waits until the function has ended.
 * @param file an absolute path
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for a file that is missing, cannot be loaded or exports no function, and for
 *   a function that throws
 */
export async function runSetup(file: string, account: AccountView): Promise<void> {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) throw invalid(`there is no file ${file}`);
  if (!stat.isFile()) throw invalid(`${file} is a folder: name the file with the function`);
  const exported = load(file);
  if (typeof exported !== 'function') {
    throw invalid(
      `${file} exports no function: write module.exports = (account) => { account.conversations.add(…); }`,
    );
  }
  try {
    await exported(account);
  } catch (error) {
    throw invalid(`the function of ${file} threw ${String(error)}`, error);
  }
}

function load(file: string): unknown {
  try {
    const loaded: unknown = createRequire(file)(file);
    return typeof loaded === 'function' ? loaded : (loaded as { default?: unknown } | undefined)?.default;
  } catch (error) {
    throw invalid(`${file} cannot be loaded: ${String(error)}`, error);
  }
}

function invalid(problem: string, cause?: unknown): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `setup: ${problem}.`, cause);
}
