import { CsdsClient } from './clients/csds-client';
import { createLpClient, type LpClient } from './clients/lp-client';
import { SecretClient } from './clients/secret-client';
import { TokenClient } from './clients/token-client';
import { Configuration } from './config/configuration';
import type { ToolbeltOptions } from './config/types';
import { ConversationUtil } from './conversation/conversation-util';
import { ErrorCodes, ToolbeltError } from './errors';
import { AgentCache } from './http/agents';
import { gotEngine } from './http/engine';
import { createHttpClient, createSendCall } from './http/http-client';
import { HttpLog } from './http/http-log';
import { HttpPipeline } from './http/pipeline';
import { RateLimiter } from './http/rate-limiter';
import { resetCookies } from './http/request-options';
import type { HttpClient } from './http/types';

// The parts of one process, wired once. Building them reads nothing and starts nothing.
const configuration = new Configuration();
const log = new HttpLog(configuration);
const pipeline = new HttpPipeline({
  configuration,
  log,
  limiter: new RateLimiter(),
  agents: new AgentCache(),
  engine: gotEngine,
});
const send = createSendCall({ pipeline, configuration, log });
const csds = new CsdsClient({
  send,
  configuration,
  allowHost: (hostname) => pipeline.allowHost(hostname),
  warnOnce: (topic, message) => log.warnOnce(topic, message),
});
const tokens = new TokenClient({ send, configuration, origin: (service) => csds.origin(service) });

/** Hands out the clients of the toolbelt (seed 003). Clients can be built at module scope: none does any I/O. */
export class Toolbelt {
  /** A client for external HTTP APIs, request-promise in behaviour. */
  static HTTPClient(): HttpClient {
    return createHttpClient(send);
  }

  /** A client for LivePerson APIs that finds the service and signs the call. */
  static LpClient(): LpClient {
    const secrets = new SecretClient(configuration);
    return createLpClient({
      send,
      tokens,
      origin: (service) => csds.origin(service),
      readSecret: (key) => secrets.readSecret(key),
    });
  }

  /** A client for the function's secrets. */
  static SecretClient(): SecretClient {
    return new SecretClient(configuration);
  }

  /** A helper that retrieves and scans conversations. */
  static ConversationUtil(): ConversationUtil {
    return new ConversationUtil({
      lpClient: Toolbelt.LpClient(),
      accountId: () => configuration.accountId(),
    });
  }

  /**
   * Sets options in code, over the environment and the settings file; can be called again for more.
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_CONFIGURATION` naming the key; nothing is changed then
   */
  static configure(options: ToolbeltOptions): void {
    configuration.configure(options);
  }

  /** Undoes `configure` and drops every cache and connection. For tests. */
  static reset(): void {
    configuration.reset();
    pipeline.reset();
    csds.reset();
    tokens.reset();
    resetCookies();
  }

  /** @throws ToolbeltError that names `Toolbelt.HTTPClient` */
  static httpClient(): never {
    throw noSuchClient('httpClient', 'write Toolbelt.HTTPClient()');
  }

  /** @throws ToolbeltError that says why */
  static SMTPClient(): never {
    throw noSuchClient(
      'SMTPClient',
      'LivePerson removed it; send mail through the HTTP API of a mail provider',
    );
  }

  /** @throws ToolbeltError that names `console` */
  static Logger(): never {
    throw noSuchClient('Logger', 'no toolbelt ever had one; log with console.debug, info, warn and error');
  }
}

function noSuchClient(name: string, advice: string): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.NO_SUCH_CLIENT, `Toolbelt.${name} does not exist: ${advice}.`);
}
