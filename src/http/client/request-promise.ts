import { EventEmitter } from 'node:events';
import type { PassThrough, Readable } from 'node:stream';
import { RequestError } from '../../errors';
import type { HttpCore } from '../http-core';
import type { Authorizer } from '../request/auth';
import type { HttpRequestOptions } from '../request/options';
import { type PreparedRequest, prepareRequest } from '../request/request-options';
import { legacyUrl } from '../request/request-url';
import { type HttpClientResponse, summarise } from '../response/http-response';
import { readBody } from '../response/response-body';
import type { RequestSummary } from '../response/types';
import { Cancellation } from '../wire/cancellation';
import { aborted } from '../wire/failures';
import { follow } from './follow';
import { outcomeOf } from './outcome';
import { RequestTimer } from './timings';

/** What a request needs besides its options. */
export interface RequestContext {
  core: HttpCore;
  /** As the caller wrote it: the options show it in capitals. */
  method: string | undefined;
  defaultHeaders: Record<string, string>;
  /** Whether the caller gave a callback, so that errors have a place to go besides the promise. */
  hasCallback: boolean;
  /** Bytes of a kept body, unless the call says another number. */
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
 * What an HTTPClient call returns: a promise of the body (or of the response), which is also what lambdas
 * use of request's object. Nothing is sent before the current turn ends, so listeners can be added.
 */
export class HttpRequestPromise<Result> extends Promise<Result> {
  /** `then` and its kin return plain promises. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  readonly #settle: Settle<Result>;
  readonly #options: HttpRequestOptions;
  readonly #context: RequestContext;
  readonly #events = new EventEmitter();
  readonly #abort = new Cancellation();
  readonly #destinations: Destination[] = [];
  /** Destinations that the body flows to. */
  readonly #fed = new Set<NodeJS.WritableStream>();
  readonly #timer: RequestTimer | undefined;
  #prepared: PreparedRequest | undefined;
  #upload: PassThrough | undefined;
  #content: Readable | undefined;
  #isAwaited = false;
  #isSettled = false;
  #plain: Promise<Result> | undefined;

  constructor(options: HttpRequestOptions, context: RequestContext) {
    const settle = {} as Settle<Result>;
    super((resolve, reject) => Object.assign(settle, { resolve, reject }));
    this.#settle = settle;
    this.#options = options;
    this.#context = context;
    this.#timer = options.time ? new RequestTimer() : undefined;
    if (context.hasCallback) super.then(undefined, () => {});
    context.signal?.addEventListener('abort', this.#giveUp, { once: true });
    // A promise, since fake timers can hold `queueMicrotask` up for ever.
    void Promise.resolve().then(() => this.#run());
  }

  // biome-ignore lint/suspicious/noThenProperty: a promise has one; whether it was called decides if a piped body is kept
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

  /** Ends the request wherever it is. The promise stays pending, as in request. */
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
   * Sends the body to a stream as it arrives. Unless the promise is awaited as well, the body is not kept in
   * memory. A response under way on a server gets status and headers too. When the destination goes away, the rest of
   * the body is read on, and the promise settles.
   */
  pipe<Target extends NodeJS.WritableStream>(destination: Target, options?: { end?: boolean }): Target {
    this.#destinations.push({ stream: destination, options });
    // Another call waits for its body from now on, and not only when ours arrives.
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

  /** Like {@link on}, for one time. */
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

  /** How many listen to an event. */
  listenerCount(event: string): number {
    return this.#events.listenerCount(event);
  }

  /** Emits an event to this request's listeners; streams that are piped in do. */
  emit(event: string, ...args: unknown[]): boolean {
    if (event === 'error' && this.#events.listenerCount('error') === 0) return false;
    // Somebody pipes into this call: the body is still to come.
    if (event === 'pipe') this.#openUpload();
    return this.#events.emit(event, ...args);
  }

  /** Writes a part of the body; for a stream that is piped into the call. */
  write(chunk: string | Uint8Array): boolean {
    return this.#openUpload().write(chunk);
  }

  /** Ends a body that was written. */
  end(chunk?: string | Uint8Array): this {
    if (chunk === undefined) this.#openUpload().end();
    else this.#openUpload().end(chunk);
    return this;
  }

  /** `{ uri, method, headers }`, without credentials. */
  toJSON(): ReturnType<RequestSummary['toJSON']> {
    const { url, method, headers } = this.#prepare();
    return summarise(legacyUrl(url), method, headers.toObject()).toJSON();
  }

  #openUpload(): PassThrough {
    if (!this.#upload) {
      const { PassThrough: Upload } = require('node:stream') as typeof import('node:stream');
      this.#upload = new Upload();
      this.#upload.on('drain', () => this.#events.emit('drain'));
    }
    return this.#upload;
  }

  #prepare(): PreparedRequest {
    this.#prepared ??= prepareRequest(this.#options, { ...this.#context, upload: this.#upload });
    return this.#prepared;
  }

  async #run(): Promise<void> {
    const signal = this.#abort;
    if (this.#context.signal?.aborted) this.#giveUp();
    if (signal.aborted) return;
    let response: HttpClientResponse;
    try {
      response = await follow(this.#context.core, {
        request: this.#prepare(),
        options: this.#options,
        signal,
        onRequest: (request) => {
          this.#timer?.watch(request);
          this.#events.emit('request', request);
        },
        onRedirect: () => this.#events.emit('redirect'),
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
    // Those that a listener adds are piped to as they come.
    const destinations = [...this.#destinations];
    this.#events.emit('response', response);
    for (const { stream, options } of destinations) {
      writeHead(stream, response);
      this.#feed(response.content, stream, options);
    }
    const keep = this.#destinations.length === 0 || this.#isAwaited || this.#context.hasCallback;
    const emit = (chunk: Buffer | string) => this.#events.emit('data', chunk);
    const body = await readBody(response.content, this.#options, keep, emit, {
      bytes: this.#prepare().maxResponseBytes,
      host: response.request.uri.host ?? '',
      announced: response.announcedBytes,
    });
    if (body.kept) response.body = body.value;
    this.#events.emit('end', undefined);
  }

  /** A destination that goes away stops the flow: the rest is read on, so that the call ends as it would without. */
  #feed(content: Readable, destination: NodeJS.WritableStream, options: Destination['options']): void {
    // It would never say that it has room for more.
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
      // The callback's own bug: neither swallowed nor mistaken for a failed request.
      setImmediate(() => {
        throw thrown;
      });
    }
  }
}

/** A server's response that is piped to gets the status and headers too, unless it sent its own. */
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
