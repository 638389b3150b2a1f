// The shapes of the observation API: JSON over HTTP under `/_/api/` of a host. They hold no credential: what functions
// were called with, answered and logged is redacted before it is kept. All times are milliseconds since the epoch, all
// durations are milliseconds.
//
// | Request | Answer |
// | --- | --- |
// | GET /_/api/overview | Overview |
// | GET /_/api/functions | FunctionState[] |
// | GET /_/api/functions/:name | FunctionDetail |
// | POST /_/api/functions (NewFunction) | 201 CreatedFunction |
// | GET /_/api/invocations?function=&status=&text=&before=&limit= | InvocationPage |
// | GET /_/api/logs?function=&level=&text= | LogLine[], newest first |
// | GET /_/api/invocations/:id | Invocation |
// | POST /_/api/invoke (InvokeOrder) | Invocation[], one for each function |
// | POST /_/api/invocations/:id/replay (ReplayOrder) | Invocation |
// | GET /_/api/schedules | ScheduleState[] |
// | POST /_/api/schedules/:id/run | Invocation |
// | GET /_/api/settings | SettingsView |
// | GET /_/api/deployments | Deployment[] |
// | GET /_/api/templates | TemplateInfo[] |
// | GET /_/api/event-builders | EventBuilderInfo[] |
// | GET /_/api/events | server-sent events: `event:` is HostEvent['type'], `data:` is the HostEvent |
//
// A refusal has the status 400, 401, 403, 404, 405 or 409 and the body ApiProblem. With `--token`, requests need the
// header `authorization: Bearer …`; the stream of events takes the query parameter `access_token` instead.

import type { LambdaInput } from '../../events/input';
import type { LogEntry } from '../../runtime/types';

/** What started an invocation. */
export type Trigger = 'api' | 'event' | 'function' | 'schedule' | 'page' | 'replay' | 'code';

/** Why a request was refused. */
export interface ApiProblem {
  error: string;
}

/** Everything at a glance. */
export interface Overview {
  version: string;
  accountId: string;
  url: string | undefined;
  folder: string;
  isOffline: boolean;
  isWatching: boolean;
  hasSchedules: boolean;
  startedAt: number;
  functions: FunctionState[];
  totals: { invocations: number; failures: number; running: number; kept: number };
  /** Memory of the host itself, in bytes. */
  memoryBytes: number;
}

/** One function. */
export interface FunctionState {
  name: string;
  uuid: string;
  event: string | null;
  skills: string[];
  description: string;
  /** `Draft`: cannot be loaded. `Modified`: changed and broken, the last good version answers. */
  state: 'Draft' | 'Productive' | 'Modified';
  /** Why the present file cannot be loaded. */
  problem?: string;
  /** Path of its file, from the folder of the project. */
  file: string;
  invocations: number;
  failures: number;
  running: number;
  lastInvocationAt: number | null;
  schedules: number;
}

/** One function with everything that the project says about it. */
export interface FunctionDetail extends FunctionState {
  source: string;
  /** The input of config.json, to invoke the function with. */
  sampleInput: LambdaInput;
  /** Names and values; values of names that look secret are masked. */
  environmentVariables: Array<{ key: string; value: string }>;
}

/** A request that a function made. */
export interface ObservedRequest {
  method: string;
  /** Without credentials. */
  url: string;
  /** When the request was made: milliseconds since the invocation began. */
  startMs: number;
  /** Milliseconds since `startMs`; missing for what was not reached. */
  admittedMs?: number;
  connectedMs?: number;
  firstByteMs?: number;
  endMs?: number;
  /** Whether a kept connection was used. */
  isReused?: boolean;
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
  file: string;
  line: number;
  column: number;
}

/** An invocation in a list. */
export interface InvocationSummary {
  id: string;
  function: string;
  uuid: string;
  trigger: Trigger;
  startedAt: number;
  status: 'running' | 'ok' | 'failed';
  durationMs?: number;
  /** The code of the failure. */
  errorCode?: string;
  errorMessage?: string;
  logs: number;
  requests: number;
  diagnostics: number;
}

