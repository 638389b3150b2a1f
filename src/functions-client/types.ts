import type { EVENT } from './events';

/** A header of an invocation. */
export interface KeyValueDomain {
  key: string;
  value: string;
}

/** What a function is invoked with. */
export interface InvocationDomain {
  /** Epoch milliseconds. @default now */
  timestamp?: number;
  /** @default [] */
  headers?: KeyValueDomain[];
  /** Any JSON value. @default {} */
  payload?: unknown;
}

/** What the gateway says of a failure: `errorCode` and `errorMsg` on V1, `code` and `message` on V2. */
export interface ErrorDomain {
  errorCode?: string;
  errorMsg?: string;
  errorLogs?: unknown[];
  code?: string;
  message?: string;
}

/** Builds the value of the `Authorization` header for one request: the whole URL, and `get` or `post`. */
export type GetAuthorizationHeader = (input: { url: string; method: string }) => Promise<string> | string;

/** The methods that the client sends. */
export type HttpMethod = 'GET' | 'POST';

/** An app's credentials for `sentinel`. */
export interface AppJwtCredentials {
  clientId: string;
  clientSecret: string;
}

/** Proof of possession: a token, and a proof for each request. */
export interface DpopCredentials {
  /** @param origin the origin of the called service, such as `https://va.faasgw.liveperson.net` */
  getAccessTokenInternal(origin: string): Promise<string> | string;
  /** Makes the `DPoP` header of one request. */
  getDpopHeaderInternal(url: string, method: string, accessToken: string): Promise<string> | string;
}

/** How the client authenticates. */
export type AuthStrategy = AppJwtCredentials | GetAuthorizationHeader | DpopCredentials;

/** Settings that every call may override. */
export interface CallOptions {
  accountId?: string | undefined;
  authStrategy?: AuthStrategy | undefined;
  /** Milliseconds for one try. @default 35000 */
  timeout?: number | undefined;
  /** False resolves with `ok: false` where an error would be raised. @default true */
  failOnErrorStatusCode?: boolean | undefined;
  /** @default '1' */
  apiVersion?: string | undefined;
  /** @default 'https' */
  protocol?: 'https' | 'http' | undefined;
  /** The service that invokes. @default 'faasGW' */
  gwCsdsServiceName?: string | undefined;
  /** The service that lists. @default 'faasUI' */
  uiCsdsServiceName?: string | undefined;
  /** Path with `%s` for the account. */
  getLambdasUri?: string | undefined;
  /** Path with `%s` for the account. */
  getFunctionsUri?: string | undefined;
  /** Path with `%s` for the account and the function. */
  invokeUuidUri?: string | undefined;
  /** Path with `%s` for the account and the event. */
  invokeEventUri?: string | undefined;
  /** Path with `%s` for the account and the event. */
  isImplementedUri?: string | undefined;
  /** Host of service discovery. @default by account, see facts §1.3 */
  csdsDomain?: string | undefined;
  /** Sent with service discovery. @default {} */
  csdsHttpHeaders?: Readonly<Record<string, string>> | undefined;
  /** How long hosts are kept. @default 600 */
  csdsTtlSeconds?: number | undefined;
  /** A token is renewed this many minutes before it ends. @default 30 */
  jwtRefreshAfterMinutes?: number | undefined;
  /** How long an answer of `isImplemented` is kept. @default 60 */
  isImplementedCacheDurationInSeconds?: number | undefined;
  /**
   * How many bytes of an answer may be kept in memory, decoded; a positive integer, or `Infinity` for no limit.
   * @default 16777216 (16 MiB)
   */
  maxResponseBytes?: number | undefined;
  /** Gives the errors of V2 the codes and the shape of V1. @default false */
  v1CompError?: boolean | undefined;
}

/** Settings of a client. */
export interface ClientConfig extends CallOptions {
  accountId?: string;
  /** Needed for every call, unless the call brings its own. */
  authStrategy?: AuthStrategy;
  /** True: the whitelist and the limit of 20 requests a second apply, as on the platform. @default false */
  applyPlatformRules?: boolean | undefined;
}

