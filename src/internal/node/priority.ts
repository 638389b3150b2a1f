import { constants, getPriority, setPriority } from 'node:os';

/** How much lower: others get nearly all of the time that they want. */
const LESS = 10;

/**
 * Lets a process leave the processors to others. It stays so, because only an administrator may raise a priority again.
 * On Linux this concerns the main thread alone.
 * @param pid undefined for a process that did not start
 */
export function lowerPriority(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, Math.min(getPriority() + LESS, constants.priority.PRIORITY_LOW));
  } catch {
    // The process has ended, or the system does not allow it.
  }
}
