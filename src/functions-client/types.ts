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

/** What the gateway says of a failure: `errorCode` and `errorMsg` on V1, `code` and `message` on V2. */
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

/** Builds the value of the `Authorization` header for one request: the whole URL, and `get` or `post`. */
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
  /** The account, instead of the client's. */
  accountId?: string | undefined;
  /** How the call authenticates, instead of the client's. */
  authStrategy?: AuthStrategy | undefined;
  /** Milliseconds for one try. @default 35000 */
  timeout?: number | undefined;
  /** False resolves with `ok: false` where an error would be raised. @default true */
  failOnErrorStatusCode?: boolean | undefined;
  /** Version of the API, the query parameter `v`. @default '1' */
  apiVersion?: string | undefined;
  /** Scheme of every call. @default 'https' */
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
  /** Host of service discovery. @default by account id (docs/platform.md, "Service discovery") */
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
   * @default that of `Toolbelt.configure`, which is 16777216 (16 MiB) unless it is set
   */
  maxResponseBytes?: number | undefined;
  /** Gives the errors of V2 the codes and the shape of V1. @default false */
  v1CompError?: boolean | undefined;
}

/** Settings of a client. */
export interface ClientConfig extends CallOptions {
  /** The account that is called. */
  accountId?: string;
  /** Needed for every call, unless the call brings its own. */
  authStrategy?: AuthStrategy;
  /**
   * True: the whitelist and the limit of 20 requests a second apply, as on the platform. The process has one budget:
   * requests of `Toolbelt`'s clients count as well.
   * @default false
   */
  applyPlatformRules?: boolean | undefined;
}

/** Who calls. V1 is told in the query (`externalSystem`), V2 in the header `LP-EventSource`. */
export interface CallerOptions {
  /** Name of the caller, for LivePerson. @default 'unknown' */
  externalSystem?: string | undefined;
  /** Source of the event; takes precedence over `externalSystem`. @default `externalSystem` */
  lpEventSource?: string | undefined;
  /** Sent as `X-Request-ID`. @default a UUID */
  requestId?: string | undefined;
}

/** An invocation: `lambdaUuid` or `eventId`, not both. */
export interface InvokeRequest extends CallOptions, CallerOptions {
  /** Id of the function; this or `eventId`. */
  lambdaUuid?: string | undefined;
  /** Event whose functions are invoked; this or `lambdaUuid`. */
  eventId?: EVENT | (string & {}) | undefined;
  /** What the function gets. */
  body?: InvocationDomain | undefined;
  /** Only functions for this skill. */
  skillId?: string | undefined;
  /** User that the call is made for. */
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
  /** User that the call is made for. */
  userId?: string | undefined;
}

/** Which functions of V2 to list. */
export interface GetFunctionsRequest extends GetLambdasRequest {
  /** Only functions whose name is like this. */
  functionName?: string | undefined;
}

/** An answer. Under `failOnErrorStatusCode: false` a call that got no answer has an undefined `status`. */
export interface Response<Body = unknown> {
  /** URL of the call. */
  url: string;
  /** Headers of the answer. */
  headers: Record<string, string | string[] | undefined>;
  /** Body of the answer, JSON parsed. */
  body: Body;
  /** Whether the status is 200 to 299. */
  ok: boolean;
  /** HTTP status. */
  status: number | undefined;
  /** HTTP status in words. */
  statusText: string;
  /** Repeats after the first try; undefined for a first try that succeeded. */
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
  /** An object to send as JSON; text, for a token, to send as it is. */
  body?: unknown;
}

/** What else {@link Tooling.fetch} may use. */
export interface FetchContext {
  /** Milliseconds for one try. */
  timeout: number;
  /** How many bytes of the answer may be kept in memory. @default that of `Toolbelt.configure` */
  maxResponseBytes?: number | undefined;
  /** New headers for a repeat: a proof or a signature is good for one request. */
  renewHeaders(): Promise<Record<string, string>>;
}

/** What a call measured. Exactly one of `event` and `UUID` for an invocation. */
export interface MetricData {
  /** The account. */
  accountId: string | undefined;
  /** How long the call took, in milliseconds. */
  requestDurationInMillis: number;
  /** The host that was called; `unresolved` when none was found. */
  domain: string;
  /** Caller's name, as in the call. */
  externalSystem?: string | undefined;
  /** Source of the event; without it, the caller's name. */
  lpEventSource?: string | undefined;
  /** Event that was invoked. */
  event?: string | undefined;
  /** Id of the function that was invoked. */
  UUID?: string | undefined;
  /** Skill, as in the call. */
  skillId?: string | undefined;
  /** Whether the answer came from the cache. Only `isImplemented` has a cache. */
  fromCache: boolean;
  /** Undefined only when there was no answer. */
  statusCode: number | undefined;
  /** Why the call failed. */
  error?: Error | undefined;
}

/** Is told of every call, successful or not. What it throws is ignored. */
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
  /** Hears of each call. */
  metricCollector?: MetricCollector | undefined;
}
