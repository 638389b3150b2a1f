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
  /** What the body of the request has to be; any without it. */
  body?: unknown;
  /** Headers that the request has to have. */
  reqheaders?: Record<string, unknown> | undefined;
  /** Text, JSON, or hexadecimal text for bytes. */
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

/** What this kit uses of nock; the module itself fits. */
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

/**
 * The user's nock, which is an optional peer of this package: 14.x, or 13.5 for all but MTLSClient.
 * @param given the copy to use; without it, the installed nock is loaded
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that says what to install
 */
export function loadNock(given?: NockModule): NockModule {
  if (given) return given;
  try {
    return require('nock') as NockModule;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new ToolbeltError(
      ErrorCodes.Toolbelt.INVALID_ARGUMENT,
      'lp-faas-toolbelt/testing answers calls with nock, which is not installed: run "npm install --save-dev nock@14", ' +
        'or pass your own copy as { nock }.',
      error,
    );
  }
}
