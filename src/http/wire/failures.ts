import { StatusCodeError } from '../../errors';
import { readable } from '../../internal/redact/readable';

/**
 * Makes the cause of a RequestError for a failure that this library itself detects. It is an Error that looks like Node's own.
 * @param details `code` and further properties of the error
 */
export function requestFailure(message: string, details: Record<string, unknown> = {}): Error {
  return Object.assign(new Error(message), details);
}

/**
 * The error of the platform for a denied host: `String(error)` is
 * `Error [ERR_SOCKET_CLOSED]: Socket is closed` (docs/platform.md, "Whitelist").
 */
export function socketClosed(): Error {
  const failure = requestFailure('Socket is closed', { code: 'ERR_SOCKET_CLOSED' });
  // `name` is not enumerable, so that the serialised error has the same fields as any other.
  Object.defineProperty(failure, 'name', { value: 'Error [ERR_SOCKET_CLOSED]', configurable: true });
  return failure;
}

/**
 * The error for a `timeout` that has passed while connecting, or while the connection was silent. Codes and
 * `connect` are those of request.
 */
export function timedOut(connected: boolean): Error {
  const code = connected ? 'ESOCKETTIMEDOUT' : 'ETIMEDOUT';
  return requestFailure(code, { code, connect: !connected });
}

/** Whether an error is one of {@link timedOut}. The system has an `ETIMEDOUT` of its own. */
export function isOwnTimeout(error: unknown): boolean {
  return readable(() => typeof (error as { connect?: unknown }).connect === 'boolean') === true;
}

/** Whether a call rejected because the server refused it, and not because the server was unable to serve it. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof StatusCodeError)) return false;
  const { statusCode } = error;
  return statusCode >= 400 && statusCode < 500 && statusCode !== 429;
}

/** Whether a call rejected because its timeout had passed. */
export function isTimeout(error: unknown): boolean {
  const { cause } = error instanceof Error ? error : { cause: undefined };
  const { code } = cause instanceof Error ? (cause as NodeJS.ErrnoException) : { code: undefined };
  return code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT';
}

/** The error for a peer that closed the connection before the end of its answer. */
export function aborted(): Error {
  return requestFailure('aborted', { code: 'ECONNRESET' });
}

/** The error for a CONNECT that the proxy answered with a status other than 200. */
export function tunnelRefused(statusCode: number): Error {
  return requestFailure(`tunneling socket could not be established, statusCode=${statusCode}`, {
    code: 'ECONNRESET',
    statusCode,
  });
}

/** Whether a proxy refused a CONNECT by its own rules, such as for missing credentials. It would do so again. */
export function isTunnelForbidden(error: unknown): boolean {
  if (!(error instanceof Error && 'statusCode' in error)) return false;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
}

/** Whether a proxy refused a CONNECT because of its own rate limit. */
export function isTunnelLimited(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === 429;
}

/**
 * Removes what Node's parser keeps of an answer that is no HTTP: its bytes, which may repeat the credentials of the
 * request. Loggers print every field of an error and of its causes.
 */
export function withoutRawAnswer(error: Error): Error {
  // It may be any value: a caller's stream, signal or `lookup` may fail with one.
  readable(() => Reflect.deleteProperty(error, 'rawPacket'));
  return error;
}
