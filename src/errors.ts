import { inspect } from 'node:util';

/**
 * Codes of the errors that the toolbelt raises itself, by area. Codes of the original are kept
 * (facts §1.3, §4.3, §5.4, §5.13, §8, §9); the others are this library's own. docs/errors.md says what each one means.
 */
export const ErrorCodes = {
  Toolbelt: {
    INVALID_ARGUMENT: 'com.liveperson.faas.toolbelt.invalid-argument',
    INVALID_CONFIGURATION: 'com.liveperson.faas.toolbelt.invalid-configuration',
    INVALID_SETTINGS: 'com.liveperson.faas.toolbelt.invalid-settings',
    INVALID_CREDENTIALS: 'com.liveperson.faas.toolbelt.invalid-credentials',
    MISSING_ACCOUNT: 'com.liveperson.faas.toolbelt.missing-account',
    NO_SUCH_CLIENT: 'com.liveperson.faas.toolbelt.no-such-client',
    TOKEN_FAILED: 'com.liveperson.faas.toolbelt.token-failed',
  },
  Secret: {
    INVALID_FORMAT: 'com.liveperson.faas.secret.invalid-format',
    OP_FAILED: 'com.liveperson.faas.secret.op-failed',
    NOT_FOUND: 'com.liveperson.faas.secret.not-found',
    AUTH_FAILED: 'com.liveperson.faas.secret.auth-failed',
    NO_SA_TOKEN: 'com.liveperson.faas.handler.no-sa-token',
  },
  Csds: {
    DOMAIN_NOT_FOUND: 'com.liveperson.faas.csds.domain.not-found',
    OP_FAILED: 'com.liveperson.faas.csds.op-failed',
  },
  ConversationUtil: {
    GENERAL: 'com.liveperson.faas.conversation-util.general',
    NOT_FOUND: 'com.liveperson.faas.conversation-util.conversation.not-found',
  },
  SdeUtil: {
    GENERAL: 'com.liveperson.faas.sde-util.general',
  },
  GdprUtil: {
    GENERAL: 'com.liveperson.faas.gdpr-util-general',
    AUTH_FAILED: 'com.liveperson.faas.gdpr-util.auth-failed',
    REPLACE_FILE_FAILED: 'com.liveperson.faas.gdpr-util.replace-file-failed',
  },
  Orchestrator: {
    TIMEOUT: 'com.liveperson.faas.orchestrator-fn.invoke.timeout',
    INVOCATION_FAILED: 'com.liveperson.faas.orchestrator-fn.invoke.failed',
    CANCELLED: 'com.liveperson.faas.orchestrator-fn.invoke.cancelled',
  },
  Mtls: {
    MISSING_CONFIG: 'com.liveperson.faas.mtls.missing-conf',
    INVALID_CERT: 'com.liveperson.faas.mtls.invalid-cert',
    INVALID_KEY: 'com.liveperson.faas.mtls.invalid-key',
    INVALID_REQUEST: 'com.liveperson.faas.mtls.invalid-request',
    GENERAL: 'com.liveperson.faas.mtls.general-issue',
    TIMEOUT: 'com.liveperson.faas.mtls.request-timeout',
  },
  ContextService: {
    AUTHORIZATION_INVALID: 'com.liveperson.context-service-sdk.authorization.invalid',
    DATA_DOES_NOT_EXIST: 'com.liveperson.context-service-sdk.data.does-not-exist',
    INTERNAL_SERVER_ERROR: 'com.liveperson.context-service-sdk.internal-server-error',
    RESPONSE_TIMEOUT: 'com.liveperson.context-service-sdk.response-timeout',
    PARAMETER_INVALID: 'com.liveperson.context-service-sdk.parameter.invalid',
    /** Spelt as the original spells it. */
    UNKNOWN: 'com.liveperson.context-service-sdk.unkown',
  },
  /** What the platform says of a function that failed (facts §5.8). */
  Handler: {
    CUSTOM_FAILURE: 'com.liveperson.faas.handler.custom-failure',
    RUNTIME_EXCEPTION: 'com.liveperson.faas.handler.runtime-exception',
    EXECUTION_TIME_EXCEEDED: 'com.liveperson.faas.handler.executiontime-exceeded',
    LOG_LIMIT_REACHED: 'com.liveperson.faas.handler.log-limit-reached',
  },
  Salesforce: {
    PACKAGE_MISSING: 'com.liveperson.faas.salesforce.package-missing',
    PACKAGE_UNSUPPORTED: 'com.liveperson.faas.salesforce.package-unsupported',
    STREAMING_UNSUPPORTED: 'com.liveperson.faas.salesforce.streaming-unsupported',
    STREAM_NOT_REPEATABLE: 'com.liveperson.faas.salesforce.stream-not-repeatable',
  },
} as const;

