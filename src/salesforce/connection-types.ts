import type { Duplex } from 'node:stream';
import type {
  SalesforceCallback,
  SalesforceQuery,
  SalesforceQueryResult,
  SalesforceRecord,
  SalesforceSObject,
} from './record-types';

/** The OAuth 2 client (connected app) that gets and renews tokens. */
export interface SalesforceOAuth2Options {
  /** Consumer key of the connected app. */
  clientId?: string | undefined;
  /** Consumer secret of the connected app. */
  clientSecret?: string | undefined;
  /** A callback URL of the connected app. */
  redirectUri?: string | undefined;
  /** Where to log in. @default `loginUrl` of the connection */
  loginUrl?: string | undefined;
  /** Where users log in, when it is not under `loginUrl`. */
  authzServiceUrl?: string | undefined;
  /** Where tokens come from, when it is not under `loginUrl`. */
  tokenServiceUrl?: string | undefined;
  /** Where tokens are revoked, when it is not under `loginUrl`. */
  revokeServiceUrl?: string | undefined;
  /** Whether to use PKCE. @default false */
  useVerifier?: boolean | undefined;
  [option: string]: unknown;
}

/** Gets a new access token when the session has expired, and calls back with the token once. */
export type SalesforceRefreshFunction = (
  connection: SalesforceConnection,
  callback: (error: Error | null | undefined, accessToken?: string, response?: unknown) => void,
) => void;

/** Options of `connectToSalesforce`: those of a jsforce connection (docs/platform.md, "Salesforce"). */
export interface SalesforceConnectionOptions {
  /** Where to log in. @default 'https://login.salesforce.com' */
  loginUrl?: string | undefined;
  /** Where the data is: the `instance_url` that came with the token. @default `loginUrl`, when a token is given */
  instanceUrl?: string | undefined;
  /** The `serverUrl` of a SOAP login. Its origin becomes `instanceUrl`. */
  serverUrl?: string | undefined;
  /** The session's token. */
  accessToken?: string | undefined;
  /** Renews the session. It needs `oauth2` or `refreshFn`. Without them, the token is ignored with a warning. */
  refreshToken?: string | undefined;
  /** The session of a SOAP login, instead of `accessToken`. */
  sessionId?: string | undefined;
  /** The connected app. It is used for log-ins, and for renewing a session with a refresh token. */
  oauth2?: SalesforceOAuth2Options | undefined;
  /** Gets a new access token when the session has expired, instead of `oauth2`. */
  refreshFn?: SalesforceRefreshFunction | undefined;
  /** API version, such as `'60.0'`. @default '50.0' */
  version?: string | undefined;
  /**
   * Proxy of this connection: a text, a `URL` or a legacy Url object.
   * @default the proxy of all other requests of the toolbelt
   */
  httpProxy?:
    | string
    | {
        /** The URL as text. */
        readonly href: string;
      }
    | undefined;
  /** Records that one `create`, `update`, … may send in parallel. @default 10 */
  maxRequest?: number | undefined;
  /** Salesforce's `Sforce-Call-Options` header, such as `{ client: "name" }`. */
  callOptions?: Record<string, string> | undefined;
  [option: string]: unknown;
}

/** The user who is logged in. */
export interface SalesforceUserInfo {
  /** Id of the user. */
  id: string;
  /** Id of the organisation. */
  organizationId: string;
  /** Identity URL of the user. */
  url: string;
}

/**
 * A jsforce connection whose requests are sent by the toolbelt, with its whitelist, rate limit and proxy. Its methods take callbacks as in
 * jsforce 1. Only the members that the toolbelt's documentation and LivePerson's samples use are typed. jsforce has more.
 */
export interface SalesforceConnection {
  /** Where log-ins go. */
  loginUrl: string;
  /** Where calls go. */
  instanceUrl: string;
  /** API version, such as `60.0`. */
  version: string;
  /** The session's token. It changes when the session is renewed. */
  accessToken?: string | null;
  /** The token that renews the session. */
  refreshToken?: string | null;
  /** The user of the session, after a log-in. */
  userInfo?: SalesforceUserInfo | null;

