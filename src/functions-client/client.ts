import { ExpiringCache } from '../internal/expiring-cache';
import { BaseClient } from './base-client';
import type { Discovery } from './discovery';
import type { ClientConfig, Tooling } from './types';
import type { Transport } from './wire/transport';

/**
 * Invokes LivePerson functions from outside the platform (docs/platform.md, "Functions client").
 *
 * @example
 * const client = new Client({ accountId, authStrategy: { clientId, clientSecret } });
 * const { body } = await client.invoke({ lambdaUuid, body: { payload } });
 */
export class Client extends BaseClient {
  /**
   * Building a client reads and sends nothing.
   * @param config account and credentials. Every call may override them.
   * @param tooling parts to replace: discovery, transport, ids, metrics
   */
  constructor(config: ClientConfig, tooling: Partial<Tooling> = {}) {
    super(config, { ...defaultTooling(config?.applyPlatformRules === true), ...given(tooling) });
  }
}

/** The parts that the caller provides: an object, or an instance of a class with methods. */
function given(tooling: Partial<Tooling> | null): Partial<Tooling> {
  const { getCsdsEntry, fetch, generateId, metricCollector } = tooling ?? {};
  return {
    ...(getCsdsEntry && { getCsdsEntry: getCsdsEntry.bind(tooling) }),
    ...(fetch && { fetch: fetch.bind(tooling) }),
    ...(generateId && { generateId: generateId.bind(tooling) }),
    ...(metricCollector && { metricCollector }),
  };
}

/** The client's own parts. They load HTTP and got only with the first request. */
function defaultTooling(platformRules: boolean): Tooling {
  let discovery: Discovery | undefined;
  const found = new ExpiringCache<true>();
  const transport = (): Transport => {
    const { processTransport } = require('./wire/transport') as typeof import('./wire/transport');
    return processTransport(platformRules, (hostname) => found.get(hostname) === true);
  };
  const fetch: Tooling['fetch'] = (request, context) => {
    const { fetchWithRetries } = require('./wire/fetch') as typeof import('./wire/fetch');
    return fetchWithRetries(transport(), request, context);
  };
  return {
    fetch,
    getCsdsEntry(accountId, service, options) {
      const { Discovery: Finder } = require('./discovery') as typeof import('./discovery');
      discovery ??= new Finder({
        fetch: (request, limits) => fetch(request, { ...limits, renewHeaders: async () => request.headers }),
        allowHost(hostname) {
          found.set(hostname, true, Number.POSITIVE_INFINITY);
          transport().allowHost(hostname);
        },
      });
      return discovery.domain(accountId, service, options);
    },
    generateId: () => (require('node:crypto') as typeof import('node:crypto')).randomUUID(),
  };
}
