import type { RuleName } from './rules/types';
import type { InvokeError } from './run-error';

/** What can be wrong with a lambda, in addition to how the call ended, or as its reason. */
export type DiagnosticCode =
  /** It called its callback again. Only the first call counts. */
  | 'callback-twice'
  /** It never called its callback. LivePerson would have waited for its time limit. */
  | 'callback-never'
  /** It threw, or one of its promises rejected, after it had called back. Its answer is not changed by this. */
  | 'threw-after-callback'
  /** It returned a value and never called its callback. LivePerson ignores what is returned. */
  | 'returned-instead-of-callback'
  /** It failed with something that is not an Error. */
  | 'error-not-an-error'
  /** It answered with a value that JSON cannot hold. */
  | 'result-not-json'
  /** It logged more than LivePerson keeps. */
  | 'log-limit'
  /** It left timers, sockets or other work behind when it called back. */
  | 'pending-work'
  /** It ran past its time limit. */
  | 'limit-exceeded'
  /** A lambda of V2 waits for something that never comes. */
  | 'never-ended'
  /** A lambda of V2 threw, or one of its promises rejected, after it had returned. Its answer is not changed by this. */
  | 'threw-after-return'
  /** Its source has something that LivePerson does not allow. */
  | RuleName;

/** One thing that is wrong with a lambda, and what to do about it. */
export interface Diagnostic {
  /** The code of the problem. */
  code: DiagnosticCode;
  /** The problem in words, with what to do. */
  message: string;
}

/** An entry in the log of a lambda. `console.log` counts as `info`. */
export interface LogEntry {
  /** The method of `console`. */
  level: 'debug' | 'info' | 'warn' | 'error';
  /** The first argument as text. */
  message: string;
  /** The other arguments. Plain objects and arrays are copies from that moment. */
  extras: unknown[];
  /** Milliseconds since the epoch. */
  timestamp: number;
}

/** How a call ended. */
export interface InvokeResult<Result = unknown> {
  /** The answer of the lambda, written as JSON and read again. `undefined` when it failed. */
  result: Result | undefined;
  /** How the lambda failed. `undefined` when it succeeded. */
  error: InvokeError | undefined;
  /** What it logged, in order. */
  logs: LogEntry[];
  /** What the lambda did that the platform does not allow or advise. Empty when nothing is wrong. */
  diagnostics: Diagnostic[];
  /** Milliseconds from the call to its end. */
  durationMs: number;
}
