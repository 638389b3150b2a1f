import type { Lambda, LambdaInput } from '../../events/input';
import type { FunctionOutcome } from '../../runtime/invocation-api/types';
import { createAccountDataDoubles } from '../doubles/account-data';
import { Authority } from '../doubles/authority';
import { createContextDouble } from '../doubles/context';
import { ContextStore } from '../doubles/context-store';
import { createDomainDouble, type DomainParts } from '../doubles/domain';
import type { Double, DoubleRequest, DoubleResponse } from '../doubles/double';
import { createFunctionListDouble, createGatewayDouble, type GatewayParts } from '../doubles/gateway';
import { createMsgHistDouble } from '../doubles/msg-hist';
import { createSalesforceDouble, SALESFORCE } from '../doubles/salesforce/double';
import { createSentinelDouble } from '../doubles/sentinel';
import { type AddedSdes, createSmtDouble } from '../doubles/smt';
import { createSwiftDouble, type StoredFile } from '../doubles/swift';
import { PlatformContext } from './context';
import { PlatformConversations } from './conversations';
import { Faults } from './faults';
import { PlatformFunctions, type RegisteredFunction } from './functions';
import { DOMAIN_HOSTS, serviceHosts } from './hosts';
import { type AccountOptions, type AccountSettings, accountSettings } from './options';
import { PlatformRecords } from './records';
import { type PlatformRequest, toPlatformRequest } from './requests';
import { PlatformSalesforce } from './salesforce';
import { PlatformSecrets } from './secrets';

/** The parts that an account needs from its owner. */
export interface AccountParts {
  /** Runs a registered function. It may be the path of a file. */
  run(lambda: Lambda | string, input: LambdaInput): Promise<FunctionOutcome>;
  /** Other hosts for some services. See {@link DomainParts}. */
  overrides?: DomainParts['overrides'];
}

/** The limit is needed because a platform of `serve` runs for days. */
const MAX_REQUESTS = 10_000;

/**
 * A LivePerson account: its state, and the doubles of its services, which read and write that state. It sends and stores nothing itself.
 */
export class Account {
  readonly settings: AccountSettings;
  /** Hosts of the services by name. */
  readonly hosts: Readonly<Record<string, string>>;
  readonly conversations = new PlatformConversations();
  readonly secrets: PlatformSecrets;
  readonly context: PlatformContext;
  /** The file storage, by path. */
  readonly files = new Map<string, StoredFile>();
  /** Engagement attributes in the order in which they were added. */
  readonly sdes: AddedSdes[] = [];
  readonly functions = new PlatformFunctions();
  /** Users, skills and other lists of the account. */
  readonly lists = {
    users: new PlatformRecords('users'),
    skills: new PlatformRecords('skills'),
    agentGroups: new PlatformRecords('agentGroups'),
    profiles: new PlatformRecords('profiles'),
    engagements: new PlatformRecords('engagements'),
    reports: new Map<string, unknown>(),
  };
  readonly salesforce: PlatformSalesforce;
  /** The last 10,000 requests to all services, in the order in which they came. */
  readonly requests: PlatformRequest[] = [];
  readonly faults = new Faults();
  /** One double for each service. The file storage comes last, because it takes any path. */
  readonly doubles: readonly Double[];

  /** @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that names each option which is wrong */
  constructor(options: AccountOptions, { run, overrides }: AccountParts) {
    const settings = accountSettings(options);
    const { accountId, clock } = settings;
    const authority = new Authority(accountId, clock);
    const store = new ContextStore(clock);
    this.settings = settings;
    this.hosts = serviceHosts(settings.region);
    this.secrets = new PlatformSecrets((name, value) => authority.know(name, value));
    for (const [name, value] of Object.entries(settings.secrets)) this.secrets.set(name, value);
    this.context = new PlatformContext(store);
    this.salesforce = new PlatformSalesforce(settings.salesforce);
    const { conversations, files, functions, sdes, hosts } = this;
    const base = { accountId, authority };
    const gateway: GatewayParts<RegisteredFunction> = {
      ...base,
      functions,
      run: ({ lambda }, input) => run(lambda, input),
    };
    this.doubles = [
      createDomainDouble({ accountId, hosts, ...(overrides && { overrides }) }),
      createSentinelDouble(base),
      createMsgHistDouble({ ...base, find: (id) => conversations.get(id) }),
      createSmtDouble({ ...base, add: (added) => sdes.push(added) }),
      createContextDouble({ accountId, apiKey: settings.contextKey, store }),
      createGatewayDouble(gateway),
      createFunctionListDouble(gateway),
      ...createAccountDataDoubles({ ...base, lists: this.lists }),
      createSalesforceDouble(this.salesforce),
      createSwiftDouble({ credentials: settings.swift, clock, files }),
    ].map((double) => this.#observed(double));
  }

  /** The hosts at which a service answers. */
  hostsOf(service: string): readonly string[] {
    if (service === 'csds') return DOMAIN_HOSTS;
    if (service === SALESFORCE) return this.salesforce.hosts;
    const host = this.hosts[service];
    return host === undefined ? [] : [host];
  }

  /** Records a request to `service` and answers it, unless a fault is waiting for the next request. */
  async serve(
    service: string,
    request: DoubleRequest,
    handle: () => DoubleResponse | Promise<DoubleResponse>,
  ): Promise<DoubleResponse> {
    const noted = toPlatformRequest(service, this.#publicUrl(service, request.url), request);
    this.requests.push(noted);
    if (this.requests.length > MAX_REQUESTS) this.requests.shift();
    try {
      const response = await this.faults.meet(service, handle);
      noted.status = response.status;
      return response;
    } catch (error) {
      noted.error = String((error as NodeJS.ErrnoException).code ?? error);
      throw error;
    }
  }

  #observed(double: Double): Double {
    return {
      service: double.service,
      handles: double.handles,
      yields: double.yields ?? false,
      handle: (request) => this.serve(double.service, request, () => double.handle(request)),
    };
  }

  /** The URL with the real host of the service. Doubles may be mounted on other hosts. */
  #publicUrl(service: string, url: string): string {
    const { origin, hostname } = new URL(url);
    const host = service === 'csds' ? DOMAIN_HOSTS[0] : this.hosts[service];
    const isPublic = host === undefined || hostname === host || DOMAIN_HOSTS.includes(hostname);
    return isPublic ? url : `https://${host}${url.slice(origin.length)}`;
  }
}
