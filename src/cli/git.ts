import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { environmentForGit } from './environment';
import { readProjectFile, withParents } from './project-files';

// Only this file starts git. The configuration of a repository can name programs that git runs (core.fsmonitor, filters, hooks,
// remote.*.uploadpack, …), and a cloned project can have a hostile one. So git never sees that configuration. It gets an empty repository
// of ours, with the index and the ignore rules of the project.

/** What git does with a file. */
export type GitState = 'tracked' | 'ignored' | 'not-ignored' | 'no-git' | 'no-repository';

/** The exit code of `git check-ignore` for a file that is not ignored. When git does not work at all, the exit code is 128. */
const NOT_IGNORED = 1;
const MAX_WAIT_MS = 10_000;
/** These flags also override the configuration of the user. */
const FLAGS = ['--no-pager', '-c', 'core.fsmonitor=false', '-c', 'core.untrackedCache=false'];

/** Asks git whether a file is part of the repository around it, and whether the next `git add .` would add the file. */
export async function gitState(file: string): Promise<GitState> {
  // The folder may be a symbolic link into another repository.
  const state = await withRepository(realpathSync(dirname(file)), async (run): Promise<GitState> => {
    const tracked = await run(['--literal-pathspecs', 'ls-files', '--error-unmatch', basename(file)]);
    if (tracked.code === 'ENOENT') return 'no-git';
    if (tracked.code === 0) return 'tracked';
    // check-ignore refuses --literal-pathspecs. It takes paths literally, except that a colon at the start is special.
    const ignored = await run(['check-ignore', '--quiet', `./${basename(file)}`]);
    if (ignored.code === 0) return 'ignored';
    return ignored.code === NOT_IGNORED ? 'not-ignored' : 'no-repository';
  });
  return state ?? 'no-repository';
}

/** Whether git can restore a working tree. It can when everything is in the index, and nothing has changed since. */
export type TreeState = 'clean' | 'dirty' | 'no-repository';

/** Asks git whether anything in the tree around a folder has changed since it was added to the index, or was never added. */
export async function treeState(folder: string): Promise<TreeState> {
  const state = await withRepository(realpathSync(folder), async (run, root): Promise<TreeState> => {
    const selection = ['--modified', '--deleted', '--others', '--exclude-standard'];
    const { code, stdout } = await run(['-C', root, 'ls-files', ...selection]);
    if (code !== 0) return 'no-repository';
    return stdout === '' ? 'clean' : 'dirty';
  });
  return state ?? 'no-repository';
}

/** Runs git in a folder. @returns undefined when no repository is around the folder */
async function withRepository<Result>(
  folder: string,
  ask: (run: (args: readonly string[]) => Promise<GitAnswer>, root: string) => Promise<Result>,
): Promise<Result | undefined> {
  const repository = repositoryAround(folder);
  if (repository === undefined) return undefined;
  const substitute = mkdtempSync(join(realpathSync(tmpdir()), 'lp-faas-toolbelt-'));
  try {
    writeEmptyRepository(substitute, repository.excluded);
    return await ask((args) => runGit(substitute, repository, ['-C', folder, ...args]), repository.root);
  } finally {
    rmSync(substitute, { recursive: true, force: true });
  }
}

/** The parts of a project's repository that git may read. */
interface Repository {
  readonly root: string;
  readonly index: string;
  /** The text of `info/exclude`. It ignores files without a `.gitignore`. */
  readonly excluded: string;
}

/**
 * The repository of the nearest folder with a `.git`. A bare repository among the files of a project is ignored.
 * @returns undefined when there is none, and when its parts are no regular files
 */
function repositoryAround(folder: string): Repository | undefined {
  for (const root of withParents(folder)) {
    const stat = statSync(join(root, '.git'), { throwIfNoEntry: false });
    if (stat === undefined) continue;
    try {
      const home = stat.isDirectory() ? join(root, '.git') : linkedFolder(root);
      const common = resolve(home, readProjectFile(join(home, 'commondir'))?.trim() ?? '.');
      const index = join(home, 'index');
      if (statSync(index, { throwIfNoEntry: false })?.isFile() === false) return undefined;
      return { root, index, excluded: readProjectFile(join(common, 'info', 'exclude')) ?? '' };
    } catch {
      return undefined;
    }
  }
  return undefined;
}

/** The folder that a file `.git` names. The repository of a worktree or a submodule is in another folder. */
function linkedFolder(root: string): string {
  const text = readProjectFile(join(root, '.git')) ?? '';
  return resolve(root, text.replace('gitdir:', '').trim());
}

function writeEmptyRepository(folder: string, excluded: string): void {
  for (const name of ['objects', 'refs', 'info']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(join(folder, 'info', 'exclude'), excluded);
}

/** What a git command printed, and its exit code. When git did not start, the error code, such as `ENOENT`. */
interface GitAnswer {
  readonly code: number | string;
  readonly stdout: string;
}

async function runGit(
  substitute: string,
  { root, index }: Repository,
  args: readonly string[],
): Promise<GitAnswer> {
  const env = environmentForGit({ GIT_DIR: substitute, GIT_WORK_TREE: root, GIT_INDEX_FILE: index });
  const options = { cwd: substitute, env, timeout: MAX_WAIT_MS, maxBuffer: 64 * 1024 * 1024 };
  try {
    // With the project as working directory, a program "git" in the project could be started: on Windows, or through a relative PATH.
    const { stdout } = await promisify(execFile)('git', [...FLAGS, ...args], options);
    return { code: 0, stdout };
  } catch (error) {
    return { code: (error as { code: number | string }).code, stdout: '' };
  }
}
