import { EventEmitter } from 'node:events';
import type { PassThrough, Readable } from 'node:stream';
import { RequestError } from '../../errors';
import type { HttpCore } from '../http-core';
import type { Authorizer } from '../request/auth';
import type { HttpRequestOptions } from '../request/options';
import type { HttpClientResponse } from '../response/http-response';
import { readBody } from '../response/response-body';
import { Cancellation } from '../wire/cancellation';
import { aborted } from '../wire/failures';
import { RequestBuilder } from './builder-methods';
import { Draft } from './draft';
import { follow } from './follow';
import { outcomeOf } from './outcome';
import { RequestTimer } from './timings';

/** The values that a request needs besides its options. */
export interface RequestContext {
  core: HttpCore;
  /** The method as the caller wrote it. The options have it in capitals. */
  method: string | undefined;
  defaultHeaders: Record<string, string>;
  /** Whether the caller gave a callback, which receives errors besides the promise. */
  hasCallback: boolean;
  /** How many bytes of the response body may be kept in memory, unless the call sets another limit. */
  maxResponseBytes: number;
  authorizer?: Authorizer;
  admission?: 'policy' | 'queue';
  /** Ends the request and rejects the promise, which `abort()` does not. */
  signal?: AbortSignal;
}

interface Destination {
  stream: NodeJS.WritableStream;
  options: { end?: boolean } | undefined;
}

interface Settle<Result> {
  resolve(value: Result): void;
  reject(error: unknown): void;
}

/**
 * The result of an HTTPClient call: a promise of the body (or of the response) with the methods of request's
 * object. Nothing is sent before the current turn of the event loop ends, so listeners can still be added.
 */
export class HttpRequestPromise<Result> extends RequestBuilder<Result> {
  /** `then`, `catch` and `finally` return plain promises. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  readonly #settle: Settle<Result>;
  readonly #options: HttpRequestOptions;
  readonly #context: RequestContext;
  readonly #draft: Draft;
  readonly #events = new EventEmitter();
  readonly #abort = new Cancellation();
  readonly #destinations: Destination[] = [];
  /** Destinations into which the body is being piped. */
  readonly #fed = new Set<NodeJS.WritableStream>();
  readonly #timer: RequestTimer | undefined;
  #upload: PassThrough | undefined;
  #content: Readable | undefined;
  #isAwaited = false;
  #isSettled = false;
  #plain: Promise<Result> | undefined;

