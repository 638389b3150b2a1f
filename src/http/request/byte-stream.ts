import type { Readable, Transform } from 'node:stream';
import { passableError } from '../../internal/node/passable-error';
import type { HeaderValue } from '../wire/message';

/**
 * A stream that passes bytes on. A chunk that is neither text nor bytes destroys it with an error. Node's request would throw an exception
 * that nobody can catch.
 */
export function createByteStream(): Transform {
  const { Transform: ByteStream } = require('node:stream') as typeof import('node:stream');
  const { types } = require('node:util') as typeof import('node:util');
  const stream = new ByteStream({
    writableObjectMode: true,
    // One chunk is being sent and one waits. There are no more, because a chunk may be large.
    writableHighWaterMark: 2,
    transform(chunk: unknown, encoding, done) {
      if (typeof chunk !== 'string' && !types.isUint8Array(chunk)) return done(wrongChunk(chunk));
      this.push(chunk, encoding);
      done();
    },
  });
  // An error may occur before the body is sent. Its sender finds it in `stream.errored`.
  stream.on('error', () => {});
  return stream;
}

/**
 * The bytes of any stream: a stream of Node or of the package readable-stream, a classic stream that only emits `data` and `end`, or
 * another call.
 * @throws the error of a stream that has failed. Error for a stream that has been read or closed, because it would send nothing.
 */
export function bytesOfStream(source: NodeJS.ReadableStream): Readable {
  const { destroyed, errored } = source as Partial<Readable>;
  if (errored) throw errored;
  if (destroyed || hasEnded(source)) {
    throw new Error(
      'Argument error, options.body. The stream has already been read or closed: pass one that is still open.',
    );
  }
  const bytes = createByteStream();
  source.on('error', (error) => bytes.destroy(passableError(error)));
  source.on('close', () => {
    if (!bytes.writableEnded) bytes.destroy(new Error('The stream of the body was closed before its end.'));
  });
  // A stream that can only be written to returns nothing and emits an error.
  source.pipe(bytes);
  return bytes;
}

/** Whether a stream has been read to its end. Streams of old packages say so only in their state. */
export function hasEnded(stream: object): boolean {
  const { readableEnded, _readableState } = stream as {
    readableEnded?: boolean;
    _readableState?: { endEmitted?: boolean };
  };
  return Boolean(readableEnded ?? _readableState?.endEmitted);
}

/** What a stream says about the bytes that it holds. */
export interface StreamHead {
  /** The headers that the stream gives. The headers of the call take precedence. */
  headers: [name: string, value: HeaderValue | undefined][];
  /** The method that the stream gives, for a call without a method. */
  method?: string | undefined;
  /** Whether the stream is a file. */
  isFile: boolean;
}

/**
 * What a source says about its body, as in request. A request that came to a server gives its method and its headers. An answer gives the
 * headers that describe its body. Another call gives nothing, because its headers are for another server.
 */
export function headOfStream(source: unknown): StreamHead {
  if (source instanceof Promise) return { headers: [], isFile: false };
  const { headers, method, statusCode, path } = Object(source) as Partial<
    import('node:http').IncomingMessage & import('node:fs').ReadStream
  >;
  // The host of the source is another one. A name with a colon is no header, but a part of HTTP/2.
  const given = Object.entries(headers ?? {}).filter(
    ([name]) => !/^(?:host$|:)/i.test(name) && (!statusCode || name.startsWith('content-')),
  );
  return { headers: given, method: method || undefined, isFile: path !== undefined };
}

function wrongChunk(chunk: unknown): Error {
  return new Error(
    `Argument error, options.body. A stream must hold text or bytes, and this one holds a value of type ${typeof chunk}: ` +
      'turn its values into text first, for example into lines of JSON.',
  );
}
