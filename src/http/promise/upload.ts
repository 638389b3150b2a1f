import type { Transform } from 'node:stream';
import { createByteStream } from '../request/byte-stream';
import type { PipedBody } from '../request/request-options';

/** The request body that is written or piped into a call. */
export class Upload {
  readonly #onDrain: (stream: Transform) => void;
  #body: (PipedBody & { stream: Transform }) | undefined;

  /** @param onDrain called when the body takes more, with its stream */
  constructor(onDrain: (stream: Transform) => void) {
    this.#onDrain = onDrain;
  }

  /** The body, or undefined if nothing has been written or piped into the call. */
  get body(): PipedBody | undefined {
    return this.#body;
  }

  /** The stream of the body. The caller will write to it. */
  open(): Transform {
    this.#body ??= this.#create();
    return this.#body.stream;
  }

  /**
   * Takes over what a source says about its body, as request does. A request that came to a server gives its method and its headers. An
   * answer gives the headers that describe its body.
   */
  receiveFrom(source: unknown): void {
    this.open();
    const { headers, method, statusCode, path } = Object(source) as Partial<
      import('node:http').IncomingMessage & import('node:fs').ReadStream
    >;
    // The host of the source is another one. A name with a colon is no header, but a part of HTTP/2.
    const given = Object.entries(headers ?? {}).filter(
      ([name]) => !/^(?:host$|:)/i.test(name) && (!statusCode || name.startsWith('content-')),
    );
    Object.assign(this.#body ?? {}, {
      headers: given,
      method: method || undefined,
      isFile: path !== undefined,
    });
  }

  /** Ends the body, if there is one. */
  end(): void {
    this.#body?.stream.end();
  }

  #create(): PipedBody & { stream: Transform } {
    const stream = createByteStream();
    stream.on('drain', () => this.#onDrain(stream));
    return { stream, headers: [] };
  }
}
