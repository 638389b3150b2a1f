/**
 * `lp-faas-toolbelt/errors`: every error class and code, without the rest of the toolbelt.
 *
 * @packageDocumentation
 */

import { RedactedError, setHidden } from './internal/redacted-error';

/**
 * Codes of the errors that the toolbelt raises itself, by area. The codes of the original are unchanged
 * (docs/platform.md, "Error codes of the toolbelt"). This library adds further codes. docs/errors.md explains
 * every code.
 */
export const ErrorCodes = {
  /** Codes of the toolbelt as a whole. */
  Toolbelt: {
    /** An argument of a method is missing or wrong. Nothing was sent. */
    INVALID_ARGUMENT: 'com.liveperson.faas.toolbelt.invalid-argument',
    /** `Toolbelt.configure` got an unknown key or a wrong value, or a proxy variable is not a URL. */
    INVALID_CONFIGURATION: 'com.liveperson.faas.toolbelt.invalid-configuration',
    /** The settings file is malformed. */
    INVALID_SETTINGS: 'com.liveperson.faas.toolbelt.invalid-settings',
    /** The value of a secret that signs calls has neither the OAuth 2 shape nor the OAuth 1.0a shape. */
    INVALID_CREDENTIALS: 'com.liveperson.faas.toolbelt.invalid-credentials',
    /** A call needs the id of the account, which is not known. */
    MISSING_ACCOUNT: 'com.liveperson.faas.toolbelt.missing-account',
    /** A factory was called that does not exist. */
    NO_SUCH_CLIENT: 'com.liveperson.faas.toolbelt.no-such-client',
    /** LivePerson's service `sentinel` gave no access token. */
    TOKEN_FAILED: 'com.liveperson.faas.toolbelt.token-failed',
    /** An answer is larger than `maxResponseBytes`. This is the code of the cause of a `RequestError`. */
    RESPONSE_TOO_LARGE: 'com.liveperson.faas.toolbelt.response-too-large',
  },
  /** Codes of SecretClient. */
  Secret: {
    /** A key or a value is not allowed: a key outside `[A-Za-z0-9_-]`, a value over 10,000 characters or not JSON. */
    INVALID_FORMAT: 'com.liveperson.faas.secret.invalid-format',
    /** The store of secrets could not be read or written. */
    OP_FAILED: 'com.liveperson.faas.secret.op-failed',
    /** There is no secret with this name. */
    NOT_FOUND: 'com.liveperson.faas.secret.not-found',
    /** A store of your own refused access. Only your store can raise it. */
    AUTH_FAILED: 'com.liveperson.faas.secret.auth-failed',
    /** The platform could not authenticate the function to its secrets. Not raised by this library. */
    NO_SA_TOKEN: 'com.liveperson.faas.handler.no-sa-token',
  },
  /** Codes of service discovery. */
  Csds: {
    /** The account has no service with this name. */
    DOMAIN_NOT_FOUND: 'com.liveperson.faas.csds.domain.not-found',
    /** Service discovery failed and no earlier list is known. */
    OP_FAILED: 'com.liveperson.faas.csds.op-failed',
  },
  /** Codes of ConversationUtil. */
  ConversationUtil: {
    /** The conversation could not be retrieved. */
    GENERAL: 'com.liveperson.faas.conversation-util.general',
    /** There is no such conversation, or it cannot be retrieved yet. */
    NOT_FOUND: 'com.liveperson.faas.conversation-util.conversation.not-found',
  },
  /** Codes of SDEUtil. */
  SdeUtil: {
    /** The engagement attributes could not be added. */
    GENERAL: 'com.liveperson.faas.sde-util.general',
  },
  /** Codes of GDPRUtil. */
  GdprUtil: {
    /** `shouldReplace` threw, or a path cannot be a path of the file storage. Nothing was sent for it. */
    GENERAL: 'com.liveperson.faas.gdpr-util-general',
    /** The file storage gave no access. No file was replaced after that. */
    AUTH_FAILED: 'com.liveperson.faas.gdpr-util.auth-failed',
    /** Some files could not be replaced. */
    REPLACE_FILE_FAILED: 'com.liveperson.faas.gdpr-util.replace-file-failed',
  },
  /** Codes of OrchestratorClient. */
  Orchestrator: {
    /** The deadline of `invoke` has passed. */
    TIMEOUT: 'com.liveperson.faas.orchestrator-fn.invoke.timeout',
    /** An invocation failed, and neither the gateway nor the network gave a code. */
    INVOCATION_FAILED: 'com.liveperson.faas.orchestrator-fn.invoke.failed',
    /** An invocation was given up because another one failed or the deadline passed. */
    CANCELLED: 'com.liveperson.faas.orchestrator-fn.invoke.cancelled',
  },
  /** Codes of MTLSClient. */
  Mtls: {
    /** `cert` or `key` is missing. */
    MISSING_CONFIG: 'com.liveperson.faas.mtls.missing-conf',
    /** The certificate or `ca` is not a PEM certificate, or does not belong to the key. */
    INVALID_CERT: 'com.liveperson.faas.mtls.invalid-cert',
    /** The key is not a PEM private key, or its passphrase is missing or wrong. */
    INVALID_KEY: 'com.liveperson.faas.mtls.invalid-key',
    /** URL, headers, body or options of a call cannot be used. Nothing was sent. */
    INVALID_REQUEST: 'com.liveperson.faas.mtls.invalid-request',
    /** The call failed on the network. */
    GENERAL: 'com.liveperson.faas.mtls.general-issue',
    /** The call did not end within `timeout`. */
    TIMEOUT: 'com.liveperson.faas.mtls.request-timeout',
  },
  /** Codes of ContextServiceClient. */
  ContextService: {
    /** The Context Session Store refused the key (401, 403). */
    AUTHORIZATION_INVALID: 'com.liveperson.context-service-sdk.authorization.invalid',
    /** There is no such namespace, session or property (404). */
    DATA_DOES_NOT_EXIST: 'com.liveperson.context-service-sdk.data.does-not-exist',
    /** The store failed (500, 503). */
    INTERNAL_SERVER_ERROR: 'com.liveperson.context-service-sdk.internal-server-error',
    /** A method did not end within its `timeout`, 25 s by default. */
    RESPONSE_TIMEOUT: 'com.liveperson.context-service-sdk.response-timeout',
    /** An argument is missing or wrong. Nothing was sent. */
    PARAMETER_INVALID: 'com.liveperson.context-service-sdk.parameter.invalid',
    /** Any other failure. The code is misspelt as in the original. */
    UNKNOWN: 'com.liveperson.context-service-sdk.unkown',
  },
  /**
   * Codes that the platform gives to functions that failed (docs/platform.md, "Error codes of functions").
   */
  Handler: {
    /** A function called back with an error. */
    CUSTOM_FAILURE: 'com.liveperson.faas.handler.custom-failure',
    /** A function threw, or rejected. */
    RUNTIME_EXCEPTION: 'com.liveperson.faas.handler.runtime-exception',
    /** A function did not call back within its 30 s. */
    EXECUTION_TIME_EXCEEDED: 'com.liveperson.faas.handler.executiontime-exceeded',
    /**
     * A function logged more than 10 entries or 6,000 characters. Not raised by this library: `invoke` has the
     * diagnostic `log-limit`.
     */
    LOG_LIMIT_REACHED: 'com.liveperson.faas.handler.log-limit-reached',
  },
  /** Codes that the platform gives to functions of V2 that failed (docs/platform.md, "From V1 to V2"). */
  Function: {
    /** A function threw an error, or rejected with one. */
    THREW_ERROR: 'com.customer.faas.function.threw-error',
    /** A function crashed: while its file was loaded, or outside of what it was awaited for. */
    JS_RUNTIME_ERROR: 'com.customer.faas.function.js-runtime-error',
    /** A function did not end within its 30 s. */
    EXECUTION_EXCEEDED: 'com.customer.faas.function.execution-exceeded',
  },
  /** Codes of SFClient. */
  Salesforce: {
    /** jsforce is not installed. */
    PACKAGE_MISSING: 'com.liveperson.faas.salesforce.package-missing',
    /** The installed jsforce cannot be used. */
    PACKAGE_UNSUPPORTED: 'com.liveperson.faas.salesforce.package-unsupported',
    /** The Streaming API of jsforce was used. Functions cannot keep a connection open. */
    STREAMING_UNSUPPORTED: 'com.liveperson.faas.salesforce.streaming-unsupported',
    /** The session was renewed while the body of a call was a stream. */
    STREAM_NOT_REPEATABLE: 'com.liveperson.faas.salesforce.stream-not-repeatable',
  },
} as const;

