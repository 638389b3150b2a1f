import { lstatSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readForeignFile, type WriteOptions, writeForeignFile } from '../internal/node/foreign-files';
import { sudoUser } from './environment';
import { UsageError } from './usage-error';

// This file alone reads and writes files that the command line finds in a project by itself. Files that the user names are read
// as they are: `--input /dev/stdin` is a pipe.

/** A folder and all folders above it, the nearest one first. */
export function withParents(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...withParents(parent)];
}

/** The folder of a project in which its functions stand. */
export const FUNCTIONS = 'functions';
const SETTINGS = ['settings.json', 'settings.local.json'].map((name) => join(FUNCTIONS, name));

/** A folder and those above it up to the root of its project, the nearest one first. */
export function projectFolders(folder: string): string[] {
  const folders = withParents(folder);
  const root = folders.findIndex(isProjectRoot);
  return root === -1 ? folders : folders.slice(0, root + 1);
}

/** A function may have a package.json of its own, which ends no project. */
function isProjectRoot(folder: string): boolean {
  const marks = ['.git', ...SETTINGS, ...(basename(dirname(folder)) === FUNCTIONS ? [] : ['package.json'])];
  return marks.some((mark) => entry(join(folder, mark)) !== undefined);
}

/** What stands at a path itself, not what it links to. */
function entry(path: string) {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** A file or a folder on the way to a file that another user could have put there, or could have changed. */
export interface ForeignEntry {
  readonly path: string;
  readonly reason: string;
}

/**
 * Looks for what other users have a hand in, from a folder of a project down to a file in it. On Windows there is nothing
 * to compare.
 * @param alsoTrusted ids of users besides this one and root
 */
export function foreignEntry(
  folder: string,
  file: string,
  alsoTrusted: readonly number[] = [],
): ForeignEntry | undefined {
  const user = process.geteuid?.();
  if (user === undefined) return undefined;
  const trusted = new Set([0, user, ...alsoTrusted, ...(user === 0 ? sudoUser() : [])]);
  const way = withParents(file);
  const paths = way.slice(0, way.indexOf(folder) + 1).reverse();
  for (const path of paths) {
    // A link has an owner, and so has its target.
    for (const stat of [lstatSync(path), statSync(path)]) {
      if (!trusted.has(stat.uid)) return { path, reason: `it belongs to the user ${stat.uid}` };
      if (!stat.isSymbolicLink() && isWritableByAll(stat.mode)) {
        return { path, reason: 'every user of this machine can change it' };
      }
    }
  }
  return undefined;
}

/** In a sticky folder such as /tmp users can add files, but not replace those of others. */
function isWritableByAll(mode: number): boolean {
  return (mode & 0o002) !== 0 && (mode & 0o1000) === 0;
}

/**
 * The text of a file of a project; undefined when there is no such file.
 * @throws Error of the file system, and UsageError for a file that is not a regular one: the open of a pipe would wait for ever
 */
export function readProjectFile(path: string): string | undefined {
  try {
    return readForeignFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== undefined) throw error;
    throw new UsageError((error as Error).message);
  }
}

/** Writes a file of a project. @throws UsageError that names it; a link is not followed */
export function writeProjectFile(path: string, text: string, options?: WriteOptions): void {
  try {
    writeForeignFile(path, text, options);
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${(error as Error).message}`);
  }
}
