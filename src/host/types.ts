import type { InvokeInput } from '../runtime/complete-input';
import type { HostEvent, Invocation, ScheduleState, Trigger } from './observe/types';
import type { RunEnding } from './process/messages';

/** Options of `createHost`; everything but `folder` has a default. */
export interface HostOptions {
  /** The folder of the project, which has a folder `functions`; or the folder `functions` itself. */
  folder: string;
  /**
   * The LivePerson account.
   * @default the environment variable BRAND_ID, else X_LIVEPERSON_BRAND_ID, else '12345678'
   */
  accountId?: string;
  /**
   * The settings file with whitelist and secrets, for all functions.
   * @default settings.json in the folder `functions`
   */
  settings?: string;
  /**
   * Whether the account of the test kit answers in the place of LivePerson's services. All functions share it.
   * @default false
   */
  offline?: boolean;
  /**
   * A module that fills the account of `offline`. It exports a function that gets the account as `createPlatform()` of the
   * test kit gives it, without the methods that act on the process of a test. The function may be async.
   */
  setup?: string;
  /** A file that keeps the state of the account of `offline` between two hosts. */
  state?: string;
  /** Whether schedules run. @default false */
  schedules?: boolean;
  /** Whether changed files are loaded again. @default false */
  watch?: boolean;
  /**
   * Functions that run under a debugger, with the port of each; `true` for all of them, on ports that Node chooses. They
   * have no time limit.
   */
  inspect?: true | Readonly<Record<string, number>>;
  /**
   * Whether each function runs in a process of its own. With `false` functions run in the process of the host, as they do
   * in the adapters: something else has to end what loops for ever, or uses too much memory.
   * @default true
   */
  isolate?: boolean;
  /** The bearer token that callers must send. Without it, no credentials are asked for. */
  token?: string;
  /** Whether callers need an access token, which the host issues itself as LivePerson's `sentinel` does. @default false */
  oauth?: boolean;
  /** Names that the Host header may have, besides those of this machine; for `listen`. */
  allowedHosts?: readonly string[];
  /** The time limit of an invocation in milliseconds. @default 30000 */
  timeoutMs?: number;
  /** The memory of a function's process in megabytes. @default 256 */
  memoryMb?: number;
  /** How many invocations of one function may run or wait; further ones are answered with 429. @default 1000 */
  maxConcurrent?: number;
}

/** A request to the host, whatever server it came through. */
export interface HostRequest {
  /** The HTTP method. */
  method: string;
  /** The path with its query, such as `/api/account/12345678/lambdas/…/invoke?v=1`. */
  path: string;
  /** Headers by name, in any case. */
  headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The body as text or as bytes. */
  body?: string | Uint8Array;
}

/**
 * The answer of the host. It is a plain object, because a fetch `Response` cannot have the status 901
 * (docs/platform.md, "Statuses of an invocation").
 */
export interface HostResponse {
  /** The HTTP status. */
  status: number;
  /** By lower-case name. */
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
 * `Draft`: the file cannot be loaded. `Modified`: the file has changed and cannot be loaded, so the last version that
 * could be loaded goes on answering. `Productive`: every other function.
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

/** A host; see `createHost`. */
export interface Host {
  /** The LivePerson account. */
  readonly accountId: string;
  /** The file with the client id and the client secret of `oauth`; `undefined` without it. */
  readonly credentialsPath: string | undefined;
  /** The functions of the project as they are now, by name. */
  readonly functions: readonly HostFunction[];
  /** The schedules of all functions. */
  readonly schedules: readonly ScheduleState[];
  /**
   * Answers one request: the invocation API, the observation API, and the token flow when `oauth` is on. It never rejects.
   */
  handle(request: HostRequest): Promise<HostResponse>;
  /**
   * Invokes a function by name or id, or the functions of an event.
   * @returns how each function ended, in order; a failure of a function does not reject
   * @throws ToolbeltError (a rejection) `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for a target that does not exist, or an
   *   input of the wrong shape
   */
  invoke(target: string, input?: InvokeInput, trigger?: Trigger): Promise<HostResult[]>;
  /**
   * Starts a server. A host listens once.
   * @param port 0 lets the system choose. @default 0
   * @param hostname @default '127.0.0.1'
   * @throws ToolbeltError (a rejection) `ErrorCodes.Toolbelt.INVALID_ARGUMENT` when the port is in use
   */
  listen(port?: number, hostname?: string): Promise<HostAddress>;
  /** The last invocations, newest first. Credentials were removed from them. */
  invocations(): readonly Invocation[];
  /** Calls a listener with everything that happens. @returns stops that */
  observe(listener: (event: HostEvent) => void): () => void;
  /** Ends server, schedules and all processes. Invocations under way fail. A second call does nothing. */
  close(): Promise<void>;
}
