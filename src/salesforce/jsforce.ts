// The parts of jsforce 3 that this room uses. jsforce is optional, so its own types may be missing.

/** A request as jsforce passes it to its transport. */
export interface TransportRequest {
  method: string;
  url: string;
  headers?: Record<string, string | undefined>;
  body?: unknown;
}

/** The options of jsforce's `request` that have an effect here, and `retry`, which is warned about. */
export interface TransportOptions {
  followRedirect?: unknown;
  /** Milliseconds, as the `timeout` of HTTPClient. @default 25000 */
  timeout?: number;
  encoding?: BufferEncoding;
  httpProxy?: string;
  retry?: unknown;
}

/** An answer as jsforce expects it from its transport: with any status, and with the body as text. */
export interface TransportResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/** A promise of jsforce that is a stream as well. */
export interface StreamPromise extends PromiseLike<unknown> {
  stream(): NodeJS.ReadWriteStream;
}

/** The object through which a jsforce connection sends requests. jsforce has no public option to replace it. */
export interface Transport {
  httpRequest(request: object, options?: object): Promise<unknown>;
}

/** A jsforce OAuth 2 client. */
export interface JsforceOAuth2 {
  _transport: Transport;
  [member: string]: unknown;
}

/** A jsforce connection. */
export interface JsforceConnection {
  instanceUrl: string;
  oauth2: JsforceOAuth2;
  _transport: Transport;
  request(request: unknown, options?: unknown): PromiseLike<unknown>;
  query(soql: string, options?: object): object;
  [member: string]: unknown;
}

/** The package. */
export interface Jsforce {
  version: string;
  Connection: new (config: object) => JsforceConnection;
  OAuth2: new (config: object) => JsforceOAuth2;
}
