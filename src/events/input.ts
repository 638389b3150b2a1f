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

/**
 * A function of LivePerson Functions V2: what it returns is the answer, what it throws is the failure
 * (docs/platform.md, "From V1 to V2").
 */
export type LambdaV2<Payload = unknown, Result = unknown> = (
  input: LambdaInput<Payload>,
) => Result | Promise<Result>;

/** The platform that a function is written for: `v1` has a callback, `v2` returns. */
export type LambdaForm = 'v1' | 'v2';

/** A function of either form, about whose types nothing is known. */
export type AnyLambda = (...parameters: never[]) => unknown;
