import { ErrorCodes, ToolbeltError } from '../errors';

/** An expected call and its answer, in nock's own format. */
export interface Definition {
  /** Origin, such as `https://api.example.com`. */
  scope: string | RegExp;
  /** Path with its query. */
  path: string | RegExp;
  /** The method. @default 'GET' */
  method?: string | undefined;
  /** The status of the answer. @default 200 */
  status?: number | undefined;
  /** The body that the request must have. Without it, any body matches. */
  body?: unknown;
  /** Headers that the request must have. */
  reqheaders?: Record<string, unknown> | undefined;
  /** The body of the answer: text, JSON, or hexadecimal text for bytes. */
  response?: unknown;
  /** Headers of the answer. */
  rawHeaders?: Record<string, string | string[]> | string[] | undefined;
}

/** One expected call, as nock makes it. */
export interface Interceptor {
  optionally(): Interceptor;
  // biome-ignore lint/suspicious/noExplicitAny: one of nock's many forms
  reply(answer: any): unknown;
}

/** Expected calls of an origin, as nock mounts them. */
export interface Scope {
  /** As in nock. */
  isDone(): boolean;
  /** As in nock. */
  pendingMocks(): string[];
  /** As in nock. */
  persist(flag?: boolean): Scope;
  /** As in nock. */
  // biome-ignore lint/suspicious/noExplicitAny: nock's own listeners, whatever they take
  on(event: string, listener: (...args: any[]) => void): unknown;
  /** As in nock. */
  intercept(path: string | RegExp | ((path: string) => boolean), method: string): Interceptor;
}

/** The parts of nock that this kit uses. The type of the module itself fits. */
export interface NockModule {
  // biome-ignore lint/suspicious/noExplicitAny: nock takes more than is used here
  (origin: any, options?: any): Scope;
  /** As in nock. */
  // biome-ignore lint/suspicious/noExplicitAny: nock's own definitions
  define(definitions: any[]): Scope[];
  /** As in nock. */
  // biome-ignore lint/suspicious/noExplicitAny: an interceptor, which nock's types do not name here
  removeInterceptor(interceptor: any): boolean;
  /** As in nock. */
  isActive(): boolean;
  /** As in nock. */
  activate(): void;
  /** As in nock. */
  restore(): void;
  /** As in nock. */
  cleanAll(): void;
  /** As in nock. */
  activeMocks(): string[];
  /** As in nock. */
  disableNetConnect(): void;
  /** As in nock. */
  enableNetConnect(hosts?: string | RegExp | ((host: string) => boolean)): void;
  /** As in nock. */
  emitter: NodeJS.EventEmitter;
  /** As in nock 15: the body of a GET. */
  // biome-ignore lint/suspicious/noExplicitAny: a Request of fetch
  getGetRequestBody?(request: any): AsyncIterable<Uint8Array>;
  /** As in nock. */
  recorder: {
    /** As in nock. */
    rec(options: { dont_print: boolean; output_objects: boolean }): void;
    /** As in nock. */
    clear(): void;
    /** As in nock. */
    play(): unknown[];
  };
}

/** What `require('nock')` or `import('nock')` returns: the module itself, or in nock 15 a namespace with a default export. */
export type GivenNock =
  | NockModule
  | {
      /** The module. */
      readonly default: NockModule;
    };

/** A major line of nock. Version 15 answers on sockets. 13 and 14 replace `node:http`. */
export type NockLine = 13 | 14 | 15;

/** The line of a copy of nock. It is recognised by what only that line has. */
export function nockLine(nock: NockModule): NockLine {
  if ('getGetRequestBody' in nock) return 15;
  // Scopes of 13 log with the package `debug`. Those of 14 log with node:util.
  const scope = nock('http://line.invalid') as Scope & { logger?: { extend?: unknown } };
  return typeof scope.logger?.extend === 'function' ? 13 : 14;
}

/**
 * The user's nock. It is an optional peer of this package: 13.5, 14 or 15.
 * @param given the copy to use. Without it, the installed nock is loaded.
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that says what to install, or which copies there are when the tests have
 *   loaded another one
 */
