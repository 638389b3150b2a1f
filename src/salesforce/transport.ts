import type { PassThrough } from 'node:stream';
import { URL } from 'node:url';
import { ErrorCodes, RequestError, ToolbeltError } from '../errors';
import type { SendCall } from '../http/client/send-call';
import type { HttpRequestPromise } from '../http/promise/request-promise';
import { collectBytes } from '../http/response/response-body';
import { announcedBytes } from '../http/response/response-limit';
import type { HttpResponse } from '../http/response/types';
import { announceCall, type WatchedCall, withCallSite } from '../internal/async/call-channel';
import { currentOrigin } from '../internal/async/call-origin';
import { createAbortController } from '../internal/node/abort';
import { redactText, secretsIn, withoutKnown } from '../internal/redact';
import { checkJson, checkRedirect, checkSession, shownUrl } from './answers';
import type { StreamPromise, TransportOptions, TransportRequest, TransportResponse } from './jsforce';
import { bytesOf, moved, notConnected, refusePlainHttp, requestOptions, textHeaders } from './request';
import { SalesforceStream } from './stream';

/** The parts of the toolbelt that every connection needs. */
export interface SalesforceSender {
  send: SendCall;
  /** Prints a warning once for each topic. */
  warnOnce(topic: string, message: string): void;
  /** The greatest number of bytes of an answer that are kept in memory. */
  maxResponseBytes(): number;
}

/** The parts that the calls of one connection share. */
export interface SalesforceCallParts extends SalesforceSender {
  proxy: string | undefined;
  /** The present URL of the organisation's data. A session refresh may change it. */
  instanceUrl(): string;
}

const UPLOADS = new Set(['POST', 'PUT', 'PATCH']);

/**
 * One API call of a connection. It replaces the transport of jsforce. jsforce takes a new transport for each call. It uses the same
 * transport again when it repeats the call after a session refresh. Every request goes through `send`.
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
  /** Whether a request was sent. After that, the stream can no longer be taken. */
  #hasStarted = false;

  constructor(parts: SalesforceCallParts) {
    this.#parts = parts;
  }

  /** The method that jsforce calls on its transports. */
  httpRequest(
    request: TransportRequest,
    options: TransportOptions = {},
  ): Promise<TransportResponse> & StreamPromise {
    // A call that is repeated after a refresh starts with an empty stream, because the answer to the first request is not used.
    if (!this.#isTaken) this.#stream = undefined;
    const call = announceCall(
      () => `${request.method} ${redactText(shownUrl(request.url))}`,
      currentOrigin(),
    );
    const answer = this.#perform(request, options, call);
    return Object.assign(call ? watched(answer, call) : answer, { stream: () => this.#streamForJsforce() });
  }

  /**
   * Makes `promise.stream()` return the stream of the request itself. The stream of jsforce would read the whole answer without waiting for
   * its reader, and jsforce would also keep the answer as text.
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

  async #perform(
    request: TransportRequest,
    options: TransportOptions,
    call: WatchedCall | undefined,
  ): Promise<TransportResponse> {
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
    const response = await this.#exchange({ ...request, method, url, body }, options, call);
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

  async #exchange(
    request: TransportRequest,
    options: TransportOptions,
    call: WatchedCall | undefined,
  ): Promise<TransportResponse> {
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
      call,
    });
    // The promise of `send` is not awaited. If it were, a body that is piped would be kept in memory too.
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
      // The error must not show the headers of the request, because they hold credentials.
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

/** Records the end of a call, and names the call in the stack of its error. */
async function watched(answer: Promise<TransportResponse>, call: WatchedCall): Promise<TransportResponse> {
  try {
    return await answer;
  } catch (error) {
    throw withCallSite(error, call);
  } finally {
    call.isSettled = true;
  }
}

/** The body of an error without the credentials of its request. jsforce uses the body for the message of its error. */
function withoutSent(body: string, { url, headers, body: sent }: TransportRequest): string {
  return withoutKnown(body, secretsIn([{ url, headers, body: sent }]));
}

/** The module node:stream is loaded when the first request is sent, because loading it takes time. */
function newPassThrough(): PassThrough {
  const stream = require('node:stream') as typeof import('node:stream');
  return new stream.PassThrough();
}

/**
 * Reports a failed call to the listeners of its stream, or else to those who await its promise. When there are neither, the stream raises
 * the error as an uncaught exception.
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
      // The error must not show body, query and headers of the request, because all of them hold credentials.
      const error = new RequestError(cause, { method, uri: shownUrl(url) }, undefined);
      reject(error);
      received.destroy(error);
    });
  });
}
