import type { Transform } from 'node:stream';
import { createByteStream, headOfStream } from '../request/byte-stream';
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

  /** Takes over what a source says about its body, as request does. */
  receiveFrom(source: unknown): void {
    this.open();
    Object.assign(this.#body ?? {}, headOfStream(source));
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

/** The error of request for a body that comes when the request has been sent without one. */
export function startedAlready(): Error {
  return new Error('You cannot pipe to this stream after the outbound request has started.');
}
