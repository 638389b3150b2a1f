import { problem } from '../host/api/routes';
import { LocalHost } from '../host/host';
import type { HostEvent, LogEntry } from '../host/index';
import { hostSettings, invalidOptions } from '../host/options';
import type { HostOptions, HostRequest, HostResponse, HostResult } from '../host/types';

/** Options of an adapter; everything but `folder` has a default. They mean the same as in `createHost`. */
export interface AdapterOptions
  extends Pick<
    HostOptions,
    'folder' | 'accountId' | 'settings' | 'offline' | 'setup' | 'token' | 'timeoutMs' | 'maxConcurrent'
  > {
  /**
   * The status that takes the place of 901, for gateways that cannot carry it: 400 to 599. The body stays as it is, and its
   * error code tells that the function has failed (docs/platform.md, "Statuses of an invocation").
   * @default 901
   */
  statusOf901?: number;
  /**
   * Gets what functions log, and how invocations failed. Credentials were removed.
   * @default writes each as a line of JSON to the standard output
   */
  onLog?: (line: AdapterLogLine) => void;
}

/** One line of a log. Its names are those that the logs of Google Cloud know. */
export interface AdapterLogLine {
  /** The level, by the name that log services know. */
  severity: 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';
  /** What was logged. */
  message: string;
  /** The name of the function. */
  function?: string;
  /** The id of the invocation. */
  invocationId?: string;
  /** The further arguments of the call of `console`. */
  extras?: unknown[];
}

const SEVERITIES: Readonly<Record<LogEntry['level'], AdapterLogLine['severity']>> = {
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
};
const FUNCTION_FAILED = 901;
/** Where the paths of the invocation API begin. What is before it is the base path of the engine. */
const API = '/api/account/';

/** A host in the process of an engine that isolates and scales. It answers the invocation API and nothing else. */
export class EngineHost {
  readonly #host: LocalHost;
  readonly #started: Promise<void>;
  readonly #statusOf901: number;

  /**
   * Starts at once. A start that fails ends the process with an unhandled rejection, so that the engine sees it.
   * @param caller the function that got the options
   * @throws ToolbeltError as `createHost` rejects
   */
  constructor(caller: string, options: AdapterOptions) {
    const { statusOf901 = FUNCTION_FAILED, onLog = writeLine, ...rest } = options ?? {};
    const isError = Number.isInteger(statusOf901) && statusOf901 >= 400 && statusOf901 <= 599;
    if (!isError && statusOf901 !== FUNCTION_FAILED)
      throw invalidOptions(caller, '"statusOf901" must be a status from 400 to 599, or 901');
    if (typeof onLog !== 'function') throw invalidOptions(caller, '"onLog" must be a function');
    this.#statusOf901 = statusOf901;
    this.#host = new LocalHost(hostSettings({ ...rest, isolate: false } as HostOptions, caller), {});
    this.#host.observe((event) => {
      const line = lineOf(event);
      if (line) onLog(line);
    });
    this.#started = this.#host.start();
  }

  /** Answers a request of the invocation API. A base path before its path is ignored. */
  async answer(request: HostRequest): Promise<HostResponse> {
    await this.#started;
    const [path = '', search] = request.path.split(/\?(.*)/s, 2);
    const start = path.indexOf(API);
    if (start < 0)
      return problem(404, `There is nothing at ${path}: paths of the invocation API begin with ${API}.`);
    const own = path.slice(start);
    const answer = await this.#host.handle({ ...request, path: search ? `${own}?${search}` : own });
    return answer.status === FUNCTION_FAILED ? { ...answer, status: this.#statusOf901 } : answer;
  }

  /** Invokes a function by name or id, or the functions of an event; see `Host.invoke`. */
  async invoke(target: string, input: object): Promise<{ results: HostResult[]; isEvent: boolean }> {
    await this.#started;
    const results = await this.#host.invoke(target, input);
    const isEvent = !this.#host.functions.some(({ name, uuid }) => name === target || uuid === target);
    return { results, isEvent };
  }
}

function lineOf(event: HostEvent): AdapterLogLine | undefined {
  if (event.type === 'log') {
    const { level, message, extras } = event.entry;
    return {
      severity: SEVERITIES[level],
      message,
      function: event.function,
      invocationId: event.invocationId,
      ...(extras.length > 0 && { extras }),
    };
  }
  if (event.type !== 'invocation-ended' || event.invocation.status !== 'failed') return undefined;
  const { id, function: name, errorCode, errorMessage } = event.invocation;
  return {
    severity: 'ERROR',
    message: `${name} failed with ${errorCode}: ${errorMessage}`,
    function: name,
    invocationId: id,
  };
}

function writeLine(line: AdapterLogLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
