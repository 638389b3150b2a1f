import type { HttpRequestPromise } from '../promise/request-promise';
import type { Cookie, CookieJar, CookieStore } from '../request/cookies';
import type { HttpRequestOptions, RequestCallback } from '../request/options';
import type { HttpResponse, LegacyUrl } from '../response/types';

type CallTarget = string | URL | LegacyUrl;

/** The options of a call that resolves with the full response. */
export interface FullResponseOptions {
  /** True: the call resolves with the full response. */
  resolveWithFullResponse: true;
  /** Not allowed here, because a transform would decide what the call resolves with. */
  transform?: undefined;
}

/** A function that sends a call: `(url)`, `(url, options)` or `(options)`, each with an optional callback. */
export interface HttpCall {
  /** With `resolveWithFullResponse: true`, resolves with the whole response. */
  // biome-ignore lint/suspicious/noExplicitAny: the type of the body is known to the caller alone
  <Body = any>(
    url: CallTarget,
    options: HttpRequestOptions & FullResponseOptions,
    callback?: RequestCallback,
  ): HttpRequestPromise<HttpResponse<Body>>;
  /** The same, with the URL in the options. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  <Body = any>(
    options: HttpRequestOptions & FullResponseOptions,
    callback?: RequestCallback,
  ): HttpRequestPromise<HttpResponse<Body>>;
  /**
   * Sends a call, and resolves with the body of its answer (docs/platform.md, "HTTPClient").
   *
   * @param url where to send it. It is relative to `baseUrl` if there is one.
   * @param options those of request-promise
   * @param callback is called with the error, the response and the body too
   * @returns a promise of the body. It also has the methods of request's object.
   * @throws StatusCodeError (a rejection) for a status outside 200 to 299, unless `simple` is false. RequestError when there is no answer.
   *   TransformError when `transform` fails.
   * @example
   * const orders = await httpClient('https://api.example.com/orders', { qs: { page: 2 }, json: true });
   */
  // biome-ignore lint/suspicious/noExplicitAny: the type of the result depends on the options
  <Result = any>(
    url: CallTarget,
    options?: HttpRequestOptions,
    callback?: RequestCallback,
  ): HttpRequestPromise<Result>;
  /** The same, without options. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  <Result = any>(url: CallTarget, callback: RequestCallback): HttpRequestPromise<Result>;
  /** The same, with the URL in the options, as `url` or `uri`. */
  // biome-ignore lint/suspicious/noExplicitAny: as above
  <Result = any>(options: HttpRequestOptions, callback?: RequestCallback): HttpRequestPromise<Result>;
}

/** A function that `.defaults()` takes. It sends the calls of a client instead of the client. */
export type Requester = (
  /** The options of the call, with the defaults and the URL (as `uri`). */
  options: HttpRequestOptions,
  /** The callback of the call. */
  callback: RequestCallback | undefined,
  // biome-ignore lint/suspicious/noExplicitAny: as above
) => HttpRequestPromise<any>;

/**
 * The function that `Toolbelt.HTTPClient()` returns. It behaves like request-promise
 * (docs/platform.md, "HTTPClient").
 */
export interface HttpClient extends HttpCall {
  /** Calls with GET. */
  get: HttpCall;
  /** Calls with HEAD, and resolves with the headers. */
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
  /**
   * Returns a client whose calls start from these options. That client can add further defaults.
   * @param requester sends the calls instead of this client. It usually calls this client itself.
   */
  defaults(options: HttpRequestOptions, requester?: Requester): HttpClient;
  /** Returns a client whose calls are sent by the function. */
  defaults(requester: Requester): HttpClient;
  /**
   * Creates a cookie jar.
   * @param store a synchronous store of tough-cookie that keeps the cookies. Without it, they are kept in memory.
   */
  jar(store?: CookieStore): CookieJar;
  /** Parses a cookie. Returns `undefined` if the text is not a cookie. */
  cookie(text: string): Cookie | undefined;
}
