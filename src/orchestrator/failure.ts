import { ErrorCodes, type RequestError, StatusCodeError, ToolbeltError } from '../errors';
import type { HttpRequestOptions } from '../http/request/options';
import type { HttpResponse } from '../http/response/types';
import { isTunnelForbidden } from '../http/wire/failures';
import { isRecord } from '../internal/is-record';
import { redactText } from '../internal/redact';
import { setHidden } from '../internal/redact/hidden-fields';
import { withoutSent } from '../internal/redact/sent-values';
import type { InvocationError, OrchestratorResponse, RetryError } from './types';

/**
 * The statuses after which an invocation is repeated when it has no `retryFunction`. 901 is not among them, because it is an error of the
 * function itself (docs/platform.md, "OrchestratorClient").
 */
const RETRIED_STATUSES: ReadonlySet<number> = new Set([429, 500, 502, 504]);
const RETRIED_CODES: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'ECONNRESET',
  'ETIMEDOUT',
  'ESOCKETTIMEDOUT',
]);

const HINTS: Readonly<Record<number, string>> = {
  401: 'check the app key that signs the call',
  403: 'the app key needs the privilege to invoke functions',
  404: 'no function with this id is deployed',
};

/** One try that failed. */
export interface Failure {
  readonly statusCode: number | undefined;
  /** The gateway's or the network's own code. */
  readonly errorCode: string | undefined;
  /** The error that a `retryFunction` gets. */
  readonly error: RetryError;
  /** The error that the outcome shows. */
  readonly shown: InvocationError;
}

/** The failure for an answer with a status other than 200 and 202. */
export function statusFailure(body: unknown, response: HttpResponse, options: HttpRequestOptions): Failure {
  const { statusCode } = response;
  const details = isRecord(body) ? body : {};
  const errorCode = textOf(details.errorCode);
  const hint = HINTS[statusCode];
  const plain = `the gateway answered with status ${statusCode}${hint === undefined ? '' : `: ${hint}`}`;
  const error = new StatusCodeError(statusCode, body, options, response);
  return {
    statusCode,
    errorCode,
    error: withCause(error, { code: errorCode }),
    shown: shownAs(errorCode, withoutSent(error, textOf(details.errorMsg) ?? plain)),
  };
}

/** The failure for a try without an answer, or without an answer in time. */
export function networkFailure(error: RequestError, timeoutMs: number): Failure {
  const cause: { code?: unknown; message?: unknown } = isObject(error.cause)
    ? error.cause
    : { code: undefined };
  const { code, message } = cause;
  const errorCode = textOf(code);
  return {
    statusCode: undefined,
    errorCode,
    error: withCause(error, cause),
    // The message of a timeout is only its code.
    shown: shownAs(
      errorCode,
      message === errorCode ? `no answer within ${timeoutMs} ms` : (textOf(message) ?? error.message),
    ),
  };
}

/** Whether a failure is repeated when no `retryFunction` says so. */
export function isRetriedByDefault({ statusCode, errorCode, error }: Failure): boolean {
  if (statusCode !== undefined) return RETRIED_STATUSES.has(statusCode);
  // A proxy may lock out a user who sends wrong credentials too often.
  if (isTunnelForbidden(error.cause)) return false;
  return errorCode !== undefined && RETRIED_CODES.has(errorCode);
}

/** The error of a try, with a cause whose `code` a `retryFunction` can always read. */
function withCause(error: Error, cause: object): RetryError {
  return Object.assign(error, { cause: cause as RetryError['cause'] });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function shownAs(errorCode: string | undefined, message: string): InvocationError {
  return { code: errorCode ?? ErrorCodes.Orchestrator.INVOCATION_FAILED, message: redactText(message) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * A call of the OrchestratorClient that ended early. `code` is `ErrorCodes.Orchestrator.TIMEOUT`, or the code of the
 * failed invocation (see {@link OrchestratorResponse.error}), or the code of the reason why there is no access token.
 */
export class OrchestratorError extends ToolbeltError {
  /** The name of the class, also in a bundle that shortens class names. */
  override name = 'OrchestratorError';
  /** The function that failed. */
  declare readonly uuid?: string;
  /** The status of its answer, if there was an answer. */
  declare readonly statusCode?: number;
  /**
   * An outcome for each invocation, in the order of the invocations. An invocation that had not ended has an `error`.
   */
  declare readonly results: OrchestratorResponse[];

  constructor(
    { code, message }: InvocationError,
    results: OrchestratorResponse[],
    { cause, uuid, statusCode }: { cause?: unknown; uuid?: string; statusCode?: number | undefined } = {},
  ) {
    super(code, `OrchestratorClient.invoke: ${message}`, cause);
    if (uuid !== undefined) this.uuid = uuid;
    if (statusCode !== undefined) this.statusCode = statusCode;
    // The results hold what functions answered.
    setHidden(this, { results });
  }
}
