import { ErrorCodes, type RequestError, StatusCodeError, ToolbeltError } from '../errors';
import type { HttpRequestOptions, HttpResponse } from '../http/client/types';
import { isTunnelForbidden } from '../http/wire/failures';
import { isRecord } from '../internal/is-record';
import { redactText } from '../internal/redact';
import type { InvocationError, OrchestratorResponse, RetryError } from './types';

/** Repeated unless a `retryFunction` decides. 901, an error of the function itself, is not among them (facts §9). */
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
  /** What a `retryFunction` is given. */
  readonly error: RetryError;
  /** What the result shows. */
  readonly shown: InvocationError;
}

/** The failure that an answer other than 200 and 202 is. */
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
    error: Object.assign(error, { cause: { code: errorCode } }) as unknown as RetryError,
    shown: shownAs(errorCode, textOf(details.errorMsg) ?? plain),
  };
}

/** The failure that no answer within the try's time is, or none at all. */
export function networkFailure(error: RequestError, timeoutMs: number): Failure {
  // Whatever was thrown: `error.cause.code` must be readable.
  if (typeof error.cause !== 'object' || error.cause === null) error.cause = { code: undefined };
  const { code, message } = error.cause as { code?: unknown; message?: unknown };
  const errorCode = textOf(code);
  return {
    statusCode: undefined,
    errorCode,
    error: error as unknown as RetryError,
    // A timeout says no more than its code.
    shown: shownAs(
      errorCode,
      message === errorCode ? `no answer within ${timeoutMs} ms` : (textOf(message) ?? error.message),
    ),
  };
}

/** Whether a failure is repeated when no `retryFunction` says so. */
export function isRetriedByDefault({ statusCode, errorCode, error }: Failure): boolean {
  if (statusCode !== undefined) return RETRIED_STATUSES.has(statusCode);
  // Wrong credentials for a proxy, tried often enough, lock their owner out.
  if (isTunnelForbidden(error.cause)) return false;
  return errorCode !== undefined && RETRIED_CODES.has(errorCode);
}

function shownAs(errorCode: string | undefined, message: string): InvocationError {
  return { code: errorCode ?? ErrorCodes.Orchestrator.INVOCATION_FAILED, message: redactText(message) };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * A call of the OrchestratorClient that ended before its time. `code` is `ErrorCodes.Orchestrator.TIMEOUT`, or that
 * of the failure (see {@link OrchestratorResponse.error}), or that of what went wrong on the way to a token.
 */
export class OrchestratorError extends ToolbeltError {
  /** Always this, also in a bundle that shortens class names. */
  override name = 'OrchestratorError';
  /** The function that failed. */
  declare readonly uuid?: string;
  /** Its status, if it answered. */
  declare readonly statusCode?: number;
  /** An outcome for each invocation, in their order; those that had not ended have an `error`. */
  readonly results: OrchestratorResponse[];

  constructor(
    { code, message }: InvocationError,
    results: OrchestratorResponse[],
    { cause, uuid, statusCode }: { cause?: unknown; uuid?: string; statusCode?: number | undefined } = {},
  ) {
    super(code, `OrchestratorClient.invoke: ${message}`, cause);
    if (uuid !== undefined) this.uuid = uuid;
    if (statusCode !== undefined) this.statusCode = statusCode;
    this.results = results;
  }
}
