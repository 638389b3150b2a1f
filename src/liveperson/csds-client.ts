import { URL } from 'node:url';
import type { Configuration } from '../config/configuration';
import { CSDS_CACHE_SECONDS, SERVICE_TIMEOUT_MS } from '../config/defaults';
import { csdsDomain } from '../config/env';
import { isServiceHost } from '../config/option-values';
import {
  isLivePersonHost,
  isPlainHttp,
  livePersonHosts,
  readServiceDirectory,
  type ServiceDirectory,
} from '../config/service-directory';
import { ErrorCodes, ToolbeltError } from '../errors';
import type { SendCall } from '../http/client/send-call';
import { sendTimed } from '../http/client/timed-call';
import { isTimeout } from '../http/wire/failures';
import { OncePerKey } from '../internal/async/once-per-key';
import { type Clock, ExpiringCache } from '../internal/expiring-cache';
import { redactor } from '../internal/redact/sent-values';
import { maskUserInfo } from '../internal/wording';

/** The parts of the toolbelt that the client needs. */
export interface CsdsClientParts {
  send: SendCall;
  configuration: Configuration;
  /** Called with every host of the account in LivePerson's domains. Every client may call these hosts. */
  allowHost(hostname: string): void;
  /** Prints a warning once for each topic. */
  warnOnce(topic: string, message: string): void;
  clock?: Clock;
}

/**
 * Finds the host of a LivePerson service through the Domain API (docs/platform.md, "Service discovery"). The list of an account's services
 * is kept for 600 s. Concurrent callers share one request. It ends within 10 s. A failure is not kept, so the next call tries again. While
 * the Domain API fails, the last list is used, even if it is older than 600 s.
 */
export class CsdsClient {
  readonly #parts: CsdsClientParts;
  #directories: ExpiringCache<ServiceDirectory>;
  readonly #fetches = new OncePerKey<ServiceDirectory>();

  constructor(parts: CsdsClientParts) {
    this.#parts = parts;
    this.#directories = new ExpiringCache(parts.clock);
  }

  /**
   * The origin of a service, such as `https://va.msghist.liveperson.net`.
   *
   * @param service the name of a service. Names are case-sensitive.
   * @param account id of the account. Without it, the account of the configuration is used.
   * @param signal ends the wait for the Domain API. The call then rejects with the signal's reason, unless there is an earlier list.
   * @throws ToolbeltError `ErrorCodes.Csds.DOMAIN_NOT_FOUND` for a service that the account does not have, `ErrorCodes.Csds.OP_FAILED` when
   *   the Domain API does not answer
   */
  async origin(service: string, account?: string, signal?: AbortSignal): Promise<string> {
    const { configuration } = this.#parts;
    const configured = configuration.csds();
    if (Object.hasOwn(configured, service)) return this.#announced(originOf(configured[service], service));
    const accountId = account ?? configuration.accountId();
    const directory = await this.#directory(accountId, signal);
    const host = directory.get(service);
    if (host === undefined) throw notFound(service, accountId, directory);
    if (isPlainHttp(host)) throw failed(accountId, `it names ${host} for "${service}", without TLS`);
    return originOf(host, service);
  }

  /**
   * The hosts of all services of the account, by name. Configured hosts replace those of the list.
   * @throws ToolbeltError `ErrorCodes.Csds.OP_FAILED` when the Domain API does not answer
   */
  async all(): Promise<ServiceDirectory> {
    const { configuration } = this.#parts;
    const directory = await this.#directory(configuration.accountId(), undefined);
    return new Map([...directory, ...Object.entries(configuration.csds())]);
  }

  /** Forgets every list. */
  reset(): void {
    // A request that is running stores its list in the old cache, so that later callers do not get it.
    this.#directories = new ExpiringCache(this.#parts.clock);
    this.#fetches.clear();
  }

