import type { ClientRequest } from 'node:http';
import { ErrorCodes } from '../errors';
import type { SendCall } from '../http/client/http-client';
import { sendTimed } from '../http/client/timed-call';
import type { HttpResponse } from '../http/client/types';
import { createError, ErrorNames } from './errors';
import { isRepeatable, repeatDelay } from './retries';
import type { FetchContext, FetchRequest, HttpMethod, Response } from './types';

/** A request as it goes on the wire. */
interface WireRequest {
  url: string;
  method: HttpMethod;
  headers: Record<string, string>;
  body?: string | undefined;
}

/** One try: an answer, or why there is none and whether the other side had begun to answer. */
export type Try = { response: HttpResponse } | { error: Error; answered: boolean };

/**
 * Sends a request with the client's retries (facts §7), each try in its own time.
 *
 * @throws VError `FaaSRequestError` when no try got an answer; its cause is a `HttpRequestError`
 */
export async function fetchWithRetries(
  send: SendCall,
  given: FetchRequest,
  { timeout, renewHeaders, maxResponseBytes }: FetchContext,
): Promise<Response> {
  const request = toWire(given);
  let { headers } = request;
  for (let repeats = 0; ; repeats += 1) {
    if (repeats > 0) headers = await renewHeaders();
    const outcome = await tryOnce(send, { ...request, headers }, timeout, maxResponseBytes);
    const delay = isRepeatable(request.method, outcome) ? repeatDelay(repeats, outcome, timeout) : undefined;
    if (delay === undefined) {
      if ('error' in outcome) throw noAnswer(request, outcome.error, timeout, repeats);
      return toResponse({ url: request.url, repeats }, outcome.response);
    }
    await new Promise((resolve) => setTimeout(resolve, delay));
  }
}

function toWire({ url, method, headers, body }: FetchRequest): WireRequest {
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  return { url, method: method.toUpperCase() as HttpMethod, headers, body: text };
}

async function tryOnce(
  send: SendCall,
  request: WireRequest,
  timeoutMs: number,
  maxResponseBytes: number | undefined,
): Promise<Try> {
  let received = (): boolean => false;
  let answered = false;
  const watched: SendCall = (options, extras) => {
    const call = send(options, extras);
    call.on('request', (sent: ClientRequest) => {
      received = watchBytes(sent);
    });
    call.on('response', () => {
      answered = true;
    });
    return call;
  };
  const { url, method, headers, body } = request;
  const options = { url, method, headers, ...(body !== undefined && { body }) };
  try {
    // A redirect would take credentials, and an invocation, somewhere else.
    const shared = { simple: false, followRedirect: false, gzip: true, maxResponseBytes };
    return { response: await sendTimed(watched, { ...options, ...shared }, { timeoutMs }) };
  } catch (error) {
    // What RequestError holds besides its cause are the options of the call, credentials among them.
    const { cause = error } = error as { cause?: unknown };
    const reason = cause instanceof Error ? cause : new Error(String(cause));
    return { error: reason, answered: answered || received() };
  }
}

/** Tells whether bytes of an answer came: what a kept socket received before does not count. */
function watchBytes(request: ClientRequest): () => boolean {
  let before: number | undefined;
  request.once('finish', () => {
    before = request.socket?.bytesRead ?? 0;
  });
  return () => before !== undefined && (request.socket?.bytesRead ?? 0) > before;
}

/** Answers whose body was neither JSON nor empty: a text that a function called back with looks just like them. */
const unreadable = new WeakSet<Response>();

/** Whether the body of an answer is a text that should have been JSON. */
export function isUnreadable(response: Response): boolean {
  return unreadable.has(response);
}

function toResponse(
  { url, repeats }: { url: string; repeats: number },
  { statusCode, statusMessage, headers, body }: HttpResponse,
): Response {
  const response: Response = {
    url,
    headers,
    body,
    ok: statusCode >= 200 && statusCode < 300,
    status: statusCode,
    statusText: statusMessage,
    ...(repeats > 0 && { retryCount: repeats }),
  };
  try {
    response.body = JSON.parse(body);
  } catch {
    if (body !== '') unreadable.add(response);
  }
  return response;
}

/** What stands for an answer that did not come: callers of 2.x read it without asking whether it is there. */
export function withoutAnswer(url: string): Response {
  return { url, headers: {}, body: undefined, ok: false, status: undefined, statusText: '' };
}

function noAnswer({ method, url }: WireRequest, error: Error, timeout: number, repeats: number): Error {
  const { code } = error as NodeJS.ErrnoException;
  const isTimeout = code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT';
  const isTooLarge = code === ErrorCodes.Toolbelt.RESPONSE_TOO_LARGE;
  const reason = isTimeout
    ? `no answer within ${timeout} ms`
    : isTooLarge
      ? 'the answer was not read'
      : 'the network failed';
  const info = { code };
  const cause = createError(ErrorNames.HTTP, reason, { cause: error, info });
  const tries = repeats === 0 ? '' : ` after ${repeats + 1} tries`;
  const { host, pathname } = new URL(url);
  const message = `${method} ${host}${pathname} got no answer${tries}`;
  return createError(ErrorNames.REQUEST, message, {
    cause,
    info: { url, method, status: undefined, retryCount: repeats, response: withoutAnswer(url) },
  });
}
