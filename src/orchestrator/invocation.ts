import { ErrorCodes, RequestError, ToolbeltError } from '../errors';
import type { SendCall } from '../http/client/send-call';
import { sendTimed } from '../http/client/timed-call';
import type { Authorizer } from '../http/request/auth';
import type { HttpRequestOptions } from '../http/request/options';
import type { HttpResponse } from '../http/response/types';
import { sleep, untilAborted } from '../internal/async/abortable';
import { parseJson } from '../internal/json-copy';
import { randomId } from '../internal/random-id';
import { readable } from '../internal/redact/readable';
import { type Failure, isRetriedByDefault, networkFailure, statusFailure } from './failure';
import type { PlannedInvocation } from './plan';
import type { OrchestratorResponse } from './types';

/**
 * The wait before the first retry. Each further wait is longer by the same time
 * (docs/platform.md, "OrchestratorClient").
 */
const RETRY_WAIT_MS = 100;
/**
 * The statuses with which the gateway accepts an invocation (docs/platform.md, "Error codes of functions").
 */
const SUCCESS: ReadonlySet<number> = new Set([200, 202]);

/** The parts of the toolbelt that an invocation needs. */
export interface InvocationParts {
  send: SendCall;
  /** Prints a warning once for each topic. */
  warnOnce(topic: string, message: string): void;
}

/** What the tries of an invocation need. */
export interface InvocationContext {
  parts: InvocationParts;
  url: string;
  authorizer: Authorizer;
  timeoutMs: number;
  /** Aborted when the whole call ends. */
  signal: AbortSignal;
}

/** One invocation with its retries and its progress. */
export class Invocation {
  readonly planned: PlannedInvocation;
  /** How many tries were made. */
  tries = 0;
  /** Whether a request has left the process. */
  reachedWire = false;
  /** Why the last try failed. */
  failure: Failure | undefined;
  /** The outcome, once there is one. */
  outcome: OrchestratorResponse | undefined;

  constructor(planned: PlannedInvocation) {
    this.planned = planned;
  }

  /**
   * Tries until there is an outcome: a success, or a failure that is not repeated.
   *
   * @throws the reason of the signal when the signal is aborted
   * @throws ToolbeltError for a problem that all other invocations would have too, such as a token that cannot be fetched or settings that
   *   cannot be read
   */
  async run(context: InvocationContext): Promise<void> {
    for (;;) {
      this.tries += 1;
      const outcome = await this.#try(context);
      if (!outcome.error || !(await this.#isRetried(context))) {
        this.outcome = outcome;
        return;
      }
      await sleep(this.tries * RETRY_WAIT_MS, context.signal);
    }
  }

  async #try(context: InvocationContext): Promise<OrchestratorResponse> {
    const { uuid } = this.planned;
    const options = this.#requestOptions(context.url);
    let response: HttpResponse;
    try {
      response = await this.#send(options, context);
    } catch (error) {
      context.signal.throwIfAborted();
      if (!(error instanceof RequestError)) throw error;
      if (error.cause instanceof ToolbeltError) throw error.cause;
      this.failure = networkFailure(error, context.timeoutMs);
      return { uuid, body: undefined, headers: undefined, statusCode: undefined, error: this.failure.shown };
    }
    const { statusCode, headers } = response;
    const body = readBody(response);
    const outcome = { uuid, body, headers, statusCode };
    if (SUCCESS.has(statusCode)) return outcome;
    this.failure = statusFailure(body, response, options);
    return { ...outcome, error: this.failure.shown };
  }

  #send(options: HttpRequestOptions, context: InvocationContext): Promise<HttpResponse> {
    const { parts, signal, authorizer, timeoutMs } = context;
    const onRequest = (): void => {
      this.reachedWire = true;
    };
    return sendTimed(parts.send, options, { authorizer, admission: 'queue', signal, timeoutMs, onRequest });
  }

  #requestOptions(url: string): HttpRequestOptions {
    const { headersText, payloadText } = this.planned;
    return {
      url,
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/json',
        'X-Request-ID': randomId(),
      },
      body: `{"timestamp":${Date.now()},"headers":${headersText},"payload":${payloadText}}`,
      simple: false,
    };
  }

  async #isRetried({ signal, parts }: InvocationContext): Promise<boolean> {
    const { retries, retryFunction, uuid } = this.planned;
    const failure = this.failure;
    if (failure === undefined || this.tries > retries) return false;
    if (!retryFunction) return isRetriedByDefault(failure);
    const { statusCode, error, errorCode } = failure;
    try {
      // The documented type of `retryFunction` does not allow undefined, although there is no status without an answer.
      const answer = retryFunction(statusCode as number, error, errorCode);
      return Boolean(await untilAborted(Promise.resolve(answer), signal));
    } catch (thrown) {
      signal.throwIfAborted();
      parts.warnOnce(
        `orchestrator retryFunction ${uuid}`,
        `OrchestratorClient.invoke: the retryFunction of function ${uuid} failed, so nothing was repeated: ${readable(() => String(thrown))}`,
      );
      return false;
    }
  }

  /** The outcome of an invocation that has none because the call ended. */
  cancelled(): OrchestratorResponse {
    const { uuid } = this.planned;
    const reached = this.reachedWire
      ? `it was sent (try ${this.tries}), so the function may have run`
      : 'it was not sent';
    const last = this.failure === undefined ? '' : `; last failure: ${this.failure.shown.message}`;
    const error = {
      code: ErrorCodes.Orchestrator.CANCELLED,
      message: `given up because the call had ended: ${reached}${last}`,
    };
    return { uuid, body: undefined, headers: undefined, statusCode: undefined, error };
  }
}

/**
 * The body of an answer. Text of a `text/*` type stays text; content of any other type, or of none, is parsed if it
 * is JSON.
 */
function readBody({ body, headers }: HttpResponse): unknown {
  const text = String(body);
  if (text === '') return undefined;
  if (/^\s*text\//i.test(String(headers['content-type'] ?? ''))) return text;
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
