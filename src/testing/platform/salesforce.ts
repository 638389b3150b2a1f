import { ErrorCodes, ToolbeltError } from '../../errors';
import { isRecord } from '../../internal/is-record';
import { copyJson } from '../../internal/json-copy';
import { isPlainRecord } from '../../internal/plain-record';
import { parseSoql, runSoql, type SalesforceRecord } from '../doubles/salesforce/soql';
import { nameHint } from '../name-hint';

export type { SalesforceRecord } from '../doubles/salesforce/soql';

/** The origin of an organisation of Salesforce, and the credentials that it accepts. All have defaults. */
export interface SalesforceOptions {
  /** The origin of its data. @default 'https://test-account.my.salesforce.com' */
  instanceUrl?: string;
  /** A token that is valid without a login. @default 'test-salesforce-token' */
  accessToken?: string;
  /** A token that can be exchanged for new access tokens. @default 'test-salesforce-refresh-token' */
  refreshToken?: string;
  /** The name of the user. @default 'test-user@example.com' */
  username?: string;
  /** The password. When the lambda appends the security token, include the token. @default 'test-password' */
  password?: string;
  /** The client id of the connected app. @default 'test-salesforce-client-id' */
  clientId?: string;
  /** The client secret of the connected app. @default 'test-salesforce-client-secret' */
  clientSecret?: string;
}

const DEFAULTS: Required<SalesforceOptions> = {
  instanceUrl: 'https://test-account.my.salesforce.com',
  accessToken: 'test-salesforce-token',
  refreshToken: 'test-salesforce-refresh-token',
  username: 'test-user@example.com',
  password: 'test-password',
  clientId: 'test-salesforce-client-id',
  clientSecret: 'test-salesforce-client-secret',
};
/** The hosts at which users of every organisation log in. */
const LOGIN_HOSTS = ['login.salesforce.com', 'test.salesforce.com'];
/** The first letters of the ids of some objects. Ids of all other objects begin as those of custom objects do. */
const ID_PREFIXES: Readonly<Record<string, string>> = {
  account: '001',
  contact: '003',
  opportunity: '006',
  case: '500',
};

/** @returns what is wrong with the options, in words that follow a name. `undefined` for correct options. */
export function salesforceProblem(options: unknown): string | undefined {
  if (!isPlainRecord(options)) return 'must be an object such as { instanceUrl, accessToken }';
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(DEFAULTS, name)) return `has no "${name}"${nameHint(name, Object.keys(DEFAULTS))}`;
    if (value !== undefined && (typeof value !== 'string' || value === '')) {
      return `needs a non-empty string as "${name}"`;
    }
  }
  const { instanceUrl = DEFAULTS.instanceUrl } = options as SalesforceOptions;
  const isOrigin =
    URL.canParse(instanceUrl) && new URL(instanceUrl).origin === instanceUrl.replace(/\/$/, '');
  return isOrigin && /^https:/.test(instanceUrl)
    ? undefined
    : 'needs an https origin as "instanceUrl", such as "https://acme.my.salesforce.com"';
}

/**
 * An organisation of Salesforce: its records, and the results of queries. Records are copied when they are added and when they are read.
 */
export class PlatformSalesforce {
  /** The origin of its data, and the credentials that it accepts. */
  readonly settings: Readonly<Required<SalesforceOptions>>;
  /** The hosts at which it answers. Lambdas may call them when they are whitelisted: `platform.whitelist.add(...hosts)`. */
  readonly hosts: readonly string[];
  readonly #records = new Map<string, Map<string, SalesforceRecord>>();
  readonly #answers: Array<{ query: string | RegExp; records: SalesforceRecord[] }> = [];
  #count = 0;

  constructor(options: SalesforceOptions = {}) {
    this.settings = { ...DEFAULTS, ...options };
    this.hosts = [...new Set([...LOGIN_HOSTS, new URL(this.settings.instanceUrl).hostname])];
  }

