/**
 * `lp-faas-toolbelt/errors`: every error class and code, without the rest of the toolbelt.
 *
 * @packageDocumentation
 */

import { RedactedError, setHidden } from './internal/redacted-error';

/**
 * Codes of the errors that the toolbelt raises itself, by area. Codes of the original are kept
 * (facts §1.3, §4.3, §5.4, §5.13, §8, §9); the others are this library's own. docs/errors.md says what each one means.
 */
export const ErrorCodes = {
  /** Of the toolbelt as a whole. */
  Toolbelt: {
    /** An argument of a method is missing or wrong; nothing was sent. */
    INVALID_ARGUMENT: 'com.liveperson.faas.toolbelt.invalid-argument',
    /** `Toolbelt.configure` got an unknown key or a wrong value, or a proxy variable is no URL. */
    INVALID_CONFIGURATION: 'com.liveperson.faas.toolbelt.invalid-configuration',
    /** The settings file is malformed. */
    INVALID_SETTINGS: 'com.liveperson.faas.toolbelt.invalid-settings',
    /** A secret that should sign calls has neither the OAuth 2 nor the OAuth 1.0a shape. */
    INVALID_CREDENTIALS: 'com.liveperson.faas.toolbelt.invalid-credentials',
    /** A call needs the account, and none is known. */
    MISSING_ACCOUNT: 'com.liveperson.faas.toolbelt.missing-account',
    /** A factory was called that the toolbelt does not have. */
    NO_SUCH_CLIENT: 'com.liveperson.faas.toolbelt.no-such-client',
    /** LivePerson's `sentinel` gave no access token. */
    TOKEN_FAILED: 'com.liveperson.faas.toolbelt.token-failed',
    /** An answer is larger than `maxResponseBytes`; in the cause of a `RequestError`. */
    RESPONSE_TOO_LARGE: 'com.liveperson.faas.toolbelt.response-too-large',
  },
  /** Of SecretClient. */
  Secret: {
    /** A key or a value is no secret: key outside `[A-Za-z0-9_-]`, value over 10,000 characters or not JSON. */
    INVALID_FORMAT: 'com.liveperson.faas.secret.invalid-format',
    /** The store of secrets could not be read or written. */
    OP_FAILED: 'com.liveperson.faas.secret.op-failed',
    /** There is no secret of this name. */
    NOT_FOUND: 'com.liveperson.faas.secret.not-found',
    /** A store of your own refused access. */
    AUTH_FAILED: 'com.liveperson.faas.secret.auth-failed',
    /** The platform could not authenticate the function to its secrets. Not raised by this library. */
    NO_SA_TOKEN: 'com.liveperson.faas.handler.no-sa-token',
  },
  /** Of service discovery. */
  Csds: {
    /** The account has no service of this name. */
    DOMAIN_NOT_FOUND: 'com.liveperson.faas.csds.domain.not-found',
    /** Service discovery failed and no earlier list is known. */
    OP_FAILED: 'com.liveperson.faas.csds.op-failed',
  },
  /** Of ConversationUtil. */
  ConversationUtil: {
    /** The conversation could not be retrieved. */
    GENERAL: 'com.liveperson.faas.conversation-util.general',
    /** There is no such conversation, or not yet. */
    NOT_FOUND: 'com.liveperson.faas.conversation-util.conversation.not-found',
  },
  /** Of SDEUtil. */
  SdeUtil: {
    /** The engagement attributes could not be added. */
    GENERAL: 'com.liveperson.faas.sde-util.general',
  },
  /** Of GDPRUtil. */
  GdprUtil: {
    /** `shouldReplace` threw, or a path is not one of the file storage; nothing was sent for it. */
    GENERAL: 'com.liveperson.faas.gdpr-util-general',
    /** The file storage refused the credentials; nothing was replaced, or nothing more. */
    AUTH_FAILED: 'com.liveperson.faas.gdpr-util.auth-failed',
    /** Some files could not be replaced. */
    REPLACE_FILE_FAILED: 'com.liveperson.faas.gdpr-util.replace-file-failed',
  },
  /** Of OrchestratorClient. */
  Orchestrator: {
    /** The deadline of `invoke` has passed. */
    TIMEOUT: 'com.liveperson.faas.orchestrator-fn.invoke.timeout',
    /** An invocation failed and neither the gateway nor the network gave a code. */
    INVOCATION_FAILED: 'com.liveperson.faas.orchestrator-fn.invoke.failed',
    /** An invocation was given up because another one failed or the deadline passed. */
    CANCELLED: 'com.liveperson.faas.orchestrator-fn.invoke.cancelled',
  },
  /** Of MTLSClient. */
  Mtls: {
    /** `cert` or `key` is missing. */
    MISSING_CONFIG: 'com.liveperson.faas.mtls.missing-conf',
    /** The certificate or `ca` is no PEM certificate, or does not belong to the key. */
    INVALID_CERT: 'com.liveperson.faas.mtls.invalid-cert',
    /** The key is no PEM private key, or its passphrase is missing or wrong. */
    INVALID_KEY: 'com.liveperson.faas.mtls.invalid-key',
    /** URL, headers, body or options of a call cannot be sent; nothing was. */
    INVALID_REQUEST: 'com.liveperson.faas.mtls.invalid-request',
    /** The call failed on the wire. */
    GENERAL: 'com.liveperson.faas.mtls.general-issue',
    /** The call did not end within `timeout`. */
    TIMEOUT: 'com.liveperson.faas.mtls.request-timeout',
  },
  /** Of ContextServiceClient. */
  ContextService: {
    /** The Context Session Store refused the key (401, 403). */
    AUTHORIZATION_INVALID: 'com.liveperson.context-service-sdk.authorization.invalid',
    /** There is no such namespace, session or property (404). */
    DATA_DOES_NOT_EXIST: 'com.liveperson.context-service-sdk.data.does-not-exist',
    /** The store failed (500, 503). */
    INTERNAL_SERVER_ERROR: 'com.liveperson.context-service-sdk.internal-server-error',
    /** A method did not end within its `timeout`, 25 s by default. */
    RESPONSE_TIMEOUT: 'com.liveperson.context-service-sdk.response-timeout',
    /** An argument is missing or wrong; nothing was sent. */
    PARAMETER_INVALID: 'com.liveperson.context-service-sdk.parameter.invalid',
    /** Spelt as the original spells it. */
    UNKNOWN: 'com.liveperson.context-service-sdk.unkown',
  },
  /** What the platform says of a function that failed (facts §5.8). */
  Handler: {
    /** A function called back with an error. */
    CUSTOM_FAILURE: 'com.liveperson.faas.handler.custom-failure',
    /** A function threw, or rejected. */
    RUNTIME_EXCEPTION: 'com.liveperson.faas.handler.runtime-exception',
    /** A function did not call back within its 30 s. */
    EXECUTION_TIME_EXCEEDED: 'com.liveperson.faas.handler.executiontime-exceeded',
    /** A function logged more than 10 entries or 6,000 characters. Not raised by this library: `invoke` has the diagnostic `log-limit`. */
    LOG_LIMIT_REACHED: 'com.liveperson.faas.handler.log-limit-reached',
  },
  /** Of SFClient. */
  Salesforce: {
    /** jsforce is not installed. */
    PACKAGE_MISSING: 'com.liveperson.faas.salesforce.package-missing',
    /** The jsforce that is installed cannot be used. */
    PACKAGE_UNSUPPORTED: 'com.liveperson.faas.salesforce.package-unsupported',
    /** The Streaming API of jsforce was used; functions have no lasting connections. */
    STREAMING_UNSUPPORTED: 'com.liveperson.faas.salesforce.streaming-unsupported',
    /** The session was renewed while the body of a call was a stream. */
    STREAM_NOT_REPEATABLE: 'com.liveperson.faas.salesforce.stream-not-repeatable',
  },
} as const;

