import { CsdsClient } from './clients/csds-client';
import { createLpClient, type LpClient } from './clients/lp-client';
import { SecretClient } from './clients/secret-client';
import { TokenClient } from './clients/token-client';
import { Configuration } from './config/configuration';
import { ConversationUtil } from './conversation/conversation-util';
import { AgentCache } from './http/agents';
import { type Engine, gotEngine } from './http/engine';
import { createHttpClient, createSendCall } from './http/http-client';
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
  const csds = new CsdsClient({
    send,
    configuration,
    allowHost: (hostname) => pipeline.allowHost(hostname),
    warnOnce: (topic, message) => log.warnOnce(topic, message),
  });
  const origin = (service: string) => csds.origin(service);
  const tokens = new TokenClient({ send, configuration, origin });
  const secrets = new SecretClient(configuration);
  const lpClient = () =>
    createLpClient({ send, tokens, origin, readSecret: (key) => secrets.readSecret(key) });
  return {
    configuration,
    lpClient,
    httpClient: () => createHttpClient(send),
    secretClient: () => new SecretClient(configuration),
    conversationUtil: () =>
      new ConversationUtil({ lpClient: lpClient(), accountId: () => configuration.accountId() }),
    reset() {
      configuration.reset();
      pipeline.reset();
      csds.reset();
      tokens.reset();
      resetCookies();
    },
  };
}