  /**
   * Adds records. They replace those with the same `Id`. A record without an `Id` gets one.
   *
   * @param type the object, such as `Contact`
   * @returns the ids
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for a wrong name of an object, and for a record that is no object
   */
  add(type: string, ...records: readonly SalesforceRecord[]): string[] {
    if (typeof type !== 'string' || !/^\w+$/.test(type)) {
      throw invalid('add', `${JSON.stringify(type)} is no object of Salesforce, such as "Contact"`);
    }
    if (!records.every(isPlainRecord)) {
      throw invalid('add', 'a record must be an object such as { Email: "a@example.com" }');
    }
    return records.map((record) => this.#save(type, record));
  }

  /** A copy of a record. `undefined` when there is none. */
  get(type: string, id: string): SalesforceRecord | undefined {
    return copyJson(this.#typed(type).get(idKey(id))) as SalesforceRecord | undefined;
  }

  /** Copies of all records of an object. */
  all(type: string): SalesforceRecord[] {
    return [...this.#typed(type).values()].map((record) => copyJson(record) as SalesforceRecord);
  }

  /** Removes a record. @returns whether there was one */
  remove(type: string, id: string): boolean {
    return this.#typed(type).delete(idKey(id));
  }

  /**
   * Removes the record of this id from any object.
   * @internal
   */
  removeAnywhere(id: string): boolean {
    return [...this.#records.values()].some((records) => records.delete(idKey(id)));
  }

  /**
   * Sets the result of a query. It takes precedence over the records. It also serves for queries that the double does not understand.
   *
   * @param query the whole query, or a pattern. Differences in spaces do not count.
   * @param records what is found, with the fields as the lambda gets them
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for what is no query or no list of objects
   */
  answerQuery(query: string | RegExp, records: readonly SalesforceRecord[]): void {
    if (!(query instanceof RegExp) && (typeof query !== 'string' || query.trim() === '')) {
      throw invalid('answerQuery', 'the query must be a text such as "SELECT Id FROM Contact", or a RegExp');
    }
    if (!Array.isArray(records) || !records.every((record) => isRecord(record))) {
      throw invalid('answerQuery', 'the second argument must be a list of records');
    }
    this.#answers.unshift({ query, records: copyJson([...records]) as SalesforceRecord[] });
  }

  /**
   * The result of a query: the one that a test has set, or else the records that match.
   * @returns `undefined` for a query that the test has not set and the double does not understand
   * @internal
   */
  find(query: string): { type: string; records: SalesforceRecord[] } | undefined {
    const soql = parseSoql(query);
    const set = this.#answers.find((answer) => isSame(answer.query, query));
    if (set) return { type: soql?.type ?? 'SObject', records: copyJson(set.records) as SalesforceRecord[] };
    return soql && { type: soql.type, records: runSoql(soql, this.all(soql.type)) };
  }

  #save(type: string, record: SalesforceRecord): string {
    this.#count += 1;
    const id = typeof record.Id === 'string' ? record.Id : newId(type, this.#count);
    const { attributes: _attributes, ...fields } = copyJson(record) as SalesforceRecord;
    this.#typed(type).set(idKey(id), { ...fields, Id: id });
    return id;
  }

  #typed(type: string): Map<string, SalesforceRecord> {
    const name = type.toLowerCase();
    const known = this.#records.get(name) ?? new Map<string, SalesforceRecord>();
    this.#records.set(name, known);
    return known;
  }
}

/** An id of 18 characters is an id of 15 with a checksum. Both belong to the same record. */
function idKey(id: string): string {
  return id.length === 18 ? id.slice(0, 15) : id;
}

function newId(type: string, count: number): string {
  // The checksum of an id without capital letters is AAA.
  return `${ID_PREFIXES[type.toLowerCase()] ?? 'a00'}${String(count).padStart(12, '0')}AAA`;
}

function isSame(expected: string | RegExp, query: string): boolean {
  if (typeof expected === 'string') return words(expected) === words(query);
  return new RegExp(expected.source, expected.flags.replace(/[gy]/g, '')).test(query);
}

function words(query: string): string {
  return query.trim().split(/\s+/).join(' ');
}

function invalid(method: string, problem: string): ToolbeltError {
  return new ToolbeltError(
    ErrorCodes.Toolbelt.INVALID_ARGUMENT,
    `platform.salesforce.${method}: ${problem}.`,
  );
}
