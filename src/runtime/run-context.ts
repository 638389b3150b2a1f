import { AsyncLocalStorage } from 'node:async_hooks';
import type { WatchedCall } from '../internal/async/call-channel';
import type { LogEntry } from './types';

/** The events that the hooks into the process report to the run of a lambda. */
export interface RunContext {
  /** False once the result was returned. What happens after that does not belong to the run. */
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
 * Calls a function for a run. Everything that it starts, now or later, belongs to the run. When it starts another run, the work of that run
 * belongs only to that run.
 */
export function onBehalfOf<Result>(run: RunContext, task: () => Result): Result {
  return runs.run(run, task);
}

/**
 * Calls a function that works for the caller of the runtime, not for the lambda. Its logs and its open work belong to no run, even when it
 * is called while a lambda runs.
 */
export function outsideOfRuns(task: () => void): void {
  runs.exit(task);
}

/** The run of the code that is executing, even when that run has ended. */
export function currentRun(): RunContext | undefined {
  return runs.getStore();
}

/** The run of the code that is executing, unless that run has ended. */
export function openRun(): RunContext | undefined {
  const run = runs.getStore();
  return run?.isOpen ? run : undefined;
}
