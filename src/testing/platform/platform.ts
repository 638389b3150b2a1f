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
 * Replaces the real LivePerson account by one in memory. Its services answer on nock, the Toolbelt and the environment are set for it, and
 * requests reach only this machine. Only one platform can be open at a time. `close` restores everything.
 *
 * @example
 * const platform = createPlatform();
 * platform.secrets.set('api-token', 'a token for tests');
 * platform.host('api.example.com').post('/orders').reply(201, { id: 7 });
 *
 * @param options all have defaults
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for options that are wrong, while another platform is open, or without nock.
 *   `INVALID_CONFIGURATION` for what Toolbelt.configure refuses. Nothing has changed then.
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

/** A LivePerson account for tests. {@link createPlatform} makes one. */
export class Platform extends AccountView {
  /** @internal */
  protected readonly account: Account;
  readonly #nock: NockModule;
  readonly #unexpected = new UnexpectedRequests();
  readonly #undo: Array<() => void> = [];
  readonly #unmounts: Array<() => void> = [];
  readonly #front = new Front();
  readonly #hosts: Array<{
    readonly name: string;
    readonly origins: readonly string[];
    readonly host: PlatformHost;
  }> = [];
  #gateway: Promise<HttpMount> | undefined;
  #closed: Promise<void> | undefined;
  /** The hosts that lambdas may call, in addition to LivePerson's and those in the settings file. */
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
   * Makes the next calls fail.
   *
   * @param target a service (`csds` is the Domain API), or a host or origin, also of your own
   * @param fault what happens instead of the answer
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for a target that is neither, for a wrong fault, and after {@link close}
   */
  fail(target: string, fault: Fault): void {
    this.#checkOpen('fail');
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
   * A host of your own. Lambdas may call it, and it answers in this process, as in
   * `platform.host("api.example.com").post("/orders").reply(201, { id: 7 })`. Its requests are in {@link requests}. A request without an
   * answer fails. It also answers MTLSClient, except under nock 13, which does not see these calls.
   *
   * @param host a name, or an origin such as `http://api.example.com:8080`. The same host always gives the same object.
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for a text that is no host, for a host of LivePerson, for a host that nock
   *   answers already, for an origin of a host that has another name here, and after {@link close}
   */
  host(host: string): PlatformHost {
    this.#checkOpen('host');
    const origins = originsOf(host, 'platform.host');
    const known = this.#hosts.find((other) => other.origins.some((origin) => origins.includes(origin)));
    if (known && String(known.origins) === String(origins)) return known.host;
    const { hostname } = new URL(origins[0] ?? '');
    const service = this.#serviceAt(hostname);
    const isOnNock =
      service === undefined &&
      this.#nock.activeMocks().some((mock) => origins.some((origin) => isAt(mock, origin)));
    // The test may have its own answers for a host of Salesforce. They come before those of the double.
    const isTaken = service !== undefined && service !== SALESFORCE;
    if (known || isTaken || isOnNock) {
      const mocked = known
        ? `platform.host(${JSON.stringify(known.name)}) answers it already: use that name`
        : 'nock answers it already: use one of the two';
      const reason = isTaken ? `it is the service ${service}` : mocked;
      throw new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `platform.host: ${host}: ${reason}.`);
    }
    const added = new PlatformHost(host);
    this.whitelist.add(hostname);
    this.#hosts.push({ name: host, origins, host: added });
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
   * Fails when an answer of a {@link host} was not used. Call it in afterEach.
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that names each such answer
   */
  assertAnswersUsed(): void {
    const unused = this.#hosts.flatMap(({ host }) => host.unused());
    if (unused.length === 0) return;
    const text = ['Some answers were not used:', ...unused].join('\n- ');
    throw new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, text);
  }

  /**
   * Fails when a call matched nothing, or the whitelist denied a call. Call it in afterEach.
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that names each such call, and what to do about it
   */
  assertNoUnexpectedRequests(): void {
    this.#unexpected.assertNone();
  }

  /**
   * Restores environment, settings and nock. Removes the interceptors that were added to nock meanwhile, and ends the server if there is
   * one. A second call does nothing.
   */
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

  #checkOpen(method: string): void {
    if (this.#closed === undefined) return;
    const text = `platform.${method}: the platform is closed. Call createPlatform() for another one, in beforeEach say.`;
    throw new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, text);
  }

  /** `nock.cleanAll()` is meant for the interceptors of the test, so the services are mounted again after it. */
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

  /** Under nock 14, only a real server can answer 901. The clients of this process are sent to such a server. */
  async #gatewayOrigin(): Promise<string> {
    const gateway = this.account.doubles.filter(({ service }) => service === GATEWAY);
    this.#gateway ??= mountHttp(gateway).then((mount) => {
      // The only fault of the network that a server can play is to end the connection. nock plays all others, on this origin too.
      const { faults } = this.account;
      this.#front.addFaults(mount.origin, GATEWAY, () => faults.next(GATEWAY)?.error !== undefined);
      return mount;
    });
    return (await this.#gateway).origin;
  }

  #serviceAt(hostname: string): string | undefined {
    const isOwn = this.#hosts.some(({ origins }) => new URL(origins[0] ?? '').hostname === hostname);
    const { account } = this;
    return isOwn
      ? undefined
      : account.doubles.find(({ service }) => account.hostsOf(service).includes(hostname))?.service;
  }
}

/** Whether nock has a mock for an origin. The name of a mock has the form `GET https://api.example.com:443/orders`. */
function isAt(mock: string, origin: string): boolean {
  const [, address = ''] = mock.split(' ');
  return URL.canParse(address) && new URL(address).origin === origin;
}
