/** What to do when an invocation fails (seed 003). */
export const ErrorStrategy = {
  /** Give up everything with the first failure. */
  EXIT_ON_ERROR: 'ExitOnError',
  /** Go on with the others; the failed result carries its `error`. */
  CONTINUE_ON_ERROR: 'ContinueOnError',
} as const;

/** A member of {@link ErrorStrategy}. */
export type ErrorStrategy = (typeof ErrorStrategy)[keyof typeof ErrorStrategy];

/**
 * What a {@link RetryFunction} is told about a failure: the error of HTTPClient (StatusCodeError or RequestError),
 * whose `cause` is always an object.
 */
export interface RetryError extends Error {
  /** `code` is what the third argument is: `undefined` at run time when there is none. */
  cause: {
    /** Code of the failure: the function's, the gateway's or the network's. */
    code: string;
    [detail: string]: unknown;
  };
}

/**
 * Decides whether a failed invocation is repeated. One that throws counts as "no".
 *
 * @param statusCode status of the answer; `undefined` at run time when there was none, and typed as documented, so
 *   that the published sample compiles
 * @param error the failure; `error.cause.code` can always be read
 * @param errorCode the gateway's error code, or that of the network error (`ECONNRESET`, …), if there is one
 * @returns anything truthy to repeat, or a promise of it, whose waiting counts against the deadline
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
  /** What the function gets as `input.payload`: any value that JSON can hold. */
  payload: unknown;
  /** What the function gets as `input.headers`. */
  headers?: Readonly<Record<string, string>> | undefined;
  /**
   * How often a failed invocation is repeated after its first try; 0 for never.
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
   * Longest time that one try of an invocation may take, in milliseconds, from the moment its request leaves:
   * waiting for the rate limit does not count.
   * @default sequentially `Math.floor(deadline / number of invocations)`, in parallel the deadline
   */
  timeout?: number | undefined;
  /** @default ErrorStrategy.EXIT_ON_ERROR */
  errorStrategy?: ErrorStrategy | undefined;
  /**
   * True: all at once. False: one after another.
   * @default false
   */
  invokeParallel?: boolean | undefined;
}

/** Why an invocation has no result. */
export interface InvocationError {
  /**
   * The gateway's error code (`com.liveperson.faas.handler.custom-failure`, …), else the code of the network error
   * (`ECONNRESET`, …), else `ErrorCodes.Orchestrator.INVOCATION_FAILED`; `ErrorCodes.Orchestrator.CANCELLED` for
   * one that was given up because the call had ended.
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
   * What the function called back with, or the gateway's error: JSON parsed, other content as text, `undefined` for
   * nothing. Content of a `text/*` type stays text; any other is parsed when it parses.
   */
  body: Body | undefined;
  /** Headers of the answer, names in lower case. */
  headers: Record<string, string | string[] | undefined> | undefined;
  /** HTTP status; undefined when no answer came. */
  statusCode: number | undefined;
  /** Only on a failed invocation. */
  error?: InvocationError;
}
