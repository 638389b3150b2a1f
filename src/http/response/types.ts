import type { Caseless } from './caseless';

/** A URL in the parsed form that `node:url` calls a legacy Url, as in `response.request.uri`. */
export interface LegacyUrl {
  /** Scheme, with its colon. */
  protocol: string | null;
  /** Whether slashes follow the scheme. */
  slashes: boolean | null;
  /** User name and password, as `name:password`. */
  auth: string | null;
  /** Host, with its port if the URL names a port. */
  host: string | null;
  /** Port as text if the URL names a port. Otherwise the default port as a number. */
  port: string | number | null;
  /** Host without its port. */
  hostname: string | null;
  /** Fragment, with `#`. */
  hash: string | null;
  /** Query, with `?`. */
  search: string | null;
  /** Query, without `?`. */
  query: string | null;
  /** Path, without query. */
  pathname: string | null;
  /** Path and query. */
  path: string | null;
  /** The whole URL. */
  href: string;
}

/** The summary of a request that its response shows. */
export interface RequestSummary {
  /** The URL, in parts. */
  uri: LegacyUrl;
  /** The method. */
  method: string;
  /** The headers that were sent. */
  headers: Record<string, unknown>;
  /** The whole URL. */
  readonly href: string;
  /** Path and query of the URL. */
  readonly path: string | null;
  /** Host of the URL, without its port. */
  readonly host: string | null;
  /** Port as text if the URL names a port. Otherwise the default port as a number. */
  readonly port: string | number | null;
  /** The request body, unless it is a multipart body or was piped into the call. */
  readonly body: unknown;
  /** The name of a request header as it is spelt, or false if the header was not sent. */
  hasHeader(name: string): string | false;
  /** The value of a request header. The name may be in upper or lower case. */
  getHeader(name: string): unknown;
  /** URL, method and headers, without credentials. */
  toJSON(): {
    /** The URL, in parts. */
    uri: LegacyUrl;
    /** The method. */
    method: string;
    /** The headers that were sent. */
    headers: Record<string, unknown>;
  };
}

/** The steps of a request, in milliseconds since its start. They need `time: true`. */
export interface ResponseTimings {
  /** When a socket was assigned. */
  socket: number;
  /** When the host's address was known. */
  lookup: number;
  /** When the connection was established. */
  connect: number;
  /** When the first byte of the answer arrived. */
  response: number;
  /** When the last byte of the answer arrived. */
  end: number;
}

/**
 * A full response: the result of a call with `resolveWithFullResponse: true`
 * (docs/platform.md, "HTTPClient").
 */
// biome-ignore lint/suspicious/noExplicitAny: text, Buffer or parsed JSON by options, as in request-promise
export interface HttpResponse<Body = any> {
  /** HTTP status. */
  statusCode: number;
  /** HTTP status as text, such as `Not Found`. */
  statusMessage: string;
  /** HTTP version, such as `1.1`. */
  httpVersion: string;
  /** The first number of the HTTP version. */
  readonly httpVersionMajor: number;
  /** The second number of the HTTP version. */
  readonly httpVersionMinor: number;
  /** Response headers, with names in lower case. */
  headers: Record<string, string | string[] | undefined>;
  /** Names and values of the headers in turn, as received. */
  rawHeaders: string[];
  /** The response headers. A name may be in upper or lower case. */
  readonly caseless: Caseless;
  /** Headers that came after the body, with names in lower case. */
  readonly trailers: Record<string, string | undefined>;
  /** Names and values of the trailers in turn, as received. */
  readonly rawTrailers: string[];
  /** Whether the answer was received to its end. */
  readonly complete: boolean;
  /** The body: text, parsed JSON with `json`, bytes with `encoding: null`. */
  body: Body;
  /** The request that was sent. Its `toJSON` leaves out credentials. */
  request: RequestSummary;
  /** With `time: true`: milliseconds from the start to each step. */
  timings?: ResponseTimings;
  /** With `time: true`: when the call began, in milliseconds since 1970. */
  timingStart?: number;
  /** With `time: true`: milliseconds of each phase. */
  timingPhases?: Record<string, number>;
  /** With `time: true`: milliseconds of the whole call. */
  elapsedTime?: number;
  /** With `time: true`: when the first byte arrived, in milliseconds since 1970. */
  responseStartTime?: number;
  /** `{ statusCode, body, headers, request }`, without cycles and without credentials of the request. */
  toJSON(): object;
  /** Listens to the body as it arrives. It is meant for listeners of `'response'`. */
  on(event: string, listener: (...args: never[]) => void): this;
  /** Writes the body to a stream. */
  pipe<Target extends NodeJS.WritableStream>(destination: Target, options?: { end?: boolean }): Target;
}
