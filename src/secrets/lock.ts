import {
  closeSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ErrorCodes, SecretError } from '../errors';
import { randomId } from '../internal/random-id';
import { ageOf } from './age';
import { hasEnded, isOwner, type Owner, ownerNow } from './owner';

/** A lock that this process has taken. */
export interface FileLock {
  /** Whether this process still holds the lock. Another process takes it over when it looks abandoned. */
  isHeld(): boolean;
  /** Gives the lock back. Does nothing when another process has taken it over. */
  release(): void;
}

/** A lock is held for milliseconds. A lock that is older than this was left behind by a process that has ended. */
const STALE_AFTER_MS = 10_000;
/** Longer than `STALE_AFTER_MS`, so that a waiting process takes an abandoned lock over before it gives up. */
const MAX_WAIT_MS = 15_000;
const POLL_MS = 4;
/** The codes that Windows reports while another process deletes the file. */
const BUSY_ON_WINDOWS = new Set(['EPERM', 'EACCES', 'EBUSY']);
/** The codes of file systems without symbolic links. */
const WITHOUT_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/**
 * Waits for the lock file `path` and takes it. The holder does not renew the lock, because it works synchronously and only for
 * milliseconds.
 *
 * @throws SecretError `ErrorCodes.Secret.OP_FAILED` when other processes keep it for 15 seconds
 * @throws Error of the file system when the lock cannot be created
 */
export async function acquireLock(path: string): Promise<FileLock> {
  const deadline = performance.now() + MAX_WAIT_MS;
  for (;;) {
    const lock = tryLock(path);
    if (lock !== undefined) {
      removeStaleClaims(path);
      return lock;
    }
    removeIfStale(path);
    if (performance.now() > deadline) throw heldTooLong(path);
    // The wait is random, so that processes that wait do not all try again at the same moment.
    await sleep(POLL_MS + Math.random() * POLL_MS * 3);
  }
}

/** Takes the lock if no process holds it. */
function tryLock(path: string): FileLock | undefined {
  const token = createOwned(path);
  if (token === undefined) return undefined;
  return {
    isHeld: () => readOwner(path)?.token === token,
    release: () => release(path, token),
  };
}

/**
 * Gives the lock back. A failure is not reported: the work is done, and a lock that cannot be removed becomes stale.
 */
function release(path: string, token: string): void {
  try {
    removeOwned(path, token);
  } catch {
    // The lock becomes stale, and the next process takes it over.
  }
}

/**
 * Creates a lock that names its owner, unless the lock exists already. The lock is a symbolic link. Its target
 * is not a path, but the owner as JSON. A link and its text are created in one step. A file would need two steps, and a
 * process that is killed between them would leave a lock without an owner.
 *
 * @returns the token of the lock, or undefined when the lock exists already
 */
function createOwned(path: string): string | undefined {
  const token = randomId();
  const create = process.platform === 'win32' ? createFile : createLink;
  try {
    create(path, JSON.stringify(ownerNow(token)));
    return token;
  } catch (error) {
    if (isTaken(error)) return undefined;
    throw error;
  }
}

function createLink(path: string, text: string): void {
  try {
    symlinkSync(text, path);
  } catch (error) {
    if (!WITHOUT_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    createFile(path, text);
  }
}

/** Creates the lock as a file. Windows allows symbolic links only to users with a privilege. */
function createFile(path: string, text: string): void {
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(descriptor, text);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** Whether an error says that the lock exists already. */
function isTaken(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return code === 'EEXIST' || (process.platform === 'win32' && BUSY_ON_WINDOWS.has(code));
}

/** Removes a lock whose owner has ended, or that is older than any lock can be. */
function removeIfStale(path: string): void {
  const owner = readOwner(path);
  if ((owner !== undefined && hasEnded(owner)) || ageOf(path) > STALE_AFTER_MS)
    removeOwned(path, owner?.token);
}

/**
 * Removes the lock if it has this token. Reading the token and removing the lock are two steps. Between them, a second process could remove
 * the lock, and a third process could take it. Then the lock of the third process would be removed. Therefore every process that removes a
 * lock, even its own, first creates a claim file whose name has the token. Only one process can create this file. A claim is a lock too. A
 * claim that was left behind is removed in the same way.
 */
function removeOwned(path: string, token: string | undefined): void {
  const claim = `${path}.${token?.slice(0, 8) ?? 'nameless'}`;
  if (createOwned(claim) === undefined) {
    removeIfStale(claim);
    return;
  }
  try {
    const isSame = readOwner(path)?.token === token;
    // A lock without a token may have just been created. Only its age can show that it was abandoned.
    if (isSame && (token !== undefined || ageOf(path) > STALE_AFTER_MS)) remove(path);
  } finally {
    rmSync(claim, { force: true });
  }
}

/**
 * Removes claims that were left behind. A process that is killed after it removed a lock, and before it removed its
 * claim, leaves a claim whose name no other process uses again.
 */
function removeStaleClaims(path: string): void {
  try {
    for (const name of readdirSync(dirname(path))) {
      if (name.startsWith(`${basename(path)}.`)) removeIfStale(join(dirname(path), name));
    }
  } catch {
    // A claim that was left behind disturbs nothing. The next process tries to remove it again.
  }
}

/** The owner of a lock. Undefined when the lock no longer exists, or when its owner was killed before it wrote its name to the file. */
function readOwner(path: string): Owner | undefined {
  try {
    const owner: unknown = JSON.parse(readText(path));
    return isOwner(owner) ? owner : undefined;
  } catch {
    return undefined;
  }
}

function readText(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    // Opening a pipe that somebody has put there would wait for ever.
    return lstatSync(path).isFile() ? readFileSync(path, 'utf8') : '';
  }
}

/** Removes a lock of any kind. A folder is removed only when it is empty: other programs lock with such folders. */
function remove(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) rmdirSync(path);
  else rmSync(path, { force: true });
}

function heldTooLong(path: string): SecretError {
  const owner = readOwner(path);
  const holder = owner === undefined ? 'another process' : `process ${owner.pid} on ${owner.host}`;
  return new SecretError(
    ErrorCodes.Secret.OP_FAILED,
    `${path} was held by ${holder} for ${MAX_WAIT_MS / 1000} seconds. Try again, or delete that file if it was left behind.`,
  );
}

/** Uses the timer of the module. Tests may replace the global timer with a fake timer, and the wait would never end. */
function sleep(ms: number): Promise<void> {
  return (require('node:timers/promises') as typeof import('node:timers/promises')).setTimeout(ms);
}
