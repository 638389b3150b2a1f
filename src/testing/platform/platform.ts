import { ErrorCodes, ToolbeltError } from '../../errors';
import { override } from '../../internal/override';
import { watchCallSites } from '../../runtime/watch/call-site';
import { SALESFORCE } from '../doubles/salesforce/double';
import { invoke } from '../invoke';
import { Front } from '../mounts/front';
import { removeLaterMocks } from '../mounts/later-mocks';
import { type HttpMount, mountHttp } from '../mounts/mount-http';
import { answersAnyStatus, mountNock } from '../mounts/mount-nock';
import { allowLoopbackOnly } from '../mounts/net-connect';
import { UnexpectedRequests } from '../mounts/unexpected';
import { loadNock, type NockModule } from '../nock';
import { Account } from './account';
import { AccountView } from './account-view';
import type { Fault } from './faults';
import { PlatformHost } from './host';
import { originsOf } from './hosts';
import { accountOptions, checkPlatformOptions, type PlatformOptions } from './options';
import { PlatformWhitelist, useAccount } from './use-account';

const GATEWAY = 'faasGW';

let open: Platform | undefined;

/**
 * Replaces the real LivePerson account by one in memory: its services answer on nock, the Toolbelt and the environment are
 * set for it, and nothing reaches the network but this machine. One at a time; `close` puts everything back.
 *
 * @example
 * const platform = createPlatform();
 * platform.secrets.set('api-token', 'a token for tests');
 * platform.host('api.example.com').post('/orders').reply(201, { id: 7 });
 *
 * @param options everything has a default
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for options that are wrong, while another platform is
 *   open, or without nock; `INVALID_CONFIGURATION` for what Toolbelt.configure refuses. Nothing is changed then.
 */
export function createPlatform(options: PlatformOptions = {}): Platform {
  if (open) {
    throw new ToolbeltError(
      ErrorCodes.Toolbelt.INVALID_ARGUMENT,
      'createPlatform: another platform is open. Close it first, in afterEach say: await platform.close().',
    );
  }
  checkPlatformOptions(options);
  const platform = new Platform(options, loadNock(options.nock), () => {
    open = undefined;
  });
  open = platform;
  return platform;
}

/** A LivePerson account for tests; see {@link createPlatform}. */
export class Platform extends AccountView {
  /** @internal */
  protected readonly account: Account;
  readonly #nock: NockModule;
  readonly #unexpected = new UnexpectedRequests();
  readonly #undo: Array<() => void> = [];
  readonly #unmounts: Array<() => void> = [];
  readonly #front = new Front();
  readonly #hosts = new Map<string, PlatformHost>();
  #gateway: Promise<HttpMount> | undefined;
  #closed: Promise<void> | undefined;
  /** The hosts that lambdas may call, besides LivePerson's and those in the settings file. */
  readonly whitelist: PlatformWhitelist;

