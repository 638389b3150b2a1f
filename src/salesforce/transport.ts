import type { PassThrough } from 'node:stream';
import { URL, URLSearchParams } from 'node:url';
import { isLoopback } from '../config/host-pattern';
import { ErrorCodes, RequestError, ToolbeltError } from '../errors';
import type { HttpRequestPromise } from '../http/client/request-promise';
import type { SendCall } from '../http/client/send-call';
import type { HttpRequestOptions } from '../http/request/options';
import { collectBytes } from '../http/response/response-body';
import { announcedBytes } from '../http/response/response-limit';
import type { HttpResponse } from '../http/response/types';
import { isRecord } from '../internal/is-record';
import { createAbortController } from '../internal/node/abort';
import { secretsIn, withoutKnown } from '../internal/redact';
import { checkJson, checkRedirect, checkSession, shownUrl, staysOnHost } from './answers';
import type { StreamPromise, TransportOptions, TransportRequest, TransportResponse } from './jsforce';
import { SalesforceStream } from './stream';

/** What every connection takes from the toolbelt. */
export interface SalesforceSender {
  send: SendCall;
  /** Prints a warning once for each topic. */
  warnOnce(topic: string, message: string): void;
  /** How many bytes of an answer are kept in memory at most. */
  maxResponseBytes(): number;
}

/** What the calls of one connection share. */
export interface SalesforceCallParts extends SalesforceSender {
  proxy: string | undefined;
  /** The URL of the organisation's data at this moment. A session refresh may change it. */
  instanceUrl(): string;
}

/** How long Salesforce may be silent unless a request says otherwise. A lambda has 30 s. */
const TIMEOUT_MS = 25_000;
const UPLOADS = new Set(['POST', 'PUT', 'PATCH']);

/**
 * One API call of a connection. It replaces the transport of jsforce: jsforce takes a new transport for each
 * call, and uses the same transport again when it repeats the call after a session refresh. Every request goes through
 * `send`.
 */
export class SalesforceCall {
  readonly #parts: SalesforceCallParts;
  #request: TransportRequest | undefined;
  #instanceUrl = '';
  #stream: SalesforceStream | undefined;
  /** Whether `attach` has replaced the stream that jsforce would give to callers. */
  #isAttached = false;
  /** Whether the caller has asked for the stream that `attach` offers. */
  #isTaken = false;
  /** Whether a request was sent. From then on it is too late to take the stream. */
  #hasStarted = false;

  constructor(parts: SalesforceCallParts) {
    this.#parts = parts;
  }

  /** The method that jsforce calls on its transports. */
  httpRequest(
    request: TransportRequest,
    options: TransportOptions = {},
  ): Promise<TransportResponse> & StreamPromise {
    // A call that is repeated after a refresh starts with an empty stream: the answer to the first request is void.
    if (!this.#isTaken) this.#stream = undefined;
    return Object.assign(this.#perform(request, options), { stream: () => this.#streamForJsforce() });
  }

  /**
   * Makes `promise.stream()` return the stream of the request itself. The stream of jsforce would read the whole answer
   * without waiting for its reader, and jsforce would keep the answer as text as well.
   */
  attach(promise: StreamPromise): void {
    this.#isAttached = true;
    const late = promise.stream;
    promise.stream = () => (this.#hasStarted && !this.#isTaken ? late.call(promise) : this.#take(promise));
  }

  /** Calls the listener with every error of the call's stream. */
  reportErrorsTo(listener: (error: Error) => void): void {
    this.#stream?.duplex.on('error', listener);
  }

  #take(promise: StreamPromise): NodeJS.ReadWriteStream {
    if (!this.#isTaken || !this.#stream) {
      this.#isTaken = true;
      // A new stream, because jsforce holds and reads the stream that was there before.
      this.#stream = new SalesforceStream();
      failWith(promise, this.#stream);
    }
    return this.#stream.duplex;
  }

  #streamForJsforce(): NodeJS.ReadWriteStream {
    // jsforce gets a stream without data, because the caller reads the stream of the answer.
    if (this.#isTaken) return newPassThrough();
    this.#stream ??= new SalesforceStream();
    return this.#stream.duplex;
  }

  async #perform(request: TransportRequest, options: TransportOptions): Promise<TransportResponse> {
    const isRepeat = request === this.#request;
    const movedFrom = isRepeat ? this.#instanceUrl : '';
    this.#request = request;
    this.#instanceUrl = this.#parts.instanceUrl();
    // A caller who wants the stream asks for it synchronously, right after the call. Wait until that has happened.
    await undefined;
    this.#hasStarted = true;
    const method = request.method.toUpperCase();
    const url = moved(request.url, movedFrom, this.#instanceUrl);
    if (url.startsWith('/')) throw notConnected(method, url);
    refusePlainHttp(method, url);
    const body = this.#bodyOf(request, method, isRepeat);
    const response = await this.#exchange({ ...request, method, url, body }, options);
    if (!this.#isTaken) checkJson(method, url, response);
    if (isRepeat) checkSession(response);
    return response;
  }

  #bodyOf(request: TransportRequest, method: string, isRepeat: boolean): unknown {
    if (request.body !== undefined && request.body !== null) return bytesOf(request.body);
    const mayCome = this.#stream !== undefined && (this.#isTaken || !this.#isAttached);
    if (!UPLOADS.has(method) || !mayCome) return undefined;
    if (isRepeat) {
      throw new ToolbeltError(
        ErrorCodes.Salesforce.STREAM_NOT_REPEATABLE,
        `The session was renewed, but the body of ${method} ${shownUrl(request.url)} is a stream that was sent ` +
          'already: run the operation again.',
      );
    }
    return this.#stream?.upload;
  }

  async #exchange(request: TransportRequest, options: TransportOptions): Promise<TransportResponse> {
    if (options.retry !== undefined) {
      this.#parts.warnOnce(
        'salesforce retry',
        'SFClient: the option "retry" of jsforce has no effect: a call is sent once. Repeat it where that is safe.',
      );
    }
    const received = newPassThrough();
    const abort = createAbortController();
    const sent = this.#parts.send(requestOptions(request, options, this.#parts.proxy), {
      signal: abort.signal,
    });
    // The promise of `send` is not awaited: a body that is piped is then kept nowhere else in memory.
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
    request: TransportRequest,
    { statusCode, headers }: HttpResponse,
    received: PassThrough,
    encoding: BufferEncoding = 'utf8',
  ): Promise<TransportResponse> {
    const { method, url } = request;
    const answer = { statusCode, headers: textHeaders(headers), body: '' };
    // jsforce reads the body of any other status itself, to make an error of it.
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
      // The error must not show the headers of the request, which carry credentials.
      throw cause instanceof RequestError
        ? cause
        : new RequestError(cause, { method, uri: shownUrl(url) }, undefined);
    });
    if (stream && (isContent || !this.#isTaken)) stream.finish(bytes);
    const text = bytes.toString(encoding);
    const body = isContent ? text : withoutSent(text, request);
    // jsforce gives the text to `JSON.parse`, which refuses a byte order mark.
    const isJson = /^application\/json\b/.test(answer.headers['content-type'] ?? '');
    return { ...answer, body: isJson ? body.replace(/^\uFEFF/, '') : body };
  }
}

