/** What to do when an invocation fails (docs/platform.md, "OrchestratorClient"). */
export const ErrorStrategy = {
  /** The first failure ends the call, and cancels all other invocations. */
  EXIT_ON_ERROR: 'ExitOnError',
  /** The other invocations continue. The result of the failed invocation has an `error`. */
  CONTINUE_ON_ERROR: 'ContinueOnError',
} as const;

/** A member of {@link ErrorStrategy}. */
export type ErrorStrategy = (typeof ErrorStrategy)[keyof typeof ErrorStrategy];

/**
 * The error that a {@link RetryFunction} gets. It is the error of HTTPClient (StatusCodeError or RequestError), with a
 * `cause` that is always an object.
 */
export interface RetryError extends Error {
  /** Its `code` is also the third argument of a {@link RetryFunction}. At run time it is `undefined` when there is no code. */
  cause: {
    /** Code of the failure: the function's, the gateway's or the network's. */
    code: string;
    [detail: string]: unknown;
  };
}

/**
 * Decides whether a failed invocation is repeated. When the function throws or rejects, the invocation is not repeated.
 *
 * @param statusCode status of the answer. At run time it is `undefined` when there was no answer. The type is the documented one, so that
 *   the published sample compiles.
 * @param error the failure. `error.cause.code` can always be read.
 * @param errorCode the error code of the gateway or of the network (`ECONNRESET`, …), if there is one
 * @returns a truthy value to repeat the invocation, or a promise of such a value. The time of the promise counts against the deadline.
 */
export type RetryFunction = (
  statusCode: number,
  error: RetryError,
  errorCode: string | undefined,
) => boolean | Promise<boolean>;

/** One function to invoke. */
export interface OrchestratorInvocation {
  /** Id of the function. */
  uuid: string;
  /** The `input.payload` of the function. Any value that JSON can hold. */
  payload: unknown;
  /** The `input.headers` of the function. */
  headers?: Readonly<Record<string, string>> | undefined;
  /**
   * How often a failed invocation is repeated after its first try. 0 means never.
   * @default 3
   */
  retries?: number | undefined;
  /**
   * Decides which failures are repeated.
   * @default statuses 429, 500, 502, 504 and the network errors ENOTFOUND, ECONNRESET, ETIMEDOUT, ESOCKETTIMEDOUT,
   *   but not a proxy's own refusal (401, 403, 407, …)
   */
  retryFunction?: RetryFunction | undefined;
}

/** How invocations are carried out. */
export interface OrchestratorOptions {
  /**
   * How many milliseconds one try of an invocation may take. The time starts when its request leaves. Waiting for the rate limit does not
   * count.
   * @default sequentially `Math.floor(deadline / number of invocations)`, in parallel the deadline
   */
  timeout?: number | undefined;
  /** @default ErrorStrategy.EXIT_ON_ERROR */
  errorStrategy?: ErrorStrategy | undefined;
  /**
   * True runs all invocations at the same time. False runs them one after another.
   * @default false
   */
  invokeParallel?: boolean | undefined;
}

/** Why an invocation has no result. */
export interface InvocationError {
  /**
   * The error code of the gateway (`com.liveperson.faas.handler.custom-failure`, …). Without it, the code of the network error
   * (`ECONNRESET`, …), or else `ErrorCodes.Orchestrator.INVOCATION_FAILED`. An invocation that was cancelled because the call had ended has
   * `ErrorCodes.Orchestrator.CANCELLED`.
   */
  code: string;
  /** The failure in words. */
  message: string;
}

/** The outcome of one invocation. Without an answer `body`, `headers` and `statusCode` are `undefined`. */
export interface OrchestratorResponse<Body = unknown> {
  /** Id of the function. */
  uuid: string;
  /**
   * The result of the function, or the gateway's error. Content of a `text/*` type is text. Any other content is parsed
   * if it is JSON, and is text otherwise. `undefined` for an empty body.
   */
  body: Body | undefined;
  /** Headers of the answer. Their names are in lower case. */
  headers: Record<string, string | string[] | undefined> | undefined;
  /** HTTP status. `undefined` when there was no answer. */
  statusCode: number | undefined;
  /** Only on a failed invocation. */
  error?: InvocationError;
}
