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

let container: Container | undefined;

/** Loaded with the first client: `require` of the package must cost a lambda's cold start next to nothing. */
function loadContainer(): Container {
  if (!container) {
    const { createContainer } = require('./container') as typeof import('./container');
    const { processHttpCore } = require('./http/http-core') as typeof import('./http/http-core');
    container = createContainer(processHttpCore());
  }
  return container;
}

/** The hosts that `Toolbelt.configure` has set: what the test kit adds goes on top of them. */
export function configuredWhitelist(): readonly string[] {
  return container?.configuration.configuredWhitelist() ?? [];
}

/** Hands out the clients of the toolbelt (seed 003). Clients can be built at module scope: none does any I/O. */
export class Toolbelt {
  /** A client for external HTTP APIs, request-promise in behaviour. */
  static HTTPClient(): HttpClient {
    return loadContainer().httpClient();
  }

  /** A client for LivePerson APIs that finds the service and signs the call. */
  static LpClient(): LpClient {
    return loadContainer().lpClient();
  }

  /** A client for the function's secrets. */
  static SecretClient(): SecretClient {
    return loadContainer().secretClient();
  }

  /** A helper that retrieves and scans conversations. */
  static ConversationUtil(): ConversationUtil {
    return loadContainer().conversationUtil();
  }

  /** A helper that adds engagement attributes (SDEs) and reads them from conversations. */
  static SDEUtil(): SDEUtil {
    return loadContainer().sdeUtil();
  }

  /** A helper that replaces the files of conversations. */
  static GDPRUtil(): GDPRUtil {
    return loadContainer().gdprUtil();
  }

  /** A client that invokes other functions. */
  static OrchestratorClient(): OrchestratorClient {
    return loadContainer().orchestratorClient();
  }

  /**
   * A client for the Context Session Store.
   * @param config the account's key for it, with the account or alone
   * @throws ToolbeltError `ErrorCodes.ContextService.PARAMETER_INVALID` for a config without key or account
   */
  static ContextServiceClient(config: ContextServiceConfig | string): ContextServiceClient {
    return loadContainer().contextServiceClient(config);
  }

  /**
   * A client for servers that demand a client certificate.
   * @param config certificate and key as PEM
   * @throws ToolbeltError with a code of `ErrorCodes.Mtls` for a certificate or key that cannot be used
   */
  static MTLSClient(config: MtlsConfig): MTLSClient {
    return loadContainer().mtlsClient(config);
  }

  /** A client that connects to Salesforce. */
  static SFClient(): SFClient {
    return loadContainer().sfClient();
  }

  /**
   * Sets options in code, over the environment and the settings file; can be called again for more.
   * @returns a function that puts back what was set before
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_CONFIGURATION` naming the key; nothing is changed then
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
   * Not a client: the factory is `Toolbelt.HTTPClient`.
   * @throws ToolbeltError that says so
   */
  static httpClient(): never {
    throw noSuchClient('httpClient', 'write Toolbelt.HTTPClient()');
  }

  /**
   * Not a client any more: LivePerson removed it.
   * @throws ToolbeltError that says what to use
   */
  static SMTPClient(): never {
    throw noSuchClient(
      'SMTPClient',
      'LivePerson removed it; send mail through the HTTP API of a mail provider',
    );
  }

  /**
   * Not a client: functions log with `console`.
   * @throws ToolbeltError that says so
   */
  static Logger(): never {
    throw noSuchClient('Logger', 'no toolbelt ever had one; log with console.debug, info, warn and error');
  }
}

function noSuchClient(name: string, advice: string): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.NO_SUCH_CLIENT, `Toolbelt.${name} does not exist: ${advice}.`);
}
