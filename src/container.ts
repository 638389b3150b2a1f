import type { AuthorizerFor } from './clients/app-keys';
import type { ContextServiceClient, ContextServiceConfig } from './clients/context-service-client';
import type { LpClient } from './clients/lp-client';
import type { OrchestratorClient } from './clients/orchestrator-client';
import type { SecretClient } from './clients/secret-client';
import type { SFClient } from './clients/sf-client';
import { Configuration } from './config/configuration';
import type { ConversationUtil } from './conversation/conversation-util';
import type { GDPRUtil } from './conversation/gdpr-util';
import type { SDEUtil } from './conversation/sde-util';
import { AgentCache } from './http/agents';
import { type Engine, gotEngine } from './http/engine';
import { createHttpClient, createSendCall, type SendCall } from './http/http-client';
import { HttpLog } from './http/http-log';
import type { MTLSClient, MtlsConfig } from './http/mtls-client';
import type { MtlsDispatchers } from './http/mtls-dispatchers';
import { HttpPipeline } from './http/pipeline';
import { RateLimiter } from './http/rate-limiter';
import { resetCookies } from './http/request-options';
import type { HttpClient } from './http/types';

/** The parts of one process, wired. Building them reads nothing and starts nothing. */
export interface Container {
  configuration: Configuration;
  httpClient(): HttpClient;
  lpClient(): LpClient;
  secretClient(): SecretClient;
  conversationUtil(): ConversationUtil;
  sdeUtil(): SDEUtil;
  gdprUtil(): GDPRUtil;
  orchestratorClient(): OrchestratorClient;
  contextServiceClient(config: ContextServiceConfig | string): ContextServiceClient;
  mtlsClient(config: MtlsConfig): MTLSClient;
  sfClient(): SFClient;
  /** Drops configuration, caches and connections. */
  reset(): void;
}

/** Wires clients onto the one pipeline. */
export function createContainer(engine: Engine = gotEngine): Container {
  const configuration = new Configuration();
  const log = new HttpLog(configuration);
  const pipeline = new HttpPipeline({
    configuration,
    log,
    engine,
    limiter: new RateLimiter({ log }),
    agents: new AgentCache(),
  });
  const send = createSendCall({ pipeline, configuration, log });
  const warnOnce = (topic: string, message: string) => log.warnOnce(topic, message);
  const accountId = () => configuration.accountId();
  const secretClient = () => {
    const { SecretClient: Client } =
      require('./clients/secret-client') as typeof import('./clients/secret-client');
    return new Client(configuration);
  };
  let dispatchers: MtlsDispatchers | undefined;
  let services: Services | undefined;
  const loadServices = () => {
    services ??= createServices({ send, configuration, warnOnce, pipeline, secretClient });
    return services;
  };
  const origin: Services['origin'] = (...request) => loadServices().origin(...request);
  const lpClient = () => {
    const { createLpClient } = require('./clients/lp-client') as typeof import('./clients/lp-client');
    const { authorizerFor } = loadServices();
    return createLpClient({ send, origin, authorizerFor });
  };
  return {
    configuration,
    lpClient,
    secretClient,
    httpClient: () => createHttpClient(send),
    conversationUtil() {
      const { ConversationUtil: Util } =
        require('./conversation/conversation-util') as typeof import('./conversation/conversation-util');
      return new Util({ lpClient: lpClient(), accountId });
    },
    sdeUtil() {
      const { SDEUtil: Util } =
        require('./conversation/sde-util') as typeof import('./conversation/sde-util');
      return new Util({ lpClient: lpClient(), accountId });
    },
    gdprUtil() {
      const { GDPRUtil: Util } =
        require('./conversation/gdpr-util') as typeof import('./conversation/gdpr-util');
      return new Util({ send, origin });
    },
    orchestratorClient() {
      const { OrchestratorClient: Client } =
        require('./clients/orchestrator-client') as typeof import('./clients/orchestrator-client');
      const { authorizerFor } = loadServices();
      const functionId = () => configuration.functionId();
      return new Client({ send, origin, authorizerFor, accountId, functionId, warnOnce });
    },
    contextServiceClient(config) {
      const { ContextServiceClient: Client } =
        require('./clients/context-service-client') as typeof import('./clients/context-service-client');
      return new Client(config, {
        send,
        origin,
        accountId,
        optionalAccountId: () => configuration.optionalAccountId(),
        contextServiceEnvironment: () => configuration.contextServiceEnvironment(),
        hasConfiguredHost: (service) => Object.hasOwn(configuration.csds(), service),
      });
    },
    mtlsClient(config) {
      const { MTLSClient: Client } = require('./http/mtls-client') as typeof import('./http/mtls-client');
      const { MtlsDispatchers } =
        require('./http/mtls-dispatchers') as typeof import('./http/mtls-dispatchers');
      dispatchers ??= new MtlsDispatchers();
      return new Client(config, { pipeline, configuration, warnOnce, dispatchers });
    },
    sfClient() {
      const { SFClient: Client } = require('./clients/sf-client') as typeof import('./clients/sf-client');
      return new Client({ send, warnOnce, maxResponseBytes: () => configuration.maxResponseBytes() });
    },
    reset() {
      configuration.reset();
      pipeline.reset();
      dispatchers?.close();
      services?.reset();
      resetCookies();
    },
  };
}

/** Service discovery, tokens and app keys: shared by every client of LivePerson's APIs in the process. */
interface Services {
  origin(service: string, account?: string, signal?: AbortSignal): Promise<string>;
  authorizerFor: AuthorizerFor;
  reset(): void;
}

interface ServicesParts {
  send: SendCall;
  configuration: Configuration;
  pipeline: HttpPipeline;
  warnOnce(topic: string, message: string): void;
  secretClient(): SecretClient;
}

// Rooms that a lambda with an HTTPClient alone has no use for are loaded with the first client that has.
function createServices({ send, configuration, warnOnce, pipeline, secretClient }: ServicesParts): Services {
  const { createAuthorizerFor } = require('./clients/app-keys') as typeof import('./clients/app-keys');
  const { CsdsClient } = require('./clients/csds-client') as typeof import('./clients/csds-client');
  const { TokenClient } = require('./clients/token-client') as typeof import('./clients/token-client');
  const csds = new CsdsClient({
    send,
    configuration,
    allowHost: (hostname) => pipeline.allowHost(hostname),
    warnOnce,
  });
  const origin: Services['origin'] = (...request) => csds.origin(...request);
  const tokens = new TokenClient({ send, configuration, origin });
  const secrets = secretClient();
  const authorizerFor = createAuthorizerFor({ readSecret: (key) => secrets.readSecret(key), tokens });
  return {
    origin,
    authorizerFor,
    reset() {
      csds.reset();
      tokens.reset();
    },
  };
}