/** One invocation in full. */
export interface Invocation extends Omit<InvocationSummary, 'logs' | 'requests' | 'diagnostics'> {
  input: LambdaInput;
  result?: unknown;
  error?: { code: string; message: string; stack?: string; line?: SourceLine };
  logs: LogEntry[];
  diagnostics: Array<{ code: string; message: string }>;
  requests: ObservedRequest[];
  /** Memory of the process when the invocation had ended, in bytes. */
  memoryBytes?: number;
  /** The version of the function that ran: it counts up with each load. */
  version: number;
  pid?: number;
  /** Parts that were too large to be kept, such as `result`. */
  cut: string[];
  /** Whether a credential was removed from the input: a replay sends `[redacted]` in its place. */
  isInputRedacted: boolean;
}

/** A part of the list of invocations, newest first. */
export interface InvocationPage {
  invocations: InvocationSummary[];
  /** Pass it as `before` to get older ones; null at the end. */
  next: string | null;
}

/** What an invocation logged, in the list of all lines. */
export interface LogLine {
  invocationId: string;
  function: string;
  entry: LogEntry;
}

/** The body of POST /_/api/invoke. */
export interface InvokeOrder {
  /** Name or id of a function, or the id of an event. */
  target: string;
  input?: { headers?: Array<{ key: string; value: string }>; payload?: unknown };
}

/** The body of POST /_/api/invocations/:id/replay; without an input, the kept one is sent again. */
export interface ReplayOrder {
  input?: InvokeOrder['input'];
}

/** A schedule of a function. */
export interface ScheduleState {
  /** Such as `greet-0`. */
  id: string;
  function: string;
  cron: string;
  timezone: string;
  /** Null when schedules are off, or when there is no further run. */
  nextRunAt: number | null;
  lastRunAt: number | null;
  isRunning: boolean;
  input: LambdaInput;
}

/** The settings of the project. */
export interface SettingsView {
  path: string;
  whitelist: { own: string[]; liveperson: string[] };
  /** Values are never shown. */
  secrets: Array<{ key: string; type: 'string' | 'number' | 'JSON'; file: string }>;
  limits: {
    timeoutMs: number;
    memoryMb: number;
    requestsPerSecond: number;
    logEntries: number;
    logCharacters: number;
  };
}

/** A process that runs a function, or one that has run it. */
export interface Deployment {
  function: string;
  version: number;
  pid: number | undefined;
  /** `old`: it only finishes the invocations that it has. */
  state: 'starting' | 'ready' | 'old';
  startedAt: number;
  running: number;
  invocations: number;
  memoryBytes?: number;
  /** The port of the debugger. */
  inspectPort?: number;
}

/** A template for a new function. */
export interface TemplateInfo {
  id: string;
  title: string;
  event: string | null;
  description: string;
  /** Domains that it calls. */
  domains: string[];
  source: string;
}

/** The body of POST /_/api/functions. */
export interface NewFunction {
  name: string;
  template: string;
  description?: string;
  domains?: string[];
}

/** The files that were written, from the folder of the project. */
export interface CreatedFunction {
  name: string;
  files: string[];
}

/** An event of the platform, with an input to send. */
export interface EventBuilderInfo {
  name: string;
  event: string;
  input: LambdaInput;
}

/** What happens in a host. */
export type HostEvent =
  | { type: 'invocation-started'; invocation: InvocationSummary }
  | { type: 'invocation-ended'; invocation: InvocationSummary }
  | { type: 'log'; invocationId: string; function: string; entry: LogEntry }
  /** What a function wrote to its streams outside of an invocation, such as at module scope. */
  | { type: 'output'; function: string; stream: 'stdout' | 'stderr'; text: string }
  | { type: 'function-loaded'; function: string; version: number; durationMs: number }
  | { type: 'function-broken'; function: string; message: string; isAnswering: boolean }
  /** Functions were added, removed or configured anew. */
  | { type: 'project-changed'; functions: string[] }
  | { type: 'problem'; message: string };
