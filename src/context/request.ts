import { URL } from 'node:url';
import { RequestError } from '../errors';
import type { SendCall } from '../http/client/send-call';
import { sendTimed } from '../http/client/timed-call';
import type { HttpRequestOptions } from '../http/request/options';
import { isTunnelForbidden } from '../http/wire/failures';
import { sleep, untilAborted } from '../internal/async/abortable';
import { randomId } from '../internal/random-id';
import { Deadline } from './deadline';
import { endedByReset, type FailedRequest, failedRequest, timedOutRequest, unexpectedStatus } from './errors';

const ATTEMPT_TIMEOUT_MS = 10_000;
const MAX_ATTEMPTS = 3;
/**
 * The wait before the first repetition. The wait before the second is twice as long
 * (docs/platform.md, "Failures of the Context Session Store").
 */
const RETRY_WAIT_MS = 2_000;
const RETRIED_CODES: ReadonlySet<unknown> = new Set([
  'ECONNRESET',
  'ENOTFOUND',
  'ESOCKETTIMEDOUT',
  'ETIMEDOUT',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'EPIPE',
  'EAI_AGAIN',
]);

/** One request of a method call. */
export interface ContextRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Encoded path below the account, with its query if there is one. */
  path: string;
  /** JSON text. */
  body?: string;
  /** The namespace, session or property, as error messages name it. */
  target: string;
}

/** Sends one request of a method call, and returns the body of the answer as text. */
export type SendContextRequest = (request: ContextRequest) => Promise<string>;

/** What a method call needs. */
export interface ContextCall {
  /** Name of the client's method. */
  operation: string;
  send: SendCall;
  apiKey: string;
  /** Milliseconds for the whole call. */
  timeoutMs: number;
  /** Aborted when the toolbelt is reset. The call then ends, and sends nothing more. */
  signal: AbortSignal;
  /** URL of the account in its zone. */
  baseUrl(signal: AbortSignal): Promise<string>;
}

/**
 * Runs a method call. Service discovery, requests, repetitions and waits all end within its time. When the call
 * fails, requests that are still running are aborted.
 *
 * @throws ContextServiceError `ErrorCodes.ContextService.RESPONSE_TIMEOUT` when the time is over, and any error of
 *   `work`
 */
export async function runContextCall<Result>(
  call: ContextCall,
  work: (send: SendContextRequest) => Promise<Result>,
): Promise<Result> {
  const deadline = new Deadline(call.timeoutMs, call.signal);
  try {
    const baseUrl = await findBaseUrl(call, deadline);
    const result = await work((request) => sendContextRequest(call, baseUrl, deadline, request));
    deadline.end();
    return result;
  } catch (error) {
    deadline.end(error);
    throw error;
  }
}

async function findBaseUrl(call: ContextCall, deadline: Deadline): Promise<string> {
  try {
    return await untilAborted(call.baseUrl(deadline.signal), deadline.signal);
  } catch (error) {
    const subject = `ContextServiceClient.${call.operation}`;
    if (deadline.isGivenUp) throw endedByReset({ subject }, error);
    if (!isOver(error, deadline)) throw error;
    throw timedOutRequest({ subject }, `service discovery was not over within ${call.timeoutMs} ms`, error);
  }
}

async function sendContextRequest(
  call: ContextCall,
  baseUrl: string,
  deadline: Deadline,
  request: ContextRequest,
): Promise<string> {
  const url = baseUrl + request.path;
  const failed: FailedRequest = {
    subject: `ContextServiceClient.${call.operation}: ${request.target}`,
    line: `${request.method} ${url}`,
    host: new URL(url).hostname,
  };
  const options = requestOptions(request, url, call.apiKey);
  let before: unknown;
  for (let attempt = 1; ; attempt++) {
    try {
      if (attempt > 1) await sleep((attempt - 1) * RETRY_WAIT_MS, deadline.signal);
      const { statusCode, body } = await sendTimed(call.send, options, {
        admission: 'queue',
        signal: deadline.signal,
        timeoutMs: ATTEMPT_TIMEOUT_MS,
      });
      if (request.method === 'GET' && statusCode !== 200) throw unexpectedStatus(failed, statusCode);
      return String(body ?? '');
    } catch (error) {
      // The reset has closed the connections too, so the error may be about a closed connection.
      if (deadline.isGivenUp) throw endedByReset(failed, error);
      if (isOver(error, deadline)) {
        throw timedOutRequest(failed, `the call was not over within ${call.timeoutMs} ms`, before ?? error);
      }
      // When the wait would leave no time for a repetition, the error is reported at once.
      const isLast = attempt === MAX_ATTEMPTS || attempt * RETRY_WAIT_MS >= deadline.leftMs;
      if (isLast || !isRetried(error)) throw failedRequest(error, failed, attempt);
      before = error;
    }
  }
}

function requestOptions({ method, body }: ContextRequest, url: string, apiKey: string): HttpRequestOptions {
  return {
    url,
    method,
    headers: {
      'maven-api-key': apiKey,
      'Content-Type': 'application/json',
      Accept: 'application/json',
      'X-REQUEST-ID': randomId(),
    },
    ...(body !== undefined && { body }),
    // The key must not be sent to the target of a redirect.
    followRedirect: false,
  };
}

function isOver(error: unknown, { signal }: Deadline): boolean {
  return signal.aborted && (error instanceof RequestError ? error.cause : error) === signal.reason;
}

function isRetried(error: unknown): boolean {
  if (!(error instanceof RequestError) || isTunnelForbidden(error.cause)) return false;
  return RETRIED_CODES.has((error.cause as NodeJS.ErrnoException).code);
}
