import type { Readable } from 'node:stream';
import type { HttpResponse, LegacyUrl } from '../response/types';
import type { TlsOptions } from '../wire/connection-options';
import type { AuthOptions, OAuthOptions } from './auth-options';
import type { CallerJar, CookieJar } from './cookies';

/** A part of `multipart`: a body plus its own headers. */
export interface MultipartPart {
  /** Content of the part. Every other key is a header. */
  body: string | Buffer | Readable;
  [header: string]: unknown;
}

/** A `transform` function. It receives the body, the full response, and the value of `resolveWithFullResponse`. */
export type ResponseTransform = (
  // biome-ignore lint/suspicious/noExplicitAny: only the caller knows the body's type, as in request-promise
  body: any,
  response: HttpResponse,
  resolveWithFullResponse: boolean,
) => unknown;

/** Called once, with the error or with the full response and its body. The promise settles too. */
export type RequestCallback = (
  error: Error | null,
  response: HttpResponse | undefined,
  // biome-ignore lint/suspicious/noExplicitAny: as above
  body: any,
) => void;

/**
 * Options of an HTTPClient call, with the names and defaults of request-promise
 * (docs/platform.md, "HTTPClient").
 */
export interface HttpRequestOptions extends TlsOptions {
  /** Absolute URL, or a path when `baseUrl` is given. */
  url?: string | URL | LegacyUrl | undefined;
  /** The same as `url`. */
  uri?: string | URL | LegacyUrl | undefined;
  /** Prepended to a `url` that is a path. */
  baseUrl?: string | undefined;
  /** HTTP method, in upper or lower case. @default 'GET' */
  method?: string | undefined;
  /** Request headers; names in upper or lower case. */
  headers?: Record<string, unknown> | undefined;
  /** Query parameters, merged into the query of the URL. */
  qs?: Record<string, unknown> | undefined;
  /** Options of `qs.parse`, for the query of the URL. */
  qsParseOptions?: Record<string, unknown> | undefined;
  /** Options of `qs.stringify`, for `qs` and `form`. */
  qsStringifyOptions?: Record<string, unknown> | undefined;
  /** True writes an array as repeated keys, as `node:querystring` does. */
  useQuerystring?: boolean | undefined;
  /** Text, bytes, a stream, or an array of text and bytes. With `json: true`, any JSON value. */
  body?: unknown;
  /**
   * True sends the body as JSON, asks for JSON, and parses the response if it is JSON. Any other truthy value has the same effect and is
   * itself the body.
   */
  json?: unknown;
  /** Second argument of `JSON.parse` for the body of the response. */
  jsonReviver?: ((this: unknown, key: string, value: unknown) => unknown) | undefined;
  /** Second argument of `JSON.stringify` for the body of the request. Only a function has an effect. */
  jsonReplacer?: ((this: unknown, key: string, value: unknown) => unknown) | undefined;
  /** Fields or text that are sent as application/x-www-form-urlencoded. */
  form?: Record<string, unknown> | string | undefined;
  /** Fields that are sent as multipart/form-data. Values are text, bytes, streams, `{ value, options }`, or arrays of them. */
  formData?: Record<string, unknown> | undefined;
  /** Parts that are sent as multipart/related, or as the multipart type that the Content-Type header names. */
  multipart?:
    | MultipartPart[]
    | {
        /** Whether the body is sent in chunks, without a length. */
        chunked?: boolean;
        /** The parts. */
        data: MultipartPart[];
      }
    | undefined;
  /** Whether a multipart body begins with an empty line. */
  preambleCRLF?: boolean | undefined;
  /** Whether a multipart body ends with an empty line. */
  postambleCRLF?: boolean | undefined;
  /** Credentials of Basic, Bearer or Digest authentication. */
  auth?: AuthOptions | undefined;
  /** Signs the call with OAuth 1.0a. */
  oauth?: OAuthOptions | undefined;
  /**
   * Milliseconds that connecting may take (error ETIMEDOUT with `connect: true`), and then that the
   * connection may stay silent (error ESOCKETTIMEDOUT).
   */
  timeout?: number | undefined;
  /** Ends the call at any stage. The call rejects with a RequestError whose cause is the reason of the signal. */
  signal?: AbortSignal | null | undefined;
  /** Encoding of the response body. `null` gives a Buffer. @default 'utf8' */
  encoding?: BufferEncoding | null | undefined;
  /**
   * How many bytes of the decoded response body may be kept in memory. For a larger body the call rejects
   * with `cause.code` `ErrorCodes.Toolbelt.RESPONSE_TOO_LARGE`, and the connection is closed. A body that is
   * only piped has no limit. A positive integer, or `Infinity` for no limit.
   * @default the value of `Toolbelt.configure`, 16 MiB
   */
  maxResponseBytes?: number | undefined;
  /** True asks for a body compressed with gzip, deflate or br, and decodes it. @default false */
  gzip?: boolean | undefined;
  /** True follows the redirects of GET and HEAD. A function decides about each of these redirects. @default true */
  followRedirect?: boolean | ((response: HttpResponse) => boolean) | undefined;
  /** True follows the redirects of every method. @default false */
  followAllRedirects?: boolean | undefined;
  /** True keeps the method when a redirect is followed. @default false */
  followOriginalHttpMethod?: boolean | undefined;
  /** How many redirects are followed. @default 10 */
  maxRedirects?: number | undefined;
  /** True sends no `referer` after a redirect. @default false */
  removeRefererHeader?: boolean | undefined;
  /**
   * Names of headers that are also sent after a redirect to another host, such as `['x-trace']`. Without it, only harmless headers are sent
   * there. Name a header with a credential only if every host that may follow is allowed to have it.
   */
  redirectHeaders?: readonly string[] | undefined;
  /** A cookie jar of `HTTPClient.jar()` or of tough-cookie, or true for the jar that all calls with `true` share. */
  jar?: CookieJar | CallerJar | boolean | undefined;
  /**
   * Proxy URL, as text or as an object. `null`, `false` or `''` mean no proxy. If left out, the `proxy` of `Toolbelt.configure` applies, or
   * HTTPS_PROXY, HTTP_PROXY and NO_PROXY.
   */
  proxy?: string | URL | LegacyUrl | false | null | undefined;
  /** True uses CONNECT for http URLs too. False sends the absolute URL to the proxy for https URLs too. */
  tunnel?: boolean | undefined;
  /** `false` accepts any certificate of the server. @default true */
  strictSSL?: boolean | undefined;
  /**
   * More options for the connection and its agent. Node's own options of a connection, such as `servername`,
   * `ciphers`, `secureProtocol`, `lookup` and `localAddress`, may also stand next to `agentOptions`.
   */
  agentOptions?: Record<string, unknown> | undefined;
  /** How many bytes the headers of the response may have. @default Node's own limit, 16 KiB */
  maxHeaderSize?: number | undefined;
  /** True fills in `response.timings`, `timingPhases` and `elapsedTime`. */
  time?: boolean | undefined;
  /** True rejects for a status outside 2xx. False resolves for every status. @default true */
  simple?: boolean | undefined;
  /** True resolves with the response instead of its body. @default false */
  resolveWithFullResponse?: boolean | undefined;
  /** Computes the result from the response. An error that it throws becomes the cause of a TransformError. */
  transform?: ResponseTransform | undefined;
  /** True transforms only responses with a 2xx status. @default false */
  transform2xxOnly?: boolean | undefined;
  /** Called with error, response and body. The promise settles too. */
  callback?: RequestCallback | undefined;
  /** Other names are accepted. There is one warning about an option of request that this library does not support. */
  [option: string]: unknown;
}
