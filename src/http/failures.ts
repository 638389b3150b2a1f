/** The cause of a RequestError that we raise in place of the wire: a Node-like error with `code` and details. */
export class RequestFailure extends Error {
  readonly code: string;
  declare cause?: unknown;

  constructor(code: string, message: string, details: Record<string, unknown> = {}, cause?: unknown) {
    super(message);
    // Not enumerable, as in Node's own errors, so that serialised causes look alike.
    Object.defineProperty(this, 'name', { value: 'Error', writable: true, configurable: true });
    this.code = code;
    Object.assign(this, details);
    if (cause !== undefined) this.cause = cause;
  }
}

/**
 * What a denied host looks like on the platform: `String(error)` is
 * `Error [ERR_SOCKET_CLOSED]: Socket is closed` (decisions, Whitelist; facts §5.1).
 */
export function socketClosed(): RequestFailure {
  const failure = new RequestFailure('ERR_SOCKET_CLOSED', 'Socket is closed');
  Object.defineProperty(failure, 'name', { value: 'Error [ERR_SOCKET_CLOSED]' });
  return failure;
}

/** No connection, or silence on one, for longer than `timeout`. Codes and `connect` are request's. */
export function timedOut(connected: boolean): RequestFailure {
  const code = connected ? 'ESOCKETTIMEDOUT' : 'ETIMEDOUT';
  return new RequestFailure(code, code, { connect: !connected });
}
