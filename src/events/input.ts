/** A header of an invocation. */
export interface LambdaHeader {
  /** Name. */
  key: string;
  /** Value. */
  value: string;
}

/** What a function is called with (docs/platform.md, "Handler and callback"). */
export interface LambdaInput<Payload = unknown> {
  /** Milliseconds since the epoch. */
  timestamp?: number;
  /** Headers of the invocation. */
  headers: LambdaHeader[];
  /** What the function was invoked with. */
  payload: Payload;
}

/**
 * Ends a function: with an error, or with `null` and what it answers
 * (docs/platform.md, "Handler and callback").
 */
export type LambdaCallback<Result = unknown> = (error?: unknown, result?: Result | Promise<Result>) => void;

/** A function of LivePerson Functions (docs/platform.md, "Handler and callback"). */
export type Lambda<Payload = unknown, Result = unknown> = (
  input: LambdaInput<Payload>,
  callback: LambdaCallback<Result>,
) => void | Promise<void>;
