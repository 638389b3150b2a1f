import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Whether a folder can be brought back with git: `clean`, or not. */
export type TreeState = 'clean' | 'dirty' | 'no-repository';

/**
 * Asks git about the working tree around a folder. No hook and no file monitor of the repository runs.
 * This calls git by itself until there is one place for that in the command line.
 */
export async function treeState(folder: string): Promise<TreeState> {
  const safe = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '--no-optional-locks'];
  try {
    const { stdout } = await promisify(execFile)('git', [...safe, '-C', folder, 'status', '--porcelain']);
    return stdout === '' ? 'clean' : 'dirty';
  } catch {
    return 'no-repository';
  }
}