  #announced(origin: string): string {
    const { hostname } = new URL(origin);
    if (isLivePersonHost(hostname)) this.#parts.allowHost(hostname);
    return origin;
  }

  async #directory(accountId: string, signal: AbortSignal | undefined): Promise<ServiceDirectory> {
    const fresh = this.#directories.get(accountId);
    if (fresh) return fresh;
    try {
      return await this.#fetches.run(accountId, (shared) => this.#fetch(accountId, shared), signal);
    } catch (error) {
      const stale = this.#directories.getStale(accountId);
      if (!stale) throw error;
      this.#parts.warnOnce(
        `csds ${accountId}`,
        `service discovery for account ${accountId} failed, its last list is used: ${(error as Error).message}`,
      );
      return stale;
    }
  }

  async #fetch(accountId: string, signal: AbortSignal): Promise<ServiceDirectory> {
    const directories = this.#directories;
    const origin = this.#announced(`https://${csdsHost(accountId)}`);
    const url = `${origin}/api/account/${encodeURIComponent(accountId)}/service/baseURI.json?version=1.0`;
    const directory = readServiceDirectory(await this.#get(url, accountId, signal));
    if (!directory) throw failed(accountId, `GET ${url}: the answer has no list "baseURIs"`);
    for (const host of livePersonHosts(directory)) this.#parts.allowHost(host);
    if (directory.size > 0) directories.set(accountId, directory, CSDS_CACHE_SECONDS * 1000);
    return directory;
  }

  async #get(url: string, accountId: string, signal: AbortSignal): Promise<unknown> {
    try {
      // With the encoding set, HTTPClient drops a byte order mark before the answer.
      const { hostname } = new URL(url);
      const allows = (host: string): boolean => host === hostname;
      const extras = { admission: 'queue', allows, signal, timeoutMs: SERVICE_TIMEOUT_MS } as const;
      return (await sendTimed(this.#parts.send, { url, json: true, encoding: 'utf8' }, extras)).body;
    } catch (error) {
      const reason = isTimeout(error)
        ? `no answer within ${SERVICE_TIMEOUT_MS} ms`
        : (error as Error).message;
      throw failed(accountId, `GET ${url}: ${reason}`, error);
    }
  }
}

/**
 * The host of the Domain API that knows an account. The prefix of the account's id decides
 * (docs/platform.md, "Service discovery").
 */
function csdsHost(accountId: string): string {
  if (/^(le|qa)/.test(accountId)) return 'lp-csds-qa.dev.lprnd.net';
  if (accountId.startsWith('fr')) return 'adminlogin-z0-intg.liveperson.net';
  return csdsDomain() ?? 'api.liveperson.net';
}

function originOf(host: string | undefined, service: string): string {
  const url = /^https?:\/\//i.test(host ?? '') ? `${host}` : `https://${host}`;
  if (isServiceHost(host ?? '')) return new URL(url).origin;
  throw new ToolbeltError(
    ErrorCodes.Csds.OP_FAILED,
    `Service discovery gave ${JSON.stringify(redactor().redactText(maskUserInfo(host ?? '')))} for the service "${service}", which is no host: ` +
      'name it with Toolbelt.configure({ csds: { service: host } }).',
  );
}

function failed(accountId: string, reason: string, cause?: unknown): ToolbeltError {
  return new ToolbeltError(
    ErrorCodes.Csds.OP_FAILED,
    `Service discovery for account ${accountId} failed: ${reason}. ` +
      'Check the account id, or name the hosts yourself with Toolbelt.configure({ csds: { service: host } }).',
    cause,
  );
}

function notFound(service: string, accountId: string, directory: ServiceDirectory): ToolbeltError {
  const known = [...directory.keys()].sort();
  const similar = known.find((name) => name.toLowerCase() === service.toLowerCase());
  const hint = similar
    ? `did you mean "${similar}"? Names are case-sensitive.`
    : `it has ${known.length === 0 ? 'none' : known.join(', ')}.`;
  return new ToolbeltError(
    ErrorCodes.Csds.DOMAIN_NOT_FOUND,
    `Account ${accountId} has no service "${service}": ${hint}`,
  );
}
