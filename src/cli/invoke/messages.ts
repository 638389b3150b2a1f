import type { LambdaInput } from '../../events/input';

/** What the parent asks its child to do. */
export interface InvokeRequest {
  readonly file: string;
  readonly input: LambdaInput;
  /** Undefined when nothing may end the lambda, because a debugger may have stopped it. */
  readonly timeoutMs: number | undefined;
  /** Whether LivePerson's services are doubled and nothing leaves the process. */
  readonly isOffline: boolean;
  /** Whether texts for the terminal are coloured. */
  readonly hasColours: boolean;
}

/** One entry of the log, in JSON values. */
export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly extras: readonly unknown[];
  readonly timestamp: number;
}

/** Why a lambda failed, in JSON values. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly cause?: unknown;
}

/** What the kit has to say about a run. */
export interface Remark {
  readonly code: string;
  readonly message: string;
}

/** How a run ended, in JSON values; `--json` prints it. */
export interface Outcome {
  readonly result?: unknown;
  readonly error?: Failure;
  readonly logs: readonly LogLine[];
  readonly diagnostics: readonly Remark[];
  readonly durationMs: number;
}

/** What the parent sends: the request, and later the question whether the child still listens. */
export type ParentMessage =
  | { readonly type: 'run'; readonly request: InvokeRequest }
  | { readonly type: 'ping' };

/** What the child tells its parent. */
export type ChildMessage =
  /** All is loaded but the lambda. */
  | { readonly type: 'started' }
  /** The answer to a ping: the lambda lets go of the thread now and then, so the child watches its limit itself. */
  | { readonly type: 'pong' }
  /** `text` is for the terminal: message and extras. */
  | { readonly type: 'log'; readonly text: string; readonly entry: LogLine }
  /** The logs were sent before. `stack` is that of the error, from the lambda's point of view. */
  | { readonly type: 'done'; readonly outcome: Omit<Outcome, 'logs'>; readonly stack?: string }
  /** Nothing was run: a wrong file, or a package is missing. */
  | { readonly type: 'refused'; readonly message: string };
