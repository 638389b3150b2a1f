import type { LambdaForm, LambdaInput } from '../../../events/input';
import type { LogEntry } from '../../../runtime/types';
import type { ObservedRequest } from '../../observe/types';

/** The first message to a child process. It says how the process is to work. */
export interface ChildSetup {
  /** The path of the file. */
  readonly file: string;
  /** Milliseconds that an invocation may take. While a debugger may have stopped the function, there is no limit. */
  readonly timeoutMs: number;
  /** Hosts of services. They replace service discovery. */
  readonly csds: Readonly<Record<string, string>>;
  /** Names of secrets that the host answers. With `true`, the host answers all secrets. */
  readonly hostSecrets: true | Readonly<Record<string, unknown>>;
  /** Secrets that the host answers when the settings file has none with this name. */
  readonly fallbackSecrets: Readonly<Record<string, unknown>>;
  /** The memory that the process may use, in bytes. */
  readonly maxRssBytes: number;
}

/** Why an invocation failed. All values are JSON values without credentials. */
export interface RunFailure {
  /** The code. */
  readonly code: string;
  /** The text. */
  readonly message: string;
  /** The stack with the frames of the user's own files. */
  readonly stack?: string;
}

/** A diagnostic of the runtime, or a remark of the host. */
export interface Remark {
  /** The code. */
  readonly code: string;
  /** The text. */
  readonly message: string;
}

/** How an invocation ended. `result` is what the caller gets. */
export interface RunEnding {
  /** What the function answered. */
  readonly result?: unknown;
  /** How it failed. `undefined` when it succeeded. */
  readonly error?: RunFailure | undefined;
  /** The log entries. Their extras are JSON values without credentials. */
  readonly logs: readonly LogEntry[];
  /** What the function did that the platform does not allow or advise. */
  readonly diagnostics: readonly Remark[];
  /** The requests that it made. */
  readonly requests: readonly ObservedRequest[];
  /** How long it took, in milliseconds. */
  readonly durationMs: number;
  /** Memory of the process when the invocation had ended, in bytes. It is missing where the system does not tell it. */
  readonly memoryBytes?: number | undefined;
}

/** The messages of the host to the process of a function. */
export type ParentMessage =
  | { readonly type: 'setup'; readonly setup: ChildSetup }
  | { readonly type: 'run'; readonly id: number; readonly input: LambdaInput }
  | { readonly type: 'ping' }
  | { readonly type: 'secret'; readonly id: number; readonly value?: unknown };

/** The messages of the process of a function to the host. */
export type ChildMessage =
  /** The file is loaded. `files` are the user's own modules that were loaded with it. */
  | { readonly type: 'ready'; readonly files: readonly string[]; readonly form: LambdaForm }
  /** The file cannot be loaded, or throws while it is loaded. */
  | { readonly type: 'broken'; readonly failure: RunFailure }
  | { readonly type: 'log'; readonly id: number; readonly entry: LogEntry }
  /** A request of the invocation has started, has ended, or has come a step further. `index` is its place among them. */
  | {
      readonly type: 'request';
      readonly id: number;
      readonly index: number;
      readonly request: ObservedRequest;
    }
  | { readonly type: 'done'; readonly id: number; readonly ending: Omit<RunEnding, 'logs'> }
  /** The answer to a ping. It shows that the function does not hold the thread. */
  | { readonly type: 'pong' }
  /** The process uses more memory than it may. */
  | { readonly type: 'memory'; readonly bytes: number }
  | { readonly type: 'secret'; readonly id: number; readonly key: string }
  /** The function has read or written a secret with this value. */
  | { readonly type: 'secret-used'; readonly value: unknown }
  | { readonly type: 'secret-update'; readonly id: number; readonly key: string; readonly value: unknown };
