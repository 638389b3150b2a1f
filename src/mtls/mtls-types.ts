/** The client's certificate and key, as PEM. */
export interface MtlsConfig {
  /** The certificate, followed by those that lead to its authority, if the server needs them. */
  cert: string | Buffer;
  /** Private key of the certificate, as PEM. */
  key: string | Buffer;
  /** Authorities to trust in place of Node's own, for servers with a certificate of a private one. */
  ca?: string | Buffer | ReadonlyArray<string | Buffer> | undefined;
  /** Of an encrypted `key`. */
  passphrase?: string | undefined;
}

/** Options of a call. */
export interface MtlsRequestOptions {
  /** True: parse the body of the response; it stays text when it does not parse. @default false */
  json?: boolean | undefined;
  /** Milliseconds for the whole call: waiting for its turn, connecting, the response and its body. No limit by default. */
  timeout?: number | undefined;
  /**
   * How many bytes of the body may be kept in memory, decoded. A larger one rejects, with `cause.code`
   * `ErrorCodes.Toolbelt.RESPONSE_TOO_LARGE`. A positive integer, or `Infinity` for no limit.
   * @default that of `Toolbelt.configure`, 16 MiB
   */
  maxResponseBytes?: number | undefined;
  /** True: accept any certificate of the server. The client still shows its own. @default false */
  allowSelfSigned?: boolean | undefined;
}

/** Request headers; those that are `undefined` or `null` are left out. */
export type MtlsHeaders = Readonly<
  Record<string, string | number | boolean | readonly string[] | null | undefined>
>;

/** Text and bytes are sent as they are, objects and arrays as JSON; `null`, `undefined` and `''` mean no body. */
export type MtlsBody = string | object | null | undefined;

/** What a call resolves with, whatever the status. */
// biome-ignore lint/suspicious/noExplicitAny: what the body is depends on the options
export interface MtlsResponse<Body = any> {
  /** HTTP status; any status resolves. */
  statusCode: number;
  /** By lower-case name; `set-cookie` is an array. */
  headers: Record<string, string | string[] | undefined>;
  /** Text, `''` when there is none; with `json: true` the parsed value, `undefined` when there is none. */
  body: Body;
}

/** The type of a body under some options: text unless `json` is, or may be, true. */
export type MtlsResponseBody<Options> = 'json' extends keyof Options
  ? [Options['json']] extends [false | undefined]
    ? string
    : // biome-ignore lint/suspicious/noExplicitAny: the shape of the JSON is the caller's to know
      any
  : string;
