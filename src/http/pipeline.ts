import type { Configuration } from '../config/configuration';
import { proxyEnvironment } from '../config/env';
import type { HttpLog } from './http-log';
import { parseProxy, resolveProxy } from './rules/proxy';
import type { RateLimiter } from './rules/rate-limiter';
import { compileWhitelist, type Whitelist } from './rules/whitelist';
import type { AgentCache, ConnectionOptions } from './wire/agents';
import type { Engine, EngineResponse } from './wire/engine';
import { type Exchange, exchange } from './wire/exchange';
import { isTunnelLimited, socketClosed } from './wire/failures';

/** One hop, as the layers above decided it. `url` is final: nothing is merged into it below. */
export interface Hop extends Exchange, ConnectionOptions {
  /** Proxy URL of this call; `null` or `''` for none; `undefined` leaves it to the environment. */
  proxy?: string | null | undefined;
  /** `queue`: the library's own requests wait for a slot in place of failing. */
  admission?: 'policy' | 'queue' | undefined;
}

/** What decides whether and which way a request may leave. */
export type Departure = Pick<Hop, 'method' | 'url' | 'proxy' | 'admission' | 'signal'>;

/** The answer to a hop; see {@link EngineResponse}. */
export type HopResponse = EngineResponse;

/** What the platform answers beyond its limit (seed 003, decisions "Rate limit"). */
const TOO_MANY_REQUESTS = 'Too Many Requests';
/** What the platform used to answer for a host that is not listed (seed 004). */
const FORBIDDEN = 'You do not have access to the page or resource you are trying to reach';

/** The collaborators of a pipeline; the facade supplies them once for the process. */
export interface PipelineParts {
  configuration: Configuration;
  limiter: RateLimiter;
  agents: AgentCache;
  engine: Engine;
  log: HttpLog;
}

/** The one way out of the process: every request of every client is a hop through `send`. */
export class HttpPipeline {
  readonly #parts: PipelineParts;
  readonly #discoveredHosts = new Set<string>();
  #whitelist: { entries: readonly string[]; compiled: Whitelist } | undefined;

  constructor(parts: PipelineParts) {
    this.#parts = parts;
  }

  /** Sends one hop through agent and engine. A redirect is a new hop, so it meets the same rules. */
  send(hop: Hop): Promise<HopResponse> {
    const { agents, engine } = this.#parts;
    return this.dispatch(hop, (proxy) => {
      const connection = proxy ? { ...hop, proxyAuthorization: proxyAuthorizationOf(hop) } : hop;
      return exchange(engine, hop, (reuse) => agents.route(hop.url, proxy, connection, reuse));
    });
  }

  /**
   * Takes one request past the rules: whitelist → limiter → proxy → `transport` → response or error.
   * @param transport sends the request through the proxy, if there is one
   */
  async dispatch(
    hop: Departure,
    transport: (proxy: URL | undefined) => Promise<HopResponse>,
  ): Promise<HopResponse> {
    const { log } = this.#parts;
    if (!this.#isAllowed(hop.url.hostname)) return this.#deny(hop.url);
    // Given up on the way here: it takes no turn from others.
    hop.signal?.throwIfAborted();
    const admission = this.#admit(hop);
    const admitted = typeof admission === 'boolean' ? admission : await admission;
    // Given up while it waited for its turn.
    hop.signal?.throwIfAborted();
    if (!admitted) return this.#refuse();
    const proxy = this.#proxyFor(hop);
    const finish = log.request(hop.method, hop.url, proxy);
    try {
      const response = await transport(proxy);
      finish(response.statusCode);
      return response;
    } catch (error) {
      finish(error);
      if (isTunnelLimited(error)) return textResponse(429, TOO_MANY_REQUESTS);
      throw error;
    }
  }

  /** Allows a host that service discovery returned for this account (decisions, Whitelist). */
  allowHost(hostname: string): void {
    this.#discoveredHosts.add(hostname.toLowerCase());
  }

  /** Forgets discovered hosts, the limiter's log and every connection. */
  reset(): void {
    this.#discoveredHosts.clear();
    this.#whitelist = undefined;
    this.#parts.limiter.reset();
    this.#parts.agents.close();
    this.#parts.log.reset();
  }

  #isAllowed(hostname: string): boolean {
    const entries = this.#parts.configuration.whitelist();
    if (this.#whitelist?.entries !== entries) {
      this.#whitelist = { entries, compiled: compileWhitelist(entries) };
      this.#parts.log.settings(this.#parts.configuration, this.#whitelist.compiled.size);
    }
    return this.#whitelist.compiled.allows(hostname) || this.#discoveredHosts.has(hostname);
  }

  #deny(url: URL): HopResponse {
    const { configuration, log } = this.#parts;
    log.denied(url.hostname, configuration.settingsPath());
    if (configuration.whitelistViolation() === 'forbidden') return textResponse(403, FORBIDDEN);
    throw socketClosed();
  }

  #admit(hop: Departure): boolean | Promise<boolean> {
    const { configuration, limiter } = this.#parts;
    const policy = configuration.rateLimit();
    if (policy.mode === 'off') return true;
    const waits = hop.admission === 'queue' && policy.mode === 'reject';
    const key = configuration.functionId() ?? 'local';
    return limiter.admit({ ...policy, mode: waits ? 'queue' : policy.mode, key }, hop.signal);
  }

  #refuse(): HopResponse {
    this.#parts.log.limited(this.#parts.configuration.rateLimit());
    return textResponse(429, TOO_MANY_REQUESTS);
  }

  #proxyFor(hop: Departure): URL | undefined {
    if (hop.proxy !== undefined) return hop.proxy ? parseProxy(hop.proxy, 'the "proxy" option') : undefined;
    const configured = this.#parts.configuration.proxy();
    if (configured === false) return undefined;
    const environment = proxyEnvironment();
    if (configured === undefined) {
      this.#parts.log.proxyEnvironment(environment);
      return resolveProxy(hop.url, environment);
    }
    return resolveProxy(hop.url, { ...environment, httpProxy: configured, httpsProxy: configured });
  }
}

/** The caller's own credentials for the proxy. */
function proxyAuthorizationOf({ headers }: Hop): string | undefined {
  const name = Object.keys(headers).find((header) => header.toLowerCase() === 'proxy-authorization');
  return name === undefined ? undefined : String(headers[name]);
}

function textResponse(statusCode: number, text: string): HopResponse {
  const { STATUS_CODES } = require('node:http') as typeof import('node:http');
  const { Readable } = require('node:stream') as typeof import('node:stream');
  return {
    statusCode,
    statusMessage: STATUS_CODES[statusCode] ?? '',
    httpVersion: '1.1',
    headers: { 'content-type': 'text/plain', 'content-length': String(text.length) },
    rawHeaders: ['Content-Type', 'text/plain', 'Content-Length', String(text.length)],
    stream: Readable.from([Buffer.from(text)], { objectMode: false }),
  };
}