export function loadNock(given?: GivenNock): NockModule {
  const nock = moduleOf(given ?? installedNock());
  // Some releases of nock 15 say that they run on Node 20, but they do not.
  if (nockLine(nock) !== 15 || 'withResolvers' in Promise) return nock;
  throw new ToolbeltError(
    ErrorCodes.Toolbelt.INVALID_ARGUMENT,
    `nock 15 needs Node 22.20 or later, and this is Node ${process.versions.node}: run "npm install --save-dev nock@14".`,
  );
}

function moduleOf(given: GivenNock): NockModule {
  return typeof given === 'function' ? given : given.default;
}

function installedNock(): GivenNock {
  const { installed, path } = requireNock();
  const other = loadedCopies().find((copy) => copy !== path);
  if (other === undefined) return installed;
  throw new ToolbeltError(
    ErrorCodes.Toolbelt.INVALID_ARGUMENT,
    `lp-faas-toolbelt/testing would use ${path}, but your tests have loaded ${other}, and two copies of nock do not see ` +
      'each other\'s answers: pass the one of your tests as { nock: require("nock") }, or install one version alone.',
  );
}

function requireNock(): { installed: GivenNock; path: string } {
  try {
    const path = require.resolve('nock');
    return { installed: load(path), path };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new ToolbeltError(
      ErrorCodes.Toolbelt.INVALID_ARGUMENT,
      'lp-faas-toolbelt/testing answers calls with nock, which is not installed: run "npm install --save-dev nock", ' +
        'or pass your own copy as { nock }.',
      error,
    );
  }
}

/** Copies that Node has loaded outside of Jest's sandbox. */
const fromOutside = new WeakSet<object>();

/** nock 15 is an ES module. Node can require an ES module, but the sandbox of Jest cannot. Node's own `require` loads it then. */
function load(path: string): GivenNock {
  try {
    return require('nock') as GivenNock;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_REQUIRE_ESM' && !/\b(?:ES ?Modules?|ESM|import statement)\b/i.test(message))
      throw error;
    // The sandbox has a copy of `process`, and its own `node:module`.
    const { createRequire } = outside<NodeJS.Process>('process').getBuiltinModule('node:module');
    const nock = createRequire(path)(path) as GivenNock;
    fromOutside.add(moduleOf(nock));
    return nock;
  }
}

/** The pattern in a form that nock recognises. nock runs outside of Jest's sandbox, and does not recognise a RegExp of the sandbox. */
export function patternFor(nock: NockModule, pattern: RegExp): RegExp {
  if (!fromOutside.has(nock)) return pattern;
  const Outside = outside<RegExpConstructor>('RegExp');
  return new Outside(pattern.source, pattern.flags);
}

/** A global of Node itself that a sandbox cannot see. */
function outside<Value>(name: string): Value {
  const { runInThisContext } = require('node:vm') as typeof import('node:vm');
  return runInThisContext(name) as Value;
}

/** The paths of the copies of nock that this process has loaded with `require`, or as CommonJS with `import`. */
function loadedCopies(): string[] {
  return Object.keys(require.cache).filter((path) =>
    /[\\/]node_modules[\\/]nock[\\/](dist[\\/])?index\.js$/.test(path),
  );
}

/**
 * The check that nock 15 makes before a request connects. A probe would answer too late, because nock 15 decides asynchronously.
 * `undefined` when this copy of nock is not the installed one, or has other files.
 */
export function matcherOf15(nock: NockModule): ((address: string) => boolean) | undefined {
  const { createRequire } = outside<NodeJS.Process>('process').getBuiltinModule('node:module');
  try {
    const path = require.resolve('nock');
    const load = createRequire(path);
    if ((load(path) as { default?: unknown }).default !== nock) return undefined;
    return (load('./lib/intercept.js') as Partial<Record<string, (address: string) => boolean>>)
      .isEnabledForNetConnect;
  } catch {
    return undefined;
  }
}
