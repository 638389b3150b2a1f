import { RULES_OF_V2 } from '../config/client-rules';
import type { Container } from '../container';
import type { ContextServiceClient } from '../context/context-service-client';
import type { ConversationUtil } from '../conversation/conversation-util';
import type { GDPRUtil } from '../gdpr/gdpr-util';
import type { MTLSClient, MtlsConfig } from '../mtls/mtls-client';
import type { SFClient } from '../salesforce/sf-client';
import type { SDEUtil } from '../sde/sde-util';
import { CsdsClient, type OrchestratorClient, ofFirstRecord, withJson, withSelfSigned } from './clients';
import { ErrorCodes, ToolBeltError } from './errors';
import { createLpClient, type LpClient } from './lp-client';
import { LPMtlsClient } from './lp-mtls-client';
import { globalSecretCache, type ReadSecretOptions, SecretClient } from './secret-client';

let container: Container | undefined;

/** Loads the clients on first use. They share only configuration and connections with those of V1. */
function loadContainer(): Container {
  if (!container) {
    const { createContainer } = require('../container') as typeof import('../container');
    const { processHttpCore } = require('../http/http-core') as typeof import('../http/http-core');
    const core = processHttpCore();
    core.onReset(() => globalSecretCache.clear());
    container = createContainer(core, RULES_OF_V2);
  }
  return container;
}

/**
 * Creates the clients of the toolbelt of V2 (docs/platform.md, "The toolbelt of V2"). They have no whitelist and no rate limit. They sign
 * with the secret `LIVEPERSON_DEFAULT_APP_KEY`.
 */
export class Toolbelt {
  /** Creates a client for LivePerson APIs. It finds the service, signs the call and resolves with a `Response` of fetch. */
  static LpClient(): LpClient {
    return createLpClient(loadContainer().lpClient());
  }

  /**
   * Creates a client for the function's secrets.
   * @param options how its methods read, unless a call says otherwise
   */
  static SecretClient(options: ReadSecretOptions = {}): SecretClient {
    const { configuration, secretClient } = loadContainer();
    return new SecretClient(secretClient(), () => configuration.secretSource(), options);
  }

  /** Creates a client that invokes other functions. */
  static OrchestratorClient(): OrchestratorClient {
    return withJson(loadContainer().orchestratorClient());
  }

  /**
   * Creates a client for the Context Session Store.
   * @param apiKey the account's key for the service
   * @throws an error with the code of a wrong parameter for anything but a text
   */
  static ContextServiceClient(apiKey: string): ContextServiceClient {
    return loadContainer().contextServiceClient(apiKey);
  }

  /**
   * Creates a client for servers that demand a client certificate. It accepts servers with self-signed certificates, unless a call has
   * `allowSelfSigned: false`.
   * @param config certificate and key as PEM
   * @throws an error with a code of `ErrorCodes.Mtls` for a certificate or key that cannot be used
   */
  static MTLSClient(config: MtlsConfig): MTLSClient {
    return withSelfSigned(loadContainer().mtlsClient(config));
  }

  /** Creates a client that sends through LivePerson's gateway. The gateway adds a client certificate that LivePerson keeps. */
  static LPMtlsClient(): LPMtlsClient {
    const { serviceHosts, httpClient } = loadContainer();
    return new LPMtlsClient(serviceHosts(), httpClient());
  }

  /** Creates a helper that retrieves conversations and searches them for keywords. */
  static ConversationUtil(): ConversationUtil {
    return loadContainer().conversationUtil();
  }

  /** Creates a helper that adds engagement attributes (SDEs) and reads them from conversations. */
  static SDEUtil(): SDEUtil {
    return loadContainer().sdeUtil();
  }

  /** Creates a helper that replaces the files in the first record of a conversation. */
  static GDPRUtil(): GDPRUtil {
    return ofFirstRecord(loadContainer().gdprUtil());
  }

  /** Creates a client that finds the hosts of LivePerson's services. */
  static CsdsClient(): CsdsClient {
    return new CsdsClient(loadContainer().serviceHosts());
  }

  /**
   * Creates a client that connects to Salesforce.
   * @deprecated use `@jsforce/jsforce-node`
   */
  static SFClient(): SFClient {
    return loadContainer().sfClient();
  }

  /**
   * V2 has no such client.
   * @throws ToolBeltError `ErrorCodes.Toolbelt.NoSuchClient`, with the advice to use `fetch`
   */
  static HTTPClient(): never {
    throw new ToolBeltError(
      'Toolbelt',
      ErrorCodes.Toolbelt.NoSuchClient,
      'HTTPClient does not exist in V2: call fetch, which needs no import.',
    );
  }
}
