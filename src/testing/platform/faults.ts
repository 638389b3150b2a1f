import { ErrorCodes, ToolbeltError } from '../../errors';
import { isRecord } from '../../internal/is-record';
import type { DoubleHandler, DoubleResponse } from '../doubles/double';
import { networkError } from '../network-error';

/** How the next calls fail. At least one of `status`, `error`, `delayMs` and `truncate` is needed. */
export interface Fault {
  /** Answers with this status instead of the service. */
  status?: number;
  /** Body for `status`. Text and bytes are sent as they are, and anything else as JSON. */
  body?: unknown;
  /** Headers for `status`. */
  headers?: Record<string, string>;
  /** Fails on the network with this code, such as `ECONNRESET`. See `networkError`. */
  error?: string;
  /** Waits this many milliseconds before anything else happens. */
  delayMs?: number;
  /** Sends only half of the body, and then ends the connection. */
  truncate?: boolean;
  /**
   * How many calls fail. `Infinity` means all.
   * @default 1
   */
  times?: number;
}

const KEYS = ['status', 'body', 'headers', 'error', 'delayMs', 'truncate', 'times'];
/** The longest delay that `setTimeout` takes. */
const MAX_DELAY_MS = 2_147_483_647;

interface Pending {
  fault: Fault;
  left: number;
}

/** The faults that wait for the next calls, by service or origin. The fault that was added first comes first. */
export class Faults {
  readonly #pending = new Map<string, Pending[]>();
  readonly #closed = new AbortController();

  /** @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that says what is wrong with the fault */
  add(target: string, fault: Fault): void {
    checkFault(fault);
    const pending = this.#pending.get(target) ?? [];
    pending.push({ fault: { ...fault }, left: fault.times ?? 1 });
    this.#pending.set(target, pending);
  }

  /** The fault that the next call will meet. */
  next(target: string): Fault | undefined {
    return this.#pending.get(target)?.[0]?.fault;
  }

  /** Applies the fault of `target` to a request. Without a fault, `handle` answers. */
  async meet(target: string, handle: () => ReturnType<DoubleHandler>): Promise<DoubleResponse> {
    const fault = this.#take(target);
    if (!fault) return handle();
    if (fault.delayMs !== undefined) await this.#wait(fault.delayMs);
    if (fault.error !== undefined) throw networkError(fault.error);
    const response = fault.status === undefined ? await handle() : answerOf(fault, fault.status);
    return fault.truncate ? { ...response, truncated: true } : response;
  }

  /** Ends all delays, as if the server had closed the connections. */
  close(): void {
    this.#pending.clear();
    this.#closed.abort();
  }

  #take(target: string): Fault | undefined {
    const pending = this.#pending.get(target);
    const first = pending?.[0];
    if (!pending || !first) return undefined;
    first.left -= 1;
    if (first.left === 0) pending.shift();
    return first.fault;
  }

  /** Waits with the global timer, so that fake timers can move it. The timer does not keep the process alive. */
  #wait(delayMs: number): Promise<void> {
    const { signal } = this.#closed;
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        reject(networkError('ECONNRESET'));
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', end);
        resolve();
      }, delayMs);
      timer.unref?.();
      if (signal.aborted) end();
      else signal.addEventListener('abort', end, { once: true });
    });
  }
}

function answerOf({ body = '', headers = {} }: Fault, status: number): DoubleResponse {
  if (typeof body === 'string' || Buffer.isBuffer(body)) return { status, headers, body };
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

function checkFault(fault: unknown): asserts fault is Fault {
  if (!isRecord(fault)) throw invalid('a fault is an object such as { status: 503, times: 2 }');
  const unknown = Object.keys(fault).filter((key) => !KEYS.includes(key));
  if (unknown.length > 0) throw invalid(`unknown key ${unknown.join(', ')}: expected ${KEYS.join(', ')}`);
  const { status, body, headers, error, delayMs, truncate, times } = fault;
  if (status === undefined && error === undefined && delayMs === undefined && truncate !== true) {
    throw invalid('one of "status", "error", "delayMs" and "truncate: true" is required');
  }
  if (status !== undefined && !isInteger(status, 200, 999)) {
    throw invalid('"status" must be an integer from 200 to 999');
  }
  if (status === undefined && (body !== undefined || headers !== undefined)) {
    throw invalid('"body" and "headers" go with a "status"');
  }
  if (headers !== undefined && !isHeaders(headers)) throw invalid('"headers" must be an object of texts');
  if (error !== undefined) {
    if (status !== undefined || truncate) throw invalid('"error" goes with neither "status" nor "truncate"');
    networkError(error as string);
  }
  if (delayMs !== undefined && !isInteger(delayMs, 0, MAX_DELAY_MS)) {
    throw invalid(`"delayMs" must be an integer of milliseconds from 0 to ${MAX_DELAY_MS}`);
  }
  if (truncate !== undefined && typeof truncate !== 'boolean') throw invalid('"truncate" must be a boolean');
  if (times !== undefined && times !== Number.POSITIVE_INFINITY && !isInteger(times, 1)) {
    throw invalid('"times" must be a positive integer or Infinity');
  }
}

function isInteger(value: unknown, min: number, max = Number.MAX_SAFE_INTEGER): boolean {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
}

function isHeaders(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((header) => typeof header === 'string');
}

function invalid(problem: string): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `platform.fail: ${problem}.`);
}
