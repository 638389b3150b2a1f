import { execFile } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';

/** What git does with a file. */
export type GitState = 'tracked' | 'ignored' | 'not-ignored' | 'no-git' | 'no-repository';

/** The exit code of `git check-ignore` for a file that is not ignored. It is 128 where git does not work at all. */
const NOT_IGNORED = 1;

/** Asks git whether a file is part of the repository around it, and whether the next `git add .` would add the file. */
export async function gitState(file: string): Promise<GitState> {
  const tracked = await run(dirname(file), [
    '--literal-pathspecs',
    'ls-files',
    '--error-unmatch',
    basename(file),
  ]);
  if (tracked === 'ENOENT') return 'no-git';
  if (tracked === 0) return 'tracked';
  // check-ignore refuses --literal-pathspecs. It takes paths literally, except that a colon at the start is special.
  const ignored = await run(dirname(file), ['check-ignore', '--quiet', `./${basename(file)}`]);
  if (ignored === 0) return 'ignored';
  return ignored === NOT_IGNORED ? 'not-ignored' : 'no-repository';
}

/** The exit code of a git command; or the error code, such as `ENOENT`, when git did not start. */
async function run(folder: string, args: readonly string[]): Promise<number | string> {
  try {
    await promisify(execFile)('git', ['-C', folder, ...args]);
    return 0;
  } catch (error) {
    return (error as { code: number | string }).code;
  }
}