/** Who calls. V1 is told in the query, V2 in the header `LP-EventSource`. */
export interface CallerOptions {
  /** @default 'unknown' */
  externalSystem?: string | undefined;
  /** @default `externalSystem` */
  lpEventSource?: string | undefined;
  /** Sent as `X-Request-ID`. @default a UUID */
  requestId?: string | undefined;
}

/** An invocation: `lambdaUuid` or `eventId`, not both. */
export interface InvokeRequest extends CallOptions, CallerOptions {
  lambdaUuid?: string | undefined;
  eventId?: EVENT | (string & {}) | undefined;
  body?: InvocationDomain | undefined;
  skillId?: string | undefined;
  userId?: string | undefined;
}

/** A question whether an event has a function. */
export interface IsImplementedRequest extends CallOptions, CallerOptions {
  eventId: EVENT | (string & {});
  skillId?: string | undefined;
}

/** Which functions to list. */
export interface GetLambdasRequest extends CallOptions, CallerOptions {
  eventId?: EVENT | (string & {}) | undefined;
  /** `Draft`, `Productive`, … */
  state?: string | readonly string[] | undefined;
  userId?: string | undefined;
}

/** Which functions of V2 to list. */
export interface GetFunctionsRequest extends GetLambdasRequest {
  functionName?: string | undefined;
}

/** An answer. Without one, under `failOnErrorStatusCode: false`, `status` is undefined. */
export interface Response<Body = unknown> {
  url: string;
  headers: Record<string, string | string[] | undefined>;
  body: Body;
  ok: boolean;
  status: number | undefined;
  statusText: string;
  /** Repeats after the first try. */
  retryCount?: number;
}

/** A request as {@link Tooling.fetch} gets it. */
export interface FetchRequest {
  url: string;
  /** `get` or `post`. */
  method: string;
  headers: Record<string, string>;
  /** An object to send as JSON; text, for a token, to send as it is. */
  body?: unknown;
}

/** What else {@link Tooling.fetch} may use. */
export interface FetchContext {
  /** Milliseconds for one try. */
  timeout: number;
  /** How many bytes of the answer may be kept in memory. @default 16 MiB */
  maxResponseBytes?: number | undefined;
  /** New headers for a repeat: a proof or a signature is good for one request. */
  renewHeaders(): Promise<Record<string, string>>;
}

/** What a call measured. Exactly one of `event` and `UUID` for an invocation. */
export interface MetricData {
  accountId: string | undefined;
  requestDurationInMillis: number;
  /** The host that was called, once known. */
  domain?: string | undefined;
  externalSystem?: string | undefined;
  lpEventSource?: string | undefined;
  event?: string | undefined;
  UUID?: string | undefined;
  skillId?: string | undefined;
  fromCache?: boolean | undefined;
  /** Undefined only when there was no answer. */
  statusCode: number | undefined;
  error?: Error | undefined;
}

/** Is told of every call, successful or not. What it throws is ignored. */
export interface MetricCollector {
  onInvoke?(data: MetricData): void;
  onGetLambdas?(data: MetricData): void;
  onGetFunctions?(data: MetricData): void;
  onIsImplemented?(data: MetricData): void;
}

/** Parts of a client that can be replaced. */
export interface Tooling {
  /** The host of a service. */
  getCsdsEntry(
    accountId: string,
    service: string,
    options: Readonly<
      Pick<CallOptions, 'csdsDomain' | 'csdsHttpHeaders' | 'csdsTtlSeconds' | 'timeout' | 'maxResponseBytes'>
    >,
  ): Promise<string>;
  /** Sends a request. One of your own does its own retries and keeps the time itself. */
  fetch(request: FetchRequest, context: FetchContext): Promise<Response>;
  /** Ids of requests. */
  generateId(): string;
  metricCollector?: MetricCollector | undefined;
}
