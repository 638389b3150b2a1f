import type { PassThrough } from 'node:stream';
import { ErrorCodes, RequestError, ToolbeltError } from '../errors';
import type { SendCall } from '../http/client/http-client';
import type { HttpRequestPromise } from '../http/client/request-promise';
import type { HttpRequestOptions, HttpResponse } from '../http/client/types';
import { collectBytes } from '../http/response/response-body';
import { announcedBytes } from '../http/response/response-limit';
import { isRecord } from '../internal/is-record';
import { redactText } from '../internal/redact';
import { SalesforceStream } from './stream';

/** A request as jsforce hands it to its transport. */
export interface TransportRequest {
  method: string;
  url: string;
  headers?: Record<string, string | undefined>;
  body?: unknown;
}

/** Options of jsforce's `request` that mean something here. */
export interface TransportOptions {
  followRedirect?: unknown;
  /** Milliseconds, as the `timeout` of HTTPClient. @default 25000 */
  timeout?: number;
  encoding?: BufferEncoding;
  httpProxy?: string;
  retry?: unknown;
}

/** An answer as jsforce takes it: any status, the body as text. */
export interface TransportResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/** What a call needs besides its request. */
export interface SalesforceCallParts {
  send: SendCall;
  warnOnce(topic: string, message: string): void;
  proxy: string | undefined;
  /** Bytes of an answer that are kept in memory at most. */
  maxResponseBytes(): number;
  /** Where the connection's data is now; a refresh may move it. */
  instanceUrl(): string;
}

/** A promise of jsforce that is a stream as well. */
export interface StreamPromise extends PromiseLike<unknown> {
  stream(): NodeJS.ReadWriteStream;
}

/** Longest silence of Salesforce unless a request says otherwise: a lambda has 30 s. */
const TIMEOUT_MS = 25_000;
/** Characters of an answer that a message shows. */
const SHOWN_CHARACTERS = 200;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const UPLOADS = new Set(['POST', 'PUT', 'PATCH']);

/**
 * One API call of a connection, in the place of jsforce's transport: jsforce takes a new one for each call, and comes
 * back to it when it repeats the call after a session refresh. Every request goes through `send`.
 */
export class SalesforceCall {
  readonly #parts: SalesforceCallParts;
  #request: TransportRequest | undefined;
  #instanceUrl = '';
  #stream: SalesforceStream | undefined;
  /** Whether callers get the stream from here and not from jsforce. */
  #isAttached = false;
  #isTaken = false;
  #hasStarted = false;

  constructor(parts: SalesforceCallParts) {
    this.#parts = parts;
  }