/** Any code in {@link ErrorCodes}. */
export type ErrorCode = {
  [Area in keyof typeof ErrorCodes]: (typeof ErrorCodes)[Area][keyof (typeof ErrorCodes)[Area]];
}[keyof typeof ErrorCodes];

/** An error that the toolbelt raises itself. `code` is one of {@link ErrorCodes}; `cause` is what led to it. */
export class ToolbeltError extends RedactedError {
  /** Always this, also in a bundle that shortens class names. */
  override name = 'ToolbeltError';
  /** One of {@link ErrorCodes}, or the network's own such as `ECONNRESET`. */
  readonly code: string;
  /** The error that led to this one, if any. */
  declare cause?: unknown;

  constructor(code: string, message: string, cause?: unknown) {
    super(message);
    this.code = code;
    if (cause !== undefined) this.cause = cause;
  }
}

/** A failed secret operation, with a `code` of `ErrorCodes.Secret` (facts §5.4). */
export class SecretError extends ToolbeltError {
  /** Always this, also in a bundle that shortens class names. */
  override name = 'SecretError';
}

/** Files that `GDPRUtil.replaceConversationFiles` could not replace; the others have been. */
export class ReplaceFilesError extends ToolbeltError {
  /** Always this, also in a bundle that shortens class names. */
  override name = 'ReplaceFilesError';

  /** Paths of the files that were replaced. */
  readonly replaced: readonly string[];
  /** Paths of those that were not, and why. */
  readonly failed: ReadonlyArray<{
    /** Path of the file. */
    path: string;
    /** Why it was not replaced. */
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

/** As request-promise shows a body; a hostile one is nested so deeply that it cannot be written. */
function textOf(body: unknown): string | undefined {
  try {
    return JSON.stringify(body);
  } catch (error) {
    return `[a body that cannot be shown: ${(error as Error).message}]`;
  }
}

/**
 * A response outside 2xx under `simple: true` (the default). `message` is `<status> - <JSON of the body>`;
 * `error` is the body (facts §5.2).
 */
export class StatusCodeError extends RedactedError {
  // `declare`: request-promise's key order comes from the assignments below, not from field definitions.
  /** HTTP status of the answer. */
  declare readonly statusCode: number;
  /** Body of the answer, parsed if `json` was set. */
  declare readonly error: unknown;
  /** The options of the call. */
  declare readonly options: unknown;
  /** The whole response; the result of `transform` if there was one. */
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

/** Shared by the two errors that wrap another one: `message` is `String(cause)`, `error` is the cause again. */
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
