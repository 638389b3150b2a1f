import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ErrorCodes, SecretError } from '../errors';
import { randomId } from '../internal/random-id';

/** Windows refuses to rename over a file that an editor or a virus scanner holds; usually it lets go soon. */
const RENAME_WAITS_MS = [5, 10, 20, 40, 80, 160];
const BUSY = new Set(['EPERM', 'EACCES', 'EBUSY']);

/**
 * Replaces the text of an existing file so that a crash leaves the old text or the new one, never half of it.
 * Mode and owner are kept. The caller holds the file's lock. The path must not be a symbolic link: the link would be replaced.
 *
 * @param isAllowed asked last, directly before the new text takes the old one's place
 * @throws Error of the file system, or when `isAllowed` says no; nothing is left behind
 */
export function replaceFile(path: string, text: string, isAllowed: () => boolean): void {
  // Random and exclusive: a name that can be guessed could be a link that someone put there.
  const temporary = join(dirname(path), `${temporaryPrefix(path)}${randomId()}.tmp`);
  removeLeftovers(path);
  try {
    writeDurably(temporary, text, path);
    if (!isAllowed()) throw lockLost(path);
    renameWithRetry(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** A process that was killed leaves its file behind, secrets and all. Under the lock nobody else is using one. */
function removeLeftovers(path: string): void {
  for (const name of readdirSync(dirname(path))) {
    if (name.startsWith(temporaryPrefix(path)) && name.endsWith('.tmp')) {
      rmSync(join(dirname(path), name), { force: true });
    }
  }
}

function temporaryPrefix(path: string): string {
  return `.${basename(path)}.`;
}

function writeDurably(temporary: string, text: string, model: string): void {
  const descriptor = openSync(temporary, 'wx', 0o600);
  try {
    const { mode, uid, gid } = statSync(model);
    writeFileSync(descriptor, text);
    keepOwner(descriptor, uid, gid);
    keepMode(descriptor, mode);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** In a container the process is often root, and its file would be out of reach for the user who owns the folder. */
function keepOwner(descriptor: number, uid: number, gid: number): void {
  const own = fstatSync(descriptor);
  if (own.uid === uid && own.gid === gid) return;
  try {
    fchownSync(descriptor, uid, gid);
  } catch {
    // Only root may give files away; the mode still protects the content.
  }
}

/** Some file systems have one mode for every file and refuse to change it. */
function keepMode(descriptor: number, mode: number): void {
  if (fstatSync(descriptor).mode !== mode) fchmodSync(descriptor, mode & 0o7777);
}

function lockLost(path: string): SecretError {
  return new SecretError(
    ErrorCodes.Secret.OP_FAILED,
    `Another process took over the lock of ${path}, because this one was stopped for too long. Nothing was written.`,
  );
}

function renameWithRetry(from: string, to: string): void {
  for (const waitMs of RENAME_WAITS_MS) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      if (!BUSY.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
    // Blocks on purpose: the lock's holder works synchronously, and no timer means nothing to fake or to leak.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitMs);
  }
  renameSync(from, to);
}
