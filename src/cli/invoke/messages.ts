import type { LambdaInput } from '../../events/input';
import type { LogEntry } from '../../runtime/types';
import type { OfflineData } from './offline-data';

/** Where a debugger connects. Node has a default for each missing part. */
export interface DebuggerAddress {
  readonly host?: string;
  readonly port?: number;
}

/** What the parent asks its child to do. */
export interface InvokeRequest {
  readonly file: string;
  readonly input: LambdaInput;
  /** Undefined when there is no time limit, because a debugger may have stopped the lambda. */
  readonly timeoutMs: number | undefined;
  /** Whether doubles answer instead of LivePerson's services, and no request leaves the process. */
  readonly isOffline: boolean;
  /** Where the lambda waits for a debugger that stops in its first line. Undefined when it does not wait. */
  readonly stopsAt?: DebuggerAddress | undefined;
  /** The file or folder of `--fixtures`, and the file of `--setup`. */
  readonly data: OfflineData;
  /** Where the answers of the real services are written. */
  readonly record: string | undefined;
  /** Whether texts for the terminal are coloured. */
  readonly hasColours: boolean;
}

/** Why a lambda failed. All values are JSON values. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly cause?: unknown;
}

/** A diagnostic of the run, or a remark of `--offline`. */
export interface Remark {
  readonly code: string;
  readonly message: string;
}

/** How a run ended. All values are JSON values. `--json` prints the object. */
export interface Outcome {
  readonly result?: unknown;
  readonly error?: Failure;
  /** The extras are JSON values. */
  readonly logs: readonly LogEntry[];
  readonly diagnostics: readonly Remark[];
  readonly durationMs: number;
}

/** The messages of the parent: first the request, later the question whether the child still answers. */
export type ParentMessage =
  | { readonly type: 'run'; readonly request: InvokeRequest }
  | { readonly type: 'ping' };

/** The messages of the child to its parent. */
export type ChildMessage =
  /** Everything but the lambda is loaded. */
  | { readonly type: 'started' }
  /** The answer to a ping. The lambda does not hold the thread, so the child can end the lambda itself. */
  | { readonly type: 'pong' }
  /** `text` is for the terminal. It has the message and the extras. The extras of `entry` are JSON values. */
  | { readonly type: 'log'; readonly text: string; readonly entry: LogEntry }
  /** The logs were sent before. `stack` is the stack of the error with only the lambda's frames. */
  | { readonly type: 'done'; readonly outcome: Omit<Outcome, 'logs'>; readonly stack?: string }
  /** Nothing was run: the file cannot be run, or a package is missing. */
  | { readonly type: 'refused'; readonly message: string };
