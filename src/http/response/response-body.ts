import type { Readable } from 'node:stream';
import { aborted } from '../wire/failures';
import { type ResponseLimit, responseTooLarge } from './response-limit';

/** Options for turning the bytes of a body into its value. The options of a call fit this type. */
export interface BodyOptions {
  encoding?: BufferEncoding | null | undefined;
  json?: unknown;
  jsonReviver?: ((this: unknown, key: string, value: unknown) => unknown) | undefined;
}

/** The result of reading a body to its end. There is a value only if the body was kept. */
export type ReceivedBody = { kept: true; value: unknown } | { kept: false };

/**
 * Reads a body to its end. The value is text in `encoding`, or bytes with `encoding: null`. With `json`, it is the parsed value if the text
 * is JSON.
 * @param keep false passes the chunks only to `onChunk` and does not keep them
 * @param onChunk called with every chunk. If it throws, the connection is closed and its error is the result.
 * @param limit the greatest size of a body that is kept. A larger body closes the connection.
 */
export function readBody(
  content: Readable,
  options: BodyOptions,
  keep: boolean,
  onChunk: (chunk: Buffer) => void,
  limit: ResponseLimit,
): Promise<ReceivedBody> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    if (content.errored) return reject(content.errored);
    if (content.closed && !content.readableEnded) return reject(aborted());
    let isKept = keep;
    /** Stops keeping a body that is too large. Returns whether the body is still read. */
    const exceed = (): boolean => {
      chunks.length = 0;
      isKept = false;
      if (limit.mayDrop?.()) return true;
      const error = responseTooLarge(limit);
      reject(error);
      content.destroy(error);
      return false;
    };
    content.on('error', reject);
    if (isKept && limit.announced !== undefined && limit.announced > limit.bytes && !exceed()) return;
    let received = 0;
    content.on('data', (chunk: Buffer) => {
      if (isKept) {
        received += chunk.length;
        if (received <= limit.bytes) chunks.push(chunk);
        else if (!exceed()) return;
      }
      try {
        onChunk(chunk);
      } catch (error) {
        // A listener of the caller threw. An exception here would end the process.
        reject(error);
        content.destroy();
      }
    });
    content.on('end', () => {
      if (!isKept) return resolve({ kept: false });
      // The chunks are still held while the body is decoded. If they were freed there, glibc would give their memory back
      // to the system, and the next body would have to ask for it again, page by page.
      resolve({ kept: true, value: bodyOf(Buffer.concat(chunks), options) });
    });
    content.on('close', () => {
      if (!content.readableEnded) reject(aborted());
    });
  });
}

/**
 * All bytes of a stream.
 * @throws the error of the stream, or the error for a body beyond the limit, which also closes the stream
 */
export async function collectBytes(stream: Readable, limit: ResponseLimit): Promise<Buffer> {
  const body = await readBody(stream, { encoding: null }, true, () => {}, limit);
  return body.kept ? (body.value as Buffer) : Buffer.alloc(0);
}

function bodyOf(bytes: Buffer, options: BodyOptions): unknown {
  const { encoding, json } = options;
  if (encoding === null && !json) return bytes;
  const decoded = bytes.toString(encoding ?? 'utf8');
  // As in request, the byte order mark is dropped only if the caller set the encoding "utf8" explicitly.
  const text = encoding === 'utf8' && decoded.startsWith('\uFEFF') ? decoded.slice(1) : decoded;
  if (!json) return text;
  try {
    return JSON.parse(text, options.jsonReviver);
  } catch {
    // The body is not JSON: the caller gets the text or the bytes, and undefined for an empty body.
    return decoded === '' ? undefined : encoding === null ? bytes : text;
  }
}
