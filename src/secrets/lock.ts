import {
  closeSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ErrorCodes, SecretError } from '../errors';
import { isRecord } from '../internal/is-record';
import { randomId } from '../internal/random-id';

/** A held lock. */
export interface FileLock {
  /** Whether the lock is still ours: another process takes it over when it looks abandoned. */
  isHeld(): boolean;
  /** Gives the lock back; does nothing when it is no longer ours. */
  release(): void;
}

interface Owner {
  pid: number;
  host: string;
  token: string;
}

/** A lock is held for milliseconds; one that is older than this was left behind. */
const STALE_AFTER_MS = 10_000;
/** Longer than a lock takes to become stale, so that waiting ends in a take-over before it ends in an error. */
const MAX_WAIT_MS = 15_000;
const POLL_MS = 4;
/** Windows reports these while another process is deleting the file. */
const BUSY_ON_WINDOWS = new Set(['EPERM', 'EACCES', 'EBUSY']);
/** Reported by file systems that have no symbolic links. */
const WITHOUT_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/**
 * Waits for the lock file `path` and takes it. There is no heartbeat: whoever holds it works synchronously.
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
    // Jitter, or waiting processes would meet again and again.
    await sleep(POLL_MS + Math.random() * POLL_MS * 3);
  }
}

/** Takes the lock if nobody has it. */
function tryLock(path: string): FileLock | undefined {
  const token = createOwned(path);
  if (token === undefined) return undefined;
  return {
    isHeld: () => readOwner(path)?.token === token,
    release: () => release(path, token),
  };
}

/** The work is done by now, and a lock that cannot be removed becomes stale: no reason to report a failure. */
function release(path: string, token: string): void {
  try {
    removeOwned(path, token);
  } catch {
    // The next process takes the lock over.
  }
}

/**
 * Creates a lock that names its owner, unless there is one. It is a symbolic link that leads nowhere: made with its
 * text in one step, so that no process can be killed between the two and leave a lock whose owner nobody knows.
 */
function createOwned(path: string): string | undefined {
  const token = randomId();
  const owner: Owner = { pid: process.pid, host: hostName(), token };
  const create = process.platform === 'win32' ? createFile : createLink;
  try {
    create(path, JSON.stringify(owner));
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

/** On Windows links need a privilege. */
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

function isTaken(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return code === 'EEXIST' || (process.platform === 'win32' && BUSY_ON_WINDOWS.has(code));
}

function removeIfStale(path: string): void {
  const owner = readOwner(path);
  const isAbandoned = owner !== undefined && owner.host === hostName() && !isAlive(owner.pid);
  if (isAbandoned || ageOf(path) > STALE_AFTER_MS) removeOwned(path, owner?.token);
}

/**
 * Removes the lock with this token and no other. Reading the token and unlinking are two steps, in between a
 * second process could remove the lock and a third take it anew; so whoever removes a lock, its owner included,
 * first creates a claim file named after the token, which only one process can. A claim is a lock like any
 * other: one that was left behind is removed in the same way.
 */
function removeOwned(path: string, token: string | undefined): void {
  const claim = `${path}.${token?.slice(0, 8) ?? 'nameless'}`;
  if (createOwned(claim) === undefined) {
    removeIfStale(claim);
    return;
  }
  try {
    const isSame = readOwner(path)?.token === token;
    // Without a token only its age tells an abandoned lock from one that was created this moment.
    if (isSame && (token !== undefined || ageOf(path) > STALE_AFTER_MS)) rmSync(path, { force: true });
  } finally {
    rmSync(claim, { force: true });
  }
}

/** A process that was killed after it removed a lock, and before its claim, leaves a claim that nobody asks for again. */
function removeStaleClaims(path: string): void {
  try {
    for (const name of readdirSync(dirname(path))) {
      if (name.startsWith(`${basename(path)}.`)) removeIfStale(join(dirname(path), name));
    }
  } catch {
    // It is in nobody's way: the next process may have more luck.
  }
}

/** The owner that a lock names; none when it is gone, or when it is a file whose owner died before it could write. */
function readOwner(path: string): Owner | undefined {
  try {
    const owner: unknown = JSON.parse(readText(path));
    return isRecord(owner) && typeof owner.token === 'string' ? (owner as unknown as Owner) : undefined;
  } catch {
    return undefined;
  }
}

function readText(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return readFileSync(path, 'utf8');
  }
}

function ageOf(path: string): number {
  return Date.now() - (lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but belongs to someone else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function heldTooLong(path: string): SecretError {
  const owner = readOwner(path);
  const holder = owner === undefined ? 'another process' : `process ${owner.pid} on ${owner.host}`;
  return new SecretError(
    ErrorCodes.Secret.OP_FAILED,
    `${path} was held by ${holder} for ${MAX_WAIT_MS / 1000} seconds. Try again, or delete that file if it was left behind.`,
  );
}

/** A shared folder is seen from many machines, and a process id means something on one of them only. */
function hostName(): string {
  return (require('node:os') as typeof import('node:os')).hostname();
}

/** From its own module, not the global one, which tests replace by fake timers that nobody advances here. */
function sleep(ms: number): Promise<void> {
  return (require('node:timers/promises') as typeof import('node:timers/promises')).setTimeout(ms);
}
