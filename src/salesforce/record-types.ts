/** An error of jsforce, such as one with `errorCode: 'INVALID_SESSION_ID'`. */
export interface SalesforceError extends Error {
  /** Salesforce's code, such as `INVALID_FIELD`. For an answer without a code, `ERROR_HTTP_<status>`. */
  errorCode?: string;
  /** Details that Salesforce sent with the error. */
  data?: unknown;
}

/** Called once, when the operation has ended: `(null, result)` or `(error)`. */
export type SalesforceCallback<Result> = (error: SalesforceError | null, result: Result) => void;

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
  // biome-ignore lint/suspicious/noExplicitAny: only the organisation knows the types of its fields
  [field: string]: any;
}

/** One page of a query. When `done` is false, pass `nextRecordsUrl` to `queryMore` to get the next page. */
export interface SalesforceQueryResult<Fields = SalesforceRecord> {
  /** How many records match on all pages together. */
  totalSize: number;
  /** Whether this was the last page. */
  done: boolean;
  /** The records of this page. */
  records: Fields[];
  /** The argument of `queryMore` for the next page. */
  nextRecordsUrl?: string;
}

/** The result of a create, update, upsert or destroy for one record. */
export interface SalesforceSaveResult {
  /** Whether it was saved. */
  success: boolean;
  /** Id of the record. */
  id?: string;
  /** Why it was not saved. */
  errors: unknown[];
}

/** A query that is sent when it is awaited, executed, streamed, or given a callback. */
export interface SalesforceQuery<Result> extends PromiseLike<Result> {
  /** Handles a failed query, as the `catch` of any promise. */
  catch<Rejected>(
    onRejected: (reason: SalesforceError) => Rejected | PromiseLike<Rejected>,
  ): Promise<Result | Rejected>;
  /** Runs the query. Awaiting the query runs it too. */
  execute(callback: SalesforceCallback<Result>): this;
  /** The same, with options. */
  execute(options?: object, callback?: SalesforceCallback<Result>): this;
  /** The same as `execute`. */
  exec(callback: SalesforceCallback<Result>): this;
  /** The same, with options. */
  exec(options?: object, callback?: SalesforceCallback<Result>): this;
  /** The same as `execute`. */
  run(callback: SalesforceCallback<Result>): this;
  /** The same, with options. */
  run(options?: object, callback?: SalesforceCallback<Result>): this;
  /** The fields to get. */
  select(fields?: string | string[] | object): this;
  /** The condition: SOQL, or an object such as `{ Name: "Acme" }`. */
  where(conditions: string | object): this;
  /** The order. */
  sort(field: string | object, direction?: 'ASC' | 'DESC' | 1 | -1): this;
  /** The greatest number of records. */
  limit(count: number): this;
  /** How many records are left out first. */
  skip(count: number): this;
  /** Whether further pages are fetched too. */
  autoFetch(autoFetch: boolean): this;
  /** The greatest number of records that are fetched, on all pages. */
  maxFetch(count: number): this;
  /** Listens for `record`, `end`, `error`, … */
  on(event: string, listener: (...args: never[]) => void): this;
  /** Writes the records as CSV. */
  pipe<Target extends NodeJS.WritableStream>(destination: Target): Target;
  // biome-ignore lint/suspicious/noExplicitAny: jsforce has more members than are typed here
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
  /** Inserts one record, or several. */
  create: SavesOne<SalesforceRecord> & Saves<SalesforceRecord, SalesforceRecord[]>;
  /** Updates one record by its `Id`, or several. */
  update: SavesOne<SalesforceRecord> & Saves<SalesforceRecord, SalesforceRecord[]>;
  /** Deletes one record by its id, or several. */
  destroy: SavesOne<string> & Saves<string, string[]>;
  /** Gets one record by its id, or several. */
  retrieve(id: string, callback: SalesforceCallback<SalesforceRecord>): Promise<SalesforceRecord>;
  /** The same, with options. */
  retrieve(id: string, options?: object): Promise<SalesforceRecord>;
  /** Gets several records by their ids. */
  retrieve(ids: string[], options?: object): Promise<SalesforceRecord[]>;
  /** Updates the record with this external id, or inserts it. */
  upsert(
    record: SalesforceRecord,
    externalIdField: string,
    callback?: SalesforceCallback<SalesforceSaveResult>,
  ): Promise<SalesforceSaveResult>;
  /** Queries the object. Conditions are SOQL text or an object. */
  find(
    conditions: string | object | null,
    callback: SalesforceCallback<SalesforceRecord[]>,
  ): SalesforceQuery<SalesforceRecord[]>;
  /** The same, with the fields to get. */
  find(
    conditions: string | object | null,
    fields: string | string[] | object | null,
    callback: SalesforceCallback<SalesforceRecord[]>,
  ): SalesforceQuery<SalesforceRecord[]>;
  /** The same, with options. */
  find(
    conditions?: string | object | null,
    fields?: string | string[] | object | null,
    options?: object,
    callback?: SalesforceCallback<SalesforceRecord[]>,
  ): SalesforceQuery<SalesforceRecord[]>;
  /** Fields and abilities of the object. */
  describe(callback?: SalesforceCallback<SalesforceRecord>): Promise<SalesforceRecord>;
  // biome-ignore lint/suspicious/noExplicitAny: jsforce has more members than are typed here
  [member: string]: any;
}
