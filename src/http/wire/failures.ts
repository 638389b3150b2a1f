import { StatusCodeError } from '../../errors';

/**
 * The cause of a RequestError that we raise in place of the wire: an Error that looks like Node's own.
 * @param details `code`, and what else belongs to the case
 */
export function requestFailure(message: string, details: Record<string, unknown> = {}): Error {
  return Object.assign(new Error(message), details);
}

/**
 * What a denied host looks like on the platform: `String(error)` is
 * `Error [ERR_SOCKET_CLOSED]: Socket is closed` (decisions, Whitelist; facts §5.1).
 */
export function socketClosed(): Error {
  const failure = requestFailure('Socket is closed', { code: 'ERR_SOCKET_CLOSED' });
  // Not enumerable, so that the serialised cause has the fields of any other.
  Object.defineProperty(failure, 'name', { value: 'Error [ERR_SOCKET_CLOSED]', configurable: true });
  return failure;
}

/** No connection, or silence on one, for longer than `timeout`. Codes and `connect` are request's. */
export function timedOut(connected: boolean): Error {
  const code = connected ? 'ESOCKETTIMEDOUT' : 'ETIMEDOUT';
  return requestFailure(code, { code, connect: !connected });
}

/** Whether a call rejected because the server did not want it, rather than could not serve it. */
export function isRefusal(error: unknown): boolean {
  if (!(error instanceof StatusCodeError)) return false;
  const { statusCode } = error;
  return statusCode >= 400 && statusCode < 500 && statusCode !== 429;
}

/** Whether a call rejected because its time was over. */
export function isTimeout(error: unknown): boolean {
  const { cause } = error instanceof Error ? error : { cause: undefined };
  const { code } = cause instanceof Error ? (cause as NodeJS.ErrnoException) : { code: undefined };
  return code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT';
}

/** The peer went away before it had said all. */
export function aborted(): Error {
  return requestFailure('aborted', { code: 'ECONNRESET' });
}

/** A CONNECT that the proxy answered with another status than 200. */
export function tunnelRefused(statusCode: number): Error {
  return requestFailure(`tunneling socket could not be established, statusCode=${statusCode}`, {
    code: 'ECONNRESET',
    statusCode,
  });
}

/** Whether a proxy refused a CONNECT by its own rules, for want of credentials or right: it will do so again. */
export function isTunnelForbidden(error: unknown): boolean {
  if (!(error instanceof Error && 'statusCode' in error)) return false;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
}

/** Whether a proxy refused a CONNECT because of its own rate limit. */
export function isTunnelLimited(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === 429;
}
