import type { Duplex } from 'node:stream';

/** What jsforce's errors carry besides a message, such as `errorCode: 'INVALID_SESSION_ID'`. */
export interface SalesforceError extends Error {
  errorCode?: string;
  data?: unknown;
}

/** Called once, when the operation has ended: `(null, result)` or `(error)`. */
export type SalesforceCallback<Result> = (error: SalesforceError | null, result: Result) => void;

/** The OAuth 2 client (connected app) that gets and renews tokens. */
export interface SalesforceOAuth2Options {
  clientId?: string | undefined;
  clientSecret?: string | undefined;
  redirectUri?: string | undefined;
  /** @default `loginUrl` of the connection */
  loginUrl?: string | undefined;
  authzServiceUrl?: string | undefined;
  tokenServiceUrl?: string | undefined;
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
  accessToken?: string | undefined;
  /** Needs `oauth2` or `refreshFn`; set aside with a warning otherwise. */
  refreshToken?: string | undefined;
  /** The session of a SOAP login, in place of `accessToken`. */
  sessionId?: string | undefined;
  oauth2?: SalesforceOAuth2Options | undefined;
  refreshFn?: SalesforceRefreshFunction | undefined;
  /** API version, such as `'60.0'`. @default '50.0' */
  version?: string | undefined;
  /** Proxy URL of this connection. @default as for every other request of the toolbelt */
  httpProxy?: string | undefined;
  /** Records that one `create`, `update`, … may send in parallel. @default 10 */
  maxRequest?: number | undefined;
  callOptions?: Record<string, string> | undefined;
  [option: string]: unknown;
}

/** A record, by field names. */
export interface SalesforceRecord {
  Id?: string;
  attributes?: { type: string; url?: string };
  // biome-ignore lint/suspicious/noExplicitAny: the type of a field is the organisation's to know
  [field: string]: any;
}

/** One page of a query. `nextRecordsUrl` is what `queryMore` takes when `done` is false. */
export interface SalesforceQueryResult<Fields = SalesforceRecord> {
  totalSize: number;
  done: boolean;
  records: Fields[];
  nextRecordsUrl?: string;
}

/** What a create, update, upsert or destroy did to one record. */
export interface SalesforceSaveResult {
  success: boolean;
  id?: string;
  errors: unknown[];
}

/** Who is logged in. */
export interface SalesforceUserInfo {
  id: string;
  organizationId: string;
  url: string;
}

/** A query that is sent when it is awaited, executed, streamed, or given a callback. */
export interface SalesforceQuery<Result> extends PromiseLike<Result> {
  catch<Rejected>(
    onRejected: (reason: SalesforceError) => Rejected | PromiseLike<Rejected>,
  ): Promise<Result | Rejected>;
  execute(callback: SalesforceCallback<Result>): this;
  execute(options?: object, callback?: SalesforceCallback<Result>): this;
  exec(callback: SalesforceCallback<Result>): this;
  exec(options?: object, callback?: SalesforceCallback<Result>): this;
  run(callback: SalesforceCallback<Result>): this;
  run(options?: object, callback?: SalesforceCallback<Result>): this;
  select(fields?: string | string[] | object): this;
  where(conditions: string | object): this;
  sort(field: string | object, direction?: 'ASC' | 'DESC' | 1 | -1): this;
  limit(count: number): this;
  skip(count: number): this;
  autoFetch(autoFetch: boolean): this;
  maxFetch(count: number): this;
  on(event: string, listener: (...args: never[]) => void): this;
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
  readonly type: string;
  create: SavesOne<SalesforceRecord> & Saves<SalesforceRecord, SalesforceRecord[]>;
  update: SavesOne<SalesforceRecord> & Saves<SalesforceRecord, SalesforceRecord[]>;
  destroy: SavesOne<string> & Saves<string, string[]>;
  retrieve(id: string, callback: SalesforceCallback<SalesforceRecord>): Promise<SalesforceRecord>;
  retrieve(id: string, options?: object): Promise<SalesforceRecord>;
  retrieve(ids: string[], options?: object): Promise<SalesforceRecord[]>;
  upsert(
    record: SalesforceRecord,
    externalIdField: string,
    callback?: SalesforceCallback<SalesforceSaveResult>,
  ): Promise<SalesforceSaveResult>;
  find(
    conditions: string | object | null,
    callback: SalesforceCallback<SalesforceRecord[]>,
  ): SalesforceQuery<SalesforceRecord[]>;
  find(
    conditions: string | object | null,
    fields: string | string[] | object | null,
    callback: SalesforceCallback<SalesforceRecord[]>,
  ): SalesforceQuery<SalesforceRecord[]>;
  find(
    conditions?: string | object | null,
    fields?: string | string[] | object | null,
    options?: object,
    callback?: SalesforceCallback<SalesforceRecord[]>,
  ): SalesforceQuery<SalesforceRecord[]>;
  describe(callback?: SalesforceCallback<SalesforceRecord>): Promise<SalesforceRecord>;
  // biome-ignore lint/suspicious/noExplicitAny: the rest is jsforce's
  [member: string]: any;
}