/** The body of an error without the credentials of its request: jsforce makes the message of its error of it. */
function withoutSent(body: string, { url, headers, body: sent }: TransportRequest): string {
  return withoutKnown(body, secretsIn([{ url, headers, body: sent }]));
}

/** The module node:stream is loaded when the first request is sent, because loading it takes time. */
function newPassThrough(): PassThrough {
  const stream = require('node:stream') as typeof import('node:stream');
  return new stream.PassThrough();
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
    followRedirect: followRedirect !== false && ((response) => staysOnHost(url, response)),
    // The header Referer would carry the query of the URL, which may hold a token, to the next host.
    removeRefererHeader: true,
    proxy: httpProxy ?? proxy,
    timeout: timeout ?? TIMEOUT_MS,
  };
}

/**
 * Reports a failed call to those who listen to its stream, or else to those who await its promise. When there are
 * neither, the stream raises the error, which nobody catches.
 */
function failWith(promise: StreamPromise, stream: SalesforceStream): void {
  const settle = promise.then.bind(promise);
  let isAwaited = false;
  // biome-ignore lint/suspicious/noThenProperty: a call of `then` shows that somebody awaits the promise
  promise.then = (onFulfilled, onRejected) => {
    isAwaited = true;
    return settle(onFulfilled, onRejected);
  };
  settle(undefined, (error: Error) => {
    const isTold = isAwaited && !stream.isWatched;
    stream.duplex.destroy(isTold ? undefined : error);
  });
}

/** Waits for the head of the answer. The body is in `received`. */
function responseOf(
  sent: HttpRequestPromise<unknown>,
  received: PassThrough,
  { method, url }: TransportRequest,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    received.on('error', () => {});
    sent.on('response', resolve);
    sent.on('error', (cause: Error) => {
      // The error must not show body, query and headers of the request: all of them carry credentials.
      const error = new RequestError(cause, { method, uri: shownUrl(url) }, undefined);
      reject(error);
      received.destroy(error);
    });
  });
}

/** A login, a refresh or an identity may name another URL for the organisation's data, and jsforce takes any. */
function refusePlainHttp(method: string, url: string): void {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : {};
  if (protocol !== 'http:' || isLoopback(hostname ?? '')) return;
  const cause = new Error('Salesforce named a URL without TLS, where the session could be read on the way.');
  throw new RequestError(cause, { method, uri: shownUrl(url) }, undefined);
}

function notConnected(method: string, url: string): RequestError {
  const cause = new Error(
    'The connection has no instanceUrl: log in first, or pass the "instance_url" that came with the token.',
  );
  return new RequestError(cause, { method, uri: shownUrl(url) }, undefined);
}

/**
 * The URL of a repeated call. A session refresh may say that the organisation's data has moved to another host, and
 * jsforce repeats the call at the old host.
 */
function moved(url: string, from: string, to: string): string {
  return from !== '' && from !== to && url.startsWith(`${from}/`) ? to + url.slice(from.length) : url;
}

/**
 * The body to send. jsforce makes forms of the package `form-data` for blob fields, and such a form gives its bytes.
 */
function bytesOf(body: unknown): unknown {
  if (isRecord(body) && typeof body.getBuffer === 'function') return body.getBuffer();
  return body instanceof URLSearchParams ? body.toString() : body;
}

function textHeaders(headers: HttpResponse['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
}
