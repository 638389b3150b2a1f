import { inspect } from 'node:util';
import { ErrorCodes, ToolbeltError } from '../errors';
import { isRecord } from '../internal/is-record';
import { redact } from '../internal/redact';
import { CallbackRestorer, define, type Kind } from './callbacks';
import type { ConnectionSettings } from './options';
import { checkTransports, type Jsforce, type JsforceConnection, type JsforceOAuth2 } from './package';
import { SalesforceCall, type SalesforceCallParts, type StreamPromise } from './transport';
import type { SalesforceConnection } from './types';

/**
 * Makes a jsforce connection whose requests go through `send`, whose methods take callbacks, and which shows no token.
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for what jsforce itself refuses,
 *   `ErrorCodes.Salesforce.PACKAGE_UNSUPPORTED` when its requests could not be led through `send`
 */
export function openConnection(
  jsforce: Jsforce,
  { config, proxy, oauth2Proxy }: ConnectionSettings,
  parts: Pick<SalesforceCallParts, 'send' | 'warnOnce' | 'maxResponseBytes'>,
): SalesforceConnection {
  const connection = createConnection(jsforce, config);
  checkTransports(jsforce, connection);
  const calls = new Calls({ ...parts, proxy, instanceUrl: () => connection.instanceUrl });
  const oauth2Calls = new Calls({ ...parts, proxy: oauth2Proxy, instanceUrl: () => '' });
  const restorer = new CallbackRestorer((kind, object) => prepare(kind, object as Members, calls));
  // Read by jsforce once for each API call.
  define(connection, '_transport', { get: () => calls.create() });
  routeOAuth2(connection, config.oauth2, oauth2Calls, restorer);
  hideSecrets(connection, ['accessToken', 'refreshToken'], () => ({
    loginUrl: connection.loginUrl,
    instanceUrl: connection.instanceUrl,
    version: connection.version,
    accessToken: connection.accessToken,
    refreshToken: connection.refreshToken,
    userInfo: connection.userInfo,
    limitInfo: connection.limitInfo,
  }));
  restorer.restore('connection', connection);
  return connection as unknown as SalesforceConnection;
}

/** The same for the OAuth 2 client, and for every other one that is set in its place. */
function routeOAuth2(
  connection: JsforceConnection,
  given: unknown,
  calls: Calls,
  restorer: CallbackRestorer,
): void {
  const route = (oauth2: JsforceOAuth2, isOurs: boolean): JsforceOAuth2 => {
    if (!isRecord(oauth2)) return oauth2;
    // One that the caller made stays the caller's: ours only inherits from it.
    const own: JsforceOAuth2 = isOurs ? oauth2 : Object.create(oauth2);
    define(own, '_transport', { get: () => calls.create() });
    hideSecrets(own, ['clientSecret', 'codeVerifier'], () => ({
      loginUrl: own.loginUrl,
      clientId: own.clientId,
      clientSecret: own.clientSecret,
      redirectUri: own.redirectUri,
    }));
    restorer.restore('oauth2', own);
    return own;
  };
  let current = route(connection.oauth2, connection.oauth2 !== given);
  define(connection, 'oauth2', {
    get: () => current,
    set: (oauth2: JsforceOAuth2) => {
      if (oauth2 !== current) current = route(oauth2, false);
    },
  });
}

function createConnection({ Connection }: Jsforce, config: Record<string, unknown>): JsforceConnection {
  try {
    return new Connection(config);
  } catch (error) {
    throw new ToolbeltError(
      ErrorCodes.Toolbelt.INVALID_ARGUMENT,
      `SFClient: jsforce refused the options: ${(error as Error).message}.`,
      error,
    );
  }
}

type Members = Record<string, unknown>;

/** The API calls of one connection. */
class Calls {
  readonly #parts: SalesforceCallParts;
  #latest: WeakRef<SalesforceCall> | undefined;

  constructor(parts: SalesforceCallParts) {
    this.#parts = parts;
  }

  create(): SalesforceCall {
    const call = new SalesforceCall(this.#parts);
    this.#latest = new WeakRef(call);
    return call;
  }

  /** What `run` returns, and the call that it made last. */
  during<Result>(run: () => Result): [result: Result, call: SalesforceCall | undefined] {
    const before = this.#latest;
    const result = run();
    return [result, this.#latest === before ? undefined : this.#latest?.deref()];
  }
}

/** What else there is to change in objects of jsforce before they are handed out. */
function prepare(kind: Kind, object: Members, calls: Calls): void {
  if (kind === 'connection') {
    if (!('queryAll' in object)) define(object, 'queryAll', { value: queryAll, writable: true });
    attachStreams(object, 'request', calls);
  } else if (kind === 'bulk') {
    attachStreams(object, '_request', calls);
    ignoreFailedCleanUp(object);
  } else if (kind === 'batch') {
    reportResultErrors(object, calls);
  } else if (kind === 'streaming') {
    for (const name of ['subscribe', 'createClient', '_createClient'])
      define(object, name, { value: refuseStreaming });
  }
}

/** Gone from jsforce 3. */
function queryAll(this: JsforceConnection, soql: string, options?: object): object {
  return this.query(soql, { ...options, scanAll: true });
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Replaces a method, if there is one, with what `make` makes of it. */
function override(object: Members, name: string, make: (original: Method) => Method): void {
  const original = object[name];
  if (typeof original === 'function')
    define(object, name, { value: make(original as Method), writable: true });
}

function attachStreams(object: Members, name: string, calls: Calls): void {
  override(object, name, (original) => {
    return function (...args) {
      const [promise, call] = calls.during(() => original.apply(this, args) as StreamPromise);
      call?.attach(promise);
      return promise;
    };
  });
}

/** When a batch has ended, jsforce closes its job, and nobody could handle that this fails. */
function ignoreFailedCleanUp(bulk: Members): void {
  override(bulk, 'load', (load) => {
    return function (...args) {
      const batch = load.apply(this, args) as { job: Members };
      override(batch.job, 'close', (close) => {
        return function () {
          const closed = close.call(this) as Promise<unknown>;
          closed.catch(() => {});
          return closed;
        };
      });
      return batch;
    };
  });
}

/** The records of `batch.result(id)` come through a stream that nobody else can listen to. */
function reportResultErrors(batch: Members, calls: Calls): void {
  override(batch, 'result', (original) => {
    return function (...args) {
      const [records, call] = calls.during(() => original.apply(this, args) as NodeJS.ReadableStream);
      call?.reportErrorsTo((error) => records.emit('error', error));
      return records;
    };
  });
}

/** Its long-polling and web sockets would go past whitelist, limiter and proxy. */
function refuseStreaming(): never {
  throw new ToolbeltError(
    ErrorCodes.Salesforce.STREAMING_UNSUPPORTED,
    'SFClient: the Streaming API does not exist here: a function can send requests, but cannot stay subscribed. ' +
      'Query for changes (con.sobject(type).updated), or let Salesforce call the function.',
  );
}

/** Properties stay readable; what prints or serialises the object gets a copy without credentials. */
function hideSecrets(object: object, secrets: string[], describe: () => object): void {
  for (const name of secrets) {
    if (!Object.hasOwn(object, name)) continue;
    Object.defineProperty(object, name, { enumerable: false });
  }
  const name = object.constructor.name;
  Object.defineProperties(object, {
    toJSON: { value: () => redact(describe()), configurable: true },
    [inspect.custom]: {
      value: (_depth: number, options: object) => `${name} ${inspect(redact(describe()), options)}`,
      configurable: true,
    },
  });
}
