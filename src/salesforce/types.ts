import type { Duplex } from 'node:stream';

/** What jsforce's errors carry besides a message, such as `errorCode: 'INVALID_SESSION_ID'`. */
export interface SalesforceError extends Error {
  /** Salesforce's code, such as `INVALID_FIELD`; `ERROR_HTTP_<status>` for an answer without one. */
  errorCode?: string;
  /** What Salesforce sent along. */
  data?: unknown;
}

/** Called once, when the operation has ended: `(null, result)` or `(error)`. */
export type SalesforceCallback<Result> = (error: SalesforceError | null, result: Result) => void;

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
  /** Where users log in, if not under `loginUrl`. */
  authzServiceUrl?: string | undefined;
  /** Where tokens come from, if not under `loginUrl`. */
  tokenServiceUrl?: string | undefined;
  /** Where tokens are revoked, if not under `loginUrl`. */
  revokeServiceUrl?: string | undefined;
  /** True: PKCE. @default false */
  useVerifier?: boolean | undefined;
  [option: string]: unknown;
}

/** Gets a new access token when the session has expired; calls back with it once. */
export type SalesforceRefreshFunction = (
  connection: SalesforceConnection,
  callback: (error: Error | null | undefined, accessToken?: string, response?: unknown) => void,
) => void;

/** Options of `connectToSalesforce`: those of a jsforce connection (seed 003, facts §10). */
export interface SalesforceConnectionOptions {
  /** Where to log in. @default 'https://login.salesforce.com' */
  loginUrl?: string | undefined;
  /** Where the data is: the `instance_url` that came with the token. @default `loginUrl`, when a token is given */
  instanceUrl?: string | undefined;
  /** The `serverUrl` of a SOAP login; its origin becomes `instanceUrl`. */
  serverUrl?: string | undefined;
  /** The session's token. */
  accessToken?: string | undefined;
  /** Needs `oauth2` or `refreshFn`; set aside with a warning otherwise. */
  refreshToken?: string | undefined;
  /** The session of a SOAP login, in place of `accessToken`. */
  sessionId?: string | undefined;
  /** The connected app: for log-ins, and for renewing a session with a refresh token. */
  oauth2?: SalesforceOAuth2Options | undefined;
  /** Gets a new access token when the session has expired, in place of `oauth2`. */
  refreshFn?: SalesforceRefreshFunction | undefined;
  /** API version, such as `'60.0'`. @default '50.0' */
  version?: string | undefined;
  /** Proxy URL of this connection. @default as for every other request of the toolbelt */
  httpProxy?: string | undefined;
  /** Records that one `create`, `update`, … may send in parallel. @default 10 */
  maxRequest?: number | undefined;
  /** Salesforce's `Sforce-Call-Options` header, such as `{ client: "name" }`. */
  callOptions?: Record<string, string> | undefined;
  [option: string]: unknown;
}

/** A record, by field names. */
export interface SalesforceRecord {
  /** Salesforce id, 18 characters. */
  Id?: string;
  /** Type and address of the record. */
  attributes?: {
    /** API name of the object. */
    type: string;
    /** Path of the record. */
    url?: string;
  };
  // biome-ignore lint/suspicious/noExplicitAny: the type of a field is the organisation's to know
  [field: string]: any;
}

/** One page of a query. `nextRecordsUrl` is what `queryMore` takes when `done` is false. */
export interface SalesforceQueryResult<Fields = SalesforceRecord> {
  /** Records that match, on this page or not. */
  totalSize: number;
  /** Whether this was the last page. */
  done: boolean;
  /** The records of this page. */
  records: Fields[];
  /** Goes to `queryMore` for the next page. */
  nextRecordsUrl?: string;
}

/** What a create, update, upsert or destroy did to one record. */
export interface SalesforceSaveResult {
  /** Whether it was saved. */
  success: boolean;
  /** Id of the record. */
  id?: string;
  /** Why it was not saved. */
  errors: unknown[];
}

/** Who is logged in. */
export interface SalesforceUserInfo {
  /** Id of the user. */
  id: string;
  /** Id of the organisation. */
  organizationId: string;
  /** Identity URL of the user. */
  url: string;
}

/** A query that is sent when it is awaited, executed, streamed, or given a callback. */
export interface SalesforceQuery<Result> extends PromiseLike<Result> {
  /** As on any promise. */
  catch<Rejected>(
    onRejected: (reason: SalesforceError) => Rejected | PromiseLike<Rejected>,
  ): Promise<Result | Rejected>;
  /** Runs the query; so does awaiting it. */
  execute(callback: SalesforceCallback<Result>): this;
  /** Runs the query; so does awaiting it. */
  execute(options?: object, callback?: SalesforceCallback<Result>): this;
  /** The same as `execute`. */
  exec(callback: SalesforceCallback<Result>): this;
  /** The same as `execute`. */
  exec(options?: object, callback?: SalesforceCallback<Result>): this;
  /** The same as `execute`. */
  run(callback: SalesforceCallback<Result>): this;
  /** The same as `execute`. */
  run(options?: object, callback?: SalesforceCallback<Result>): this;
  /** The fields to get. */
  select(fields?: string | string[] | object): this;
  /** The condition: SOQL, or an object such as `{ Name: "Acme" }`. */
  where(conditions: string | object): this;
  /** The order. */
  sort(field: string | object, direction?: 'ASC' | 'DESC' | 1 | -1): this;
  /** How many records at most. */
  limit(count: number): this;
  /** How many records are left out first. */
  skip(count: number): this;
  /** Whether further pages are fetched too. */
  autoFetch(autoFetch: boolean): this;
  /** How many records are fetched at most, in all pages. */
  maxFetch(count: number): this;
  /** Listens for `record`, `end`, `error`, … */
  on(event: string, listener: (...args: never[]) => void): this;
  /** Writes the records as CSV. */
  pipe<Target extends NodeJS.WritableStream>(destination: Target): Target;
  // biome-ignore lint/suspicious/noExplicitAny: the rest is jsforce's
  [member: string]: any;
}