  /** The method of jsforce's transports. */
  httpRequest(
    request: TransportRequest,
    options: TransportOptions = {},
  ): Promise<TransportResponse> & StreamPromise {
    // What was answered before a refresh is not part of what comes now.
    if (!this.#isTaken) this.#stream = undefined;
    return Object.assign(this.#perform(request, options), { stream: () => this.#streamForJsforce() });
  }

  /**
   * Makes `promise.stream()` the stream of the request itself. jsforce's own reads the answer ahead of its reader,
   * and keeps it as text besides.
   */
  attach(promise: StreamPromise): void {
    this.#isAttached = true;
    const late = promise.stream;
    promise.stream = () => (this.#hasStarted && !this.#isTaken ? late.call(promise) : this.#take(promise));
  }

  /** Where errors of a stream that was taken go as well. */
  reportErrorsTo(listener: (error: Error) => void): void {
    this.#stream?.duplex.on('error', listener);
  }

  #take(promise: StreamPromise): NodeJS.ReadWriteStream {
    if (!this.#isTaken || !this.#stream) {
      this.#isTaken = true;
      // Not the one that jsforce has, and reads from.
      this.#stream = new SalesforceStream();
      failWith(promise, this.#stream);
    }
    return this.#stream.duplex;
  }

  #streamForJsforce(): NodeJS.ReadWriteStream {
    if (this.#isTaken) {
      const { PassThrough: Nothing } = require('node:stream') as typeof import('node:stream');
      return new Nothing();
    }
    this.#stream ??= new SalesforceStream();
    return this.#stream.duplex;
  }

  async #perform(request: TransportRequest, options: TransportOptions): Promise<TransportResponse> {
    const isRepeat = request === this.#request;
    const movedFrom = isRepeat ? this.#instanceUrl : '';
    this.#request = request;
    this.#instanceUrl = this.#parts.instanceUrl();
    // Whoever wants the stream takes it in this turn.
    await undefined;
    this.#hasStarted = true;
    const method = request.method.toUpperCase();
    const url = moved(request.url, movedFrom, this.#instanceUrl);
    if (url.startsWith('/')) throw notConnected(method, url);
    const body = this.#bodyOf(request, method, isRepeat);
    const response = await this.#exchange({ ...request, method, url, body }, options);
    if (!this.#isTaken) checkJson(method, url, response);
    if (isRepeat && isSessionExpired(response)) throw sessionError(response);
    return response;
  }

  #bodyOf(request: TransportRequest, method: string, isRepeat: boolean): unknown {
    if (request.body !== undefined && request.body !== null) return bytesOf(request.body);
    const mayCome = this.#stream !== undefined && (this.#isTaken || !this.#isAttached);
    if (!UPLOADS.has(method) || !mayCome) return undefined;
    if (isRepeat) {
      throw new ToolbeltError(
        ErrorCodes.Salesforce.STREAM_NOT_REPEATABLE,
        `The session was renewed, but the body of ${method} ${shown(request.url)} is a stream that was sent ` +
          'already: run the operation again.',
      );
    }
    return this.#stream?.upload;
  }

  async #exchange(request: TransportRequest, options: TransportOptions): Promise<TransportResponse> {
    const { PassThrough: Received } = require('node:stream') as typeof import('node:stream');
    if (options.retry !== undefined) {
      this.#parts.warnOnce(
        'salesforce retry',
        'SFClient: the option "retry" of jsforce has no effect: a call is sent once. Repeat it where that is safe.',
      );
    }
    const received = new Received();
    const abort = new AbortController();
    const sent = this.#parts.send(requestOptions(request, options, this.#parts.proxy), {
      signal: abort.signal,
    });
    // Piped, and not awaited, the body is kept in no other place.
    sent.pipe(received);
    const stream = this.#stream;
    if (stream) stream.onAbandoned = () => abort.abort(new Error('The stream was closed before its end.'));
    try {
      const response = await responseOf(sent, received, request);
      checkRedirect(request, response, options);
      return await this.#receive(request, response, received, options.encoding);
    } catch (error) {
      if (!this.#isTaken) stream?.duplex.destroy();
      abort.abort(error);
      throw error;
    }
  }

  async #receive(
    { method, url }: TransportRequest,
    { statusCode, headers }: HttpResponse,
    received: PassThrough,
    encoding: BufferEncoding = 'utf8',
  ): Promise<TransportResponse> {
    const answer = { statusCode, headers: textHeaders(headers), body: '' };
    // What jsforce makes an error of, it wants to read itself.
    const isContent = statusCode < 400 && statusCode !== 300;
    const stream = this.#stream;
    if (stream && this.#isTaken && isContent && !UPLOADS.has(method)) {
      stream.follow(received);
      return answer;
    }
    const bytes = await collectBytes(received, {
      bytes: this.#parts.maxResponseBytes(),
      host: new URL(url).host,
      announced: announcedBytes(headers, method !== 'HEAD' && headers['content-encoding'] === undefined),
    }).catch((cause) => {
      // Without the headers of the request, which carry credentials.
      throw cause instanceof RequestError
        ? cause
        : new RequestError(cause, { method, uri: shown(url) }, undefined);
    });
    if (stream && (isContent || !this.#isTaken)) stream.finish(bytes);
    return { ...answer, body: bytes.toString(encoding) };
  }
}

function requestOptions(
  { method, url, headers, body }: TransportRequest,
  { followRedirect, httpProxy, timeout }: TransportOptions,
  proxy: string | undefined,
): HttpRequestOptions {
  return {
    method,
    uri: url,
    headers,
    body,
    gzip: true,
    simple: false,
    followRedirect: followRedirect !== false,
    // It would carry the query of the request, which may hold a token, to the next host.
    removeRefererHeader: true,
    proxy: httpProxy ?? proxy,
    timeout: timeout ?? TIMEOUT_MS,
  };
}

/** A failure goes to the stream's listeners, or to those who await the promise; without either it is uncaught. */
function failWith(promise: StreamPromise, stream: SalesforceStream): void {
  const settle = promise.then.bind(promise);
  let isAwaited = false;
  // biome-ignore lint/suspicious/noThenProperty: jsforce's promise has one; whether it was called decides who is told
  promise.then = (onFulfilled, onRejected) => {
    isAwaited = true;
    return settle(onFulfilled, onRejected);
  };
  settle(undefined, (error: Error) => {
    const isTold = isAwaited && !stream.isWatched;
    stream.duplex.destroy(isTold ? undefined : error);
  });
}

function responseOf(
  sent: HttpRequestPromise<unknown>,
  received: PassThrough,
  { method, url }: TransportRequest,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    received.on('error', () => {});
    sent.on('response', resolve);
    sent.on('error', (cause: Error) => {
      // Without body, query and headers of the request: all of them carry credentials.
      const error = new RequestError(cause, { method, uri: shown(url) }, undefined);
      reject(error);
      received.destroy(error);
    });
  });
}

