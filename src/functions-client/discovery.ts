import { URL } from 'node:url';
import { csdsDomain } from '../config/env';
import { isServiceHost } from '../config/option-values';
import {
  isPlainHttp,
  livePersonHosts,
  readServiceDirectory,
  type ServiceDirectory,
} from '../config/service-directory';
import { OncePerKey } from '../internal/async/once-per-key';
import { type Clock, ExpiringCache } from '../internal/expiring-cache';
import { createError, ErrorNames } from './errors';
import type { FetchContext, FetchRequest, Response, Tooling } from './types';
import { createUrl, originOf } from './urls';

type Options = Parameters<Tooling['getCsdsEntry']>[2];

/** The parts that discovery works with. */
export interface DiscoveryParts {
  fetch(request: FetchRequest, limits: Pick<FetchContext, 'timeout' | 'maxResponseBytes'>): Promise<Response>;
  /** Called with the hosts of the account in LivePerson's domains, and with each host that the client is about to call. */
  allowHost(hostname: string): void;
  clock?: Clock;
}

const PATH = 'api/account/%s/service/baseURI.json';
const DEFAULT_TTL_SECONDS = 600;

/**
 * Finds hosts through the Domain API over https (docs/platform.md, "Service discovery"). Concurrent callers share a request. A failure is
 * not kept.
 */
export class Discovery {
  readonly #parts: DiscoveryParts;
  readonly #directories: ExpiringCache<ServiceDirectory>;
  readonly #fetches = new OncePerKey<ServiceDirectory>();

  constructor(parts: DiscoveryParts) {
    this.#parts = parts;
    this.#directories = new ExpiringCache(parts.clock);
  }

  /**
   * The host of a service, from the list of the account.
   * @throws VError `CSDSDomainNotFound` when the account does not have the service, `CSDSFailure` when there is no list
   */
  async domain(accountId: string, service: string, options: Options = {}): Promise<string> {
    const origin = originOf(options.csdsDomain ?? hostFor(accountId), 'https');
    const key = JSON.stringify([accountId, origin]);
    const directory =
      this.#directories.get(key) ??
      (await this.#fetches.run(key, async () => {
        const fetched = await this.#fetch(accountId, origin, options);
        const seconds = options.csdsTtlSeconds ?? DEFAULT_TTL_SECONDS;
        if (fetched.size > 0) this.#directories.set(key, fetched, seconds * 1_000);
        return fetched;
      }));
    const host = directory.get(service);
    if (host !== undefined && isPlainHttp(host)) {
      throw failure(accountId, `it names ${host} for "${service}", without TLS`, {
        info: { accountId, service },
      });
    }
    if (host !== undefined) {
      if (isServiceHost(host)) this.#parts.allowHost(new URL(originOf(host, 'https')).hostname);
      return host;
    }
    const names = [...directory.keys()].sort().join(', ') || 'none';
    throw createError(
      ErrorNames.CSDS_NOT_FOUND,
      `account ${accountId} has no service "${service}"; it has ${names}`,
      { info: { accountId, service } },
    );
  }

  async #fetch(accountId: string, origin: string, options: Options): Promise<ServiceDirectory> {
    const url = createUrl(origin, PATH, [accountId], [['version', '1.0']]);
    this.#parts.allowHost(new URL(origin).hostname);
    const answer = await this.#get(url, accountId, options);
    const info = { url, status: answer.status, body: answer.body };
    if (!answer.ok) throw failure(accountId, `${url} answered with status ${answer.status}`, { info });
    const directory = readServiceDirectory(answer.body);
    if (!directory) throw failure(accountId, `${url} answered without a list "baseURIs"`, { info });
    for (const host of livePersonHosts(directory)) this.#parts.allowHost(host);
    return directory;
  }

  async #get(
    url: string,
    accountId: string,
    { csdsHttpHeaders, timeout = 35_000, maxResponseBytes }: Options,
  ): Promise<Response> {
    const headers = { Accept: 'application/json', ...csdsHttpHeaders };
    try {
      return await this.#parts.fetch({ url, method: 'get', headers }, { timeout, maxResponseBytes });
    } catch (cause) {
      throw failure(accountId, url, { cause });
    }
  }
}

/** The host of the Domain API that knows an account. The original chooses it in the same way (docs/platform.md, "Service discovery"). */
function hostFor(accountId: string): string {
  if (/^(le|qa|c)/.test(accountId)) return 'csds-app.qa.int.gw.lpcloud.io';
  if (accountId.startsWith('fr')) return 'adminlogin-z0-intg.liveperson.net';
  if (accountId.startsWith('a')) return 'adminlogin-a.liveperson.net';
  return csdsDomain() ?? 'adminlogin.liveperson.net';
}

function failure(accountId: string, reason: string, details: Parameters<typeof createError>[2]): Error {
  return createError(
    ErrorNames.CSDS_FAILURE,
    `service discovery for account ${accountId} failed: ${reason}`,
    details,
  );
}