type SavesOne<First> = (
  record: First,
  callback: SalesforceCallback<SalesforceSaveResult>,
) => Promise<SalesforceSaveResult>;

interface Saves<First, Many> {
  (records: First, options?: object): Promise<SalesforceSaveResult>;
  (records: Many, options?: object): Promise<SalesforceSaveResult[]>;
  (records: Many, callback: SalesforceCallback<SalesforceSaveResult[]>): Promise<SalesforceSaveResult[]>;
  (
    records: First,
    options: object,
    callback: SalesforceCallback<SalesforceSaveResult>,
  ): Promise<SalesforceSaveResult>;
}

/** The records of one type, such as `con.sobject('Account')`. */
export interface SalesforceSObject {
  /** API name of the object. */
  readonly type: string;
  /** Inserts one record, or some. */
  create: SavesOne<SalesforceRecord> & Saves<SalesforceRecord, SalesforceRecord[]>;
  /** Updates one record by its `Id`, or some. */
  update: SavesOne<SalesforceRecord> & Saves<SalesforceRecord, SalesforceRecord[]>;
  /** Deletes one record by its id, or some. */
  destroy: SavesOne<string> & Saves<string, string[]>;
  /** Gets one record by its id, or some. */
  retrieve(id: string, callback: SalesforceCallback<SalesforceRecord>): Promise<SalesforceRecord>;
  /** Gets one record by its id, or some. */
  retrieve(id: string, options?: object): Promise<SalesforceRecord>;
  /** Gets one record by its id, or some. */
  retrieve(ids: string[], options?: object): Promise<SalesforceRecord[]>;
  /** Updates the record with this external id, or inserts it. */
  upsert(
    record: SalesforceRecord,
    externalIdField: string,
    callback?: SalesforceCallback<SalesforceSaveResult>,
  ): Promise<SalesforceSaveResult>;
  /** Queries the object; conditions as SOQL or as an object. */
  find(
    conditions: string | object | null,
    callback: SalesforceCallback<SalesforceRecord[]>,
  ): SalesforceQuery<SalesforceRecord[]>;
  /** Queries the object; conditions as SOQL or as an object. */
  find(
    conditions: string | object | null,
    fields: string | string[] | object | null,
    callback: SalesforceCallback<SalesforceRecord[]>,
  ): SalesforceQuery<SalesforceRecord[]>;
  /** Queries the object; conditions as SOQL or as an object. */
  find(
    conditions?: string | object | null,
    fields?: string | string[] | object | null,
    options?: object,
    callback?: SalesforceCallback<SalesforceRecord[]>,
  ): SalesforceQuery<SalesforceRecord[]>;
  /** Fields and abilities of the object. */
  describe(callback?: SalesforceCallback<SalesforceRecord>): Promise<SalesforceRecord>;
  // biome-ignore lint/suspicious/noExplicitAny: the rest is jsforce's
  [member: string]: any;
}

/**
 * A jsforce connection whose requests take the toolbelt's way, and whose methods take callbacks again. The members
 * that the toolbelt's documentation and LivePerson's samples use are typed; the rest is jsforce's own.
 */
export interface SalesforceConnection {
  /** Where log-ins go. */
  loginUrl: string;
  /** Where calls go. */
  instanceUrl: string;
  /** API version, such as `60.0`. */
  version: string;
  /** The session's token; changes when the session is renewed. */
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
  /** Runs a SOQL query. */
  query<Fields = SalesforceRecord>(
    soql: string,
    options?: object,
    callback?: SalesforceCallback<SalesforceQueryResult<Fields>>,
  ): SalesforceQuery<SalesforceQueryResult<Fields>>;
  /** Deleted and archived records too. */
  queryAll<Fields = SalesforceRecord>(
    soql: string,
    callback: SalesforceCallback<SalesforceQueryResult<Fields>>,
  ): SalesforceQuery<SalesforceQueryResult<Fields>>;
  /** The same, with deleted and archived records. */
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
  /** Gets the next page. */
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
  /** Gets a session for an authorisation code, or for the parameters of another grant. */
  authorize(
    codeOrParams: string | Record<string, string>,
    params?: Record<string, string>,
    callback?: SalesforceCallback<SalesforceUserInfo>,
  ): Promise<SalesforceUserInfo>;
  /** Ends the session; with `true` its refresh token too. */
  logout(callback: SalesforceCallback<void>): Promise<void>;
  /** Ends the session; with `true` its refresh token too. */
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
  /** Sends a request to a path or URL of the instance; JSON is parsed. */
  request<Result = unknown>(
    request: string | object,
    callback: SalesforceCallback<Result>,
  ): Promise<Result> & {
    /** The body as a stream, in place of the promise. */
    stream(): Duplex;
  };
  /** Sends a request to a path or URL of the instance; JSON is parsed. */
  request<Result = unknown>(
    request: string | object,
    options?: object,
    callback?: SalesforceCallback<Result>,
  ): Promise<Result> & {
    /** The body as a stream, in place of the promise. */
    stream(): Duplex;
  };

  /** Listens for `refresh` (a new access token) and other events of jsforce. */
  on(event: string, listener: (...args: never[]) => void): this;
  // biome-ignore lint/suspicious/noExplicitAny: the rest is jsforce's
  [member: string]: any;
}
