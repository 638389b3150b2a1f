// The checks of this file accept the values that most users have. With them, a cold start does not load the schema library only to find no
// mistake. They accept nothing that the schemas refuse. A value that they do not accept may still be correct: the schemas decide, and
// explain what is wrong.

import { isRecord } from '../internal/is-record';
import { ownProperties } from '../internal/own-properties';
import { isPlainRecord } from '../internal/plain-record';
import { parseHostPattern } from './host-pattern';
import {
  checkServiceHost,
  isByteLimit,
  isLogger,
  proxyProblems,
  secretsProblems,
  storeProblems,
} from './option-values';

type Check = (value: unknown) => boolean;

/** The fields of an app key for OAuth 1.0a (docs/platform.md, "App keys"). */
export const OAUTH1_FIELDS = ['consumerKey', 'consumerSecret', 'token', 'tokenSecret'];
/** The fields of an app key for OAuth 2 (docs/platform.md, "Access tokens"). */
export const OAUTH2_FIELDS = ['client_id', 'client_secret'];

const HEADER_TEXT = /^[\t\x20-\x7e\x80-\xff]+$/;

/** Whether the content of a settings file is certainly correct. */
export function isCommonSettings(content: unknown): boolean {
  if (!isRecord(content)) return false;
  const { whitelist, secrets } = ownProperties(content);
  return (
    (whitelist === undefined || areHosts(whitelist)) &&
    (secrets === undefined || (Array.isArray(secrets) && secrets.every(isSecret)))
  );
}

/** Whether the options of `Toolbelt.configure` are certainly correct. */
export function areCommonOptions(options: unknown): boolean {
  return isRecord(options) && hasOnly(options, OPTIONS);
}

/** Whether an object holds every named field as a non-empty text, as the fields of credentials have to be. */
export function hasTexts(value: object, names: readonly string[]): boolean {
  return names.every((name) => isText(Reflect.get(value, name)));
}

const OPTIONS: Readonly<Record<string, Check>> = {
  accountId: isHeaderText,
  functionId: isHeaderText,
  settingsPath: isText,
  whitelist: areHosts,
  whitelistViolation: oneOf('socket-closed', 'forbidden'),
  secrets: hasNoProblems(secretsProblems),
  proxy: hasNoProblems(proxyProblems),
  maxResponseBytes: isByteLimit,
  csds: (value) =>
    isPlainRecord(value) && Object.values(value).every((host) => passes(checkServiceHost, host)),
  contextServiceEnvironment: isText,
  logger: isLogger,
  rateLimit: (value) => isRecord(value) && hasOnly(value, RATE_LIMIT),
};

const RATE_LIMIT: Readonly<Record<string, Check>> = {
  limit: isPositiveInteger,
  intervalMs: isPositiveInteger,
  mode: oneOf('reject', 'queue', 'off'),
  maxWaitMs: (value) => Number.isFinite(value) && (value as number) >= 0,
  store: hasNoProblems(storeProblems),
};

/** Whether an object has only the keys of the checks, and every value passes its check. */
function hasOnly(value: Record<string, unknown>, checks: Readonly<Record<string, Check>>): boolean {
  return Object.entries(value).every(
    ([name, entry]) => Object.hasOwn(checks, name) && (entry === undefined || checks[name]?.(entry) === true),
  );
}

function isSecret(value: unknown): boolean {
  return isRecord(value) && typeof ownProperties(value).key === 'string' && Object.hasOwn(value, 'value');
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isHeaderText(value: unknown): boolean {
  return typeof value === 'string' && HEADER_TEXT.test(value);
}

function isPositiveInteger(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function areHosts(value: unknown): boolean {
  return Array.isArray(value) && value.every((host) => passes(parseHostPattern, host));
}

function oneOf(...texts: string[]): Check {
  return (value) => typeof value === 'string' && texts.includes(value);
}

function hasNoProblems(problems: (value: unknown) => Iterable<unknown>): Check {
  return (value) => {
    for (const _ of problems(value)) return false;
    return true;
  };
}

/** Whether a function that throws for a wrong text accepts the value. */
function passes(parse: (text: string) => unknown, value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    parse(value);
    return true;
  } catch {
    return false;
  }
}
