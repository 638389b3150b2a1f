import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { RequestError } from '../../errors';
import { announceCall, type WatchedCall, withCallSite } from '../../internal/async/call-channel';
import { passableError, reasonOf } from '../../internal/node/passable-error';
import { nextTurn, realTime } from '../../internal/real-time';
import { withSent } from '../../internal/redact/sent-values';
import type { HttpCore } from '../http-core';
import { follow, type SentHop } from '../redirects/follow';
import type { HttpRequestOptions } from '../request/options';
import { requestLine } from '../request/request-line';
import type { PrepareContext } from '../request/request-options';
import type { HttpClientResponse } from '../response/http-response';
import { readBody } from '../response/response-body';
import { Cancellation, type CancelSignal } from '../wire/cancellation';
import { aborted, isOwnTimeout } from '../wire/failures';
import { RequestBuilder } from './builder-methods';
import { Destinations } from './destinations';
import { Draft } from './draft';
import { outcomeOf } from './outcome';
import { RequestTimer } from './timings';
import { startedAlready, Upload } from './upload';

/** The values that a request needs besides its options. */
export interface RequestContext extends PrepareContext {
  core: HttpCore;
  /** Whether the caller gave a callback. It receives errors in addition to the promise. */
  hasCallback: boolean;
  /** The call that a client has already announced. */
  call?: WatchedCall | undefined;
  /** Ends the request and rejects the promise. `abort()` does not reject it. */
  signal?: CancelSignal | undefined;
}

/**
 * The result of an HTTPClient call: a promise of the body (or of the response) with the methods of request's
 * object. Nothing is sent before the current turn of the event loop ends, so listeners can still be added.
 */
export class HttpRequestPromise<Result> extends RequestBuilder<Result> {
  readonly #resolve: (value: Result) => void;
  readonly #reject: (error: unknown) => void;
  readonly #options: HttpRequestOptions;
  readonly #context: RequestContext;
  readonly #draft: Draft;
  readonly #abort = new Cancellation();
  /** Created with the first destination, and the upload with its first bytes, since most calls have neither. */
  #destinations: Destinations | undefined;
  #upload: Upload | undefined;
  readonly #call: WatchedCall | undefined;
  readonly #timer: RequestTimer | undefined;
  /** What each hop sent, for an error of the call: see `withSent`. */
  readonly #sent: SentHop[] = [];
  #content: Readable | undefined;
  /** Whether a piped body is kept in memory too, because the promise may be awaited. */
  #isKept: boolean;
  /** Whether the value of the promise is awaited, and not only its end or its error. */
  #isAwaited = false;
  #isSettled = false;
  #isPaused = false;
  #plain: Promise<Result> | undefined;