  /** Runs a SOQL query. */
  query<Fields = SalesforceRecord>(
    soql: string,
    callback: SalesforceCallback<SalesforceQueryResult<Fields>>,
  ): SalesforceQuery<SalesforceQueryResult<Fields>>;
  /** The same, with options. */
  query<Fields = SalesforceRecord>(
    soql: string,
    options?: object,
    callback?: SalesforceCallback<SalesforceQueryResult<Fields>>,
  ): SalesforceQuery<SalesforceQueryResult<Fields>>;
  /** Runs a SOQL query that also finds deleted and archived records. */
  queryAll<Fields = SalesforceRecord>(
    soql: string,
    callback: SalesforceCallback<SalesforceQueryResult<Fields>>,
  ): SalesforceQuery<SalesforceQueryResult<Fields>>;
  /** The same, with options. */
  queryAll<Fields = SalesforceRecord>(
    soql: string,
    options?: object,
    callback?: SalesforceCallback<SalesforceQueryResult<Fields>>,
  ): SalesforceQuery<SalesforceQueryResult<Fields>>;
  /** Gets the next page. */
  queryMore<Fields = SalesforceRecord>(
    locator: string,
    callback: SalesforceCallback<SalesforceQueryResult<Fields>>,
  ): SalesforceQuery<SalesforceQueryResult<Fields>>;
  /** The same, with options. */
  queryMore<Fields = SalesforceRecord>(
    locator: string,
    options?: object,
    callback?: SalesforceCallback<SalesforceQueryResult<Fields>>,
  ): SalesforceQuery<SalesforceQueryResult<Fields>>;
  /** Runs a SOSL search. */
  search(
    sosl: string,
    callback?: SalesforceCallback<{
      /** What was found. */
      searchRecords: SalesforceRecord[];
    }>,
  ): Promise<{
    /** What was found. */
    searchRecords: SalesforceRecord[];
  }>;

  /** @deprecated Salesforce retires the SOAP login in Summer '27: use tokens or `authorize`. */
  login(
    username: string,
    password: string,
    callback?: SalesforceCallback<SalesforceUserInfo>,
  ): Promise<SalesforceUserInfo>;
  /** Logs in with the password grant of `oauth2`. */
  loginByOAuth2(
    username: string,
    password: string,
    callback?: SalesforceCallback<SalesforceUserInfo>,
  ): Promise<SalesforceUserInfo>;
  /** Gets a session for an authorisation code, or for the parameters of another grant. */
  authorize(
    codeOrParams: string | Record<string, string>,
    callback: SalesforceCallback<SalesforceUserInfo>,
  ): Promise<SalesforceUserInfo>;
  /** The same, with options. */
  authorize(
    codeOrParams: string | Record<string, string>,
    params?: Record<string, string>,
    callback?: SalesforceCallback<SalesforceUserInfo>,
  ): Promise<SalesforceUserInfo>;
  /** Ends the session. With `true`, the refresh token ends too. */
  logout(callback: SalesforceCallback<void>): Promise<void>;
  /** The same, with options. */
  logout(revoke?: boolean, callback?: SalesforceCallback<void>): Promise<void>;

  /** The identity of the user. */
  identity(callback?: SalesforceCallback<SalesforceRecord>): Promise<SalesforceRecord>;
  /** Fields and abilities of an object. */
  describe(type: string, callback?: SalesforceCallback<SalesforceRecord>): Promise<SalesforceRecord>;
  /** Every object of the organisation. */
  describeGlobal(
    callback?: SalesforceCallback<{
      /** One entry for each object. */
      sobjects: SalesforceRecord[];
    }>,
  ): Promise<{
    /** One entry for each object. */
    sobjects: SalesforceRecord[];
  }>;
  /** A handle for an object. */
  sobject(type: string): SalesforceSObject;
  /** Sends a request to a path or URL of the instance. A JSON answer is parsed. */
  request<Result = unknown>(
    request: string | object,
    callback: SalesforceCallback<Result>,
  ): Promise<Result> & {
    /** The body of the answer as a stream, instead of the promise. */
    stream(): Duplex;
  };
  /** The same, with options. */
  request<Result = unknown>(
    request: string | object,
    options?: object,
    callback?: SalesforceCallback<Result>,
  ): Promise<Result> & {
    /** The body of the answer as a stream, instead of the promise. */
    stream(): Duplex;
  };

  /** Listens for `refresh` (a new access token) and other events of jsforce. */
  on(event: string, listener: (...args: never[]) => void): this;
  // biome-ignore lint/suspicious/noExplicitAny: jsforce has more members than are typed here
  [member: string]: any;
}
