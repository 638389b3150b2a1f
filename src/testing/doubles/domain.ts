import { type Double, json } from './double';
import { refusal } from './refusals';
import { createDouble, type RoutedRequest } from './router';

/** The parts that the Domain API needs. */
export interface DomainParts {
  accountId: string;
  /** Hosts of services by name. */
  hosts: Readonly<Record<string, string>>;
  /** Other hosts for some services, in the list of all services. Clients of this process have to call those hosts. */
  overrides?: () => Promise<Readonly<Record<string, string>>>;
}

const LIST = '/api/account/:account/service/baseURI';
const SINGLE = '/api/account/:account/service/:service/baseURI';

/**
 * The Domain API: the hosts of all services, or of one service (docs/platform.md, "Service discovery",
 * "Service names and hosts"). It needs no credentials.
 */
export function createDomainDouble({ accountId, hosts, overrides }: DomainParts): Double {
  const entryOf = (service: string, baseURI: string) => ({ service, account: accountId, baseURI });
  const check = ({ params, query }: RoutedRequest) => {
    if (query.get('version') !== '1.0') {
      return refusal('badRequest', 'The query parameter "version" is required and must be 1.0.');
    }
    if (params.account === accountId) return undefined;
    return refusal('unauthorized', `There is no account ${params.account}.`);
  };
  const list = async (request: RoutedRequest) => {
    const refused = check(request);
    if (refused) return refused;
    const all = { ...hosts, ...(await overrides?.()) };
    return json(200, { baseURIs: Object.entries(all).map(([service, host]) => entryOf(service, host)) });
  };
  const single = (request: RoutedRequest) => {
    const refused = check(request);
    if (refused) return refused;
    const { service = '' } = request.params;
    const host = Object.hasOwn(hosts, service) ? hosts[service] : undefined;
    if (host === undefined) return refusal('notFound', `Account ${accountId} has no service ${service}.`);
    return json(200, entryOf(service, host));
  };
  return createDouble('csds', [
    ['GET', `${LIST}.json`, list],
    ['GET', LIST, list],
    ['GET', `${SINGLE}.json`, single],
    ['GET', SINGLE, single],
  ]);
}
