import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { CancelSignal } from './cancellation';
import type { ConnectionOptions } from './connection-options';

/** The value of a request header as it was given. Node writes numbers as text. */
export type HeaderValue = string | string[] | number;

/** The body of a request. `undefined` means no body. A stream can be sent only once. */
export type WireBody = string | Buffer | Readable | undefined;

/** The parts of a request that decide whether it may leave the process, and through which proxy. */
export interface Departure {
  method: string;
  /** The final URL. Nothing is merged into it later. */
  url: URL;
  /** Proxy URL of this call. `null` or `''` means no proxy, and `undefined` the configured proxy. */
  proxy?: string | null | undefined;
  /**
   * With `queue`, a request of the library itself waits for a slot of the rate limit instead of failing. With `exempt`, the rules of V1 do
   * not apply, because the request is sent from outside the platform, or from V2.
   * @default 'policy'
   */
  admission?: 'policy' | 'queue' | 'exempt' | undefined;
  /** Hosts that this request may call in addition to the whitelist. */
  allows?: ((hostname: string) => boolean) | undefined;
  signal?: CancelSignal | undefined;
  /** What the call has sent so far. Its credentials are not published with the URL, which a server may have chosen. */
  sent?: readonly unknown[] | undefined;
}

/** One request of a call: the first one, or the request that follows a redirect or answers a challenge. */
export interface Hop extends Departure, ConnectionOptions {
  headers: Record<string, HeaderValue>;
  body: WireBody;
  /** Milliseconds that connecting may take, and then that the connection may stay silent. 0 means no limit. */
  timeoutMs: number;
  /** How many bytes the headers of the answer may have. Undefined means Node's own limit. */
  maxHeaderSize?: number | undefined;
  /** Called with each request of Node before anything is written to it. A stale connection leads to a second one. */
  onRequest?: ((request: ClientRequest) => void) | undefined;
  /** Called with the socket of each request. It may still be connecting. */
  onSocket?: ((socket: Socket, request: ClientRequest) => void) | undefined;
}

/** The answer to a hop. `stream` carries the body as received, still encoded. */
export interface HopResponse {
  statusCode: number;
  statusMessage: string;
  httpVersion: string;
  headers: Record<string, string | string[] | undefined>;
  /** Names and values of the headers in turn, as they were received. */
  rawHeaders: string[];
  stream: Readable;
}

/** Whether a body is a stream, which cannot be sent a second time. */
export function isStream(body: WireBody): body is Readable {
  return typeof body === 'object' && !Buffer.isBuffer(body);
}

/** Methods whose request may be sent again, because sending it twice has the effect of sending it once. */
const REPEATABLE_METHODS = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']);

/**
 * Whether a request may be sent once more after its kept connection was reset. The server may have taken the request
 * before the reset, so a POST or a PATCH is never sent twice (docs/platform.md, "Connections that are kept").
 */
export function isRepeatable(method: string): boolean {
  // A caller may pass any value as the method. Node says what is wrong with it when the request is opened.
  return REPEATABLE_METHODS.has(String(method).toUpperCase());
}

/**
 * The longest time in milliseconds that a kept connection may have been idle for a request that must not be sent twice. After a longer
 * time, the other end may have closed the connection.
 */
export const FRESH_MS = 1_000;