  constructor(options: HttpRequestOptions, context: RequestContext) {
    const settle = {} as Settle<Result>;
    const draft = new Draft(options, context);
    super((resolve, reject) => Object.assign(settle, { resolve, reject }), draft);
    this.#draft = draft;
    this.#settle = settle;
    this.#options = options;
    this.#context = context;
    this.#timer = options.time ? new RequestTimer() : undefined;
    if (context.hasCallback) super.then(undefined, () => {});
    context.signal?.addEventListener('abort', this.#giveUp, { once: true });
    // The call is started by a promise, since fake timers can hold back `queueMicrotask` for ever.
    void Promise.resolve().then(() => this.#run());
  }

  // biome-ignore lint/suspicious/noThenProperty: a promise has `then`; a call of it says that a piped body is kept
  override then<Fulfilled = Result, Rejected = never>(
    onFulfilled?: ((value: Result) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    this.#isAwaited = true;
    return super.then(onFulfilled, onRejected);
  }

  /** A plain promise of the same result. */
  promise(): Promise<Result> {
    this.#plain ??= this.then((result) => result);
    return this.#plain;
  }

  /** Ends the request at any stage. The promise stays pending, as in request. */
  abort(): void {
    if (this.#abort.aborted || this.#isSettled) return;
    this.#abort.abort(aborted());
    this.#content?.destroy();
    this.#events.emit('abort');
  }

  /** The same as {@link abort}. */
  cancel(): void {
    this.abort();
  }

  /**
   * Sends the response body to a stream as it arrives. The body is kept in memory only if the promise is
   * awaited too. A response of a server as destination also gets status and headers. If the destination is
   * closed early, the rest of the body is still read, and the promise settles.
   */
  pipe<Target extends NodeJS.WritableStream>(destination: Target, options?: { end?: boolean }): Target {
    this.#destinations.push({ stream: destination, options });
    // The other call must wait for its body from now on, and not only when this response arrives.
    if (destination instanceof HttpRequestPromise) destination.#openUpload();
    if (this.#content) this.#feed(this.#content, destination, options);
    return destination;
  }

  /** Listens to `request`, `response`, `redirect`, `data`, `end`, `complete`, `error`, `abort` or `close`. */
  on(event: string, listener: (...args: never[]) => void): this {
    this.#events.on(event, listener as (...args: unknown[]) => void);
    if (event === 'error') super.then(undefined, () => {});
    return this;
  }

  /** Like {@link on}, but only for the first event. */
  once(event: string, listener: (...args: never[]) => void): this {
    this.#events.once(event, listener as (...args: unknown[]) => void);
    if (event === 'error') super.then(undefined, () => {});
    return this;
  }

  /** Removes a listener. */
  removeListener(event: string, listener: (...args: never[]) => void): this {
    this.#events.removeListener(event, listener as (...args: unknown[]) => void);
    return this;
  }

  /** The number of listeners of an event. */
  listenerCount(event: string): number {
    return this.#events.listenerCount(event);
  }

  /** Emits an event to the listeners of this request. Streams that are piped into the request use it. */
  emit(event: string, ...args: unknown[]): boolean {
    if (event === 'error' && this.#events.listenerCount('error') === 0) return false;
    // A stream is piped into this call, so the request body is still to come.
    if (event === 'pipe') this.#openUpload();
    return this.#events.emit(event, ...args);
  }

  /** Writes a part of the request body. A stream that is piped into the call uses it. */
  write(chunk: string | Uint8Array): boolean {
    return this.#openUpload().write(chunk);
  }

  /** Ends the request body. */
  end(chunk?: string | Uint8Array): this {
    if (chunk === undefined) this.#openUpload().end();
    else this.#openUpload().end(chunk);
    return this;
  }

  #openUpload(): PassThrough {
    if (!this.#upload) {
      const { PassThrough: Upload } = require('node:stream') as typeof import('node:stream');
      this.#upload = new Upload();
      this.#upload.on('drain', () => this.#events.emit('drain'));
    }
    return this.#upload;
  }

  async #run(): Promise<void> {
    const signal = this.#abort;
    if (this.#context.signal?.aborted) this.#giveUp();
    if (signal.aborted) return;
    let response: HttpClientResponse;
    try {
      response = await follow(this.#context.core, {
        request: this.#draft.start(this.#upload),
        options: this.#options,
        signal,
        onRequest: (request) => {
          this.#timer?.watch(request);
          this.#events.emit('request', request);
        },
        onRedirect: (next) => {
          this.#draft.redirect(next);
          this.#events.emit('redirect');
        },
      });
      this.#timer?.responded(response);
      await this.#receive(response);
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
      return;
    }
    if (signal.aborted) return;
    this.#settled();
    this.#timer?.ended(response);
    this.#events.emit('complete', response, response.body);
    this.#events.emit('close');
    this.#callBack(null, response);
    await outcomeOf(this.#options, response).then(
      (value) => this.#settle.resolve(value as Result),
      (error) => this.#settle.reject(error),
    );
  }

  async #receive(response: HttpClientResponse): Promise<void> {
    this.#content = response.content;
    this.#draft.response = response;
    // A copy: `pipe` itself feeds a destination that a `response` listener adds.
    const destinations = [...this.#destinations];
    this.#events.emit('response', response);
    for (const { stream, options } of destinations) {
      writeHead(stream, response);
      this.#feed(response.content, stream, options);
    }
    const keep = this.#destinations.length === 0 || this.#isAwaited || this.#context.hasCallback;
    const emit = (chunk: Buffer | string) => this.#events.emit('data', chunk);
    const body = await readBody(response.content, this.#draft.answerOptions, keep, emit, {
      bytes: this.#draft.prepare().maxResponseBytes,
      host: response.request.uri.host ?? '',
      announced: response.announcedBytes,
    });
    if (body.kept) response.body = body.value;
    this.#events.emit('end', undefined);
  }

  /** Pipes the body. When the last destination is gone, the rest is still read: otherwise the call would never end. */
  #feed(content: Readable, destination: NodeJS.WritableStream, options: Destination['options']): void {
    // A destroyed stream never emits `drain`, so the body would stop for ever.
    if ('destroyed' in destination && destination.destroyed) return;
    this.#fed.add(destination);
    destination.on('unpipe', (from: unknown) => {
      if (from !== content) return;
      this.#fed.delete(destination);
      if (this.#fed.size === 0) content.resume();
    });
    content.pipe(destination, options);
  }

  readonly #giveUp = (): void => {
    if (this.#abort.aborted || this.#isSettled) return;
    const reason: unknown = this.#context.signal?.reason;
    this.#abort.abort(reason);
    this.#content?.destroy();
    this.#fail(reason);
  };

  #settled(): void {
    this.#isSettled = true;
    this.#context.signal?.removeEventListener('abort', this.#giveUp);
  }

  #fail(cause: unknown): void {
    this.#settled();
    this.emit('error', cause);
    this.#events.emit('close');
    this.#callBack(cause as Error);
    this.#settle.reject(new RequestError(cause, { ...this.#options }, undefined));
  }

  #callBack(error: Error | null, response?: HttpClientResponse): void {
    try {
      this.#options.callback?.call(this, error, response, response?.body);
    } catch (thrown) {
      // An error of the callback itself must not get lost, and must not look like a failed request.
      setImmediate(() => {
        throw thrown;
      });
    }
  }
}

/** Copies status and headers to the response of a server, unless this response has already sent its headers. */
function writeHead(destination: NodeJS.WritableStream, response: HttpClientResponse): void {
  const server = destination as Partial<import('node:http').ServerResponse>;
  if (server.headersSent === false && typeof server.setHeader === 'function') {
    server.statusCode = response.statusCode;
    for (const [name, value] of Object.entries(response.headers)) {
      const isStale = response.isDecoded && (name === 'content-encoding' || name === 'content-length');
      if (value !== undefined && !isStale) server.setHeader.call(destination, name, value);
    }
  }
}