/** Loaded when an error is shown, which most processes never do. */
function redactor(): typeof import('./internal/redact') {
  return require('./internal/redact') as typeof import('./internal/redact');
}

/** Any code in {@link ErrorCodes}. */
export type ErrorCode = {
  [Area in keyof typeof ErrorCodes]: (typeof ErrorCodes)[Area][keyof (typeof ErrorCodes)[Area]];
}[keyof typeof ErrorCodes];

/** Shared by every error below: what `JSON.stringify` and `console.log` show holds no credential. */
abstract class RedactedError extends Error {
  /** A serialisable copy without credentials. */
  toJSON(): unknown {
    return redactor().redact({ ...this, name: this.name, message: this.message });
  }

  [inspect.custom](_depth: number, options: object): string {
    const { name, message } = this;
    const shown = redactor().redact({ ...this, stack: this.stack ?? `${name}: ${message}` });
    const { name: _name, message: _message, stack, ...fields } = shown as Record<string, unknown>;
    return Object.keys(fields).length === 0 ? String(stack) : `${stack} ${inspect(fields, options)}`;
  }
}

/**
 * Sets what holds credentials. Code reads, changes and deletes it like any property; but Node prints an error that
 * nobody caught, as `console.dir` does, without asking how it wants to be shown, and shows no value of an accessor.
 */
function setLive(error: Error, values: Record<'options' | 'response', unknown>): void {
  for (const [name, given] of Object.entries(values)) {
    let value = given;
    Object.defineProperty(error, name, {
      get: () => value,
      set: (next) => {
        value = next;
      },
      enumerable: true,
      configurable: true,
    });
  }
}

/** An error that the toolbelt raises itself. `code` is one of {@link ErrorCodes}; `cause` is what led to it. */
export class ToolbeltError extends RedactedError {
  override name = 'ToolbeltError';
  readonly code: string;
  declare cause?: unknown;

  constructor(code: string, message: string, cause?: unknown) {
    super(message);
    this.code = code;
    if (cause !== undefined) this.cause = cause;
  }
}

/** A failed secret operation, with a `code` of `ErrorCodes.Secret` (facts §5.4). */
export class SecretError extends ToolbeltError {
  override name = 'SecretError';
}

/** Files that `GDPRUtil.replaceConversationFiles` could not replace; the others have been. */
export class ReplaceFilesError extends ToolbeltError {
  override name = 'ReplaceFilesError';

  /** Paths of the files that were replaced. */
  readonly replaced: readonly string[];
  /** Paths of those that were not, and why. */
  readonly failed: ReadonlyArray<{ path: string; error: Error }>;

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

/**
 * A response outside 2xx under `simple: true` (the default). `message` is `<status> - <JSON of the body>`;
 * `error` is the body (facts §5.2).
 */
export class StatusCodeError extends RedactedError {
  // `declare`: request-promise's key order comes from the assignments below, not from field definitions.
  declare readonly statusCode: number;
  declare readonly error: unknown;
  declare readonly options: unknown;
  declare readonly response: unknown;

  constructor(statusCode: number, body: unknown, options: unknown, response: unknown) {
    super();
    this.name = 'StatusCodeError';
    this.statusCode = statusCode;
    this.message = `${statusCode} - ${JSON.stringify(body)}`;
    this.error = body;
    setLive(this, { options, response });
    Error.captureStackTrace(this, StatusCodeError);
  }
}

/** Shared by the two errors that wrap another one: `message` is `String(cause)`, `error` is the cause again. */
abstract class WrappingError extends RedactedError {
  declare readonly error: unknown;
  declare readonly options: unknown;
  declare readonly response: unknown;
  declare cause: unknown;

  constructor(name: string, cause: unknown, options: unknown, response: unknown) {
    super();
    this.name = name;
    this.message = String(cause);
    this.cause = cause;
    this.error = cause;
    setLive(this, { options, response });
    Error.captureStackTrace(this, new.target);
  }
}

/**
 * No response: the request was refused by policy, could not be built, or failed on the wire.
 * `cause.code` says why (`ERR_SOCKET_CLOSED`, `ECONNREFUSED`, `ETIMEDOUT`, …) (facts §5.2).
 */
export class RequestError extends WrappingError {
  constructor(cause: unknown, options: unknown, response: unknown) {
    super('RequestError', cause, options, response);
  }
}

/** A `transform` function that threw or rejected; `cause` is what it threw (facts §5.2). */
export class TransformError extends WrappingError {
  constructor(cause: unknown, options: unknown, response: unknown) {
    super('TransformError', cause, options, response);
  }
}
