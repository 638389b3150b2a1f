import { readFileSync, readlinkSync } from 'node:fs';
import { isRecord } from '../internal/is-record';

/** The holder of a lock, as the lock names it. */
export interface Owner {
  pid: number;
  host: string;
  /** A random text. It tells two locks of the same process apart. */
  token: string;
  /** A value that tells machines and containers of the same name apart. Undefined when the system does not give one. */
  machine?: string | undefined;
  /** The thread in `/proc`, and when it was started. Undefined when there is no `/proc`. */
  thread?: string | undefined;
  startedAt?: string | undefined;
}

/** This thread, as the owner of a lock. */
export function ownerNow(token: string): Owner {
  const thread = currentThread();
  const startedAt = thread && startOf(thread);
  return { pid: process.pid, host: hostName(), token, machine: machineId(), thread, startedAt };
}

export function isOwner(value: unknown): value is Owner {
  if (!isRecord(value)) return false;
  const { pid, host, token } = value;
  return typeof pid === 'number' && typeof host === 'string' && typeof token === 'string';
}

/**
 * Whether the owner of a lock is known to have ended. This is so when no process has its id, or when the id belongs to a process or a
 * thread that was started later. The processes of another machine or another container are not known.
 */
export function hasEnded({ pid, host, machine, thread, startedAt }: Owner): boolean {
  if (host !== hostName() || (machine !== undefined && machine !== machineId())) return false;
  if (!isAlive(pid)) return true;
  if (thread === undefined || startedAt === undefined) return false;
  const start = startOf(thread);
  // The processes of other users may be hidden. Their threads are not known either then.
  return start === undefined ? startOf(String(pid)) !== undefined : start !== startedAt;
}

/** This thread below `/proc`, such as `17/task/19`. Worker threads end while their process continues. */
function currentThread(): string | undefined {
  try {
    return readlinkSync('/proc/thread-self');
  } catch {
    return undefined;
  }
}

/** When a process or a thread was started, in clock ticks since the start of the machine. */
function startOf(thread: string): string | undefined {
  try {
    const stat = readFileSync(`/proc/${thread}/stat`, 'utf8');
    // The name before the last bracket may contain spaces. The time is the 22nd value of the line.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** The start of this machine, and the space of process ids. Each container has its own space. */
function machineId(): string | undefined {
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process exists and belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The name of this machine. Processes of several machines may share a folder, but a process id is valid only on one machine. */
function hostName(): string {
  return (require('node:os') as typeof import('node:os')).hostname();
}
