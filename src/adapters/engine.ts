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
   * The status that replaces 901, from 400 to 599, for gateways that cannot pass 901 on. The body stays as it is. Its error code shows that
   * the function failed (docs/platform.md, "Statuses of an invocation").
   * @default 901
   */
  statusOf901?: number;
  /**
   * Receives what functions log, and how invocations failed. Credentials are already removed.
   * @default writes each as a line of JSON to the standard output
   */
  onLog?: (line: AdapterLogLine) => void;
}

/** One line of a log. The field names are those that Google Cloud Logging knows. */
export interface AdapterLogLine {
  /** The level, under the name that log services know. */
  severity: 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR';
  /** What was logged. */
  message: string;
  /** The name of the function. */
  function?: string;
  /** The id of the invocation. */
  invocationId?: string;
  /** The further arguments of the call of `console`, after the first. */
  extras?: unknown[];
}

const SEVERITIES: Readonly<Record<LogEntry['level'], AdapterLogLine['severity']>> = {
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
};
const FUNCTION_FAILED = 901;
/** Paths of the invocation API begin with this. A path may have the base path of the engine before it. */
const API = '/api/account/';

/** A host in the process of an engine that isolates and scales. It answers only the invocation API. */
export class EngineHost {
  readonly #host: LocalHost;
  readonly #started: Promise<void>;
  readonly #statusOf901: number;

  /**
   * Starts at once. When the start fails, the process ends with an unhandled rejection, so that the engine notices it.
   * @param caller the name of the function that got the options, for messages
   * @throws ToolbeltError with the same codes as `createHost`
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
