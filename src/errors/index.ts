/**
 * `lp-faas-toolbelt/errors`: every error class and code, without the rest of the toolbelt.
 *
 * @packageDocumentation
 */

import { passableError } from '../internal/node/passable-error';
import { setHidden } from '../internal/redact/hidden-fields';
import { readable } from '../internal/redact/readable';
import { RedactedError } from '../internal/redact/redacted-error';
import { setSources, withoutSent } from '../internal/redact/sent-values';
import { printable } from '../internal/wording';
import { ErrorCodes } from './codes';

export { type ErrorCode, ErrorCodes } from './codes';

/** The greatest number of characters in a message. The hosts, names and answers in it may be of any length. */
const MAX_MESSAGE = 64 * 1024;

/**
 * An error that the toolbelt raises itself. `code` is one of {@link ErrorCodes}, and `cause` is the error that led to
 * it.
 */
export class ToolbeltError extends RedactedError {
  /** The name of the class, also in a bundle that shortens class names. */
  override name = 'ToolbeltError';
  /** One of {@link ErrorCodes}, or a code of the network such as `ECONNRESET`. */
  readonly code: string;
  /** The error that led to this one, if any. */
  declare cause?: unknown;

  constructor(code: string, message: string, cause?: unknown) {
    super(printable(message, MAX_MESSAGE));
    this.code = code;
    if (cause !== undefined) this.cause = cause;
  }
}

/** A failed secret operation, with a `code` of `ErrorCodes.Secret` (docs/platform.md, "Secrets"). */
export class SecretError extends ToolbeltError {
  /** The name of the class, also in a bundle that shortens class names. */
  override name = 'SecretError';
}

/** `GDPRUtil.replaceConversationFiles` could not replace some files. All other files were replaced. */
export class ReplaceFilesError extends ToolbeltError {
  /** The name of the class, also in a bundle that shortens class names. */
  override name = 'ReplaceFilesError';

  /** Paths of the files that were replaced. */
  readonly replaced: readonly string[];
  /** Paths of the files that were not replaced, each with the reason. */
  readonly failed: ReadonlyArray<{
    /** Path of the file. */
    path: string;
    /** The reason why the file was not replaced. */
    error: Error;
  }>;

  constructor(
    message: string,
    replaced: readonly string[],
    failed: ReadonlyArray<{ path: string; error: Error }>,
  ) {
    super(ErrorCodes.GdprUtil.REPLACE_FILE_FAILED, message, failed[0]?.error);
    this.replaced = replaced;
    this.failed = failed;
  }
}

/** Writes a body as request-promise does. A hostile body can be nested too deeply to be written as JSON. */
function textOf(body: unknown): string | undefined {
  try {
    return JSON.stringify(body);
  } catch (error) {
    return `[a body that cannot be shown: ${passableError(error).message}]`;
  }
}

/** The response that a {@link StatusCodeError} holds. */
export interface FailedResponse<Body> {
  /** HTTP status. */
  statusCode: number;
  /** HTTP status as text, such as `Not Found`. */
  statusMessage: string;
  /** Response headers, with names in lower case. */
  headers: Record<string, string | string[] | undefined>;
  /** The body: text, parsed JSON with `json`, bytes with `encoding: null`. */
  body: Body;
  // biome-ignore lint/suspicious/noExplicitAny: the other fields of the response
  [field: string]: any;
}

/** The request of a response. It is passed on so that credentials can be recognised by their values. */
function requestOf(response: unknown): unknown {
  const { request } = Object(response) as { request?: { uri?: { href?: unknown }; headers?: unknown } };
  return { uri: request?.uri?.href, headers: request?.headers };
}

/**
 * The answer has a status outside 2xx. It is thrown when `simple` is true, and that is the default. `message` is
 * `<status> - <JSON of the body>`, without the credentials that the call sent, and it is cut after 64 KB. `error` is the whole body as it
 * was received (docs/platform.md, "HTTPClient"). `error`, `options` and `response` are not enumerable.
 */
// biome-ignore lint/suspicious/noExplicitAny: the type of the body is known to the caller alone
export class StatusCodeError<Body = any> extends RedactedError {
  // `declare` creates no properties. The constructor sets them in the order in which request-promise does.
  /** HTTP status of the answer. */
  declare readonly statusCode: number;
  /** Body of the answer, parsed if `json` was set. */
  declare readonly error: Body;
  /** The options of the call. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  declare readonly options: Record<string, any>;
  /** The whole response, or the result of `transform` when the call had one. */
  declare readonly response: FailedResponse<Body>;

  constructor(statusCode: number, body: Body, options: unknown, response: unknown) {
    super();
    this.name = 'StatusCodeError';
    this.statusCode = statusCode;
    setSources(this, options, requestOf(response));
    this.message = withoutSent(this, `${statusCode} - ${textOf(body)}`);
    setHidden(this, { error: body, options, response });
    Error.captureStackTrace(this, StatusCodeError);
  }
}

/**
 * The two errors below wrap another error. `message` is `String(cause)` without the credentials that the call sent. `error` is the same as
 * `cause`.
 */
abstract class WrappingError extends RedactedError {
  /** The same as `cause`. */
  declare readonly error: unknown;
  /** The options of the call. */
  declare readonly options: unknown;
  /** The response, if one came. */
  declare readonly response: unknown;
  /** The error that led to this one; `cause.code` is its code. */
  declare cause: unknown;

  constructor(name: string, cause: unknown, options: unknown, response: unknown) {
    super();
    this.name = name;
    setSources(this, options, requestOf(response));
    this.message = withoutSent(
      this,
      readable(() => String(cause)),
    );
    this.cause = cause;
    setHidden(this, { error: cause, options, response });
    Error.captureStackTrace(this, new.target);
  }
}

/**
 * There is no complete response. The whitelist refused the request, the request could not be built, or it failed on the network.
 * `cause.code` gives the reason (`ERR_SOCKET_CLOSED`, `ECONNREFUSED`, `ETIMEDOUT`, …) (docs/platform.md, "HTTPClient").
 */
export class RequestError extends WrappingError {
  constructor(cause: unknown, options: unknown, response: unknown) {
    super('RequestError', cause, options, response);
  }
}

/** A `transform` function threw or rejected. `cause` is the thrown value (docs/platform.md, "HTTPClient"). */
export class TransformError extends WrappingError {
  constructor(cause: unknown, options: unknown, response: unknown) {
    super('TransformError', cause, options, response);
  }
}
