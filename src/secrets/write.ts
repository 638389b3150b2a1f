import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ErrorCodes, SecretError } from '../errors';
import { randomId } from '../internal/random-id';
import { copyAccess } from './access-rights';

/** Windows refuses to replace a file that an editor or a virus scanner has open. Usually they close it soon. */
const RENAME_WAITS_MS = [5, 10, 20, 40, 80, 160];
const BUSY = new Set(['EPERM', 'EACCES', 'EBUSY']);

/**
 * Replaces the text of an existing file. After a crash, the file has the old text or the new text, and never a part of it. Mode, owner and
 * access control list are kept. The caller must hold the file's lock. The path must not be a symbolic link, because the file would replace
 * the link.
 *
 * @param isAllowed called before the new text replaces the old text
 * @param isCurrent whether the file is still the one from which the new text was made. It is called directly before each rename.
 * @returns false when `isCurrent` returned false. Nothing was written then, and no other file is left behind.
 * @throws Error of the file system, or when `isAllowed` returns false. No other file is left behind then.
 */
export function replaceFile(
  path: string,
  text: string,
  isAllowed: () => boolean,
  isCurrent: () => boolean = () => true,
): boolean {
  // The name is random. Otherwise another user could put a symbolic link under the name.
  const temporary = join(dirname(path), `${temporaryPrefix(path)}${randomId()}.tmp`);
  removeLeftovers(path);
  try {
    writeDurably(temporary, text, path);
    if (!isAllowed()) throw lockLost(path);
    return renameWithRetry(temporary, path, isCurrent);
  } finally {
    // After the rename, this file no longer exists.
    rmSync(temporary, { force: true });
  }
}

/**
 * Removes temporary files that a killed process has left behind, because they hold secrets. No other process uses such a file at this
 * moment, because the caller holds the lock. A folder with such a name is left alone.
 */
function removeLeftovers(path: string): void {
  for (const name of readdirSync(dirname(path))) {
    if (!name.startsWith(temporaryPrefix(path)) || !name.endsWith('.tmp')) continue;
    try {
      rmSync(join(dirname(path), name), { force: true });
    } catch {
      // A folder, or a file of another user.
    }
  }
}

function temporaryPrefix(path: string): string {
  return `.${basename(path)}.`;
}

/**
 * Writes a new file with the mode and owner of the file `model`, and waits until the disk holds the text. Fails when
 * the file exists already.
 */
function writeDurably(temporary: string, text: string, model: string): void {
  const descriptor = openSync(temporary, 'wx', 0o600);
  try {
    copyAccess(descriptor, temporary, model);
    ftruncateSync(descriptor);
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function lockLost(path: string): SecretError {
  return new SecretError(
    ErrorCodes.Secret.OP_FAILED,
    `Another process took over the lock of ${path}, because this one was stopped for too long. Nothing was written.`,
  );
}

function renameWithRetry(from: string, to: string, isCurrent: () => boolean): boolean {
  for (const waitMs of RENAME_WAITS_MS) {
    if (!isCurrent()) return false;
    try {
      renameSync(from, to);
      return true;
    } catch (error) {
      if (!BUSY.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
    // Blocks the process, because the holder of the lock must work synchronously. Tests with fake timers need not advance a timer.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitMs);
  }
  if (!isCurrent()) return false;
  renameSync(from, to);
  return true;
}
