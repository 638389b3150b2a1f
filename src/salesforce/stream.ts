import type { Duplex, PassThrough, Readable } from 'node:stream';

/** The stream of one Salesforce request: what is written to it is the request's body, what is read is the answer's. */
export class SalesforceStream {
  /** Given to jsforce and to callers. */
  readonly duplex: Duplex;
  /** The written body, for the request. */
  readonly upload: PassThrough;
  /** Called when the stream is closed before the answer has been read. */
  onAbandoned: (() => void) | undefined;
  #source: Readable | undefined;
  #pipes = 0;

  constructor() {
    const { Duplex, PassThrough } = require('node:stream') as typeof import('node:stream');
    this.upload = new PassThrough();
    // A request that fails may destroy its body: the call reports it, and what is still written goes nowhere.
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

  /** Whether somebody listens for errors; a stream that is piped in listens only to stop writing. */
  get isWatched(): boolean {
    return this.duplex.listenerCount('error') > this.#pipes;
  }

  /** Hands on what `source` delivers, no faster than it is read. */
  follow(source: Readable): void {
    this.#source = source;
    source.on('data', (chunk: Buffer) => {
      if (!this.duplex.push(chunk)) source.pause();
    });
    source.once('end', () => this.duplex.push(null));
    source.once('error', (error) => this.duplex.destroy(error));
  }

  /** The whole answer at once. */
  finish(bytes: Buffer): void {
    if (this.duplex.destroyed) return;
    if (bytes.length > 0) this.duplex.push(bytes);
    this.duplex.push(null);
  }
}

function ignore(): void {}
