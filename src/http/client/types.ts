import type { Readable } from 'node:stream';
import type { HttpRequestPromise } from './request-promise';

/** One cookie jar, as `HTTPClient.jar()` makes it: shared by every call it is given to. */
export interface CookieJar {
  /** Stores a cookie (`name=value; Path=/…` or a cookie of `HTTPClient.cookie()`) for a URL. */
  setCookie(cookie: string | Cookie, url: string): void;
  /** The `Cookie` header for a URL, `''` when nothing matches. */
  getCookieString(url: string): string;
  /** The cookies that would be sent to a URL. */
  getCookies(url: string): Cookie[];
}

/** A cookie as text plus its parts. */
export interface Cookie {
  /** Name. */
  readonly key: string;
  /** Value. */
  readonly value: string;
  /** The cookie as in a `set-cookie` header. */
  toString(): string;
}

/** Credentials for `auth`. `sendImmediately: false` waits for a 401 challenge (Basic or Digest). */
export interface AuthOptions {
  /** User name. */
  user?: string | undefined;
  /** The same as `user`. */
  username?: string | undefined;
  /** Password. */
  pass?: string | undefined;
  /** The same as `pass`. */
  password?: string | undefined;
  /** False: answer a challenge, send nothing before. @default true */
  sendImmediately?: boolean | undefined;
  /** A bearer token, or a function that returns one when the request is built. */
  bearer?: string | (() => string) | undefined;
}

/** OAuth 1.0a signing, by request's option names. */
export interface OAuthOptions {
  /** Key of the client. */
  consumer_key?: string | undefined;
  /** Secret of the client. */
  consumer_secret?: string | undefined;
  /** Access token. */
  token?: string | undefined;
  /** Secret of the access token. */
  token_secret?: string | undefined;
  /** `oauth_callback`, where the user is sent back to. */
  callback?: string | undefined;
  /** `oauth_verifier` of the last step. */
  verifier?: string | undefined;
  /** Realm, sent but not signed. */
  realm?: string | undefined;
  /** How the call is signed. @default 'HMAC-SHA1' */
  signature_method?: 'HMAC-SHA1' | 'HMAC-SHA256' | 'RSA-SHA1' | 'PLAINTEXT' | undefined;
  /** PEM key for RSA-SHA1. */
  private_key?: string | undefined;
  /** `oauth_version`. */
  version?: string | undefined;
  /** `oauth_timestamp` in seconds, in place of now. */
  timestamp?: string | undefined;
  /** `oauth_nonce`, in place of a random one. */
  nonce?: string | undefined;
  /** Where the parameters travel. @default 'header' */
  transport_method?: 'header' | 'query' | 'body' | undefined;
  /** True to compute the hash of a body that is not a form, or the hash itself. */
  body_hash?: boolean | string | undefined;
}

/** TLS identity and trust of one call. */
export interface TlsOptions {
  /** Client certificate, PEM. */
  cert?: string | Buffer | Array<string | Buffer> | undefined;
  /** Private key of the certificate, PEM. */
  key?: string | Buffer | Array<string | Buffer> | undefined;
  /** Certificate and key in one, PKCS #12. */
  pfx?: string | Buffer | Array<string | Buffer> | undefined;
  /** Of `key` or `pfx`. */
  passphrase?: string | undefined;
  /** Authorities to trust in place of Node's own, PEM. */
  ca?: string | Buffer | Array<string | Buffer> | undefined;
  /** `false` accepts any certificate. @default true */
  rejectUnauthorized?: boolean | undefined;
}

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

