import type { ClientRequest } from 'node:http';
import type { Readable } from 'node:stream';
import type { CancelSignal } from './cancellation';
import type { ConnectionOptions } from './connection-options';

/** The value of a request header as given: Node writes numbers as text. */
export type HeaderValue = string | string[] | number;

/** The body of a request: `undefined` for none. A stream can be sent only once. */
export type WireBody = string | Buffer | Readable | undefined;

/** What of a request decides whether it may leave the process, and which way. */
export interface Departure {
  method: string;
  /** Final: nothing is merged into the URL below. */
  url: URL;
  /** Proxy URL of this call; `null` or `''` for none; `undefined` leaves it to the environment. */
  proxy?: string | null | undefined;
  /**
   * `queue`: the library's own requests wait for a slot of the rate limit instead of failing.
   * `exempt`: the platform's rules are not for this request, because it is sent from outside the platform.
   * @default 'policy'
   */
  admission?: 'policy' | 'queue' | 'exempt' | undefined;
  signal?: CancelSignal | undefined;
}

/** One request of a call: the first one, or the request that follows a redirect or answers a challenge. */
export interface Hop extends Departure, ConnectionOptions {
  headers: Record<string, HeaderValue>;
  body: WireBody;
  /** Milliseconds to connect, and then of silence; 0 for no limit. */
  timeoutMs: number;
  /** Hears of each request of Node before anything is written to it: a stale connection makes a second one. */
  onRequest?: ((request: ClientRequest) => void) | undefined;
}

/** The answer to a hop. `stream` carries the body as received, still encoded. */
export interface HopResponse {
  statusCode: number;
  statusMessage: string;
  httpVersion: string;
  headers: Record<string, string | string[] | undefined>;
  /** Names and values in turn, as received. */
  rawHeaders: string[];
  stream: Readable;
}

/** Whether a body is a stream, which cannot be sent a second time. */
export function isStream(body: WireBody): body is Readable {
  return typeof body === 'object' && !Buffer.isBuffer(body);
}
