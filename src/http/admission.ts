import type { Configuration } from '../config/configuration';
import { proxyEnvironment } from '../config/env';
import { currentBudget } from '../internal/async/budget';
import { ExpiringCache } from '../internal/expiring-cache';
import { passableError } from '../internal/node/passable-error';
import { type Tracer, traceRequest } from '../internal/observe/request-trace';
import type { HttpLog } from './http-log';
import { parseProxy, resolveProxy } from './rules/proxy';
import type { RateLimiter } from './rules/rate-limiter';
import { Place } from './rules/sliding-log';
import { compileWhitelist, type Whitelist } from './rules/whitelist';
import { isTunnelLimited, socketClosed } from './wire/failures';
import type { Departure, HopResponse } from './wire/message';

/** The decision about a request: a passage if it may leave, or a `refusal` that the caller gets as the answer. */
export type Verdict = (Passage & { refusal?: undefined }) | { refusal: HopResponse };

/** The platform's answer to a request over the limit (docs/platform.md, "Rate limit"). */
const TOO_MANY_REQUESTS = 'Too Many Requests';
/** The platform's former answer for a host that is not on the whitelist (docs/platform.md, "Whitelist"). */
const FORBIDDEN = 'You do not have access to the page or resource you are trying to reach';

export interface AdmissionParts {
  configuration: Configuration;
  limiter: RateLimiter;
  log: HttpLog;
}

/**
 * The only way out of the process. Every request of every client calls {@link Admission.admit} before it leaves. The whitelist is checked
 * first, then the rate limit, then the proxy. A redirect is a new request, so it is checked again.
 */
export class Admission {
  readonly #parts: AdmissionParts;
  readonly #discoveredHosts = new ExpiringCache<true>();
  #whitelist: { entries: readonly string[]; compiled: Whitelist } | undefined;

  constructor(parts: AdmissionParts) {
    this.#parts = parts;
  }

  /**
   * Decides whether a request may leave. Whitelist and rate limit are the platform's rules. A request that is exempt from them only gets
   * its proxy, and is logged.
   * @returns the passage, or the platform's answer to a request that may not leave
   * @throws the error "Socket is closed" for a host that is not whitelisted, the reason of an aborted signal, or an error for a wrong proxy
   *   URL
   */
  admit(departure: Departure): Promise<Verdict> {
    const trace = traceRequest(departure.method, departure.url, departure.sent);
    return trace === undefined ? this.#decide(departure, undefined) : this.#decideTraced(departure, trace);
  }

  async #decideTraced(departure: Departure, trace: Tracer): Promise<Verdict> {
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
    const { url, signal, admission } = departure;
    if (admission === 'exempt') return this.#passage(departure, undefined, trace);
    if (!this.#isAllowed(url.hostname) && !departure.allows?.(url.hostname)) {
      trace?.denied('whitelist');
      return { refusal: this.#deny(url) };
    }
    // A call that has already been aborted must not take a slot from other calls.
    signal?.throwIfAborted();
    const place = this.#parts.configuration.rateLimit().mode === 'off' ? undefined : new Place();
    const decision = this.#takeTurn(departure, place);
    const hasTurn = typeof decision === 'boolean' ? decision : await decision;
    try {
      // The call may have been aborted while it waited for its slot.
      signal?.throwIfAborted();
      if (hasTurn) return this.#passage(departure, place, trace);
      trace?.denied('rate-limit');
      return { refusal: this.#limit() };
    } catch (error) {
      place?.ended();
      throw error;
    }
  }

  /** Allows every client a host that service discovery returned for this account (docs/platform.md, "Whitelist"). */
  allowHost(hostname: string): void {
    this.#discoveredHosts.set(hostname.toLowerCase(), true, Number.POSITIVE_INFINITY);
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
    return this.#whitelist.compiled.allows(hostname) || this.#discoveredHosts.get(hostname) === true;
  }

  #deny(url: URL): HopResponse {
    const { configuration, log } = this.#parts;
    log.denied(url.hostname, configuration.settingsPath());
    if (configuration.whitelistViolation() === 'forbidden') return textResponse(403, FORBIDDEN);
    throw socketClosed();
  }

  #passage(departure: Departure, place: Place | undefined, trace: Tracer | undefined): Passage {
    const proxy = this.#proxyFor(departure);
    return new Passage(proxy, this.#parts.log.request(departure.method, departure.url, proxy), place, trace);
  }

  #takeTurn({ admission, signal }: Departure, place: Place | undefined): boolean | Promise<boolean> {
    const { configuration, limiter } = this.#parts;
    if (place === undefined) return true;
    const { limit, intervalMs, maxWaitMs, store, mode: configured } = configuration.rateLimit();
    const mode = admission === 'queue' && configured === 'reject' ? 'queue' : configured;
    const id = configuration.functionId() ?? 'local';
    // A store of the user may be shared with other processes, and they know nothing of invocations.
    const budget = store === undefined ? currentBudget() : undefined;
    const key = budget === undefined ? id : `${id} ${budget}`;
    return limiter.admit({ limit, intervalMs, mode, maxWaitMs, store, key, place }, signal);
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
    if (configured !== undefined) {
      return resolveProxy(url, {
        noProxy: environment.noProxy,
        httpProxy: configured,
        httpsProxy: configured,
      });
    }
    const resolved = resolveProxy(url, environment);
    if (resolved) this.#parts.log.proxyEnvironment(environment);
    return resolved;
  }
}

/** The permission to leave for one request. */
export class Passage {
  /** The proxy that the request goes through, if any. */
  readonly proxy: URL | undefined;
  /** Set while somebody observes the requests. */
  readonly trace: Tracer | undefined;
  readonly #finish: (outcome: unknown) => void;
  readonly #place: Place | undefined;

  constructor(
    proxy: URL | undefined,
    finish: (outcome: unknown) => void,
    place: Place | undefined,
    trace: Tracer | undefined,
  ) {
    this.proxy = proxy;
    this.trace = trace;
    this.#finish = finish;
    this.#place = place;
  }

  /** A function to call when the request is written, if the request is counted. Until then its place in the rate limit is held. */
  get sent(): (() => void) | undefined {
    const place = this.#place;
    return place && (() => place.sent());
  }

  /**
   * Logs how the request ended, and releases its place in the rate limit.
   * @param outcome the result of the running request
   * @returns the answer, or the platform's 429 if a proxy refuses a tunnel because of its own rate limit
   * @throws the error of the request
   */
  async conclude(outcome: Promise<HopResponse>): Promise<HopResponse> {
    try {
      const response = await outcome;
      this.#finish(response.statusCode);
      this.trace?.answered(response.statusCode, response.stream);
      return response;
    } catch (reason) {
      // It may be a value of the caller that cannot be read, such as the reason of a signal.
      const error = passableError(reason);
      this.#finish(error);
      this.trace?.ended(error);
      if (isTunnelLimited(error)) return tooManyRequests();
      throw reason;
    } finally {
      this.#place?.ended();
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
