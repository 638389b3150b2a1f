import type { Readable } from 'node:stream';
import { getOrAdd } from '../../internal/get-or-add';
import { isRecord } from '../../internal/is-record';
import { aborted, requestFailure } from '../wire/failures';
import { hasEnded } from './byte-stream';
import type { HttpRequestOptions } from './options';

/** Anything that can be piped: a stream of any version of Node or of a package, or another call. */
export type AnyStream = Pick<Readable, 'pipe' | 'on'>;

export function isAnyStream(value: unknown): value is AnyStream {
  return isRecord(value) && typeof value.pipe === 'function' && typeof value.on === 'function';
}

/**
 * Begins to read the streams among the fields of `formData` and the parts of `multipart`. A stream without a buffer emits its data even if
 * nobody listens, so the listener must be added when the call is made.
 */
export function beginToCollect({ formData, multipart }: HttpRequestOptions): void {
  if (!formData && !multipart) return;
  const fields = Object.values(formData ?? {}).flat();
  const bodies = (partsOf(multipart) ?? []).map((part) => Object(part).body);
  const described = fields.map((field) =>
    isRecord(field) && Object.hasOwn(field, 'value') ? field.value : field,
  );
  for (const value of [...fields, ...described, ...bodies]) {
    // A rejection is handled when the body is built. Until then Node would report it as unhandled.
    if (isAnyStream(value)) collectStream(value).catch(() => {});
  }
}

/** The parts of `multipart`. As in request, whatever has a method `forEach` is a list of parts. Undefined if it is no list. */
export function partsOf(multipart: HttpRequestOptions['multipart']): unknown[] | undefined {
  const given: unknown = Object(multipart).data || multipart;
  if (typeof Object(given).forEach !== 'function') return undefined;
  const parts: unknown[] = [];
  const list = given as { forEach(add: (part: unknown) => void): unknown };
  const done = list.forEach((part) => void parts.push(part));
  if (!(done instanceof Promise)) return parts;
  // That of a stream gives its parts later, when the body has been built without them.
  done.catch(() => {});
  return undefined;
}

const collected = new WeakMap<AnyStream, Promise<Buffer>>();

/**
 * All bytes of a stream.
 * @throws the error of the stream, or an Error for a stream that ended early or that holds something other than bytes
 */
export function collectStream(stream: AnyStream): Promise<Buffer> {
  return getOrAdd(collected, stream, async () => Buffer.concat((await chunksOf(stream)).map(toBytes)));
}

function chunksOf(stream: AnyStream & Partial<Pick<Readable, 'toArray' | 'destroyed'>>): Promise<unknown[]> {
  if (hasEnded(stream)) return Promise.reject(alreadyRead());
  if (typeof stream.toArray === 'function') return stream.toArray();
  return new Promise((resolve, reject) => {
    if (stream.destroyed) return reject(aborted());
    const { Writable } = require('node:stream') as typeof import('node:stream');
    const chunks: unknown[] = [];
    const sink = new Writable({
      objectMode: true,
      write(chunk, _encoding, done) {
        chunks.push(chunk);
        done();
      },
    });
    const endEarly = (cause: unknown): void => {
      if (!sink.writableEnded) reject(cause);
    };
    sink.once('finish', () => resolve(chunks));
    sink.once('close', () => endEarly(aborted()));
    stream.on('error', reject);
    for (const event of ['close', 'abort', 'aborted']) stream.on(event, () => endEarly(aborted()));
    stream.pipe(sink);
    if (stream instanceof Promise) watchCall(stream, endEarly);
  });
}

function alreadyRead(): Error {
  return requestFailure(
    'A stream in formData or multipart has already been read: pass one that is still open.',
    {
      code: 'ERR_STREAM_ALREADY_FINISHED',
    },
  );
}

/**
 * Handles a call whose body is collected here. A call that has ended emits nothing any more. Calling its own `then` would make it keep its
 * whole body in memory, in addition to the chunks that are collected here.
 */
function watchCall(call: Promise<unknown>, endEarly: (cause: unknown) => void): void {
  Promise.prototype.then.call(
    call,
    () => endEarly(aborted()),
    (error) => endEarly(error),
  );
}

function toBytes(chunk: unknown): Buffer {
  if (typeof chunk === 'string') return Buffer.from(chunk);
  if (ArrayBuffer.isView(chunk)) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  throw requestFailure('A stream in formData or multipart must hold text or bytes, and no objects.', {
    code: 'ERR_INVALID_ARG_TYPE',
  });
}

/** The properties of a stream from which form-data takes the file name and the type of a part. */
export function fileProperties(stream: AnyStream): object {
  const { path, name, httpVersion, headers, req } = stream as AnyStream & Record<string, unknown>;
  if (Object.hasOwn(stream, 'httpVersion')) {
    return { httpVersion, headers, readable: true, client: { _httpMessage: { path: Object(req).path } } };
  }
  return { path: path ?? pathOfCall(stream), name };
}

/** The path of another call. */
function pathOfCall(stream: object): unknown {
  if (!(stream instanceof Promise) || !('toJSON' in stream) || typeof stream.toJSON !== 'function')
    return undefined;
  return stream.toJSON().uri.path;
}
