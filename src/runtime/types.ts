import type { RuleName } from './rules/types';
import type { InvokeError } from './run-error';

/** What can be wrong with a lambda although, or because of which, a call ended as it did. */
export type DiagnosticCode =
  /** It called its callback again; only the first call counts. */
  | 'callback-twice'
  /** It never called its callback: LivePerson would have waited for its time limit. */
  | 'callback-never'
  /** It threw, or one of its promises rejected, after it had called back; what it called back stands. */
  | 'threw-after-callback'
  /** It returned a value and never called its callback; LivePerson ignores what is returned. */
  | 'returned-instead-of-callback'
  /** It failed with something that is not an Error. */
  | 'error-not-an-error'
  /** It answered something that JSON cannot hold. */
  | 'result-not-json'
  /** It logged more than LivePerson keeps. */
  | 'log-limit'
  /** It left timers, sockets or other work behind when it called back. */
  | 'pending-work'
  /** It ran past its time limit. */
  | 'limit-exceeded'
  /** A lambda of V2 waits for something that never comes. */
  | 'never-ended'
  /** A lambda of V2 threw, or one of its promises rejected, after it had returned; what it returned stands. */
  | 'threw-after-return'
  /** Its source has something that LivePerson does not allow. */
  | RuleName;

/** One thing that is wrong with a lambda, and what to do about it. */
export interface Diagnostic {
  /** What was found. */
  code: DiagnosticCode;
  /** The same in words, with what to do. */
  message: string;
}

/** What a lambda logged; `console.log` counts as `info`. */
export interface LogEntry {
  /** The method of `console`. */
  level: 'debug' | 'info' | 'warn' | 'error';
  /** The first argument as text. */
  message: string;
  /** The other arguments; plain objects and arrays as they were at that moment. */
  extras: unknown[];
  /** Milliseconds since the epoch. */
  timestamp: number;
}

/** How a call ended. */
export interface InvokeResult<Result = unknown> {
  /** What the lambda answered, after a trip through JSON; `undefined` when it failed. */
  result: Result | undefined;
  /** How the lambda failed; `undefined` when it did not. */
  error: InvokeError | undefined;
  /** What it logged, in order. */
  logs: LogEntry[];
  /** What the platform would make of its ways; empty when all is well. */
  diagnostics: Diagnostic[];
  /** Milliseconds from the call to its end. */
  durationMs: number;
}