  constructor(options: HttpRequestOptions, context: RequestContext) {
    let settle: [(value: Result) => void, (error: unknown) => void] | undefined;
    const draft = new Draft(options, context);
    super((...functions) => {
      settle = functions;
    }, draft);
    this.#draft = draft;
    [this.#resolve, this.#reject] = settle as unknown as [(value: Result) => void, (error: unknown) => void];
    this.#options = options;
    this.#context = context;
    this.#isKept = context.hasCallback;
    this.#timer = options.time ? new RequestTimer() : undefined;
    this.#call = context.call ?? announceCall(() => requestLine(this));
    if (context.hasCallback) super.then(undefined, () => {});
    context.signal?.addEventListener('abort', this.#giveUp, { once: true });
    // As in request. The calls of one turn are then written one right after the other, and wake the system only once.
    void nextTurn().then(() => this.#run());
  }

  // biome-ignore lint/suspicious/noThenProperty: a promise has `then`; a call of it says that a piped body is kept
  override then<Fulfilled = Result, Rejected = never>(
    onFulfilled?: ((value: Result) => Fulfilled | PromiseLike<Fulfilled>) | null,
    onRejected?: ((reason: unknown) => Rejected | PromiseLike<Rejected>) | null,
  ): Promise<Fulfilled | Rejected> {
    this.#isKept = true;
    if (typeof onFulfilled === 'function') this.#isAwaited = true;
    return super.then(onFulfilled, onRejected);
  }

  override finally(onFinally?: (() => void) | null): Promise<Result> {
    // The method of Promise would call `then` with a function, as if the value were awaited.
    this.#isKept = true;
    return super.then((value) => value).finally(onFinally);
  }

  /** A plain promise of the same result. */
  promise(): Promise<Result> {
    this.#plain ??= this.then((result) => result);
    return this.#plain;
  }

  /** Ends the request at any stage. The promise stays pending, as in request. */
  abort(): void {
    if (this.#abort.aborted || this.#isSettled) return;
    this.#context.signal?.removeEventListener('abort', this.#giveUp);
    this.#abort.abort(aborted());
    if (this.#call) this.#call.isSettled = true;
    this.#content?.destroy();
    this.emit('abort');
  }

  /** The same as {@link abort}. */
  cancel(): void {
    this.abort();
  }

  /** Stops reading the response body, also before it arrives. The server has to wait. */
  pause(): void {
    this.#isPaused = true;
    this.#content?.pause();
  }

  /** Continues reading after {@link pause}. */
  resume(): void {
    this.#isPaused = false;
    this.#content?.resume();
  }

  /** Ends a request body that is written or piped in, as in request. To end the whole request, use {@link abort}. */
  destroy(): void {
    this.#upload?.end();
  }

  /**
   * Sends the response body to a stream as it arrives. The body is kept in memory only if the promise is awaited too. A response
   * of a server also gets status and headers. If the stream is closed early, the rest of the body is read, and the promise settles.
   */
  pipe<Target extends NodeJS.WritableStream>(destination: Target, options?: { end?: boolean }): Target {
    // The other call must wait for its body from now on, and not only when this response arrives.
    if (destination instanceof HttpRequestPromise) destination.#openUpload().open();
    this.#destinations ??= new Destinations(this.#content);
    this.#destinations.add(destination, options);
    return destination;
  }

  override emit(event: string, ...args: unknown[]): boolean {
    // A stream is piped into this call, so the request body is still to come.
    if (event === 'pipe') this.#openUpload().receiveFrom(args[0]);
    // As in request, an error that the caller emits ends the call.
    if (event === 'error' && this.#end(args[0])) return true;
    return super.emit(event, ...args);
  }

  /** Writes a part of the request body. A stream that is piped into the call uses it. */
  write(chunk: string | Uint8Array, encoding: BufferEncoding = 'utf8', done?: () => void): boolean {
    return this.#openUpload().open().write(chunk, encoding, done);
  }

  /** Ends the request body. */
  end(chunk?: string | Uint8Array): this {
    // As in request, the end of a body that is none is ignored.
    if (chunk || this.#upload || !this.#draft.isStarted) this.#openUpload().open().end(chunk);
    return this;
  }

  #openUpload(): Upload {
    if (this.#draft.isStarted && !this.#upload) this.#end(startedAlready());
    this.#upload ??= new Upload((stream) => this.#emitWithin(stream, 'drain'));
    return this.#upload;
  }

  async #run(): Promise<void> {
    if (this.#context.signal?.aborted) this.#giveUp();
    if (this.#abort.aborted) return;
    let response: HttpClientResponse;
    try {
      response = await follow(this.#context.core, {
        request: this.#draft.start(this.#upload?.body),
        options: this.#options,
        signal: this.#abort,
        sent: this.#sent,
        shownBody: () => this.#draft.body,
        onRequest: (request) => {
          this.#timer?.watch(request);
          this.#draft.nodeRequest = request;
          this.emit('request', request);
        },
        onSocket: (socket, request) => this.#emitWithin(request, 'socket', socket),
        onRedirect: (next) => {
          this.#draft.redirect(next);
          this.emit('redirect');
        },
      });
      this.#timer?.responded(response);
      await this.#receive(response);
    } catch (error) {
      // A listener that threw may have left the body unread.
      this.#content?.destroy();
      if (!this.#abort.aborted) this.#fail(error);
      return;
    }
    if (this.#abort.aborted) return;
    this.#settled();
    this.#timer?.ended(response);
    this.#outside(() => this.#options.callback?.call(this, null, response, response.body));
    void outcomeOf(this.#options, response, this.#sent).then(
      (value) => this.#resolve(value as Result),
      (error) => this.#reject(withCallSite(error, this.#call)),
    );
    this.#outside(() => this.emit('complete', response, response.body));
    this.#outside(() => this.emit('close'));
  }

  async #receive(response: HttpClientResponse): Promise<void> {
    this.#content = response.content;
    this.#draft.response = response;
    const { encoding } = this.#options;
    // As in request, a call that is piped emits bytes.
    const decoder = encoding && !this.#destinations ? new StringDecoder(encoding) : undefined;
    if (encoding && decoder) response.setEncoding(encoding);
    const emitData = (chunk: Buffer | string = ''): void => {
      // A text is empty if its bytes are only a part of a character, or of a group of base64.
      if (chunk.length > 0) this.emit('data', chunk);
    };
    const announce = (): void => void this.emit('response', response);
    if (this.#destinations) this.#destinations.start(response, announce);
    else announce();
    if (this.#isPaused) response.content.pause();
    const keep = !this.#destinations || this.#isKept;
    const onChunk = (chunk: Buffer): void => emitData(decoder ? decoder.write(chunk) : chunk);
    const body = await readBody(response.content, this.#draft.answerOptions, keep, onChunk, {
      bytes: this.#draft.prepare().maxResponseBytes,
      host: response.answeredRequest.host,
      announced: response.announcedBytes,
      mayDrop: () => this.#mayDrop(response),
    });
    if (body.kept) response.body = body.value;
    emitData(decoder?.end());
    this.emit('end', undefined);
  }

  /**
   * Whether a body beyond the limit is read on without being kept. A stream that gets the body must get all of it, unless
   * the value of the promise is awaited, which can only be the whole body.
   */
  #mayDrop(response: HttpClientResponse): boolean {
    return !this.#isAwaited && (response.isPiped || this.#destinations !== undefined);
  }

  readonly #giveUp = (): void => void this.#end(this.#context.signal?.reason);

  /** Ends a call that still runs, and rejects it. Returns whether it was still running. */
  #end(reason: unknown): boolean {
    if (this.#abort.aborted || this.#isSettled) return false;
    this.#abort.abort(reason);
    this.#content?.destroy();
    this.#fail(reason);
    return true;
  }

  #settled(): void {
    this.#isSettled = true;
    if (this.#call) this.#call.isSettled = true;
    this.#context.signal?.removeEventListener('abort', this.#giveUp);
  }

  #fail(failure: unknown): void {
    this.#settled();
    const cause = reasonOf(failure);
    const error = new RequestError(cause, withSent(this.#options, this.#sent), undefined);
    this.#reject(withCallSite(error, this.#call));
    if (isOwnTimeout(cause)) this.#outside(() => this.emit('abort'));
    this.#outside(() => this.#options.callback?.call(this, cause as Error, undefined, undefined));
    this.#outside(() => this.emit('error', cause));
    this.#outside(() => this.emit('close'));
  }

  /** Emits an event of a stream of this call. An exception of a listener destroys the stream and ends the call. */
  #emitWithin(stream: { destroy(error: Error): unknown }, event: string, ...args: unknown[]): void {
    try {
      this.emit(event, ...args);
    } catch (error) {
      stream.destroy(passableError(error));
    }
  }

  /** Calls functions of the caller when the result is certain. Their exceptions must neither get lost nor change the result. */
  #outside(call: () => void): void {
    try {
      call();
    } catch (thrown) {
      // Uses its own timers, because a test's fake timers would hide the exception.
      realTime.setImmediate(() => {
        throw thrown;
      });
    }
  }
}
