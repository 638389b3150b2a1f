import type { Configuration } from '../config/configuration';
import { proxyEnvironment } from '../config/env';
import { type Tracer, traceRequest } from '../internal/observe/request-trace';
import type { HttpLog } from './http-log';
import { parseProxy, resolveProxy } from './rules/proxy';
import type { RateLimiter } from './rules/rate-limiter';
import { compileWhitelist, type Whitelist } from './rules/whitelist';
import { isTunnelLimited, socketClosed } from './wire/failures';
import type { Departure, HopResponse } from './wire/message';

/** The decision about a request: a passage if it may leave, or a `refusal` that the caller gets as the answer. */
export type Verdict = (Passage & { refusal?: undefined }) | { refusal: HopResponse };

/** The platform's answer to a request beyond its limit (docs/platform.md, "Rate limit"). */
const TOO_MANY_REQUESTS = 'Too Many Requests';
/** The platform's former answer for a host that is not on the whitelist (docs/platform.md, "Whitelist"). */
const FORBIDDEN = 'You do not have access to the page or resource you are trying to reach';

export interface AdmissionParts {
  configuration: Configuration;
  limiter: RateLimiter;
  log: HttpLog;
}

/**
 * The only way out of the process. Every request of every client asks {@link Admission.admit} before it leaves: first
 * the whitelist, then the rate limit, then the proxy. A redirect asks again, because it is a new request.
 */
export class Admission {
  readonly #parts: AdmissionParts;
  readonly #discoveredHosts = new Set<string>();
  #whitelist: { entries: readonly string[]; compiled: Whitelist } | undefined;

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
  }

  /**
   * Decides whether a request may leave. Whitelist and rate limit are the platform's rules: a request that is exempt from
   * them only learns its proxy, and is logged.
   * @returns the passage, or the platform's answer to a request that may not leave
   * @throws the error "Socket is closed" for a host that is not whitelisted, the reason of an aborted signal,
   *   or an error for a wrong proxy URL
   */
  async admit(departure: Departure): Promise<Verdict> {
    const trace = traceRequest(departure.method, departure.url);
    if (trace === undefined) return this.#decide(departure, undefined);
    try {
      const verdict = await this.#decide(departure, trace);
      if (verdict.refusal) trace.answered(verdict.refusal.statusCode, verdict.refusal.stream);
      else trace.admitted();
      return verdict;
    } catch (error) {
      trace.ended(error);
      throw error;
    }
  }

  async #decide(departure: Departure, trace: Tracer | undefined): Promise<Verdict> {
    const { method, url, signal, admission } = departure;
    if (admission !== 'exempt') {
      if (!this.#isAllowed(url.hostname)) {
        trace?.denied('whitelist');
        return { refusal: this.#deny(url) };
      }
      // A call that has already been given up must not take a slot from other calls.
      signal?.throwIfAborted();
      const decision = this.#takeTurn(departure);
      const hasTurn = typeof decision === 'boolean' ? decision : await decision;
      // The call may have been given up while it waited for its slot.
      signal?.throwIfAborted();
      if (!hasTurn) {
        trace?.denied('rate-limit');
        return { refusal: this.#limit() };
      }
    }
    const proxy = this.#proxyFor(departure);
    return new Passage(proxy, this.#parts.log.request(method, url, proxy), trace);
  }

  /** Allows a host that service discovery returned for this account (docs/platform.md, "Whitelist"). */
  allowHost(hostname: string): void {
    this.#discoveredHosts.add(hostname.toLowerCase());
  }

  /** Forgets discovered hosts and the requests counted by the limiter. */
  reset(): void {
    this.#discoveredHosts.clear();
    this.#whitelist = undefined;
    this.#parts.limiter.reset();
  }

  #isAllowed(hostname: string): boolean {
    const { configuration, log } = this.#parts;
    const entries = configuration.whitelist();
    if (this.#whitelist?.entries !== entries) {
      this.#whitelist = { entries, compiled: compileWhitelist(entries) };
      log.settings(configuration, this.#whitelist.compiled.size);
    }
    return this.#whitelist.compiled.allows(hostname) || this.#discoveredHosts.has(hostname);
  }

  #deny(url: URL): HopResponse {
    const { configuration, log } = this.#parts;
    log.denied(url.hostname, configuration.settingsPath());
    if (configuration.whitelistViolation() === 'forbidden') return textResponse(403, FORBIDDEN);
    throw socketClosed();
  }

  #takeTurn({ admission, signal }: Departure): boolean | Promise<boolean> {
    const { configuration, limiter } = this.#parts;
    const policy = configuration.rateLimit();
    if (policy.mode === 'off') return true;
    const waits = admission === 'queue' && policy.mode === 'reject';
    const key = configuration.functionId() ?? 'local';
    return limiter.admit({ ...policy, mode: waits ? 'queue' : policy.mode, key }, signal);
  }

  #limit(): HopResponse {
    this.#parts.log.limited(this.#parts.configuration.rateLimit());
    return tooManyRequests();
  }

  #proxyFor({ proxy, url }: Departure): URL | undefined {
    if (proxy !== undefined) return proxy ? parseProxy(proxy, 'the "proxy" option') : undefined;
    const configured = this.#parts.configuration.proxy();
    if (configured === false) return undefined;
    const environment = proxyEnvironment();
    if (configured === undefined) {
      this.#parts.log.proxyEnvironment(environment);
      return resolveProxy(url, environment);
    }
    return resolveProxy(url, { ...environment, httpProxy: configured, httpsProxy: configured });
  }
}

/** The permission to leave for one request. */
export class Passage {
  /** The proxy that the request goes through, if any. */
  readonly proxy: URL | undefined;
  /** Set while somebody observes the requests. */
  readonly trace: Tracer | undefined;
  readonly #finish: (outcome: unknown) => void;

  constructor(proxy: URL | undefined, finish: (outcome: unknown) => void, trace?: Tracer) {
    this.proxy = proxy;
    this.trace = trace;
    this.#finish = finish;
  }

  /**
   * Logs how the request ended.
   * @param outcome the result of the request under way
   * @returns the answer, or the platform's 429 if a proxy refuses a tunnel because of its own rate limit
   * @throws the error of the request
   */
  async conclude(outcome: Promise<HopResponse>): Promise<HopResponse> {
    try {
      const response = await outcome;
      this.#finish(response.statusCode);
      this.trace?.answered(response.statusCode, response.stream);
      return response;
    } catch (error) {
      this.#finish(error);
      this.trace?.ended(error);
      if (isTunnelLimited(error)) return tooManyRequests();
      throw error;
    }
  }
}

function tooManyRequests(): HopResponse {
  return textResponse(429, TOO_MANY_REQUESTS);
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
