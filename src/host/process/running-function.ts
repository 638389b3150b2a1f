import type { LambdaForm, LambdaInput } from '../../events/input';
import type { LogEntry } from '../../runtime/types';
import type { ObservedRequest } from '../observe/types';
import type { RunEnding, RunFailure } from './channel/messages';

/** The greatest number of log entries of one invocation that the host keeps until its end. */
const MAX_ENTRIES = 10_000;
/** Entries after this many are kept without their extras, and cut, when they are long. */
const MAX_WHOLE_ENTRIES = 100;
/** The greatest number of characters of such an entry. */
const MAX_SHORT = 1_000;

/** The outcome of loading the file: the user's own modules that were loaded, or why it cannot be loaded. */
export type Loaded = { readonly files: readonly string[] } | { readonly failure: RunFailure };

/** Is told what an invocation does while it runs. Credentials are already removed. */
export interface RunObserver {
  onLog(entry: LogEntry): void;
  /** A request has started, has ended, or has come a step further. @param index its place among those of the invocation */
  onRequest(index: number, request: ObservedRequest): void;
}

/** Runs one version of a function, with any number of invocations at a time. */
export interface RunningFunction {
  readonly pid: number | undefined;
  readonly startedAt: number;
  /** Resolves when the file is loaded, and also when it cannot be loaded. */
  readonly loaded: Promise<Loaded>;
  /** Resolves when it has ended. */
  readonly gone: Promise<void>;
  readonly state: 'starting' | 'ready' | 'old' | 'over';
  /** Whether it takes invocations. */
  readonly isOpen: boolean;
  /** How many invocations run in it, or wait for it. */
  readonly running: number;
  /** The version of the platform that the function is written for. Known once the file is loaded. */
  readonly form: LambdaForm | undefined;
  readonly invocations: number;
  readonly memoryBytes: number | undefined;
  /** Loads the file. A started process waits for this. */
  load(): void;
  /** Runs the function as soon as the file is loaded. @returns how it ended, whatever happens meanwhile */
  run(input: LambdaInput, observer: RunObserver): Promise<RunEnding>;
  /** Lets the running invocations finish, and then ends. */
  retire(): void;
  /** Ends at once. @param reason a sentence for the running invocations */
  kill(reason: string): void;
}

/** The ending of an invocation that the function did not end itself. */
export function failed(error: RunFailure, logs: readonly LogEntry[], sentAt?: number): RunEnding {
  const durationMs = sentAt === undefined ? 0 : performance.now() - sentAt;
  return { error, logs, diagnostics: [], requests: [], durationMs };
}

/** Keeps a log entry for the result of its invocation, up to a limit. Of a long log, only the first entries are whole. */
export function keepEntry(logs: LogEntry[], entry: LogEntry): void {
  if (logs.length < MAX_ENTRIES) logs.push(logs.length < MAX_WHOLE_ENTRIES ? entry : shortEntry(entry));
}

function shortEntry(entry: LogEntry): LogEntry {
  if (entry.message.length + JSON.stringify(entry.extras).length <= MAX_SHORT) return entry;
  return { ...entry, message: `${entry.message.slice(0, MAX_SHORT)}…`, extras: [] };
}
