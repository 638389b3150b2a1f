import { type CallOrigin, callOrigin, onBehalfOfOrigin } from '../internal/async/call-origin';
import { getOrAdd } from '../internal/get-or-add';
import { isRecord } from '../internal/is-record';
import { realTime } from '../internal/real-time';
import { errorForCallback, resultForCallback } from './as-jsforce1';

/** A class of jsforce, named by the use of its objects. */
export type Kind = keyof typeof SURFACES;

/** The members of a class that are needed for callbacks. Names of methods are separated by spaces. */
interface Surface {
  /** The methods that take a callback as their last argument in jsforce 1. */
  callbacks?: string;
  /** The method whose first argument may be a function without being a callback. */
  notFirst?: string;
  /** The methods that return an object with callbacks of its own, each with the kind of that object. */
  makes?: Readonly<Record<string, string>>;
  /** The properties that hold such an object. jsforce creates an API module when its property is first read. */
  has?: Readonly<Record<string, string>>;
  /** The property with the promise that jsforce 3 rejects in addition to the `error` event. */
  promise?: string;
}

/** The same kind for each of these methods. */
function all(names: string, kind: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name) => [name, kind]));
}

const RECORD_CALLS = 'create insert retrieve update upsert destroy delete del';
const DESCRIBE_CALLS = 'describe describe$ describeSObject describeSObject$ describeGlobal describeGlobal$';
const BULK_CALLS =
  'bulkload createBulk insertBulk updateBulk upsertBulk destroyBulk deleteBulk destroyHardBulk deleteHardBulk';

/**
 * The methods that jsforce 1.11 documents with a callback, if jsforce 3 still has them, and the members that lead from one object to the
 * next. A rule such as "the last argument is a function, and the method returns a promise" would be wrong. Queries are promises and
 * emitters at once (`.on('record', fn)`). The rule would also call listeners, mappings, and functions that are passed to future methods of
 * jsforce.
 */
export const SURFACES = {
  connection: {
    callbacks:
      `authorize login loginByOAuth2 loginBySoap logout logoutByOAuth2 logoutBySoap identity request requestGet ` +
      `requestPost requestPut requestPatch requestDelete query queryAll queryMore search ${RECORD_CALLS} ` +
      `${DESCRIBE_CALLS} recent updated deleted tabs limits theme quickActions`,
    makes: { ...all('query queryAll queryMore', 'query'), sobject: 'sobject', quickAction: 'quickAction' },
    has: {
      ...{ analytics: 'analytics', apex: 'apex', bulk: 'bulk', chatter: 'chatter', metadata: 'metadata' },
      ...{ process: 'process', soap: 'soap', streaming: 'streaming', tooling: 'tooling' },
    },
  },
  oauth2: { callbacks: 'requestToken refreshToken revokeToken authenticate' },
  sobject: {
    callbacks:
      `${RECORD_CALLS} ${BULK_CALLS} describe describe$ recent updated deleted layouts layouts$ compactLayouts ` +
      'compactLayouts$ approvalLayouts approvalLayouts$ find findOne select count listviews quickActions',
    makes: {
      ...all('find findOne select count', 'query'),
      ...all(BULK_CALLS, 'batch'),
      ...{ record: 'record', listview: 'listView', quickAction: 'quickAction' },
    },
  },
  query: {
    callbacks: 'execute exec run explain toSOQL destroy delete del update',
    notFirst: 'update',
    promise: '_promise',
  },
  record: { callbacks: 'retrieve update destroy delete del' },
  listView: { callbacks: 'results describe explain' },
  quickAction: { callbacks: 'describe defaultValues execute' },
  process: { has: { rule: 'processRule', approval: 'approval' } },
  processRule: { callbacks: 'list trigger' },
  approval: { callbacks: 'list request submit approve reject' },
  apex: { callbacks: 'get post put patch delete del' },
  tooling: {
    callbacks:
      `query queryMore ${RECORD_CALLS} ${DESCRIBE_CALLS} executeAnonymous runTestsAsynchronous ` +
      'runTestsSynchronous completions',
    makes: { ...all('query queryMore', 'query'), sobject: 'sobject' },
  },
  soap: {
    callbacks:
      'convertLead merge emptyRecycleBin describeTabs getServerTimestamp getUserInfo setPassword resetPassword ' +
      'create update upsert delete',
  },
  bulk: { callbacks: 'load', makes: { load: 'batch', createJob: 'job', job: 'job' } },
  job: { callbacks: 'info open check list close abort', makes: all('createBatch batch', 'batch') },
  batch: { callbacks: 'execute exec run check retrieve', promise: '_result' },
  metadata: {
    callbacks:
      'create read update upsert delete rename describe list checkStatus retrieve checkRetrieveStatus deploy ' +
      'checkDeployStatus',
    makes: all('checkStatus retrieve deploy deployRest', 'locator'),
  },
  locator: { callbacks: 'check complete' },
  analytics: { callbacks: 'reports dashboards', makes: { report: 'report', dashboard: 'dashboard' } },
  report: {
    callbacks: 'describe destroy delete del clone explain execute exec run executeAsync instances',
    makes: { instance: 'reportInstance' },
  },
  reportInstance: { callbacks: 'retrieve' },
  dashboard: { callbacks: 'describe components status refresh clone destroy delete del' },
  chatter: { callbacks: 'request batch', makes: { resource: 'resource' } },
  resource: { callbacks: 'create retrieve update destroy delete del' },
  streaming: {},
} as const satisfies Record<string, Surface>;