/** The parsed form that `node:url` calls a legacy Url, as `response.request.uri` shows it. */
export interface LegacyUrl {
  /** Scheme, with its colon. */
  protocol: string | null;
  /** Whether slashes follow the scheme. */
  slashes: boolean | null;
  /** User name and password, as `name:password`. */
  auth: string | null;
  /** Host, with its port if it is not the default. */
  host: string | null;
  /** Port, if it is not the default. */
  port: string | null;
  /** Host alone. */
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

/** What a response tells of its request. */
export interface RequestSummary {
  /** The URL, in parts. */
  uri: LegacyUrl;
  /** The method. */
  method: string;
  /** The headers that were sent. */
  headers: Record<string, unknown>;
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

/** Milliseconds since the start of the request, with `time: true`. */
export interface ResponseTimings {
  /** A socket was assigned. */
  socket: number;
  /** The host's address was known. */
  lookup: number;
  /** The connection stood. */
  connect: number;
  /** The first byte of the answer came. */
  response: number;
  /** The last byte of the answer came. */
  end: number;
}

/** A full response, as `resolveWithFullResponse: true` gives it (facts §5.2). */
export interface HttpResponse {
  /** HTTP status. */
  statusCode: number;
  /** HTTP status in words. */
  statusMessage: string;
  /** HTTP version, such as `1.1`. */
  httpVersion: string;
  /** Headers of the answer, names in lower case. */
  headers: Record<string, string | string[] | undefined>;
  /** Names and values in turn, as received. */
  rawHeaders: string[];
  /** The body: text, parsed JSON with `json`, bytes with `encoding: null`. */
  // biome-ignore lint/suspicious/noExplicitAny: text, Buffer or parsed JSON by options, as in request-promise
  body: any;
  /** What was sent, without credentials. */
  request: RequestSummary;
  /** With `time: true`: milliseconds from the start to each step. */
  timings?: ResponseTimings;
  /** With `time: true`: when the call began, in milliseconds since 1970. */
  timingStart?: number;
  /** With `time: true`: milliseconds of each phase. */
  timingPhases?: Record<string, number>;
  /** With `time: true`: milliseconds of the whole call. */
  elapsedTime?: number;
  /** With `time: true`: when the first byte came, in milliseconds since 1970. */
  responseStartTime?: number;
  /** `{ statusCode, body, headers, request }`, without cycles and without credentials of the request. */
  toJSON(): object;
  /** The body as it arrives; only for listeners of `'response'`. */
  on(event: string, listener: (...args: never[]) => void): this;
  /** Writes the body to a stream. */
  pipe<Target extends NodeJS.WritableStream>(destination: Target): Target;
}

type CallTarget = string | URL | LegacyUrl;

/** One call form set: `(url)`, `(url, options)`, `(options)`, each with an optional callback. */
export interface HttpCall {
  // biome-ignore lint/suspicious/noExplicitAny: what a call resolves to depends on its options
  <Result = any>(
    url: CallTarget,
    options?: HttpRequestOptions,
    callback?: RequestCallback,
  ): HttpRequestPromise<Result>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  <Result = any>(url: CallTarget, callback: RequestCallback): HttpRequestPromise<Result>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  <Result = any>(options: HttpRequestOptions, callback?: RequestCallback): HttpRequestPromise<Result>;
}

/** The function that `Toolbelt.HTTPClient()` returns: request-promise in behaviour (seed 003, facts §5.2). */
export interface HttpClient extends HttpCall {
  /** Calls with GET. */
  get: HttpCall;
  /** Calls with HEAD; resolves to the headers. */
  head: HttpCall;
  /** Calls with OPTIONS. */
  options: HttpCall;
  /** Calls with POST. */
  post: HttpCall;
  /** Calls with PUT. */
  put: HttpCall;
  /** Calls with PATCH. */
  patch: HttpCall;
  /** Calls with DELETE. */
  del: HttpCall;
  /** Calls with DELETE. */
  delete: HttpCall;
  /** A client whose calls start from these options. Can be nested. */
  defaults(options: HttpRequestOptions): HttpClient;
  /** A new cookie jar. */
  jar(): CookieJar;
  /** Parses a cookie, `undefined` if the text is none. */
  cookie(text: string): Cookie | undefined;
}
