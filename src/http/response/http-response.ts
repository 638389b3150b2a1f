import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { inspect } from 'node:util';
import type { HopResponse } from '../wire/message';
import { Caseless } from './caseless';
import { announcedBytes } from './response-limit';
import type { HttpResponse, RequestSummary, ResponseTimings } from './types';

/** Reading more bytes than this takes longer than opening a new connection. */
const MAX_DISCARDED_BYTES = 128 * 1024;

/** What a response knows of its request. */
export interface AnsweredRequest {
  readonly method: string;
  readonly host: string;
  /** Describes the request. It is called only when the description is read, because most callers never read it. */
  summary(): RequestSummary;
}

/** An own property, as in request. It becomes a plain value when it is read or written. */
const LAZY_REQUEST = {
  configurable: true,
  enumerable: true,
  get(this: HttpClientResponse): RequestSummary {
    this.request = this.answeredRequest.summary();
    return this.request;
  },
  set(this: HttpClientResponse, value: RequestSummary): void {
    Object.defineProperty(this, 'request', { configurable: true, enumerable: true, writable: true, value });
  },
};

/** A full response: plain data without the socket, safe to print and to serialise. */
export class HttpClientResponse implements HttpResponse {
  statusCode: number;
  statusMessage: string;
  httpVersion: string;
  headers: Record<string, string | string[] | undefined>;
  rawHeaders: string[];
  declare request: RequestSummary;
  declare body: HttpResponse['body'];
  declare timings?: ResponseTimings;
  declare timingStart?: number;
  declare timingPhases?: Record<string, number>;
  declare elapsedTime?: number;
  declare responseStartTime?: number;
  readonly #request: AnsweredRequest;
  readonly #content: Readable;
  /** The body as it was received. It is `content` itself, unless the body is decoded. */
  readonly #received: Readable;
  #isPiped = false;
  #encoding: BufferEncoding | undefined;

  constructor(hop: HopResponse, request: AnsweredRequest, content: Readable) {
    this.statusCode = hop.statusCode;
    this.statusMessage = hop.statusMessage;
    this.httpVersion = hop.httpVersion;
    this.headers = hop.headers;
    this.rawHeaders = hop.rawHeaders;
    Object.defineProperty(this, 'request', LAZY_REQUEST);
    this.#request = request;
    this.#content = content;
    this.#received = hop.stream;
  }

  /** The facts about the request that need no description. */
  get answeredRequest(): AnsweredRequest {
    return this.#request;
  }

  /** The body as a stream, decoded if `gzip` is true. */
  get content(): Readable {
    return this.#content;
  }

  /** Whether `content` is decoded, so that `content-encoding` and `content-length` no longer fit it. */
  get isDecoded(): boolean {
    return this.#content !== this.#received;
  }

  /** Whether the caller has piped this response to a stream. */
  get isPiped(): boolean {
    return this.#isPiped;
  }

  /** The length of the body by its `content-length`. Undefined if there is no body or if the body is decoded. */
  get announcedBytes(): number | undefined {
    const { statusCode } = this;
    const isEmpty = this.#request.method.toUpperCase() === 'HEAD' || statusCode === 204 || statusCode === 304;
    return announcedBytes(this.headers, !isEmpty && !this.isDecoded);
  }

  get httpVersionMajor(): number {
    return Number(this.httpVersion.split('.')[0]);
  }

  get httpVersionMinor(): number {
    return Number(this.httpVersion.split('.')[1]);
  }

  get trailers(): Record<string, string | undefined> {
    return HttpClientResponse.#message(this)?.trailers ?? {};
  }

  get rawTrailers(): string[] {
    return HttpClientResponse.#message(this)?.rawTrailers ?? [];
  }

  get complete(): boolean {
    // An answer that no server has sent, such as that of the rate limit, is always complete.
    return HttpClientResponse.#message(this)?.complete ?? true;
  }

  get caseless(): Caseless {
    return new Caseless(this.headers);
  }

  /** Node's own message of the answer. A copy that keeps the prototype has no private members, so this one is static. */
  static #message(response: HttpClientResponse): Partial<IncomingMessage> | undefined {
    return #received in response ? (response.#received as Partial<IncomingMessage>) : undefined;
  }

  toJSON(): object {
    return {
      statusCode: this.statusCode,
      body: this.body,
      headers: this.headers,
      request: this.request.toJSON(),
    };
  }

  /** Makes `on('data')` pass on text instead of bytes. As in request, a body that `gzip` decodes stays bytes here. */
  setEncoding(encoding: BufferEncoding): void {
    if (!this.isDecoded) this.#encoding = encoding;
  }

  /** Listens to the answer as it was received. As in request, a body that `gzip` decodes is not decoded here. */
  on(event: string, listener: (...args: never[]) => void): this {
    const emit = listener as (...args: unknown[]) => void;
    if (event === 'data' && this.#encoding) this.#onText(new StringDecoder(this.#encoding), emit);
    else this.#received.on(event, emit);
    return this;
  }

  #onText(decoder: StringDecoder, emit: (text: string) => void): void {
    // A text is empty if its bytes are only a part of a character, or of a group of base64.
    const pass = (text: string): void => {
      if (text !== '') emit(text);
    };
    this.#received.on('data', (chunk: Buffer) => pass(decoder.write(chunk)));
    this.#received.on('end', () => pass(decoder.end()));
  }

  /** Pipes the answer as it was received. */
  pipe<Target extends NodeJS.WritableStream>(destination: Target, options?: { end?: boolean }): Target {
    this.#isPiped = true;
    return this.#received.pipe(destination, options);
  }

  [inspect.custom](_depth: number, options: object): string {
    return `HttpResponse ${inspect({ ...this, request: this.request.toJSON() }, options)}`;
  }
}

/** Reads and drops a body, so that its connection can be used again. For a large body, the connection is closed instead. */
export function discard({ content, announcedBytes: announced = 0 }: HttpClientResponse): void {
  let left = MAX_DISCARDED_BYTES;
  content.on('error', () => {});
  if (announced > left) {
    content.destroy();
    return;
  }
  content.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) content.destroy();
  });
}
