import { ErrorCodes, ToolbeltError } from '../../errors';
import { isRecord } from '../../internal/is-record';
import { isPlainRecord } from '../../internal/plain-record';
import type { Logger, RateLimitOptions, SwiftCredentials } from '../../toolbelt';
import { nameHint } from '../name-hint';
import type { GivenNock } from '../nock';
import type { Region } from './hosts';
import { type SalesforceOptions, salesforceProblem } from './salesforce';

/** Options of an account. All have defaults. */
export interface AccountOptions {
  /** The id of the account. @default '12345678' */
  accountId?: string;
  /** The region of the account. It decides the hosts of the services. @default 'va' */
  region?: Region;
  /**
   * Secrets by name. Every account also has these app keys: `lp-faas-default-app-key`, `lp-faas-orchestrator-app-key`, and
   * `LIVEPERSON_DEFAULT_APP_KEY` for functions of V2. A secret with one of these names replaces the key.
   */
  secrets?: Readonly<Record<string, unknown>>;
  /**
   * How the app keys of a new account sign: with OAuth 2 client credentials or with OAuth 1.0a.
   * @default 'oauth2'
   */
  auth?: 'oauth2' | 'oauth1';
  /**
   * The key for the Context Session Store.
   * @default 'test-context-key'
   */
  contextKey?: string;
  /**
   * The credentials of the file storage.
   * @default { username: 'test-user', password: 'test-password' }
   */
  swift?: Readonly<SwiftCredentials>;
  /** The organisation of Salesforce: the origin of its data, and the credentials that it accepts. */
  salesforce?: SalesforceOptions;
  /**
   * Returns the time in milliseconds since the epoch. Tokens and times to live use it.
   * @default Date.now
   */
  clock?: () => number;
}

/** Options of {@link createPlatform}. */
export interface PlatformOptions extends AccountOptions {
  /** Hosts that lambdas may call, in addition to LivePerson's and those in the settings file. */
  whitelist?: readonly string[];
  /** Id of the function under test, the environment variable LAMBDA_UUID. @default 'test-function' */
  functionId?: string;
  /**
   * Time limit of the functions that the gateway runs, in milliseconds.
   * @default 30000
   */
  functionTimeoutMs?: number;
  /** The same as in `Toolbelt.configure`. Tests that make many calls a second may need `{ mode: 'off' }`. */
  rateLimit?: RateLimitOptions;
  /** The same as in `Toolbelt.configure`. */
  logger?: Logger;
  /** Your copy of nock. Needed when this package would find another copy. */
  nock?: GivenNock;
}

/** Account options with their defaults. */
export type AccountSettings = Required<AccountOptions>;

const APP_KEY_SECRETS = [
  'lp-faas-default-app-key',
  'lp-faas-orchestrator-app-key',
  'LIVEPERSON_DEFAULT_APP_KEY',
];
const APP_KEYS = {
  oauth2: { client_id: 'test-client-id', client_secret: 'test-client-secret' },
  oauth1: {
    consumerKey: 'test-consumer-key',
    consumerSecret: 'test-consumer-secret',
    token: 'test-token',
    tokenSecret: 'test-token-secret',
  },
} as const;
const REGIONS = ['va', 'lo', 'sy'];

type Check = readonly [expected: string, isGood: (value: unknown) => boolean];

const TEXT: Check = ['a non-empty string', (value) => typeof value === 'string' && value !== ''];
const ACCOUNT_CHECKS: Readonly<Record<keyof AccountOptions, Check>> = {
  accountId: TEXT,
  region: [`one of ${REGIONS.join(', ')}`, (value) => REGIONS.includes(value as string)],
  secrets: ['an object of names and values', isPlainRecord],
  auth: ['"oauth2" or "oauth1"', (value) => value === 'oauth2' || value === 'oauth1'],
  contextKey: TEXT,
  swift: ['an object with username and password', isSwift],
  salesforce: ['an object such as { instanceUrl, accessToken }', isPlainRecord],
  clock: ['a function that returns milliseconds', (value) => typeof value === 'function'],
};
const ANYTHING: Check = ['anything', () => true];
/** The options that may be anything here are checked by `Toolbelt.configure`. */
const PLATFORM_CHECKS: Readonly<Record<Exclude<keyof PlatformOptions, keyof AccountOptions>, Check>> = {
  whitelist: ['a list of hosts', Array.isArray],
  functionId: ANYTHING,
  functionTimeoutMs: ['a positive number of milliseconds', (value) => typeof value === 'number' && value > 0],
  rateLimit: ANYTHING,
  logger: ANYTHING,
  nock: ['what require("nock") returns', isNock],
};

/**
 * Fills in the defaults of an account.
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that names each option which is wrong
 */
export function accountSettings(options: AccountOptions = {}): AccountSettings {
  checkOptions('createAccount', options, ACCOUNT_CHECKS);
  const { auth = 'oauth2' } = options;
  const appKeys = Object.fromEntries(APP_KEY_SECRETS.map((name) => [name, APP_KEYS[auth]]));
  return {
    accountId: options.accountId ?? '12345678',
    region: options.region ?? 'va',
    secrets: { ...appKeys, ...options.secrets },
    auth,
    contextKey: options.contextKey ?? 'test-context-key',
    swift: { ...(options.swift ?? { username: 'test-user', password: 'test-password' }) },
    salesforce: { ...options.salesforce },
    clock: finite(options.clock ?? (() => Date.now())),
  };
}

/** @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that names each option which is wrong */
export function checkPlatformOptions(options: PlatformOptions): void {
  checkOptions('createPlatform', options, { ...ACCOUNT_CHECKS, ...PLATFORM_CHECKS });
}

/** The part of a platform's options that belongs to its account. */
export function accountOptions(options: PlatformOptions): AccountOptions {
  const own = Object.entries(options).filter(([name]) => Object.hasOwn(ACCOUNT_CHECKS, name));
  return Object.fromEntries(own);
}

function checkOptions(caller: string, options: unknown, checks: Readonly<Record<string, Check>>): void {
  const invalid = (text: string) =>
    new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `${caller}: ${text}.`);
  if (!isRecord(options)) throw invalid('the options must be an object');
  const problems = Object.entries(options).flatMap(([name, value]) => {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (!check) return [`unknown option "${name}"${nameHint(name, Object.keys(checks))}`];
    const [expected, isGood] = check;
    if (value !== undefined && !isGood(value)) return [`"${name}" must be ${expected}`];
    const problem = name === 'salesforce' && value !== undefined ? salesforceProblem(value) : undefined;
    return problem === undefined ? [] : [`"${name}" ${problem}`];
  });
  if (problems.length > 0) throw invalid(problems.join('; '));
}

/** A clock that throws when it returns no finite number. With such a time, nothing would ever expire. */
function finite(clock: () => number): () => number {
  return () => {
    const now = clock();
    if (Number.isFinite(now)) return now;
    throw new ToolbeltError(
      ErrorCodes.Toolbelt.INVALID_ARGUMENT,
      `The option "clock" returned ${String(now)}: it must return milliseconds since the epoch.`,
    );
  };
}

/** nock itself, or the namespace of nock 15, which is an ES module. */
function isNock(value: unknown): boolean {
  return typeof value === 'function' || (isRecord(value) && typeof value.default === 'function');
}

function isSwift(value: unknown): boolean {
  return isRecord(value) && TEXT[1](value.username) && TEXT[1](value.password);
}
