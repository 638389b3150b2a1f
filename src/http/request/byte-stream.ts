import type { Readable, Transform } from 'node:stream';
import { passableError } from '../../internal/node/passable-error';

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
  const { destroyed, readableEnded, errored } = source as Partial<Readable>;
  if (errored) throw errored;
  if (destroyed || readableEnded) {
    throw new Error(
      'Argument error, options.body. The stream has already been read or closed: pass one that is still open.',
    );
  }
  const bytes = createByteStream();
  source.on('error', (error) => bytes.destroy(passableError(error)));
  source.on('close', () => {
    if (!bytes.writableEnded) bytes.destroy(new Error('The stream of the body was closed before its end.'));
  });
  return source.pipe(bytes);
}

function wrongChunk(chunk: unknown): Error {
  return new Error(
    `Argument error, options.body. A stream must hold text or bytes, and this one holds a value of type ${typeof chunk}: ` +
      'turn its values into text first, for example into lines of JSON.',
  );
}
