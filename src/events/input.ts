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
  /** The value that the function was invoked with. */
  payload: Payload;
}

/** Ends a function. Call it with an error, or with `null` and the answer (docs/platform.md, "Handler and callback"). */
export type LambdaCallback<Result = unknown> = (error?: unknown, result?: Result | Promise<Result>) => void;

/** A function of LivePerson Functions (docs/platform.md, "Handler and callback"). */
export type Lambda<Payload = unknown, Result = unknown> = (
  input: LambdaInput<Payload>,
  callback: LambdaCallback<Result>,
) => void | Promise<void>;

/**
 * A function of LivePerson Functions V2. What it returns is the answer. What it throws is the failure (docs/platform.md, "From V1 to V2").
 */
export type LambdaV2<Payload = unknown, Result = unknown> = (
  input: LambdaInput<Payload>,
) => Result | Promise<Result>;

/** The version of the platform that a function is written for. A `v1` function has a callback, and a `v2` function returns its answer. */
export type LambdaForm = 'v1' | 'v2';

/** A function of either version, with unknown types. */
export type AnyLambda = (...parameters: never[]) => unknown;
