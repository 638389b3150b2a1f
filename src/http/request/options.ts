import type { Readable } from 'node:stream';
import type { HttpResponse, LegacyUrl } from '../response/types';
import type { TlsOptions } from '../wire/connection-options';
import type { AuthOptions, OAuthOptions } from './auth-options';
import type { CookieJar } from './cookies';

/** A part of `multipart`: a body plus its own headers. */
export interface MultipartPart {
  /** Content of the part; every other key is a header. */
  body: string | Buffer | Readable;
  [header: string]: unknown;
}

/** What a `transform` function receives: the body, the full response, and `resolveWithFullResponse`. */
export type ResponseTransform = (
  // biome-ignore lint/suspicious/noExplicitAny: the body's type is the caller's to know, as in request-promise
  body: any,
  response: HttpResponse,
  resolveWithFullResponse: boolean,
) => unknown;

/** Called once with the error or the full response and body, besides the promise. */
export type RequestCallback = (
  error: Error | null,
  response: HttpResponse | undefined,
  // biome-ignore lint/suspicious/noExplicitAny: as above
  body: any,
) => void;

/** Options of an HTTPClient call: request-promise's names and defaults (facts §5.2). */
export interface HttpRequestOptions extends TlsOptions {
  /** Absolute URL, or a path when `baseUrl` is given. */
  url?: string | URL | LegacyUrl | undefined;
  /** The same as `url`. */
  uri?: string | URL | LegacyUrl | undefined;
  /** Prepended to a `url` that is a path. */
  baseUrl?: string | undefined;
  /** In any case. @default 'GET' */
  method?: string | undefined;
  /** Headers; a name in any case. */
  headers?: Record<string, unknown> | undefined;
  /** Merged into the URL's own query. */
  qs?: Record<string, unknown> | undefined;
  /** Options of `qs.parse`, for the query of the URL. */
  qsParseOptions?: Record<string, unknown> | undefined;
  /** Options of `qs.stringify`, for `qs` and `form`. */
  qsStringifyOptions?: Record<string, unknown> | undefined;
  /** True: repeat keys for arrays, as `node:querystring` does. */
  useQuerystring?: boolean | undefined;
  /** Text, bytes, a stream, an array of text and bytes; with `json: true` any JSON value. */
  body?: unknown;
  /** True: send JSON, ask for JSON, parse the response if it parses. Any other value is the body as well. */
  json?: unknown;
  /** Second argument of `JSON.parse` for the answer. */
  jsonReviver?: ((this: unknown, key: string, value: unknown) => unknown) | undefined;
  /** Second argument of `JSON.stringify` for the body. */
  jsonReplacer?:
    | ((this: unknown, key: string, value: unknown) => unknown)
    | Array<string | number>
    | undefined;
  /** Sent as application/x-www-form-urlencoded. */
  form?: Record<string, unknown> | string | undefined;
  /** Sent as multipart/form-data; values are text, bytes, streams, `{ value, options }`, or arrays of them. */
  formData?: Record<string, unknown> | undefined;
  /** Sent as multipart/related, or as the Content-Type header says. */
  multipart?:
    | MultipartPart[]
    | {
        /** Whether the body is sent in chunks, without a length. */
        chunked?: boolean;
        /** The parts. */
        data: MultipartPart[];
      };
  /** Whether a multipart body begins with an empty line. */
  preambleCRLF?: boolean | undefined;
  /** Whether a multipart body ends with an empty line. */
  postambleCRLF?: boolean | undefined;
  /** Credentials of Basic, Bearer or Digest authentication. */
  auth?: AuthOptions | undefined;
  /** Signs the call with OAuth 1.0a. */
  oauth?: OAuthOptions | undefined;
  /** Milliseconds to connect, and then of silence: ETIMEDOUT (`connect: true`) and ESOCKETTIMEDOUT. */
  timeout?: number | undefined;
  /** `null` gives a Buffer. @default 'utf8' */
  encoding?: BufferEncoding | null | undefined;
  /**
   * How many bytes of the body may be kept in memory, decoded. A larger one rejects with `cause.code`
   * `ErrorCodes.Toolbelt.RESPONSE_TOO_LARGE`, and its connection is closed. Not for a body that is only piped.
   * A positive integer, or `Infinity` for no limit. @default that of `Toolbelt.configure`, 16 MiB
   */
  maxResponseBytes?: number | undefined;
  /** True: ask for and decode gzip, deflate and br. @default false */
  gzip?: boolean | undefined;
  /** For GET and HEAD, or a function that decides on any redirect of theirs. @default true */
  followRedirect?: boolean | ((response: HttpResponse) => boolean) | undefined;
  /** Follow for every method. @default false */
  followAllRedirects?: boolean | undefined;
  /** Keep the method when following. @default false */
  followOriginalHttpMethod?: boolean | undefined;
  /** How many redirects are followed. @default 10 */
  maxRedirects?: number | undefined;
  /** True: send no `referer` after a redirect. @default false */
  removeRefererHeader?: boolean | undefined;
  /** A jar of `HTTPClient.jar()`, or true for the client's own. */
  jar?: CookieJar | boolean | undefined;
  /** Proxy URL; `null`, `false` or `''` for none. Else HTTPS_PROXY, HTTP_PROXY, NO_PROXY. */
  proxy?: string | false | null | undefined;
  /** True: CONNECT for http as well. False: absolute form for https as well. */
  tunnel?: boolean | undefined;
  /** `false` accepts any certificate. @default true */
  strictSSL?: boolean | undefined;
  /**
   * More options for the connection and its agent. Node's own, such as `servername`, `ciphers`,
   * `secureProtocol`, `lookup` and `localAddress`, are taken beside it too.
   */
  agentOptions?: Record<string, unknown> | undefined;
  /** True: `response.timings`, `timingPhases` and `elapsedTime` are filled in. */
  time?: boolean | undefined;
  /** False: resolve on every status. @default true */
  simple?: boolean | undefined;
  /** True: resolve with the response instead of its body. @default false */
  resolveWithFullResponse?: boolean | undefined;
  /** Makes the result of the response; what it throws becomes a TransformError. */
  transform?: ResponseTransform | undefined;
  /** True: leave bodies outside 2xx untransformed. @default false */
  transform2xxOnly?: boolean | undefined;
  /** Called with error, response and body, beside the promise. */
  callback?: RequestCallback | undefined;
  /** Other names are tolerated; those that request knew and this library does not are warned about once. */
  [option: string]: unknown;
}
