import { lstatSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isLink, readForeignFile, type WriteOptions, writeForeignFile } from '../internal/node/foreign-files';
import { sudoUser } from './environment';
import { UsageError } from './usage-error';

// Only this file reads and writes the files that the command line itself finds in a project. Files that the user names are read as they
// are, because `--input /dev/stdin` is a pipe.

/** A folder and all folders above it. The nearest one comes first. */
export function withParents(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...withParents(parent)];
}

/** The folder of a project that contains its functions. */
export const FUNCTIONS = 'functions';
const SETTINGS = ['settings.json', 'settings.local.json'].map((name) => join(FUNCTIONS, name));

/** A folder and the folders above it up to the root of its project. The nearest one comes first. */
export function projectFolders(folder: string): string[] {
  const folders = withParents(folder);
  const root = folders.findIndex(isProjectRoot);
  return root === -1 ? folders : folders.slice(0, root + 1);
}

/** A function may have its own package.json. Such a file is not the root of a project. */
function isProjectRoot(folder: string): boolean {
  const marks = ['.git', ...SETTINGS, ...(basename(dirname(folder)) === FUNCTIONS ? [] : ['package.json'])];
  return marks.some((mark) => entry(join(folder, mark)) !== undefined);
}

/** The entry at a path itself. Links are not followed. */
function entry(path: string) {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** A file or a folder on the way to a file that another user could have created or changed. */
export interface ForeignEntry {
  readonly path: string;
  readonly reason: string;
}

/**
 * Looks for entries that other users can change, from a folder of a project down to a file in it. On Windows there is nothing to compare.
 * @param alsoTrusted ids of users who are trusted in addition to this one and root
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
    // A link has an owner, and its target has one too.
    for (const stat of [lstatSync(path), statSync(path)]) {
      if (!trusted.has(stat.uid)) return { path, reason: `it belongs to the user ${stat.uid}` };
      if (!stat.isSymbolicLink() && isWritableByAll(stat.mode)) {
        return { path, reason: 'every user of this machine can change it' };
      }
    }
  }
  return undefined;
}

/** In a sticky folder such as /tmp, users can add files, but they cannot replace the files of others. */
function isWritableByAll(mode: number): boolean {
  return (mode & 0o002) !== 0 && (mode & 0o1000) === 0;
}

/**
 * The text of a file of a project. Undefined when there is no such file.
 * @throws Error of the file system. UsageError for a file that is not a regular one, because opening a pipe would wait for ever.
 */
export function readProjectFile(path: string): string | undefined {
  try {
    return readForeignFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== undefined) throw error;
    throw new UsageError((error as Error).message);
  }
}

/**
 * The first link between a folder and a file in it. The file itself counts too. The folder does not count, because the user has named it.
 */
export function linkBelow(folder: string, file: string): string | undefined {
  const way = withParents(file);
  return way.slice(0, Math.max(1, way.indexOf(folder))).findLast(isLink);
}

/** Writes a file of a project. A link is not followed. @throws UsageError that names the file */
export function writeProjectFile(path: string, text: string, options?: WriteOptions): void {
  try {
    writeForeignFile(path, text, options);
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${(error as Error).message}`);
  }
}