/** A method to wrap. */
interface WrappedMethod {
  name: string;
  /** Index of the first argument that may be a callback. */
  first: number;
  /** Kind of the returned object, when that has callbacks of its own. */
  makes: Kind | undefined;
}

function methodsOf({ callbacks = '', notFirst, makes = {} }: Surface): WrappedMethod[] {
  const withCallback = callbacks.split(' ').filter(Boolean);
  return [...new Set([...withCallback, ...Object.keys(makes)])].map((name) => ({
    name,
    first: !withCallback.includes(name) ? Number.POSITIVE_INFINITY : name === notFirst ? 1 : 0,
    makes: makes[name] as Kind | undefined,
  }));
}

/** Any method of an object of jsforce. */
export type Method = (this: unknown, ...args: unknown[]) => unknown;
/** An object of jsforce, by the names of its members. */
export type Members = Record<string, unknown>;
type Callback = (error: unknown, result?: unknown) => void;

/**
 * Gives the objects of one connection the callbacks that they had in jsforce 1. The classes of the package are not changed, because other
 * code in the process may use them too.
 */
export class CallbackRestorer {
  readonly #prepare: (kind: Kind, object: Members) => void;
  readonly #restored = new WeakSet<object>();
  /** For each object that sends its request only when it is awaited, the place where it was made. */
  readonly #origins = new WeakMap<object, CallOrigin>();
  readonly #methods = new Map<Kind, WrappedMethod[]>();
  readonly #prototypes = new Map<object, object>();

  /** @param prepare called once with every object, before its methods are wrapped */
  constructor(prepare: (kind: Kind, object: Members) => void) {
    this.#prepare = prepare;
  }

  /** Gives callbacks to an object, and to every object that the caller gets from it. */
  restore(kind: Kind, object: unknown): void {
    if (!isRecord(object) || this.#restored.has(object)) return;
    this.#restored.add(object);
    this.#prepare(kind, object);
    const { has = {}, promise }: Surface = SURFACES[kind];
    if (promise !== undefined) this.#restoreLazy(object, promise);
    const methods = getOrAdd(this.#methods, kind, () => methodsOf(SURFACES[kind]));
    Object.setPrototypeOf(object, this.#prototypeFor(Object.getPrototypeOf(object), methods));
    for (const method of methods) if (Object.hasOwn(object, method.name)) this.#wrap(object, method);
    for (const [name, part] of Object.entries(has)) this.#restorePart(object, name, part as Kind);
  }

  /** The objects of a class share one prototype, because describing an organisation makes more than a thousand objects. */
  #prototypeFor(prototype: Members, methods: WrappedMethod[]): object {
    return getOrAdd(this.#prototypes, prototype, () => {
      const wrapped: Members = Object.create(prototype);
      for (const method of methods) this.#wrap(wrapped, method);
      return wrapped;
    });
  }

  #restoreLazy(object: Members, promise: string): void {
    letListenersHandle(object, promise);
    const origin = callOrigin();
    if (origin) this.#origins.set(object, origin);
  }

