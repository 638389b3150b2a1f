import type { LambdaForm, LambdaInput } from '../../events/input';
import type { LogEntry } from '../../runtime/types';
import type { ObservedRequest } from '../observe/types';

/** How a child process is to work; its first message. */
export interface ChildSetup {
  /** The path of the file. */
  readonly file: string;
  /** How long an invocation may take. While a debugger may have stopped the function, there is no limit. */
  readonly timeoutMs: number;
  /** Hosts of services that take the place of service discovery. */
  readonly csds: Readonly<Record<string, string>>;
  /** Names of secrets that the host answers. With `true` it answers all of them. */
  readonly hostSecrets: true | Readonly<Record<string, unknown>>;
  /** Secrets that the host answers when the settings file has none of this name. */
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
  /** How it failed; `undefined` when it did not. */
  readonly error?: RunFailure | undefined;
  /** The extras are JSON values without credentials. */
  readonly logs: readonly LogEntry[];
  /** What the platform would make of its ways. */
  readonly diagnostics: readonly Remark[];
  /** The requests that it made. */
  readonly requests: readonly ObservedRequest[];
  /** How long it took. */
  readonly durationMs: number;
  /** Memory of the process when the invocation had ended, in bytes. It is missing where the system does not tell it. */
  readonly memoryBytes?: number | undefined;
}

/** What the host tells the process of a function. */
export type ParentMessage =
  | { readonly type: 'setup'; readonly setup: ChildSetup }
  | { readonly type: 'run'; readonly id: number; readonly input: LambdaInput }
  | { readonly type: 'ping' }
  | { readonly type: 'secret'; readonly id: number; readonly value?: unknown };

/** What the process of a function tells the host. */
export type ChildMessage =
  /** The file is loaded. `files` are the user's own modules that it has loaded. */
  | { readonly type: 'ready'; readonly files: readonly string[]; readonly form: LambdaForm }
  /** The file cannot be loaded, or throws when it is evaluated. */
  | { readonly type: 'broken'; readonly failure: RunFailure }
  | { readonly type: 'log'; readonly id: number; readonly entry: LogEntry }
  /** A request of the invocation has started or ended, or more is known of it. `index` is its place among them. */
  | {
      readonly type: 'request';
      readonly id: number;
      readonly index: number;
      readonly request: ObservedRequest;
    }
  | { readonly type: 'done'; readonly id: number; readonly ending: Omit<RunEnding, 'logs'> }
  /** The answer to a ping: the function does not block the thread. */
  | { readonly type: 'pong' }
  /** The process uses more memory than it may. */
  | { readonly type: 'memory'; readonly bytes: number }
  | { readonly type: 'secret'; readonly id: number; readonly key: string }
  | { readonly type: 'secret-update'; readonly id: number; readonly key: string; readonly value: unknown };
