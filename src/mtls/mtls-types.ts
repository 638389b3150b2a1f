/** The certificate and key of the client, as PEM. */
export interface MtlsConfig {
  /** The client certificate, followed by the certificates that lead to its authority, if the server needs them. */
  cert: string | Buffer;
  /** Private key of the certificate, as PEM. */
  key: string | Buffer;
  /** Certificates of the authorities to trust instead of Node's own. A server with a private authority needs it. */
  ca?: string | Buffer | ReadonlyArray<string | Buffer> | undefined;
  /** Passphrase of an encrypted `key`. */
  passphrase?: string | undefined;
}

/** Options of a call. */
export interface MtlsRequestOptions {
  /**
   * True parses the response body as JSON. A body that is not JSON stays text. True also sends a request body that is JSON text with the
   * content type `application/json`, unless the headers have a content type. @default false
   */
  json?: boolean | undefined;
  /** Milliseconds for the whole call: waiting for the rate limit, connecting, the response and its body. There is no limit by default. */
  timeout?: number | undefined;
  /**
   * How many bytes of the decoded response body may be kept in memory. For a larger body the call rejects with
   * `cause.code` `ErrorCodes.Toolbelt.RESPONSE_TOO_LARGE`. A positive integer, or `Infinity` for no limit.
   * @default the value of `Toolbelt.configure`, 16 MiB
   */
  maxResponseBytes?: number | undefined;
  /** True accepts any certificate of the server. The client still sends its own certificate. @default false */
  allowSelfSigned?: boolean | undefined;
}

/** Request headers. A header whose value is `undefined` or `null` is left out. */
export type MtlsHeaders = Readonly<
  Record<string, string | number | boolean | readonly string[] | null | undefined>
>;

/** Text and bytes are sent as they are, and objects and arrays as JSON. `null`, `undefined` and `''` mean no body. */
export type MtlsBody = string | object | null | undefined;

/** The result of a call, whatever the status is. */
// biome-ignore lint/suspicious/noExplicitAny: the type of the body depends on the options
export interface MtlsResponse<Body = any> {
  /** HTTP status. The call resolves with any status. */
  statusCode: number;
  /** Response headers by lower-case name. `set-cookie` is an array. */
  headers: Record<string, string | string[] | undefined>;
  /** Text, or `''` for an empty body. With `json: true`, the parsed value, or `undefined` for an empty body. */
  body: Body;
}

/** The type of the response body for given options: text, unless `json` is true or may be true. */
export type MtlsResponseBody<Options> = 'json' extends keyof Options
  ? [Options['json']] extends [false | undefined]
    ? string
    : // biome-ignore lint/suspicious/noExplicitAny: only the caller knows the shape of the JSON
      any
  : string;