/**
 * A jsforce connection whose requests take the toolbelt's way, and whose methods take callbacks again. The members
 * that the toolbelt's documentation and LivePerson's samples use are typed; the rest is jsforce's own.
 */
export interface SalesforceConnection {
  loginUrl: string;
  instanceUrl: string;
  version: string;
  accessToken?: string | null;
  refreshToken?: string | null;
  userInfo?: SalesforceUserInfo | null;

  query<Fields = SalesforceRecord>(
    soql: string,
    callback: SalesforceCallback<SalesforceQueryResult<Fields>>,
  ): SalesforceQuery<SalesforceQueryResult<Fields>>;
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
  queryAll<Fields = SalesforceRecord>(
    soql: string,
    options?: object,
    callback?: SalesforceCallback<SalesforceQueryResult<Fields>>,
  ): SalesforceQuery<SalesforceQueryResult<Fields>>;
  queryMore<Fields = SalesforceRecord>(
    locator: string,
    callback: SalesforceCallback<SalesforceQueryResult<Fields>>,
  ): SalesforceQuery<SalesforceQueryResult<Fields>>;
  queryMore<Fields = SalesforceRecord>(
    locator: string,
    options?: object,
    callback?: SalesforceCallback<SalesforceQueryResult<Fields>>,
  ): SalesforceQuery<SalesforceQueryResult<Fields>>;
  search(
    sosl: string,
    callback?: SalesforceCallback<{ searchRecords: SalesforceRecord[] }>,
  ): Promise<{ searchRecords: SalesforceRecord[] }>;

  /** @deprecated Salesforce retires the SOAP login in Summer '27: use tokens or `authorize`. */
  login(
    username: string,
    password: string,
    callback?: SalesforceCallback<SalesforceUserInfo>,
  ): Promise<SalesforceUserInfo>;
  loginByOAuth2(
    username: string,
    password: string,
    callback?: SalesforceCallback<SalesforceUserInfo>,
  ): Promise<SalesforceUserInfo>;
  authorize(
    codeOrParams: string | Record<string, string>,
    callback: SalesforceCallback<SalesforceUserInfo>,
  ): Promise<SalesforceUserInfo>;
  authorize(
    codeOrParams: string | Record<string, string>,
    params?: Record<string, string>,
    callback?: SalesforceCallback<SalesforceUserInfo>,
  ): Promise<SalesforceUserInfo>;
  logout(callback: SalesforceCallback<void>): Promise<void>;
  logout(revoke?: boolean, callback?: SalesforceCallback<void>): Promise<void>;

  identity(callback?: SalesforceCallback<SalesforceRecord>): Promise<SalesforceRecord>;
  describe(type: string, callback?: SalesforceCallback<SalesforceRecord>): Promise<SalesforceRecord>;
  describeGlobal(
    callback?: SalesforceCallback<{ sobjects: SalesforceRecord[] }>,
  ): Promise<{ sobjects: SalesforceRecord[] }>;
  sobject(type: string): SalesforceSObject;
  request<Result = unknown>(
    request: string | object,
    callback: SalesforceCallback<Result>,
  ): Promise<Result> & { stream(): Duplex };
  request<Result = unknown>(
    request: string | object,
    options?: object,
    callback?: SalesforceCallback<Result>,
  ): Promise<Result> & { stream(): Duplex };

  on(event: string, listener: (...args: never[]) => void): this;
  // biome-ignore lint/suspicious/noExplicitAny: the rest is jsforce's
  [member: string]: any;
}