  constructor(options: PlatformOptions, nock: NockModule, onClose: () => void) {
    super();
    const { functionTimeoutMs } = options;
    this.#nock = nock;
    this.account = new Account(accountOptions(options), {
      run: (lambda, input) =>
        invoke(lambda, input, functionTimeoutMs === undefined ? {} : { timeoutMs: functionTimeoutMs }),
      ...(!answersAnyStatus(nock) && { overrides: async () => ({ [GATEWAY]: await this.#gatewayOrigin() }) }),
    });
    this.whitelist = new PlatformWhitelist(options.whitelist);
    const restore = useAccount(this.account, options, this.#unexpected.logger(options.logger));
    this.#undo.push(
      onClose,
      restore,
      removeLaterMocks(nock),
      allowLoopbackOnly(nock),
      this.#unexpected.watch(nock),
    );
    this.#undo.push(watchCallSites(), this.#surviveCleaning(), () => this.#unmountAll());
    this.#mountAll();
  }

  /**
   * Makes the next calls go wrong.
   *
   * @param target a service (`csds` is the Domain API), or a host or origin, also of your own
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for what is neither, or no fault
   */
  fail(target: string, fault: Fault): void {
    const { faults, hosts, doubles } = this.account;
    const isDouble = doubles.some(({ service }) => service === target);
    const origins = isDouble ? [] : originsOf(Object.hasOwn(hosts, target) ? hosts[target] : target);
    const service = origins[0] === undefined ? target : this.#serviceAt(new URL(origins[0]).hostname);
    faults.add(service ?? target, fault);
    if (service !== undefined) return;
    for (const origin of origins)
      this.#front.addFaults(origin, target, () => faults.next(target) !== undefined);
  }

  /**
   * A host of your own: lambdas may call it, and it answers in this process, as in
   * `platform.host("api.example.com").post("/orders").reply(201, { id: 7 })`. Its requests are in {@link requests}. A
   * request without an answer fails. MTLSClient is answered too, except under nock 13, which does not see it.
   *
   * @param host a name, or an origin such as `http://api.example.com:8080`; the same host always gives the same object
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for what is no host, for a host of LivePerson, and for a
   *   host that nock answers already
   */
  host(host: string): PlatformHost {
    const known = this.#hosts.get(host);
    if (known) return known;
    const origins = originsOf(host, 'platform.host');
    const { hostname } = new URL(origins[0] ?? '');
    const service = this.#serviceAt(hostname);
    const isOnNock =
      service === undefined &&
      this.#nock.activeMocks().some((mock) => origins.some((origin) => isAt(mock, origin)));
    // The answers of the test for a host of Salesforce come before those of the double.
    const isTaken = service !== undefined && service !== SALESFORCE;
    if (isTaken || isOnNock) {
      const reason =
        service === undefined
          ? 'nock answers it already: use one of the two'
          : `it is the service ${service}`;
      throw new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `platform.host: ${host}: ${reason}.`);
    }
    const added = new PlatformHost(host);
    this.whitelist.add(hostname);
    this.#hosts.set(host, added);
    for (const origin of origins) {
      this.#front.addHost(origin, host, async (request) => {
        const response = await added.answer(request);
        if (response) return response;
        throw this.#unexpected.noteUnanswered(host, request);
      });
    }
    return added;
  }

  /**
   * Fails when an answer of a {@link host} was not asked for; for afterEach.
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that names each one
   */
  assertAnswersUsed(): void {
    const unused = [...this.#hosts.values()].flatMap((host) => host.unused());
    if (unused.length === 0) return;
    const text = ['Some answers were not used:', ...unused].join('\n- ');
    throw new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, text);
  }

  /**
   * Fails when there was a call that matched nothing, or that the whitelist denied; for afterEach.
   * @throws ToolbeltError that names each one, and what to do about it
   */
  assertNoUnexpectedRequests(): void {
    this.#unexpected.assertNone();
  }

  /** Puts back environment, settings and nock, removes the interceptors that were added to nock meanwhile, and ends the server if there is one. A second call does nothing. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** The same as `close`, for `using`. */
  [Symbol.dispose](): void {
    void this.close();
  }

  /** The same as `close`, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    this.account.faults.close();
    for (const undo of this.#undo.reverse()) undo();
    const gateway = await this.#gateway;
    await gateway?.close();
  }

  /** `nock.cleanAll()` is for the interceptors of the test: the services are mounted again behind it. */
  #surviveCleaning(): () => void {
    return override(this.#nock, 'cleanAll', (cleanAll) => () => {
      cleanAll.call(this.#nock);
      this.#unmounts.length = 0;
      this.#mountAll();
    });
  }

  #unmountAll(): void {
    for (const unmount of this.#unmounts.splice(0).reverse()) unmount();
  }

  #mountAll(): void {
    const nock = this.#nock;
    this.#unmounts.push(this.#front.mount(nock, this.account));
    for (const double of this.account.doubles) {
      for (const host of this.account.hostsOf(double.service))
        this.#unmounts.push(mountNock(nock, `https://${host}`, double));
    }
  }

  /** Under nock 14 only a real server can answer 901, so the clients of this process are sent to such a server. */
  async #gatewayOrigin(): Promise<string> {
    const gateway = this.account.doubles.filter(({ service }) => service === GATEWAY);
    this.#gateway ??= mountHttp(gateway).then((mount) => {
      // A server can only end a connection. nock plays all other errors of the network, on this origin as well.
      const { faults } = this.account;
      this.#front.addFaults(mount.origin, GATEWAY, () => faults.next(GATEWAY)?.error !== undefined);
      return mount;
    });
    return (await this.#gateway).origin;
  }

  #serviceAt(hostname: string): string | undefined {
    const isOwn = [...this.#hosts.keys()].some(
      (host) => new URL(originsOf(host)[0] ?? '').hostname === hostname,
    );
    const { account } = this;
    return isOwn
      ? undefined
      : account.doubles.find(({ service }) => account.hostsOf(service).includes(hostname))?.service;
  }
}

/** Whether a mock of nock is at an origin. A mock is named such as `GET https://api.example.com:443/orders`. */
function isAt(mock: string, origin: string): boolean {
  const [, address = ''] = mock.split(' ');
  return URL.canParse(address) && new URL(address).origin === origin;
}
