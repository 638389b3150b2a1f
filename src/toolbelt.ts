import type { ToolbeltOptions } from './config/types';
import type { Container } from './container';
import type { ContextServiceClient, ContextServiceConfig } from './context/context-service-client';
import type { ConversationUtil } from './conversation/conversation-util';
import { ErrorCodes, ToolbeltError } from './errors';
import type { GDPRUtil } from './gdpr/gdpr-util';
import type { HttpClient } from './http/client/types';
import type { LpClient } from './liveperson/lp-client';
import type { MTLSClient, MtlsConfig } from './mtls/mtls-client';
import type { OrchestratorClient } from './orchestrator/orchestrator-client';
import type { SFClient } from './salesforce/sf-client';
import type { SDEUtil } from './sde/sde-util';
import type { SecretClient } from './secrets/secret-client';

// The types that the test kit uses. The test kit imports nothing below this facade.
export type { Logger, RateLimitOptions, SecretProvider, ToolbeltOptions } from './config/types';
export type { Conversation, ConversationHistoryRecord } from './conversation/types';
export type { SwiftCredentials } from './gdpr/swift-client';
export type { SDE } from './sde/sde-types';

let container: Container | undefined;

/** Loads the clients on first use, because `require` of the package should hardly slow down the cold start of a lambda. */
function loadContainer(): Container {
  if (!container) {
    const { processContainer } = require('./container') as typeof import('./container');
    container = processContainer();
  }
  return container;
}

/** The hosts that `Toolbelt.configure` has set. The test kit adds its own hosts to them. */
export function configuredWhitelist(): readonly string[] {
  return container?.configuration.configuredWhitelist() ?? [];
}

const OTHER_SPELLINGS = {
  HttpClient: 'HTTPClient',
  lpClient: 'LpClient',
  LPClient: 'LpClient',
  secretClient: 'SecretClient',
  conversationUtil: 'ConversationUtil',
  sdeUtil: 'SDEUtil',
  SdeUtil: 'SDEUtil',
  gdprUtil: 'GDPRUtil',
  GdprUtil: 'GDPRUtil',
  orchestratorClient: 'OrchestratorClient',
  contextServiceClient: 'ContextServiceClient',
  mtlsClient: 'MTLSClient',
  MtlsClient: 'MTLSClient',
  sfClient: 'SFClient',
  SfClient: 'SFClient',
  smtpClient: 'SMTPClient',
  SmtpClient: 'SMTPClient',
} as const;

/**
 * Calls a function with the configuration that was in force before a layer was added. `undo` takes the layer away, and `configure({})` is
 * used to bring it back. A client looks up the source of a secret synchronously, so the layer is back before any other code can run.
 * @param undo takes the layer away
 */
export function beneath<Result>(undo: () => void, look: () => Result): Result {
  const putBack = Toolbelt.configure({});
  undo();
  try {
    return look();
  } finally {
    putBack();
  }
}

/**
 * Creates the clients of the toolbelt (docs/platform.md, "The toolbelt"). Clients can be created at module scope, because creating them
 * reads and sends nothing.
 */
export class Toolbelt {
  /**
   * Creates a client for external HTTP APIs (docs/platform.md, "HTTPClient"). It behaves like request-promise.
   * @returns a function that takes a URL and options, with a method for each HTTP verb
   * @example
   * const orders = await Toolbelt.HTTPClient()('https://api.example.com/orders', { json: true });
   */
  static HTTPClient(): HttpClient {
    return loadContainer().httpClient();
  }

  /**
   * Creates a client for LivePerson APIs. It finds the service and signs the call.
   * @returns a function that takes the name of a service, a path and options
   * @example
   * const lpClient = Toolbelt.LpClient();
   * const skills = await lpClient(LpServices.ACCOUNT_CONFIG_READ_ONLY, path, { json: true });
   */
  static LpClient(): LpClient {
    return loadContainer().lpClient();
  }

  /**
   * Creates a client that reads and updates secrets (docs/platform.md, "Secrets").
   * @example
   * const { value } = await Toolbelt.SecretClient().readSecret('api-token');
   */
  static SecretClient(): SecretClient {
    return loadContainer().secretClient();
  }

  /**
   * Creates a helper that retrieves conversations and searches them for keywords.
   * @example
   * const conversation = await Toolbelt.ConversationUtil().getConversationById(input.payload.general.convId);
   */
  static ConversationUtil(): ConversationUtil {
    return loadContainer().conversationUtil();
  }

