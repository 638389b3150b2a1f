import { AsyncLocalStorage } from 'node:async_hooks';
import type { WatchedCall } from '../internal/async/call-channel';
import type { LogEntry } from './types';

/** What the hooks into the process tell the run of a lambda. */
export interface RunContext {
  /** False once the result was handed out: what happens after that does not belong to the run. */
  readonly isOpen: boolean;
  log(level: LogEntry['level'], args: readonly unknown[]): void;
  /** An error was thrown, or a promise was rejected, and nobody caught it. */
  fault(error: unknown): void;
  /** A resource was created that may keep the process busy. */
  track(type: string, resource: object): void;
  /** A call of a client of the library began. */
  call(call: WatchedCall): void;
}

const runs = new AsyncLocalStorage<RunContext>();

/**
 * Calls a function on behalf of a run: everything that it starts, now or later, belongs to the run. When it starts
 * another run, the work of that run belongs to that run alone.
 */
export function onBehalfOf<Result>(run: RunContext, task: () => Result): Result {
  return runs.run(run, task);
}

/**
 * Calls a function that works for the caller of the runtime, not for the lambda. Its logs and its open work belong to no
 * run, also when it is called while a lambda runs.
 */
export function outsideOfRuns(task: () => void): void {
  runs.exit(task);
}

/** The run that the code which is executing belongs to, also after that run has ended. */
export function currentRun(): RunContext | undefined {
  return runs.getStore();
}

/** The run that the code which is executing belongs to, unless that run has ended. */
export function openRun(): RunContext | undefined {
  const run = runs.getStore();
  return run?.isOpen ? run : undefined;
}
