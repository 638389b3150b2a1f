import { inspect } from 'node:util';
import { ErrorCodes, ToolbeltError } from '../errors';
import { isRecord } from '../internal/is-record';
import { redact } from '../internal/redact';
import { CallbackRestorer, define, type Kind, type Members, type Method } from './callbacks';
import type { SalesforceConnection } from './connection-types';
import type { Jsforce, JsforceConnection, JsforceOAuth2, StreamPromise } from './jsforce';
import type { ConnectionSettings } from './options';
import { checkTransports } from './package';
import { SalesforceCall, type SalesforceCallParts, type SalesforceSender } from './transport';

/**
 * Makes a jsforce connection. Its requests go through `send`, its methods take callbacks, and its printed form shows no token.
 *
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for options that jsforce itself refuses,
 *   `ErrorCodes.Salesforce.PACKAGE_UNSUPPORTED` when its requests cannot be made to go through `send`
 */
export function openConnection(
  jsforce: Jsforce,
  { config, proxy, oauth2Proxy }: ConnectionSettings,
  sender: SalesforceSender,
): SalesforceConnection {
  const connection = createConnection(jsforce, config);
  checkTransports(jsforce, connection);
  const calls = new Calls({ ...sender, proxy, instanceUrl: () => connection.instanceUrl });
  const oauth2Calls = new Calls({ ...sender, proxy: oauth2Proxy, instanceUrl: () => '' });
  const restorer = new CallbackRestorer((kind, object) => prepare(kind, object, calls));
  // jsforce reads `_transport` once for each API call.
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
  return connection as JsforceConnection & SalesforceConnection;
}

/** Does the same for the connection's OAuth 2 client, and for every OAuth 2 client by which the caller replaces it. */
function routeOAuth2(
  connection: JsforceConnection,
  given: unknown,
  calls: Calls,
  restorer: CallbackRestorer,
): void {
  const route = (oauth2: JsforceOAuth2, isOurs: boolean): JsforceOAuth2 => {
    if (!isRecord(oauth2)) return oauth2;
    // A client that the caller made is left unchanged. The connection gets an object that inherits from it.
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

/** Creates the API calls of one connection, and finds the call that belongs to a promise of jsforce. */
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

  /** Runs a function. Returns its result together with the last call that jsforce made meanwhile. */
  during<Result>(run: () => Result): [result: Result, call: SalesforceCall | undefined] {
    const before = this.#latest;
    const result = run();
    return [result, this.#latest === before ? undefined : this.#latest?.deref()];
  }
}

/** Makes all other changes to an object of jsforce before the caller gets it. */
function prepare(kind: Kind, object: Members, calls: Calls): void {
  if (kind === 'connection') {
    if (!('queryAll' in object)) define(object, 'queryAll', { value: queryAll, writable: true });
    attachStreams(object, 'request', calls);
    findTypes(object);
  } else if (kind === 'tooling') {
    findTypes(object);
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

/** A method of jsforce 1 that jsforce 3 no longer has. */
function queryAll(this: JsforceConnection, soql: string, options?: object): object {
  return this.query(soql, { ...options, scanAll: true });
}

/** In jsforce 1 the type may be left out when the records have it themselves. */
function findTypes(object: Members): void {
  for (const name of ['create', 'insert', 'update', 'upsert']) {
    replaceMethod(object, name, (original) => {
      return function (...args) {
        const [record] = [args[0]].flat();
        if (!isRecord(record)) return original.apply(this, args);
        // The others look for the type in each record.
        if (name !== 'upsert') return original.call(this, undefined, ...args);
        const type = typeOf(record);
        if (!type) return Promise.reject(new Error('No SObject Type defined in record'));
        return original.call(this, type, ...args);
      };
    });
  }
}

function typeOf({ attributes, type }: Record<string, unknown>): unknown {
  return (isRecord(attributes) && attributes.type) || type;
}

/** Replaces a method, if the object has it, with the method that `make` returns. */
function replaceMethod(object: Members, name: string, make: (original: Method) => Method): void {
  const original = object[name];
  if (typeof original === 'function')
    define(object, name, { value: make(original as Method), writable: true });
}

/** Lets callers take the stream of the request itself: see `SalesforceCall.attach`. */
function attachStreams(object: Members, name: string, calls: Calls): void {
  replaceMethod(object, name, (original) => {
    return function (...args) {
      const [promise, call] = calls.during(() => original.apply(this, args) as StreamPromise);
      call?.attach(promise);
      return promise;
    };
  });
}

/**
 * jsforce closes the job of a batch when the batch has ended. The caller cannot reach the promise of that request, so its rejection would
 * end the process.
 */
function ignoreFailedCleanUp(bulk: Members): void {
  replaceMethod(bulk, 'load', (load) => {
    return function (...args) {
      const batch = load.apply(this, args) as { job: Members };
      replaceMethod(batch.job, 'close', (close) => {
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

/**
 * Passes errors on to the stream of records that `batch.result(id)` returns. jsforce reads the records from another stream. The caller
 * cannot reach that stream, so its errors would be lost.
 */
function reportResultErrors(batch: Members, calls: Calls): void {
  replaceMethod(batch, 'result', (original) => {
    return function (...args) {
      const [records, call] = calls.during(() => original.apply(this, args) as NodeJS.ReadableStream);
      call?.reportErrorsTo((error) => records.emit('error', error));
      return records;
    };
  });
}

/** The Streaming API uses long polling and web sockets. No whitelist, rate limit or proxy would apply to them. */
function refuseStreaming(): never {
  throw new ToolbeltError(
    ErrorCodes.Salesforce.STREAMING_UNSUPPORTED,
    'SFClient: the Streaming API does not exist here: a function can send requests, but cannot stay subscribed. ' +
      'Query for changes (con.sobject(type).updated), or let Salesforce call the function.',
  );
}

/**
 * Hides credentials from code that prints or serialises an object. Such code gets a copy without them. The properties can still be read by
 * name.
 */
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