/** Any code in {@link ErrorCodes}. */
export type ErrorCode = {
  [Area in keyof typeof ErrorCodes]: (typeof ErrorCodes)[Area][keyof (typeof ErrorCodes)[Area]];
}[keyof typeof ErrorCodes];

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
    super(message);
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

/** A body as request-promise shows it. A hostile body may be nested so deeply that it cannot be written as JSON. */
function textOf(body: unknown): string | undefined {
  try {
    return JSON.stringify(body);
  } catch (error) {
    return `[a body that cannot be shown: ${(error as Error).message}]`;
  }
}

/**
 * A response with a status outside 2xx, when `simple` is true, as it is by default. `message` is
 * `<status> - <JSON of the body>`, and `error` is the body (docs/platform.md, "HTTPClient").
 */
export class StatusCodeError extends RedactedError {
  // `declare` creates no properties. The constructor sets them in the order in which request-promise does.
  /** HTTP status of the answer. */
  declare readonly statusCode: number;
  /** Body of the answer, parsed if `json` was set. */
  declare readonly error: unknown;
  /** The options of the call. */
  declare readonly options: unknown;
  /** The whole response, or the result of `transform` when the call had one. */
  declare readonly response: unknown;

  constructor(statusCode: number, body: unknown, options: unknown, response: unknown) {
    super();
    this.name = 'StatusCodeError';
    this.statusCode = statusCode;
    this.message = `${statusCode} - ${textOf(body)}`;
    this.error = body;
    setHidden(this, { options, response });
    Error.captureStackTrace(this, StatusCodeError);
  }
}

/** The two errors below wrap another error: `message` is `String(cause)`, and `error` is the same as `cause`. */
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
    this.message = String(cause);
    this.cause = cause;
    this.error = cause;
    setHidden(this, { options, response });
    Error.captureStackTrace(this, new.target);
  }
}

/**
 * There is no complete response: the request was refused by the whitelist, could not be built, or failed on the
 * network. `cause.code` says why (`ERR_SOCKET_CLOSED`, `ECONNREFUSED`, `ETIMEDOUT`, …)
 * (docs/platform.md, "HTTPClient").
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
