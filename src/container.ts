import type { LpClient, LpClientParts } from './clients/lp-client';
import type { SecretClient } from './clients/secret-client';
import { Configuration } from './config/configuration';
import type { ConversationUtil } from './conversation/conversation-util';
import { AgentCache } from './http/agents';
import { type Engine, gotEngine } from './http/engine';
import { createHttpClient, createSendCall, type SendCall } from './http/http-client';
import { HttpLog } from './http/http-log';
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
    limiter: new RateLimiter(),
    agents: new AgentCache(),
  });
  const send = createSendCall({ pipeline, configuration, log });
  const secretClient = () => {
    const { SecretClient: Client } =
      require('./clients/secret-client') as typeof import('./clients/secret-client');
    return new Client(configuration);
  };
  let services: Services | undefined;
  const loadServices = () => {
    services ??= createServices(send, configuration, log, pipeline);
    return services;
  };
  const lpClient = () => {
    const { createLpClient } = require('./clients/lp-client') as typeof import('./clients/lp-client');
    const secrets = secretClient();
    return createLpClient({ ...loadServices().parts, send, readSecret: (key) => secrets.readSecret(key) });
  };
  return {
    configuration,
    lpClient,
    secretClient,
    httpClient: () => createHttpClient(send),
    conversationUtil() {
      const { ConversationUtil: Util } =
        require('./conversation/conversation-util') as typeof import('./conversation/conversation-util');
      return new Util({ lpClient: lpClient(), accountId: () => configuration.accountId() });
    },
    reset() {
      configuration.reset();
      pipeline.reset();
      services?.reset();
      resetCookies();
    },
  };
}

/** Service discovery and tokens: shared by every LpClient of the process. */
interface Services {
  parts: Pick<LpClientParts, 'origin' | 'tokens'>;
  reset(): void;
}

// Rooms that a lambda with an HTTPClient alone has no use for are loaded with the first client that has.
function createServices(
  send: SendCall,
  configuration: Configuration,
  log: HttpLog,
  pipeline: HttpPipeline,
): Services {
  const { CsdsClient } = require('./clients/csds-client') as typeof import('./clients/csds-client');
  const { TokenClient } = require('./clients/token-client') as typeof import('./clients/token-client');
  const csds = new CsdsClient({
    send,
    configuration,
    allowHost: (hostname) => pipeline.allowHost(hostname),
    warnOnce: (topic, message) => log.warnOnce(topic, message),
  });
  const origin = (service: string) => csds.origin(service);
  const tokens = new TokenClient({ send, configuration, origin });
  return {
    parts: { origin, tokens },
    reset() {
      csds.reset();
      tokens.reset();
    },
  };
}