  /**
   * Creates a helper that adds engagement attributes (SDEs) and reads them from conversations.
   * @example
   * const lead = { type: SDETypes.LEAD, lead: { topic: 'insurance', value: 100 } };
   * await Toolbelt.SDEUtil().addSDEs([lead], visitorId, sessionId);
   */
  static SDEUtil(): SDEUtil {
    return loadContainer().sdeUtil();
  }

  /**
   * Creates a helper that replaces the files of conversations.
   * @example
   * const isPicture = (path) => /\.(jpe?g|png)$/i.test(path);
   * await Toolbelt.GDPRUtil().replaceConversationFiles(conversation, { username, password }, isPicture);
   */
  static GDPRUtil(): GDPRUtil {
    return loadContainer().gdprUtil();
  }

  /**
   * Creates a client that invokes other functions.
   * @example
   * const invocations = [{ uuid, payload: { city: 'Berlin' } }];
   * const [{ body, error }] = await Toolbelt.OrchestratorClient().invoke(invocations, 10_000);
   */
  static OrchestratorClient(): OrchestratorClient {
    return loadContainer().orchestratorClient();
  }

  /**
   * Creates a client for the Context Session Store.
   * @param config `{ accountId, apiKey }`, or the key alone as text. The account is then that of the process.
   * @throws ToolbeltError `ErrorCodes.ContextService.PARAMETER_INVALID` for a config without key or account
   * @example
   * const store = Toolbelt.ContextServiceClient({ accountId: process.env.BRAND_ID, apiKey });
   * const { count = 0 } = await store.getSelectedPropertiesInSession('visits', ['count'], visitorId);
   */
  static ContextServiceClient(config: ContextServiceConfig | string): ContextServiceClient {
    return loadContainer().contextServiceClient(config);
  }

  /**
   * Creates a client for servers that demand a client certificate.
   * @param config certificate and key as PEM
   * @throws ToolbeltError with a code of `ErrorCodes.Mtls` for a certificate or key that cannot be used
   * @example
   * const mtlsClient = Toolbelt.MTLSClient({ cert, key });
   * const { statusCode, body } = await mtlsClient.post(url, headers, { id: 7 }, { json: true });
   */
  static MTLSClient(config: MtlsConfig): MTLSClient {
    return loadContainer().mtlsClient(config);
  }

  /**
   * Creates a client that connects to Salesforce with jsforce.
   * @example
   * const connection = Toolbelt.SFClient().connectToSalesforce({ instanceUrl, accessToken });
   * const { records } = await connection.query('SELECT Id FROM Account');
   */
  static SFClient(): SFClient {
    return loadContainer().sfClient();
  }

  /**
   * Sets options in code. They take precedence over the environment and the settings file. A further call adds options.
   * @param options the options to set (docs/settings.md)
   * @returns a function that restores the options that were set before
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_CONFIGURATION` that names the wrong key. No option has changed then.
   * @example
   * const undo = Toolbelt.configure({ whitelist: ['api.example.com'], rateLimit: { mode: 'queue' } });
   */
  static configure(options: ToolbeltOptions): () => void {
    return loadContainer().configuration.configure(options);
  }

  /** Undoes `configure` and drops every cache and connection. For tests. */
  static reset(): void {
    // The functions client may have used the process's core before any client was built here.
    loadContainer().reset();
  }

  /**
   * This is no client. The factory is called `Toolbelt.HTTPClient`.
   * @throws ToolbeltError `ErrorCodes.Toolbelt.NO_SUCH_CLIENT`, with the right name
   */
  static httpClient(): never {
    throw noSuchClient('httpClient', 'write Toolbelt.HTTPClient()');
  }

  /**
   * LivePerson removed this client.
   * @throws ToolbeltError `ErrorCodes.Toolbelt.NO_SUCH_CLIENT`, with what to use instead
   */
  static SMTPClient(): never {
    throw noSuchClient(
      'SMTPClient',
      'LivePerson removed it; send mail through the HTTP API of a mail provider',
    );
  }

  /**
   * This is no client. Functions log with `console`.
   * @throws ToolbeltError `ErrorCodes.Toolbelt.NO_SUCH_CLIENT`, with the advice to use `console`
   */
  static Logger(): never {
    throw noSuchClient('Logger', 'no toolbelt ever had one; log with console.debug, info, warn and error');
  }

  // Other spellings of the factories throw an error with the right name.
  static {
    for (const [spelling, name] of Object.entries(OTHER_SPELLINGS)) {
      const value = (): never => {
        throw noSuchClient(spelling, `write Toolbelt.${name}()`);
      };
      Object.defineProperty(Toolbelt, spelling, { value, writable: true, configurable: true });
    }
  }
}

function noSuchClient(name: string, advice: string): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.NO_SUCH_CLIENT, `Toolbelt.${name} does not exist: ${advice}.`);
}
