import { AsyncLocalStorage } from 'node:async_hooks';
import type { CallQueue } from './call-queue';
import type { LogEntry } from './types';

/** What the hooks into the process have to say to the run of a lambda. */
export interface RunContext {
  /** False once the result was handed out: what happens then is no longer the run's. */
  readonly isOpen: boolean;
  /** Orders the calls that this run makes itself. */
  readonly queue: CallQueue;
  log(level: LogEntry['level'], args: readonly unknown[]): void;
  /** Something was thrown or rejected that nobody caught. */
  fault(error: unknown): void;
  /** Something was started that may keep the process busy. */
  track(type: string, resource: object): void;
}

const runs = new AsyncLocalStorage<RunContext>();

/** Calls a function on behalf of a run: all that it starts belongs to the run, until another one comes in between. */
export function onBehalfOf<Result>(run: RunContext, task: () => Result): Result {
  return runs.run(run, task);
}

/** Calls a function on behalf of nobody. */
export function onOwnBehalf(task: () => void): void {
  runs.exit(task);
}

/** The run that the code which is executing belongs to. */
export function currentRun(): RunContext | undefined {
  return runs.getStore();
}

/** The same, as long as it lasts. */
export function openRun(): RunContext | undefined {
  const run = runs.getStore();
  return run?.isOpen ? run : undefined;
}
