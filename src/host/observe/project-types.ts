import type { LambdaInput } from '../../events/input';

/** Why a request was refused. */
export interface ApiProblem {
  /** Why the request was refused, and what to do. */
  error: string;
}

/** An overview of the host. */
export interface Overview {
  /** The version of this package. */
  version: string;
  /** The id of the LivePerson account. */
  accountId: string;
  /** The URL at which the host listens. */
  url: string | undefined;
  /** The folder of the project. */
  folder: string;
  /** Whether the account of the test kit answers instead of LivePerson. */
  isOffline: boolean;
  /** Whether changed files are loaded again. */
  isWatching: boolean;
  /** Whether schedules run. */
  hasSchedules: boolean;
  /** When the host was started. */
  startedAt: number;
  /** The functions of the project. */
  functions: FunctionState[];
  /** How many invocations there were, how many failed, run now, and are kept. */
  totals: {
    /** How many invocations there were. */
    invocations: number;
    /** How many of them failed. */
    failures: number;
    /** How many of them run now. */
    running: number;
    /** How many of them are kept. */
    kept: number;
  };
  /** Memory of the host itself, in bytes. It is missing where the system does not tell it. */
  memoryBytes?: number;
}

/** One function. */
export interface FunctionState {
  /** The name. */
  name: string;
  /** The id of the function. */
  uuid: string;
  /** The id of the event that it listens to. */
  event: string | null;
  /** The skills that it is limited to. */
  skills: string[];
  /** What it is for. */
  description: string;
  /**
   * `Draft`: the file cannot be loaded. `Modified`: the changed file cannot be loaded, and the last version that could be loaded still
   * answers.
   */
  state: 'Draft' | 'Productive' | 'Modified';
  /** Why the present file cannot be loaded. */
  problem?: string;
  /** Path of its file, from the folder of the project. */
  file: string;
  /** How many invocations there were. */
  invocations: number;
  /** How many of them failed. */
  failures: number;
  /** How many of them run now. */
  running: number;
  /** When it was invoked last. */
  lastInvocationAt: number | null;
  /** How many schedules it has. */
  schedules: number;
}

/** One function, with everything that the project says about it. */
export interface FunctionDetail extends FunctionState {
  /** The source text. */
  source: string;
  /** The input that config.json gives for trying the function. */
  sampleInput: LambdaInput;
  /** Names and values of the variables. When a name looks like that of a secret, the value is masked. */
  environmentVariables: Array<{
    /** The name. */
    key: string;
    /** The value. */
    value: string;
  }>;
}

/** A schedule of a function. */
export interface ScheduleState {
  /** The id, such as `greet-0`. */
  id: string;
  /** The name of the function. */
  function: string;
  /** The cron expression. */
  cron: string;
  /** The time zone of the expression. */
  timezone: string;
  /** When it runs next. Null when schedules are off, or when there is no further run. */
  nextRunAt: number | null;
  /** When it ran last. */
  lastRunAt: number | null;
  /** Whether it runs now. */
  isRunning: boolean;
  /** The input that the function is called with. */
  input: LambdaInput;
}

/** The settings of the project. */
export interface SettingsView {
  /** The path of the settings file. */
  path: string;
  /** The hosts that may be called: those of the project, and those of LivePerson. */
  whitelist: {
    /** The hosts of the project. */
    own: string[];
    /** The hosts of LivePerson. */
    liveperson: string[];
  };
  /** The secrets. Their values are never shown. */
  secrets: Array<{
    /** The name. */
    key: string;
    /** The type of the value. */
    type: 'string' | 'number' | 'JSON';
    /** The path of the file. */
    file: string;
  }>;
  /** The limits that apply. */
  limits: {
    /** The time limit of an invocation, in milliseconds. */
    timeoutMs: number;
    /** The memory of a function’s process, in megabytes. */
    memoryMb: number;
    /** How many requests a function may send in a second. */
    requestsPerSecond: number;
    /** How many log entries of an invocation are kept. */
    logEntries: number;
    /** How many characters of the log entries of an invocation are kept. */
    logCharacters: number;
  };
}

/** A process that runs a function, or one that has run it. */
export interface Deployment {
  /** The name of the function. */
  function: string;
  /** The version of the function: it counts up with each load. */
  version: number;
  /** The id of the process. */
  pid: number | undefined;
  /** The state. A process in the state `old` takes no new invocations, and finishes those that it has. */
  state: 'starting' | 'ready' | 'old';
  /** When it was started. */
  startedAt: number;
  /** How many of them run now. */
  running: number;
  /** How many invocations there were. */
  invocations: number;
  /** Memory, in bytes. */
  memoryBytes?: number;
  /** The port of the debugger. */
  inspectPort?: number;
}

/** A template for a new function. */
export interface TemplateInfo {
  /** The id. */
  id: string;
  /** The title. */
  title: string;
  /** The id of the event that it listens to. */
  event: string | null;
  /** What it is for. */
  description: string;
  /** Domains that it calls. */
  domains: string[];
  /** The source text. */
  source: string;
}

/** The body of POST /_/api/functions. */
export interface NewFunction {
  /** The name. */
  name: string;
  /** The id of the template. */
  template: string;
  /** What it is for. */
  description?: string;
  /** The domains that it calls. */
  domains?: string[];
}

/** The files that were written, from the folder of the project. */
export interface CreatedFunction {
  /** The name. */
  name: string;
  /** The paths of the files, from the folder of the project. */
  files: string[];
}

/** An event of the platform, with an input to send. */
export interface EventBuilderInfo {
  /** The name. */
  name: string;
  /** The id of the event that it listens to. */
  event: string;
  /** What the function is called with. */
  input: LambdaInput;
}
