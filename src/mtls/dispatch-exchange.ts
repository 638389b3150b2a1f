import type { Readable } from 'node:stream';
import { HeaderMap } from '../http/request/header-map';
import { decodeBody } from '../http/response/decode-body';
import type { HopResponse } from '../http/wire/message';
import type { MtlsAttempt, MtlsDispatch } from './mtls-dispatchers';
import type { MtlsRequest } from './mtls-request';

/** Headers that fetch sends for a request without headers of its own. */
const DEFAULT_HEADERS = { accept: '*/*', 'accept-encoding': 'gzip, deflate, br' };

/**
 * Sends a request on a connection of undici, without fetch. fetch waits with `queueMicrotask`, and the fake timers of Jest and sinon hold
 * that back for ever.
 * @throws the error of the connection, or the reason of the signal
 */
export function exchange(
  request: MtlsRequest,
  dispatch: MtlsDispatch,
  attempt: MtlsAttempt,
): Promise<HopResponse> {
  const { method, url, body } = request;
  const { signal } = attempt;
  return new Promise((resolve, reject) => {
    let stream: Readable | undefined;
    let abort: ((reason: unknown) => void) | undefined;
    const giveUp = (): void => {
      reject(signal.reason);
      stream?.destroy(signal.reason);
      abort?.(signal.reason);
    };
    const stop = (): void => signal.removeEventListener('abort', giveUp);
    if (signal.aborted) return giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    const handler = {
      onConnect(end: (reason: unknown) => void): void {
        abort = end;
        if (signal.aborted) giveUp();
        else attempt.sent?.();
      },
      onHeaders(status: number, raw: Buffer[], resume: () => void, statusMessage: string): boolean {
        // This is an interim answer. The final answer follows.
        if (status < 200) return true;
        stream = bodyStream(resume, (reason) => abort?.(reason));
        const rawHeaders = raw.map((bytes) => bytes.toString('latin1'));
        const answer = { statusCode: status, statusMessage, httpVersion: '1.1', rawHeaders, stream };
        const hop = { ...answer, headers: joined(rawHeaders) };
        resolve({ ...hop, stream: decoded(hop, method) });
        return true;
      },
      onData: (chunk: Buffer): boolean => stream?.push(chunk) ?? true,
      onComplete(): void {
        stop();
        stream?.push(null);
      },
      onError(error: Error): void {
        stop();
        reject(error);
        stream?.destroy(error);
      },
    };
    const target = { origin: url.origin, path: url.pathname + url.search, method, servername: url.hostname };
    dispatch({ ...target, headers: headersOf(request), body: body ?? null }, handler, attempt);
  });
}

/** The body of an answer with all of its compression decoded, as fetch does it. */
function decoded(hop: HopResponse, method: string): Readable {
  const layers = String(hop.headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',');
  return layers.reduceRight((stream, layer) => {
    const headers = { 'content-encoding': layer.trim().replace(/^x-/, '') };
    return decodeBody({ ...hop, headers, stream }, method, true);
  }, hop.stream);
}

function headersOf({ headers }: MtlsRequest): Record<string, unknown> {
  const map = new HeaderMap();
  for (const [name, value] of headers) {
    const before = map.get(name);
    map.set(name, before === undefined ? value : [before, value].flat().map(String));
  }
  for (const [name, value] of Object.entries(DEFAULT_HEADERS)) map.setDefault(name, value);
  return map.toObject();
}

/** The headers of an answer in the form of fetch. Values of the same name are joined, except those of `set-cookie`. */
function joined(raw: readonly string[]): HopResponse['headers'] {
  const headers: Record<string, string | string[] | undefined> = {};
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = String(raw[i]).toLowerCase();
    const value = String(raw[i + 1]);
    const before = Object.hasOwn(headers, name) ? headers[name] : undefined;
    if (name === 'set-cookie') headers[name] = [...(before ?? []), value];
    else define(headers, name, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}

/** Sets a header that may have the name `__proto__`. */
function define(headers: object, name: string, value: string): void {
  Object.defineProperty(headers, name, { value, enumerable: true, configurable: true, writable: true });
}

function bodyStream(resume: () => void, abort: (reason: unknown) => void): Readable {
  const { Readable: Stream } = require('node:stream') as typeof import('node:stream');
  const stream = new Stream({
    read: resume,
    destroy(error, callback) {
      if (!stream.readableEnded) abort(error ?? new Error('The body was not read to its end'));
      callback(error);
    },
  });
  // An error may occur before the body is read. Without a listener it would end the process. Readers find it
  // in `stream.errored`.
  return stream.on('error', () => {});
}
