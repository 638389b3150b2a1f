import type { Readable } from 'node:stream';
import type { HttpClientResponse } from '../response/http-response';

type PipeOptions = { end?: boolean } | undefined;

/** The streams into which a call pipes its body. */
export class Destinations {
  readonly #known: { stream: NodeJS.WritableStream; options: PipeOptions }[] = [];
  /** Destinations into which the body is being piped. */
  readonly #fed = new Set<NodeJS.WritableStream>();
  #content: Readable | undefined;

  /** @param content the body, if the response has already arrived */
  constructor(content: Readable | undefined) {
    this.#content = content;
  }

  /** Adds a destination. Its body follows at once if the response has arrived. */
  add(stream: NodeJS.WritableStream, options: PipeOptions): void {
    this.#known.push({ stream, options });
    if (this.#content) this.#feed(this.#content, stream, options);
  }

  /** Pipes the body of a response. A response of a server as destination also gets status and headers. */
  start(response: HttpClientResponse, announce: () => void): void {
    this.#content = response.content;
    // A copy: `add` itself feeds a destination that a `response` listener adds.
    const known = [...this.#known];
    announce();
    for (const { stream, options } of known) {
      writeHead(stream, response);
      this.#feed(response.content, stream, options);
    }
  }

  /** Pipes the body. When the last destination is gone, the rest is still read: otherwise the call would never end. */
  #feed(content: Readable, destination: NodeJS.WritableStream, options: PipeOptions): void {
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
