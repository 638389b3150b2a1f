import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

// Functions for files of a folder that somebody else may have made, such as a cloned project. A link in it may lead anywhere, and reading a
// pipe would wait for ever.

/** The largest file of a project that is read, in bytes. */
const MAX_BYTES = 16 * 1024 * 1024;

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

/**
 * The text of a file. Undefined when there is none.
 * @throws Error of the file system. An Error without a code for a file that is not a regular one or is too large.
 */
export function readForeignFile(path: string): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, O_RDONLY | O_NONBLOCK);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new Error(stat.isDirectory() ? 'this is a folder' : 'this is no regular file');
    if (stat.size > MAX_BYTES) throw new Error(`it has more than ${MAX_BYTES} bytes`);
    return readFileSync(descriptor, 'utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** How a file is written. */
export interface WriteOptions {
  /** Permissions of a new file. */
  readonly mode?: number;
  /** Whether an existing file is an error. */
  readonly isNew?: boolean;
}

/**
 * Writes a file. A link at its place is not followed, and a pipe is not waited for.
 * @throws Error of the file system, or an Error that says why nothing was written
 */
export function writeForeignFile(path: string, text: string, options: WriteOptions = {}): void {
  const { mode = 0o666, isNew = false } = options;
  const flags = O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | (isNew ? O_EXCL : 0);
  let descriptor: number;
  try {
    descriptor = openSync(path, flags, mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOOP') throw error;
    throw new Error(`${path} is a link, so the file would be written to another place: remove the link`, {
      cause: error,
    });
  }
  try {
    if (!fstatSync(descriptor).isFile()) throw new Error(`${path} is no regular file: remove it`);
    ftruncateSync(descriptor);
    writeFileSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}

/** The first link among the folders from a folder to a path below it. @param path with forward slashes */
export function linkOnTheWay(folder: string, path: string): string | undefined {
  return foldersOf(path).find((way) => isLink(join(folder, way)));
}

/** Whether there is anything at a path, even a link to a missing file. A path below a file names nothing. */
export function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/** Whether a path itself is a link. */
export function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/** The folders of a path, the outer ones first. `functions/greet/index.js` is in `functions` and `functions/greet`. */
function foldersOf(path: string): string[] {
  const folder = dirname(path);
  return folder === '.' ? [] : [...foldersOf(folder), folder];
}
