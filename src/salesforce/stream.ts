import type { Duplex, PassThrough, Readable } from 'node:stream';

/**
 * The stream of one Salesforce request. What is written to it is the body of the request. What is read from it is the body of the answer.
 */
export class SalesforceStream {
  /** The stream itself, for jsforce or for the caller. */
  readonly duplex: Duplex;
  /** The body that was written, as the request sends it. */
  readonly upload: PassThrough;
  /** Called when the stream is closed before the answer has been read. */
  onAbandoned: (() => void) | undefined;
  #source: Readable | undefined;
  #pipes = 0;

  constructor() {
    const { Duplex, PassThrough } = require('node:stream') as typeof import('node:stream');
    this.upload = new PassThrough();
    // A request that fails may destroy its body. The call reports the failure, and data written later is dropped.
    this.upload.on('error', ignore);
    this.duplex = new Duplex({
      write: (chunk, encoding, done) => void this.upload.write(chunk, encoding, () => done()),
      final: (done) => {
        this.upload.end();
        done();
      },
      read: () => void this.#source?.resume(),
      destroy: (error, done) => {
        this.upload.destroy();
        if (this.#source?.readableEnded !== true) this.onAbandoned?.();
        done(error);
      },
    });
    this.duplex.on('pipe', () => {
      this.#pipes += 1;
    });
    this.duplex.on('unpipe', () => {
      this.#pipes -= 1;
    });
  }

  /**
   * Whether anybody listens for errors. Each stream that is piped into this one also has an error listener. That listener only stops the
   * pipe, so it does not count.
   */
  get isWatched(): boolean {
    return this.duplex.listenerCount('error') > this.#pipes;
  }

  /** Passes on the data of `source`, only as fast as it is read. */
  follow(source: Readable): void {
    this.#source = source;
    source.on('data', (chunk: Buffer) => {
      if (!this.duplex.push(chunk)) source.pause();
    });
    source.once('end', () => this.duplex.push(null));
    source.once('error', (error) => this.duplex.destroy(error));
  }

  /** Delivers the whole answer at once. */
  finish(bytes: Buffer): void {
    if (this.duplex.destroyed) return;
    if (bytes.length > 0) this.duplex.push(bytes);
    this.duplex.push(null);
  }
}

function ignore(): void {}
