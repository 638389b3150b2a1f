import { types } from 'node:util';
import { ErrorCodes, RequestError, ToolbeltError } from '../errors';
import { aborted, requestFailure } from '../http/wire/failures';
import { passableError } from '../internal/node/passable-error';
import { redactText } from '../internal/redact';
import { readable } from '../internal/redact/readable';

export interface FailedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The deadline of the call, in milliseconds. */
  readonly timeoutMs: number | undefined;
}

/** The error for arguments that cannot be sent. `text` says what is wrong and what to do. */
export function refuseRequest(text: string, cause?: unknown): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Mtls.INVALID_REQUEST, `MTLSClient: ${text}.`, cause);
}

/**
 * The failure of a connection as Node reports it. The errors that fetch wraps around it are removed, and a
 * code of undici is replaced by Node's code for the same failure.
 */
export function nativeFailure(error: unknown): Error {
  const raised = types.isNativeError(error) ? passableError(error) : new Error(readable(() => String(error)));
  // The errors "fetch failed" and "terminated" have the failure as their cause.
  const cause = readable(() => raised.cause);
  if (raised.name === 'TypeError' && types.isNativeError(cause)) return nativeFailure(cause);
  const { code } = raised as NodeJS.ErrnoException;
  if (code === 'UND_ERR_SOCKET') {
    return requestFailure('socket hang up', { code: 'ECONNRESET', cause: raised });
  }
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return requestFailure('Parse Error: Header overflow', { code: 'HPE_HEADER_OVERFLOW', cause: raised });
  }
  return raised;
}

/** Like {@link nativeFailure}, for a failure while a body is read. A reset is reported as an answer that was cut off. */
export function mtlsBodyFailure(error: unknown): Error {
  const failure: NodeJS.ErrnoException = nativeFailure(error);
  return failure.code === 'ECONNRESET' ? aborted() : failure;
}

/** The error for a call whose deadline has passed. */
export function mtlsTimeout({ method, url, timeoutMs }: FailedRequest): ToolbeltError {
  return new ToolbeltError(
    ErrorCodes.Mtls.TIMEOUT,
    `MTLSClient: ${method} ${url.origin} had not ended after ${timeoutMs} ms (option "timeout").`,
    requestFailure('ETIMEDOUT', { code: 'ETIMEDOUT' }),
  );
}

/**
 * Turns a failure into the error that the caller gets.
 * @param validTo when the client certificate expires
 * @returns a RequestError for a denied host, as in HTTPClient. A ToolbeltError is returned unchanged. For every other failure, a
 *   ToolbeltError `ErrorCodes.Mtls.GENERAL` that names host, reason and remedy.
 */
export function mtlsFailure(error: unknown, request: FailedRequest, validTo: Date): Error {
  if (error instanceof ToolbeltError) return error;
  const cause = nativeFailure(error);
  // A cause that a test's own fetch made may have any value as its code.
  const code = textOf((cause as NodeJS.ErrnoException).code);
  const { method, url } = request;
  if (code === 'ERR_SOCKET_CLOSED') {
    const options = { uri: url.href, method, headers: Object.fromEntries(request.headers) };
    return new RequestError(cause, options, undefined);
  }
  const reason = redactText(reasonOf(cause, code));
  const advice = adviceFor(code, reason, validTo);
  const text = `MTLSClient: ${method} ${url.origin} failed: ${reason}${advice === '' ? '' : `. ${advice}`}.`;
  return new ToolbeltError(ErrorCodes.Mtls.GENERAL, text, cause);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The message of OpenSSL without its source lines. If every address of a host failed, the message for the first address. */
function reasonOf(error: Error & { reason?: string; errors?: unknown }, code: string): string {
  const { reason } = error;
  const first = readable(() => (error.errors as unknown[] | undefined)?.[0]);
  const openssl = code.startsWith('ERR_SSL_') ? reason : undefined;
  const message = openssl || error.message || (types.isNativeError(first) ? first.message : error.name);
  return message.includes(code) || isTunnel(message) ? message : `${message} (${code})`;
}

/** Whether a tunnel could not be opened. The target was not reached then, so no certificate can be the cause. */
function isTunnel(message: string): boolean {
  return message.startsWith('tunneling socket');
}

const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

function adviceFor(code: string, reason: string, validTo: Date): string {
  if (UNTRUSTED.has(code)) {
    return (
      'The certificate of the server is not trusted: pass the certificate of its authority as "ca" to Toolbelt.MTLSClient, ' +
      'or, for a test system, the option allowSelfSigned: true'
    );
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return 'Call the server by a name that its certificate lists; its authority in "ca" does not change that';
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return 'This is the certificate of the server, or of its authority';
  }
  if (reason === 'bad port') return 'fetch refuses some ports of other protocols: use another port';
  if (/^ERR_SSL_.*(PROTOCOL|VERSION|PACKET_LENGTH)/.test(code)) {
    return 'The server does not speak TLS 1.2 or later on this port';
  }
  if (code.includes('UNRECOGNIZED_NAME')) {
    return 'The server knows no host of this name: check the host of the URL';
  }
  if (code.includes('_ALERT_')) return `The server refused the handshake: ${clientAdvice(validTo)}`;
  if (code === 'ECONNRESET' && !isTunnel(reason) && !reason.startsWith('aborted')) {
    return `The server closed the connection without an answer: ${clientAdvice(validTo)}`;
  }
  return '';
}

function clientAdvice(validTo: Date): string {
  const ended =
    validTo.getTime() < Date.now() ? `, and it ended on ${validTo.toISOString().slice(0, 10)}` : '';
  return `it may not accept the client certificate, whose authority it has to know${ended}`;
}
