import { ErrorCodes, RequestError, StatusCodeError, ToolbeltError } from '../errors';
import { redactText } from '../internal/redact';
import { withoutSent } from '../internal/redact/sent-values';

const { AUTHORIZATION_INVALID, DATA_DOES_NOT_EXIST, INTERNAL_SERVER_ERROR, RESPONSE_TIMEOUT, UNKNOWN } =
  ErrorCodes.ContextService;

/** How many characters of an answer an error message quotes. */
const MAX_SHOWN_CHARACTERS = 500;

/**
 * A call of the Context Session Store that failed. `code` is one of `ErrorCodes.ContextService`, or a code of the
 * network such as `ECONNREFUSED`. `cause` is the StatusCodeError or RequestError that led to it
 * (docs/platform.md, "Failures of the Context Session Store").
 */
export class ContextServiceError extends ToolbeltError {
  /** The name of the class, also in a bundle that shortens class names. */
  override name = 'ContextServiceError';
  /** The status of the answer, if there was one. */
  declare readonly statusCode?: number;

  constructor(code: string, message: string, cause?: unknown, statusCode?: number) {
    super(code, message, cause);
    if (statusCode !== undefined) this.statusCode = statusCode;
  }
}

/** The request that failed, for the error message. */
export interface FailedRequest {
  /** The method of the client, and the namespace, session or property. */
  subject: string;
  /** HTTP method and URL. */
  line: string;
  host: string;
}

/**
 * The error for a request that failed, or that was answered with an error status
 * (docs/platform.md, "Failures of the Context Session Store").
 */
export function failedRequest(error: unknown, request: FailedRequest, attempts = 1): unknown {
  if (error instanceof StatusCodeError) return failedStatus(error, request);
  if (!(error instanceof RequestError)) return error;
  const { cause } = error;
  // An error of the toolbelt itself, such as settings that cannot be read, is not a failure of the network.
  if (cause instanceof ToolbeltError) return cause;
  const { code = UNKNOWN, message } = cause as NodeJS.ErrnoException;
  // Node's error has no message after it has tried several addresses.
  const reason = message || code;
  const tries = attempts > 1 ? ` (${attempts} attempts)` : '';
  const { subject, line, host } = request;
  // Only the timer of HTTPClient raises this code. Node does not have it.
  if (code === 'ESOCKETTIMEDOUT') return timedOutRequest(request, `${line} got no answer${tries}`, error);
  const advice =
    code === 'ERR_SOCKET_CLOSED' ? `. Is "${host}" on the whitelist? Add it to the settings file` : '';
  return new ContextServiceError(code, `${subject}: ${line} failed${tries}: ${reason}${advice}.`, error);
}

/** The error for a request or a call that took too long. */
export function timedOutRequest(
  { subject }: Pick<FailedRequest, 'subject'>,
  reason: string,
  cause: unknown,
): ContextServiceError {
  return new ContextServiceError(
    RESPONSE_TIMEOUT,
    `${subject}: ${reason}. Try again; the option "timeout" of the client sets how long a call may take in all.`,
    cause,
  );
}

/** The error for a call that was running when the toolbelt was reset. A closed connection has the same code. */
export function endedByReset(
  { subject }: Pick<FailedRequest, 'subject'>,
  cause: unknown,
): ContextServiceError {
  return new ContextServiceError('ECONNRESET', `${subject}: Toolbelt.reset() has ended the call.`, cause);
}

/** The error for a read that was answered with success, but without data. */
export function unexpectedStatus({ subject, line }: FailedRequest, statusCode: number): ContextServiceError {
  const message = `${subject}: ${line} was answered ${statusCode}, where only 200 brings data.`;
  return new ContextServiceError(UNKNOWN, message, undefined, statusCode);
}

/** The error for an answer of another shape than expected. */
export function malformedAnswer(operation: string, expected: string, text: string): ContextServiceError {
  return new ContextServiceError(
    UNKNOWN,
    `ContextServiceClient.${operation}: the answer is not ${expected} but ${text === '' ? 'empty' : shown(text)}. Check the zone of the service.`,
  );
}

/** A rejection handler. It returns `value` for an error that counts as success, and throws any other error. */
export function refusal<Value>(
  isGood: (error: ContextServiceError) => boolean,
  value: Value,
): (error: unknown) => Value {
  return (error) => {
    if (error instanceof ContextServiceError && isGood(error)) return value;
    throw error;
  };
}

/** Whether the namespace that was to be created exists already. */
export function isConflict({ statusCode }: ContextServiceError): boolean {
  return statusCode === 409;
}

/** Whether the namespace, session or property does not exist. */
export function isMissing({ code }: ContextServiceError): boolean {
  return code === DATA_DOES_NOT_EXIST;
}

function failedStatus(error: StatusCodeError, { subject, line }: FailedRequest): ContextServiceError {
  const { statusCode } = error;
  const { code, reason } = verdict(statusCode);
  const message = `${subject}: ${reason} (${line} was answered ${statusCode} ${shown(withoutSent(error, String(error.error ?? '')))}).`;
  return new ContextServiceError(code, message, error, statusCode);
}

function verdict(statusCode: number): { code: string; reason: string } {
  switch (statusCode) {
    case 401:
    case 403:
      return {
        code: AUTHORIZATION_INVALID,
        reason:
          'access was refused. Check that "apiKey" is the current key of this account: a new key ends the old one',
      };
    case 404:
      return { code: DATA_DOES_NOT_EXIST, reason: 'it does not exist' };
    case 500:
    case 503:
      return { code: INTERNAL_SERVER_ERROR, reason: 'the service failed. Try again later' };
    case 413:
      return {
        code: UNKNOWN,
        reason: 'the document is too large: a session holds at most 800,000 characters of properties',
      };
    case 429:
      return { code: UNKNOWN, reason: 'there were too many requests. Send fewer at a time' };
    default:
      return { code: UNKNOWN, reason: 'the request was not accepted' };
  }
}

function shown(text: string): string {
  if (text === '') return 'without a text';
  const safe = redactText(text);
  return JSON.stringify(
    safe.length > MAX_SHOWN_CHARACTERS ? `${safe.slice(0, MAX_SHOWN_CHARACTERS)}…` : safe,
  );
}
