import type { InvokeInput } from '../runtime/complete-input';
import type { HostEvent, Invocation, ScheduleState, Trigger } from './observe/types';
import type { RunEnding } from './process/channel/messages';

/** Options of `createHost`. All but `folder` have a default. */
export interface HostOptions {
  /** The folder of the project, or its folder `functions`. */
  folder: string;
  /**
   * The LivePerson account.
   * @default the environment variable BRAND_ID, else X_LIVEPERSON_BRAND_ID, else '12345678'
   */
  accountId?: string;
  /**
   * The path of the settings file with whitelist and secrets. It holds for all functions.
   * @default settings.json in the folder `functions`
   */
  settings?: string;
  /**
   * Whether the account of the test kit answers instead of LivePerson's services. All functions share it.
   * @default false
   */
  offline?: boolean;
  /**
   * The path of a module that fills the account of `offline`. The module exports a function, which may be async. It gets the account that
   * `createPlatform()` of the test kit returns, without the methods that act on the process of a test.
   */
  setup?: string;
  /** The path of a file that keeps the state of the account of `offline` from one host to the next. */
  state?: string;
  /** Whether schedules run. @default false */
  schedules?: boolean;
  /** Whether changed files are loaded again. @default false */
  watch?: boolean;
  /**
   * Functions that run under a debugger, with the port of each. `true` means all functions, on ports that Node chooses. These functions
   * have no time limit. The name of a function that does not exist is refused.
   */
  inspect?: true | Readonly<Record<string, number>>;
  /**
   * Whether each function runs in a process of its own. With `false`, functions run in the process of the host, as they do in the adapters.
   * Something else then has to end a function that loops for ever or uses too much memory.
   * @default true
   */
  isolate?: boolean;
  /** The bearer token that callers must send. Without it, callers need no credentials. */
  token?: string;
  /** Whether callers need an access token. The host issues it, as LivePerson's `sentinel` does. @default false */
  oauth?: boolean;
  /**
   * Further names that the Host header may have after `listen`, without scheme, port and path, such as `dev.example.com`. The names of
   * this machine are always allowed.
   */
  allowedHosts?: readonly string[];
  /** The time limit of an invocation in milliseconds. @default 30000 */
  timeoutMs?: number;
  /** The memory of a function's process in megabytes. @default 256 */
  memoryMb?: number;
  /** How many invocations of one function may run or wait. Further ones are answered with 429. @default 1000 */
  maxConcurrent?: number;
}

/** A request to the host, independent of the server that received it. */
export interface HostRequest {
  /** The HTTP method. */
  method: string;
  /** The path with its query, such as `/api/account/12345678/lambdas/…/invoke?v=1`. */
  path: string;
  /** The headers. Their names may be in any case. */
  headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The body as text or as bytes. */
  body?: string | Uint8Array;
}

/**
 * The answer of the host. It is a plain object, because a fetch `Response` cannot have the status 901 (docs/platform.md, "Statuses of an
 * invocation").
 */
export interface HostResponse {
  /** The HTTP status. */
  status: number;
  /** The headers, by lower-case name. */
  headers: Record<string, string>;
  /** The body. */
  body: string;
}

/** A function of the project, as `functions` of the host lists it. */
export interface HostFunction {
  /** The name of the function. */
  name: string;
  /** The id of the function. */
  uuid: string;
  /** The event that it listens to. */
  event: string | undefined;
  /** Whether it answers, and with which version. */
  state: FunctionLifecycle;
}

/**
 * `Draft`: the file cannot be loaded. `Modified`: the changed file cannot be loaded, so the last version that could be loaded keeps
 * answering. `Productive`: every other function.
 */
export type FunctionLifecycle = 'Draft' | 'Productive' | 'Modified';

/** Where a host listens. */
export interface HostAddress {
  /** The URL at which the host listens. */
  url: string;
  /** The port. */
  port: number;
}

/** How one function ended an invocation. */
export interface HostResult extends RunEnding {
  /** The id of the invocation in the observation API. */
  invocationId: string;
  /** The name of the function. */
  function: string;
}

/** A host. `createHost` makes one. */
export interface Host {
  /** The LivePerson account. */
  readonly accountId: string;
  /** The path of the file with the client id and the client secret of `oauth`. `undefined` without `oauth`. */
  readonly credentialsPath: string | undefined;
  /** The functions of the project as they are now, by name. */
  readonly functions: readonly HostFunction[];
  /** The schedules of all functions. */
  readonly schedules: readonly ScheduleState[];
  /**
   * Answers one request of the invocation API, of the observation API, or of the token flow when `oauth` is on. The promise never rejects.
   */
  handle(request: HostRequest): Promise<HostResponse>;
  /**
   * Invokes a function by name or id, or the functions of an event.
   * @param target the name or the id of a function, or the id of an event
   * @param input `{ headers?, payload? }`
   * @param trigger what started the invocation, for the observation API
   * @returns how each function ended, in order. A failure of a function does not reject.
   * @throws ToolbeltError (a rejection) `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for a target that does not exist, or an input of the wrong
   *   shape
   */
  invoke(target: string, input?: InvokeInput, trigger?: Trigger): Promise<HostResult[]>;
  /**
   * Starts a server. A host can listen only once.
   * @param port the port. With 0, the system chooses one. @default 0
   * @param hostname the name or the address to listen on. @default '127.0.0.1'
   * @returns the URL and the port
   * @throws ToolbeltError (a rejection) `ErrorCodes.Toolbelt.INVALID_ARGUMENT` when the port is in use
   */
  listen(port?: number, hostname?: string): Promise<HostAddress>;
  /** The last invocations, newest first. Credentials were removed from them. */
  invocations(): readonly Invocation[];
  /** Calls a listener with every event of the host. @returns a function that removes the listener */
  observe(listener: (event: HostEvent) => void): () => void;
  /** Ends the server, the schedules and all processes. Running invocations fail. A second call does nothing. */
  close(): Promise<void>;
}
