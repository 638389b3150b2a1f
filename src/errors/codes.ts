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
    /** A secret that signs calls has a value of neither the OAuth 2 nor the OAuth 1.0a shape. */
    INVALID_CREDENTIALS: 'com.liveperson.faas.toolbelt.invalid-credentials',
    /** A call needs the id of the account, and none is set. */
    MISSING_ACCOUNT: 'com.liveperson.faas.toolbelt.missing-account',
    /** The factory that was called does not exist. */
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
    /** A store of your own refused access. No other store raises this code. */
    AUTH_FAILED: 'com.liveperson.faas.secret.auth-failed',
    /** The platform could not authenticate the function to its secrets. This library does not raise it. */
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
    /** `shouldReplace` threw, or a path cannot be a path of the file storage. Nothing was sent for this path. */
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
    /** The URL, the headers, the body or the options of a call cannot be used. Nothing was sent. */
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
    /** A method did not end within its `timeout`. The default is 25 s. */
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
     * A function logged more than 10 entries or 6,000 characters. This library does not raise it: `invoke` reports the diagnostic
     * `log-limit` instead.
     */
    LOG_LIMIT_REACHED: 'com.liveperson.faas.handler.log-limit-reached',
  },
  /** Codes that the platform gives to functions of V2 that failed (docs/platform.md, "From V1 to V2"). */
  Function: {
    /** A function threw an error, or rejected with one. */
    THREW_ERROR: 'com.customer.faas.function.threw-error',
    /** A function crashed while its file was loaded, or in work that nobody awaited. */
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
