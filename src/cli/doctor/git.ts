import { execFile } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';

/** What git thinks of a file. */
export type GitState = 'tracked' | 'ignored' | 'not-ignored' | 'no-git' | 'no-repository';

/** Outside of a repository, and where git refuses to work, it is 128. */
const NOT_IGNORED = 1;

/** Asks git whether a file is part of the repository around it, or could become so with the next `git add .`. */
export async function gitState(file: string): Promise<GitState> {
  const tracked = await run(dirname(file), [
    '--literal-pathspecs',
    'ls-files',
    '--error-unmatch',
    basename(file),
  ]);
  if (tracked === 'ENOENT') return 'no-git';
  if (tracked === 0) return 'tracked';
  // check-ignore refuses --literal-pathspecs, and takes paths as they are but for a colon at the start.
  const ignored = await run(dirname(file), ['check-ignore', '--quiet', `./${basename(file)}`]);
  if (ignored === 0) return 'ignored';
  return ignored === NOT_IGNORED ? 'not-ignored' : 'no-repository';
}

/** The exit code of a git command, or why it did not start. */
async function run(folder: string, args: readonly string[]): Promise<number | string> {
  try {
    await promisify(execFile)('git', ['-C', folder, ...args]);
    return 0;
  } catch (error) {
    return (error as { code: number | string }).code;
  }
}
