import type { EVENT } from './events';

/** A header of an invocation. */
export interface KeyValueDomain {
  /** Name. */
  key: string;
  /** Value. */
  value: string;
}

/** What a function is invoked with. */
export interface InvocationDomain {
  /** Epoch milliseconds. @default now */
  timestamp?: number;
  /** Headers that the function sees. @default [] */
  headers?: KeyValueDomain[];
  /** Any JSON value. @default {} */
  payload?: unknown;
}

/** What the gateway reports about a failure: `errorCode` and `errorMsg` on V1, `code` and `message` on V2. */
export interface ErrorDomain {
  /** Code of V1. */
  errorCode?: string;
  /** Message of V1. */
  errorMsg?: string;
  /** What the function logged. */
  errorLogs?: unknown[];
  /** Code of V2. */
  code?: string;
  /** Message of V2. */
  message?: string;
}

/** Builds the value of the `Authorization` header for one request. It gets the whole URL, and the method as `get` or `post`. */
export type GetAuthorizationHeader = (input: {
  /** URL of the call. */
  url: string;
  method: string;
}) => Promise<string> | string;

/** The methods that the client sends. */
export type HttpMethod = 'GET' | 'POST';

/** An app's credentials for `sentinel`. */
export interface AppJwtCredentials {
  /** Id of the app. */
  clientId: string;
  /** Secret of the app. */
  clientSecret: string;
}

/** Proof of possession: a token, and a proof for each request. */
export interface DpopCredentials {
  /**
   * Makes the access token.
   * @param origin the origin of the called service, such as `https://va.faasgw.liveperson.net`
   */
  getAccessTokenInternal(origin: string): Promise<string> | string;
  /** Makes the `DPoP` header of one request. */
  getDpopHeaderInternal(url: string, method: string, accessToken: string): Promise<string> | string;
}

/** How the client authenticates. */
export type AuthStrategy = AppJwtCredentials | GetAuthorizationHeader | DpopCredentials;

/** Settings that every call may override. */
export interface CallOptions {
  /** Id of the account. It overrides the client's account. */
  accountId?: string | undefined;
  /** How the call authenticates. It overrides the client's strategy. */
  authStrategy?: AuthStrategy | undefined;
  /** Milliseconds for one try. @default 35000 */
  timeout?: number | undefined;
  /** With false, a failed call resolves with `ok: false` and raises no error. @default true */
  failOnErrorStatusCode?: boolean | undefined;
  /** Version of the API. It is sent as the query parameter `v`. @default '1' */
  apiVersion?: string | undefined;
  /** Scheme of every call. @default 'https' */
  protocol?: 'https' | 'http' | undefined;
  /** Name of the service that invokes functions. @default 'faasGW' */
  gwCsdsServiceName?: string | undefined;
  /** Name of the service that lists functions. @default 'faasUI' */
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
  /** Host of service discovery. @default by account id (docs/platform.md, "Service discovery") */
  csdsDomain?: string | undefined;
  /** Headers of the requests to service discovery. @default {} */
  csdsHttpHeaders?: Readonly<Record<string, string>> | undefined;
  /** How long hosts are kept, in seconds. @default 600 */
  csdsTtlSeconds?: number | undefined;
  /** How many minutes before its end a token is renewed. @default 30 */
  jwtRefreshAfterMinutes?: number | undefined;
  /** How long an answer of `isImplemented` is kept, in seconds. @default 60 */
  isImplementedCacheDurationInSeconds?: number | undefined;
  /**
   * How many bytes of a decoded answer may be kept in memory. A positive integer, or `Infinity` for no limit.
   * @default the value of `Toolbelt.configure`, or 16777216 (16 MiB)
   */
  maxResponseBytes?: number | undefined;
  /** Gives the errors of V2 the codes and the shape of V1. @default false */
  v1CompError?: boolean | undefined;
}

/** Settings of a client. */
export interface ClientConfig extends CallOptions {
  /** The account that is called. */
  accountId?: string;
  /** How calls authenticate. Every call needs it, here or in its own argument. */
  authStrategy?: AuthStrategy;
  /**
   * With true, the whitelist and the limit of 20 requests a second apply, as on the platform. The whole process shares one limit, so
   * requests of `Toolbelt`'s clients count too.
   * @default false
   */
  applyPlatformRules?: boolean | undefined;
}

/** Who calls. The client sends it to V1 in the query (`externalSystem`), and to V2 in the header `LP-EventSource`. */
export interface CallerOptions {
  /** Name of the caller, for LivePerson. @default 'unknown' */
  externalSystem?: string | undefined;
  /** Source of the event; takes precedence over `externalSystem`. @default `externalSystem` */
  lpEventSource?: string | undefined;
  /** Value of the header `X-Request-ID`. @default a UUID */
  requestId?: string | undefined;
}

