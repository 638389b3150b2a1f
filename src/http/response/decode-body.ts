import type { Readable } from 'node:stream';
import { aborted } from '../wire/failures';
import type { HopResponse } from '../wire/message';

/** The body that the caller reads. It is decoded only if `gzip` is true. */
export function decodeBody(hop: HopResponse, method: string, gzip: boolean): Readable {
  const { statusCode, headers, stream } = hop;
  const empty = method === 'HEAD' || statusCode < 200 || statusCode === 204 || statusCode === 304;
  const encoding = String(headers['content-encoding'] ?? 'identity')
    .trim()
    .toLowerCase();
  if (!gzip || empty || !['gzip', 'deflate', 'br'].includes(encoding)) return stream;
  const zlib = require('node:zlib') as typeof import('node:zlib');
  // Some servers flush their compressed stream but never end it. With these flags, such a body is read as far as it came, and does not
  // fail.
  const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = zlib.constants;
  const lenient = { flush: Z_SYNC_FLUSH, finishFlush: Z_SYNC_FLUSH };
  const decoder =
    encoding === 'br'
      ? zlib.createBrotliDecompress({ flush: BROTLI_OPERATION_FLUSH, finishFlush: BROTLI_OPERATION_FLUSH })
      : encoding === 'deflate'
        ? zlib.createInflate(lenient)
        : zlib.createGunzip(lenient);
  // An error may occur before the body is read. Without a listener it would end the process. Readers find it in `errored`.
  decoder.on('error', () => {});
  if (stream.errored) decoder.destroy(stream.errored);
  else stream.once('error', (error) => decoder.destroy(error));
  // A stream that is closed without an error would leave its decoder waiting.
  const cut = (): void => {
    if (!stream.readableEnded) decoder.destroy(aborted());
  };
  if (stream.closed) cut();
  else stream.once('close', cut);
  decoder.once('close', () => stream.destroy());
  return stream.pipe(decoder);
}