function notConnected(method: string, url: string): RequestError {
  const cause = new Error(
    'The connection has no instanceUrl: log in first, or pass the "instance_url" that came with the token.',
  );
  return new RequestError(cause, { method, uri: shown(url) }, undefined);
}

/** A refresh tells where the organisation's data is; jsforce repeats the call at the old place. */
function moved(url: string, from: string, to: string): string {
  return from !== '' && from !== to && url.startsWith(`${from}/`) ? to + url.slice(from.length) : url;
}

/** Forms of `form-data`, which jsforce makes for blob fields, give their bytes. */
function bytesOf(body: unknown): unknown {
  if (isRecord(body) && typeof body.getBuffer === 'function') return body.getBuffer();
  return body instanceof URLSearchParams ? body.toString() : body;
}

function textHeaders(headers: HttpResponse['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
}

/** Redirects of GET and HEAD were followed by now. To jsforce the others would look like success. */
function checkRedirect(
  { method, url }: TransportRequest,
  { statusCode, headers }: HttpResponse,
  { followRedirect }: TransportOptions,
): void {
  const { location } = headers;
  if (followRedirect === false || !REDIRECTS.has(statusCode) || typeof location !== 'string') return;
  const target = URL.canParse(location, url) ? new URL(location, url).origin : location;
  throw salesforceError(
    `ERROR_HTTP_${statusCode}`,
    `${method} ${shown(url)} was redirected to ${target} and not repeated there, as it would lose its body: ` +
      'set instanceUrl (or loginUrl) to that host.',
  );
}

/** Resources of the REST API that are JSON and nothing else; a blob field is one segment longer than a record. */
const JSON_RESOURCES =
  /^\/services\/data\/v[\d.]+\/(query|queryAll|search|parameterizedSearch|limits|composite|sobjects(\/[^/]+){0,2}\/?$)/;

/** jsforce would stumble over a sign-in page, or half an answer, with a TypeError of its own. */
function checkJson(method: string, url: string, { statusCode, headers, body }: TransportResponse): void {
  const text = body.trim();
  if (statusCode >= 300 || text === '' || !JSON_RESOURCES.test(new URL(url).pathname)) return;
  if (/^application\/json\b/.test(headers['content-type'] ?? '') && /^(\{.*\}|\[.*\])$/s.test(text)) return;
  const beginning = JSON.stringify(redactText(text.slice(0, SHOWN_CHARACTERS)));
  throw salesforceError(
    'INVALID_RESPONSE',
    `${method} ${shown(url)} was answered ${statusCode}, but with ${headers['content-type'] ?? 'a body without a type'} ` +
      `that is no JSON: ${beginning}. Check instanceUrl and what is on the way to it.`,
  );
}

/** The same signs that jsforce goes by in REST, SOAP and bulk calls. It would refresh for ever. */
function isSessionExpired({ statusCode, body }: TransportResponse): boolean {
  return statusCode === 401 || (statusCode >= 400 && /INVALID_SESSION_ID|InvalidSessionId/.test(body));
}

function sessionError({ statusCode, body }: TransportResponse): Error {
  let [data]: unknown[] = [];
  try {
    [data] = [JSON.parse(body)].flat();
  } catch {
    // SOAP and bulk answer in XML.
  }
  const { errorCode, message } = isRecord(data) ? data : {};
  const fault = /<(?:faultstring|exceptionMessage)>([^<]+)</.exec(body)?.[1];
  const code = /INVALID_SESSION_ID|InvalidSessionId/.exec(body)?.[0] ?? `ERROR_HTTP_${statusCode}`;
  return salesforceError(String(errorCode ?? code), String(message ?? fault ?? body), data);
}

/** An error with the fields of jsforce's own. */
function salesforceError(errorCode: string, message: string, data?: unknown): Error {
  return Object.assign(new Error(message), { name: errorCode, errorCode, data });
}

function shown(url: string): string {
  return url.split(/[?#]/)[0] ?? '';
}
