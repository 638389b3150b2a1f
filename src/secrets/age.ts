import { closeSync, lstatSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { randomId } from '../internal/random-id';

/** Milliseconds for which the clock of a file system counts as known. A process that waits for a lock asks many times. */
const KNOWN_MS = 1_000;

/** The clock of a file system, compared with a clock of this process that nobody can set. */
interface KnownClock {
  readonly folder: string;
  readonly readAt: number;
  readonly offsetMs: number;
}

let known: KnownClock | undefined;

/**
 * Milliseconds since a file was created, by the clock of its file system. The clock of this process may differ by hours, because the folder
 * may belong to another machine. Negative when the file no longer exists.
 */
export function ageOf(path: string): number {
  const created = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (created === undefined) return Number.NEGATIVE_INFINITY;
  return performance.now() + offsetOf(path) - created;
}

function offsetOf(path: string): number {
  const folder = dirname(path);
  const isKnown = known?.folder === folder && performance.now() - known.readAt < KNOWN_MS;
  if (!known || !isKnown) {
    known = { folder, readAt: performance.now(), offsetMs: timeOf(path) - performance.now() };
  }
  return known.offsetMs;
}

/** The time of a file that is created at this moment. The file has the name of a claim, so it is cleaned up if the process is killed. */
function timeOf(path: string): number {
  const probe = `${path}.${randomId()}`;
  try {
    closeSync(openSync(probe, 'wx', 0o600));
    return lstatSync(probe).mtimeMs;
  } finally {
    rmSync(probe, { force: true });
  }
}
