import { ErrorCodes as Codes, ToolbeltError } from '../errors';

/**
 * Codes of the errors that the toolbelt of V2 raises, by area. The names inside of an area are this library's own, except
 * `Secret.NotFound`. Some of the codes are this library's own too (docs/platform.md, "The toolbelt of V2"). docs/errors.md explains the
 * codes that V1 has too.
 */
export const ErrorCodes = {
  /** Codes of the toolbelt as a whole. */
  Toolbelt: {
    /** An argument of a method is missing or wrong. Nothing was sent. */
    InvalidArgument: Codes.Toolbelt.INVALID_ARGUMENT,
    /** A call needs the id of the account, and none is set. */
    MissingAccount: Codes.Toolbelt.MISSING_ACCOUNT,
    /** The factory or the method that was called does not exist. */
    NoSuchClient: Codes.Toolbelt.NO_SUCH_CLIENT,
  },
  /** Codes of SecretClient. */
  Secret: {
    /** A key or a value is not allowed. */
    InvalidFormat: Codes.Secret.INVALID_FORMAT,
    /** The store of secrets could not be read or written in time, or not at all. */
    OpFailed: Codes.Secret.OP_FAILED,
    /** There is no secret with this name. */
    NotFound: Codes.Secret.NOT_FOUND,
    /** A secret of the platform, whose name begins with `LIVEPERSON_DEFAULT_`, cannot be updated. */
    Forbidden: 'com.liveperson.faas.secret.forbidden',
  },
  /** Codes of service discovery. */
  Csds: {
    /** The account has no service with this name. */
    NotFound: Codes.Csds.DOMAIN_NOT_FOUND,
    /** Service discovery failed and no earlier list is known. */
    OpFailed: Codes.Csds.OP_FAILED,
  },
  /** Codes of access tokens. */
  OAuth2: {
    /** LivePerson's service `sentinel` gave no access token. */
    TokenFailed: Codes.Toolbelt.TOKEN_FAILED,
    /** The secret that signs calls has a wrong shape. */
    InvalidCredentials: Codes.Toolbelt.INVALID_CREDENTIALS,
  },
  /** Codes of LpClient. */
  LpClient: {
    /** The request failed on the network. */
    OpFailed: 'com.liveperson.faas.lp-client.op-failed',
  },
  /** Codes of ConversationUtil. */
  ConversationUtil: {
    /** The conversation could not be retrieved. */
    General: Codes.ConversationUtil.GENERAL,
    /** There is no such conversation, or it cannot be retrieved yet. */
    NotFound: Codes.ConversationUtil.NOT_FOUND,
  },
  /** Codes of GDPRUtil. */
  GDPRUtil: {
    /** `shouldReplace` threw, or a path cannot be a path of the file storage. */
    General: Codes.GdprUtil.GENERAL,
    /** The file storage gave no access. */
    AuthFailed: Codes.GdprUtil.AUTH_FAILED,
    /** Some files could not be replaced. */
    ReplaceFileFailed: Codes.GdprUtil.REPLACE_FILE_FAILED,
  },
  /** Codes of SDEUtil. */
  SDEsUtil: {
    /** The engagement attributes could not be added. */
    General: Codes.SdeUtil.GENERAL,
  },
  /** Codes of OrchestratorClient. */
  OrchestratorFN: {
    /** The deadline of `invoke` has passed. */
    Timeout: Codes.Orchestrator.TIMEOUT,
    /** An invocation failed, and neither the gateway nor the network gave a code. */
    Failed: Codes.Orchestrator.INVOCATION_FAILED,
    /** An invocation was cancelled because another one failed or the deadline passed. */
    Cancelled: Codes.Orchestrator.CANCELLED,
  },
  /** Codes of MTLSClient. */
  Mtls: {
    /** `cert` or `key` is missing. */
    MissingConfig: Codes.Mtls.MISSING_CONFIG,
    /** The certificate or `ca` is not a PEM certificate, or does not belong to the key. */
    InvalidCert: Codes.Mtls.INVALID_CERT,
    /** The key is not a PEM private key, or its passphrase is missing or wrong. */
    InvalidKey: Codes.Mtls.INVALID_KEY,
    /** The URL, the headers, the body or the options of a call cannot be used. */
    InvalidRequest: Codes.Mtls.INVALID_REQUEST,
    /** The call failed on the network. */
    General: Codes.Mtls.GENERAL,
    /** The call did not end within `timeout`. */
    Timeout: Codes.Mtls.TIMEOUT,
  },
} as const;

/**
 * An error of the toolbelt of V2. `name` is `Error`, and the message begins with the component. `instanceof` is true for every error that
 * the toolbelt raises itself.
 */
export class ToolBeltError extends ToolbeltError {
  /** As in the original. */
  override name = 'Error';
  /** The part of the toolbelt that raised the error. */
  readonly component: string;

  /**
   * @param component the part of the toolbelt that raises the error
   * @param code one of {@link ErrorCodes}
   * @param message what happened
   * @param cause the error that led to this one
   */
  constructor(component: string, code: string, message: string, cause?: unknown) {
    super(code, `${component}: ${message}`, cause);
    this.component = component;
  }

  /** True for every error that the toolbelt raises itself. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof ToolbeltError;
  }
}
