import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

// This file alone reads files that the command line finds in a project by itself. Files that the user names are read
// as they are: `--input /dev/stdin` is a pipe.

/** No file of a project that the command line reads is as large as this. */
const MAX_BYTES = 16 * 1024 * 1024;

/** A folder and all folders above it, the nearest one first. */
export function withParents(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...withParents(parent)];
}

/**
 * The text of a file of a project; undefined when there is no such file.
 * @throws Error of the file system, and for a file that is not a regular one: the open of a pipe would wait for ever
 */
export function readProjectFile(path: string): string | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
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
