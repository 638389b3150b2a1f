import type { LambdaInput } from '../../events/input';
import type { LogEntry } from '../../runtime/types';

/** What started an invocation. */
export type Trigger = 'api' | 'event' | 'function' | 'schedule' | 'page' | 'replay' | 'code';

/** A request that a function made. */
export interface ObservedRequest {
  /** The HTTP method. */
  method: string;
  /** The URL, without credentials. */
  url: string;
  /** When the request was made: milliseconds since the invocation began. */
  startMs: number;
  /**
   * When the rules admitted the request, in milliseconds since `startMs`. This and the following times are missing when the request did not
   * get so far.
   */
  admittedMs?: number;
  /** When the request had a connection, in milliseconds since `startMs`. */
  connectedMs?: number;
  /** When the headers of the answer had arrived, in milliseconds since `startMs`. */
  firstByteMs?: number;
  /** When the request ended, in milliseconds since `startMs`. */
  endMs?: number;
  /** Whether a kept connection was used. */
  isReused?: boolean;
  /** The status of the answer. */
  status?: number;
  /** Bytes of the body as they were received. */
  bytes?: number;
  /** The code or the message of the failure. */
  error?: string;
  /** The rule that denied the request. */
  deniedBy?: 'whitelist' | 'rate-limit';
}

/** The line of a function at which it failed. */
export interface SourceLine {
  /** The path of the file. */
  file: string;
  /** The line, from 1. */
  line: number;
  /** The column, from 1. */
  column: number;
}

/** An invocation in a list. */
export interface InvocationSummary {
  /** The id. */
  id: string;
  /** The name of the function. */
  function: string;
  /** The id of the function. */
  uuid: string;
  /** What started it. */
  trigger: Trigger;
  /** When it began, in milliseconds since 1970. */
  startedAt: number;
  /** Whether it runs, succeeded or failed. */
  status: 'running' | 'ok' | 'failed';
  /** How long it took, in milliseconds. */
  durationMs?: number;
  /** The code of the failure. */
  errorCode?: string;
  /** The message of the failure. */
  errorMessage?: string;
  /** The line of the function at which it failed. */
  errorLine?: SourceLine;
  /** How many entries it logged. */
  logs: number;
  /** How many requests it made. */
  requests: number;
  /** How many diagnostics it has. */
  diagnostics: number;
}

/** One invocation in full. */
export interface Invocation extends Omit<InvocationSummary, 'logs' | 'requests' | 'diagnostics'> {
  /** What the function is called with. */
  input: LambdaInput;
  /** What the function answered. */
  result?: unknown;
  /** How it failed. */
  error?: {
    /** The code. */
    code: string;
    /** The text. */
    message: string;
    /** The stack, with the frames of the user’s own files. */
    stack?: string;
    /** The line of the function at which it failed. */
    line?: SourceLine;
  };
  /** What it logged, in order. */
  logs: LogEntry[];
  /** What the function did that the platform does not allow or advise. */
  diagnostics: Array<{
    /** The code. */
    code: string;
    /** The text. */
    message: string;
  }>;
  /** The requests that it made. */
  requests: ObservedRequest[];
  /** Memory of the process when the invocation had ended, in bytes. */
  memoryBytes?: number;
  /** The version of the function that ran. It goes up by one with each load. */
  version: number;
  /** The id of the process. */
  pid?: number;
  /**
   * The names of parts that were too large, or nested too deeply, to be kept in full, such as `result`. When `input` is among them, a
   * replay sends what was kept of it.
   */
  cut: string[];
  /** Whether a credential was removed from the input. A replay sends `[redacted]` instead of it. */
  isInputRedacted: boolean;
}

/** A part of the list of invocations, newest first. */
export interface InvocationPage {
  /** The invocations, newest first. */
  invocations: InvocationSummary[];
  /** Pass it as `before` to get older invocations. Null at the end. */
  next: string | null;
}

/** What an invocation logged, in the list of all lines. */
export interface LogLine {
  /** The id of the invocation. */
  invocationId: string;
  /** The name of the function. */
  function: string;
  /** What was logged. */
  entry: LogEntry;
}

/** The body of POST /_/api/invoke. */
export interface InvokeOrder {
  /** Name or id of a function, or the id of an event. */
  target: string;
  /** What the function is called with. */
  input?: {
    /** The headers. */
    headers?: Array<{
      /** The name. */
      key: string;
      /** The value. */
      value: string;
    }>;
    /** The payload. */
    payload?: unknown;
  };
}

/** The body of POST /_/api/invocations/:id/replay. Without an input, the kept input is sent again. */
export interface ReplayOrder {
  /** What the function is called with. */
  input?: InvokeOrder['input'];
}

/** An event of a host, for its listeners. */
export type HostEvent =
  | {
      /** What happened. */
      type: 'invocation-started';
      /** The invocation. */
      invocation: InvocationSummary;
    }
  | {
      /** What happened. */
      type: 'invocation-ended';
      /** The invocation. */
      invocation: InvocationSummary;
    }
  | {
      /** What happened. */
      type: 'log';
      /** The id of the invocation. */
      invocationId: string;
      /** The name of the function. */
      function: string;
      /** What was logged. */
      entry: LogEntry;
    }
  /** A request of a running invocation has started, has ended, or has come a step further. */
  | {
      /** What happened. */
      type: 'request';
      /** The id of the invocation. */
      invocationId: string;
      /** The name of the function. */
      function: string;
      /** Its place among the requests of the invocation, from 0. */
      index: number;
      /** The request, as far as it is known. */
      request: ObservedRequest;
    }
  /** A function wrote to its streams outside of an invocation, such as at module scope. */
  | {
      /** What happened. */
      type: 'output';
      /** The name of the function. */
      function: string;
      /** The stream that was written to. */
      stream: 'stdout' | 'stderr';
      /** What was written. */
      text: string;
    }
  | {
      /** What happened. */
      type: 'function-loaded';
      /** The name of the function. */
      function: string;
      /** The version. */
      version: number;
      /** How long it took. */
      durationMs: number;
    }
  | {
      /** What happened. */
      type: 'function-broken';
      /** The name of the function. */
      function: string;
      /** The text. */
      message: string;
      /** Whether the last version that could be loaded still answers. */
      isAnswering: boolean;
    }
  /** Functions were added or removed, or their configuration has changed. */
  | {
      /** What happened. */
      type: 'project-changed';
      /** The functions of the project. */
      functions: string[];
    }
  | {
      /** What happened. */
      type: 'problem';
      /** The text. */
      message: string;
    };