/** An invocation: `lambdaUuid` or `eventId`, not both. */
export interface InvokeRequest extends CallOptions, CallerOptions {
  /** Id of the function. Give this or `eventId`. */
  lambdaUuid?: string | undefined;
  /** Event whose functions are invoked. Give this or `lambdaUuid`. */
  eventId?: EVENT | (string & {}) | undefined;
  /** What the function gets. */
  body?: InvocationDomain | undefined;
  /** Only functions for this skill. */
  skillId?: string | undefined;
  /** Id of the user for whom the call is made. */
  userId?: string | undefined;
}

/** A question whether an event has a function. */
export interface IsImplementedRequest extends CallOptions, CallerOptions {
  /** The event. */
  eventId: EVENT | (string & {});
  /** Only functions for this skill. */
  skillId?: string | undefined;
}

/** Which functions to list. */
export interface GetLambdasRequest extends CallOptions, CallerOptions {
  /** Only functions for this event. */
  eventId?: EVENT | (string & {}) | undefined;
  /** `Draft`, `Productive`, … */
  state?: string | readonly string[] | undefined;
  /** Id of the user for whom the call is made. */
  userId?: string | undefined;
}

/** Which functions of V2 to list. */
export interface GetFunctionsRequest extends GetLambdasRequest {
  /** Only functions with a name like this. */
  functionName?: string | undefined;
}

/** An answer. With `failOnErrorStatusCode: false`, a call that got no answer has the `status` undefined. */
export interface Response<Body = unknown> {
  /** URL of the call. */
  url: string;
  /** Headers of the answer. */
  headers: Record<string, string | string[] | undefined>;
  /** Body of the answer. JSON is parsed. */
  body: Body;
  /** Whether the status is 200 to 299. */
  ok: boolean;
  /** HTTP status. */
  status: number | undefined;
  /** HTTP status in words. */
  statusText: string;
  /** Number of repeats after the first try. Undefined when the first try succeeded. */
  retryCount?: number;
}

/** A request as {@link Tooling.fetch} gets it. */
export interface FetchRequest {
  /** URL of the call. */
  url: string;
  /** `get` or `post`. */
  method: string;
  /** Headers of the call. */
  headers: Record<string, string>;
  /** The body. An object is sent as JSON. A text is sent as it is, as for a token. */
  body?: unknown;
}

/** Further parts that {@link Tooling.fetch} may use. */
export interface FetchContext {
  /** Milliseconds for one try. */
  timeout: number;
  /** How many bytes of the answer may be kept in memory. @default the value of `Toolbelt.configure` */
  maxResponseBytes?: number | undefined;
  /** Makes new headers for a repeat, because a proof or a signature is valid for only one request. */
  renewHeaders(): Promise<Record<string, string>>;
}

/** What the client measured of a call. Data of an invocation has either `event` or `UUID`. */
export interface MetricData {
  /** The account. */
  accountId: string | undefined;
  /** How long the call took, in milliseconds. */
  requestDurationInMillis: number;
  /** The host that was called, or `unresolved` when none was found. */
  domain: string;
  /** Caller's name, as in the call. */
  externalSystem?: string | undefined;
  /** Source of the event. When the call has none, the name of the caller. */
  lpEventSource?: string | undefined;
  /** Event that was invoked. */
  event?: string | undefined;
  /** Id of the function that was invoked. */
  UUID?: string | undefined;
  /** Skill, as in the call. */
  skillId?: string | undefined;
  /** Whether the answer came from the cache. Only `isImplemented` has a cache. */
  fromCache: boolean;
  /** HTTP status. Undefined only when there was no answer. */
  statusCode: number | undefined;
  /** Why the call failed. */
  error?: Error | undefined;
}

/** Receives the data of every call, successful or not. Errors that it throws are ignored. */
export interface MetricCollector {
  /** After each `invoke`. */
  onInvoke?(data: MetricData): void;
  /** After each `getLambdas`, and after each `getFunctions`, as in 2.x. */
  onGetLambdas?(data: MetricData): void;
  /** After each `getFunctions`. */
  onGetFunctions?(data: MetricData): void;
  /** After each `isImplemented`. */
  onIsImplemented?(data: MetricData): void;
}

/** Parts of a client that can be replaced. */
export interface Tooling {
  /** Finds the host of a service. */
  getCsdsEntry(
    accountId: string,
    service: string,
    options: Readonly<
      Pick<CallOptions, 'csdsDomain' | 'csdsHttpHeaders' | 'csdsTtlSeconds' | 'timeout' | 'maxResponseBytes'>
    >,
  ): Promise<string>;
  /** Sends a request. A function of your own has to do its own retries and keep the time limit. */
  fetch(request: FetchRequest, context: FetchContext): Promise<Response>;
  /** Makes the ids of requests. */
  generateId(): string;
  /** Receives the data of each call. */
  metricCollector?: MetricCollector | undefined;
}