  #wrap(object: Members, { name, first, makes }: WrappedMethod): void {
    const original = object[name];
    if (typeof original !== 'function') return;
    const restorer = this;
    const wrapper: Method = function (this: unknown, ...given) {
      const [args, callback] = takeCallback(name, given, first);
      const origin = restorer.#origins.get(this as object) ?? callOrigin();
      const result = onBehalfOfOrigin(origin, () =>
        callback ? attempt(original as Method, this, args) : original.apply(this, args),
      );
      // Here the result is a promise only when `attempt` has made it from an error.
      if (makes && !(result instanceof Promise)) restorer.restore(makes, result);
      if (callback) deliver(result as PromiseLike<unknown>, callback);
      return result;
    };
    define(object, name, { value: Object.assign(wrapper, original), writable: true });
  }

  #restorePart(object: Members, name: string, kind: Kind): void {
    const { get, value } = Object.getOwnPropertyDescriptor(object, name) ?? {};
    this.restore(kind, value);
    if (!get) return;
    define(object, name, {
      get: () => {
        const part = get.call(object);
        this.restore(kind, part);
        return part;
      },
    });
  }
}

/** Redefines a member of an object. A member that the object inherited is defined as not enumerable. */
export function define(object: object, name: string | symbol, descriptor: PropertyDescriptor): void {
  const enumerable = Object.getOwnPropertyDescriptor(object, name)?.enumerable ?? false;
  Object.defineProperty(object, name, { enumerable, configurable: true, ...descriptor });
}

/**
 * The methods for which a null at the end is the body to send. For all other methods, null means that the options were left out. jsforce 1
 * accepted it, and jsforce 3 does not.
 */
const TAKES_NULL = /^(request)?(post|put|patch)$/i;

/** Splits the given arguments into those for jsforce 3 and the callback. */
function takeCallback(
  name: string,
  given: unknown[],
  first: number,
): [args: unknown[], callback: Callback | undefined] {
  const last = given.findLastIndex((argument) => argument !== undefined);
  if (last < first || typeof given[last] !== 'function') return [given, undefined];
  const isGiven = (argument: unknown) =>
    argument !== undefined && (argument !== null || TAKES_NULL.test(name));
  const args = given.slice(0, last);
  return [args.slice(0, args.findLastIndex(isGiven) + 1), given[last] as Callback];
}

/** Calls a method. jsforce 3 throws some errors synchronously. jsforce 1 passed these errors to the callback. */
function attempt(method: Method, object: unknown, args: unknown[]): unknown {
  try {
    return method.apply(object, args);
  } catch (error) {
    return Promise.reject(error);
  }
}

function deliver(outcome: PromiseLike<unknown>, callback: Callback): void {
  outcome.then(
    (result) => call(() => callback(null, resultForCallback(result))),
    (error) => call(() => callback(errorForCallback(error))),
  );
}

function call(run: () => void): void {
  try {
    run();
  } catch (thrown) {
    // An error in the callback itself must reach the process. It must not look like a failed operation, and the fake timers of a test must
    // not hold it back.
    realTime.setImmediate(() => {
      throw thrown;
    });
  }
}

interface Emitter {
  on(event: string, listener: () => void): void;
  listenerCount(event: string): number;
}

/**
 * Lets a listener for `error` be the only one that handles a failure, as in jsforce 1. jsforce 3 also rejects a promise. Nobody handles
 * that rejection, so it would end the process.
 */
function letListenersHandle(object: Members, promise: string): void {
  const emitter = object as Members & Emitter;
  const own = emitter.listenerCount('error') + 1;
  emitter.on('error', () => {
    const stream = object._stream as Emitter | undefined;
    const isWatched = emitter.listenerCount('error') > own || (stream?.listenerCount('error') ?? 0) > 0;
    if (isWatched) (object[promise] as Promise<unknown> | undefined)?.catch(() => {});
  });
}
