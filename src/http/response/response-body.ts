import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { aborted } from '../wire/failures';
import { type ResponseLimit, responseTooLarge } from './response-limit';

/** How the bytes of a body become its value; the options of a call fit. */
export interface BodyOptions {
  encoding?: BufferEncoding | null | undefined;
  json?: unknown;
  jsonReviver?: ((this: unknown, key: string, value: unknown) => unknown) | undefined;
}

/** A body that was read to its end. */
export type ReceivedBody = { kept: true; value: unknown } | { kept: false };

/**
 * Reads a body to its end: text by `encoding`, bytes with `encoding: null`, parsed with `json` when it parses.
 * @param keep false to let the chunks go by
 * @param onChunk called with every chunk, as text when an encoding was asked for
 * @param limit for a body that is kept; one that is larger ends the connection
 */
export function readBody(
  content: Readable,
  options: BodyOptions,
  keep: boolean,
  onChunk: (chunk: Buffer | string) => void,
  limit: ResponseLimit,
): Promise<ReceivedBody> {
  const decoder = typeof options.encoding === 'string' ? new StringDecoder(options.encoding) : undefined;
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    if (content.errored) return reject(content.errored);
    const refuse = (): void => {
      chunks.length = 0;
      const error = responseTooLarge(limit);
      reject(error);
      content.destroy(error);
    };
    let received = 0;
    if (keep && limit.announced !== undefined && limit.announced > limit.bytes) {
      content.on('error', () => {});
      return refuse();
    }
    content.on('data', (chunk: Buffer) => {
      if (keep) {
        received += chunk.length;
        if (received > limit.bytes) return refuse();
        chunks.push(chunk);
      }
      onChunk(decoder ? decoder.write(chunk) : chunk);
    });
    content.once('error', reject);
    content.once('end', () => {
      if (!keep) return resolve({ kept: false });
      const bytes = Buffer.concat(chunks);
      // Not held beside their copy while that is parsed.
      chunks.length = 0;
      resolve({ kept: true, value: bodyOf(bytes, options) });
    });
    content.once('close', () => {
      if (!content.readableEnded) reject(aborted());
    });
  });
}

/** All bytes of a stream. @throws the stream's error, or that of a body beyond the limit, which ends the stream */
export async function collectBytes(stream: Readable, limit: ResponseLimit): Promise<Buffer> {
  const body = await readBody(stream, { encoding: null }, true, () => {}, limit);
  return body.kept ? (body.value as Buffer) : Buffer.alloc(0);
}

function bodyOf(bytes: Buffer, options: BodyOptions): unknown {
  const { encoding, json } = options;
  if (encoding === null && !json) return bytes;
  const decoded = bytes.toString(encoding ?? 'utf8');
  // request drops the byte order mark only where "utf8" was asked for by name.
  const text = encoding === 'utf8' && decoded.startsWith('\uFEFF') ? decoded.slice(1) : decoded;
  if (!json) return text;
  try {
    return JSON.parse(text, options.jsonReviver);
  } catch {
    // Not JSON after all: the caller gets the text, or nothing where there was none.
    return decoded === '' ? undefined : encoding === null ? bytes : text;
  }
}
