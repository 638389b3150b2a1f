import { ErrorCodes, ToolbeltError } from '../errors';
import { isRecord } from '../internal/is-record';
import { encodePathSegment } from '../internal/path-segment';
import { describeValue } from '../internal/wording';
import type { ContextServiceConfig, NamespaceOptions } from './types';

/** Namespaces of LivePerson's own: the API's list and the original's (facts §4.1, §13.9). */
const BUILT_IN = ['faas', 'consumer', 'custom', 'operational', 'conversation', 'sde'];
const DEFAULT_SESSION = '__default__';
const DEFAULT_TIMEOUT_MS = 25_000;
/** The longest delay that `setTimeout` takes. */
const MAX_TIMEOUT_MS = 2_147_483_647;
/** What Node refuses in a header, with a message that does not help. */
const NOT_IN_HEADERS = /[^\t\x20-\x7e\x80-\xff]/;

/** A checked config; without an account it comes from the environment. */
export interface CheckedConfig {
  apiKey: string;
  accountId: string | undefined;
  timeoutMs: number;
}

/** A session or a property of it, as paths and messages name it. */
export interface Scope {
  path: string;
  target: string;
}

/**
 * Checks what the client is built from.
 * @throws ToolbeltError `ErrorCodes.ContextService.PARAMETER_INVALID`
 */
export function checkConfig(config: ContextServiceConfig | string): CheckedConfig {
  if (typeof config === 'string') {
    return { apiKey: checkKey(config), accountId: undefined, timeoutMs: DEFAULT_TIMEOUT_MS };
  }
  if (!isRecord(config)) {
    throw invalid(`expected { accountId, apiKey } or the key alone, found ${describeValue(config)}`);
  }
  const apiKey = checkKey(config.apiKey);
  const accountId = textOf(config.accountId);
  if (accountId === undefined || encodePathSegment(accountId) === undefined) {
    throw invalid(
      `"accountId" must be the id of the account, found ${describeValue(config.accountId)}: set the environment ` +
        'variable BRAND_ID and pass process.env.BRAND_ID, or pass the key alone',
    );
  }
  return { apiKey, accountId, timeoutMs: checkTimeout(config.timeout) };
}

function checkKey(apiKey: unknown): string {
  const advice = 'read the secret that holds it, and pass its value';
  if (typeof apiKey !== 'string' || apiKey === '') {
    throw invalid(`"apiKey" must be a non-empty string, found ${describeValue(apiKey)}: ${advice}`);
  }
  if (NOT_IN_HEADERS.test(apiKey)) {
    throw invalid(`"apiKey" has a line break or another character that no header can hold: ${advice}`);
  }
  return apiKey;
}

function checkTimeout(timeout: unknown): number {
  if (timeout === undefined) return DEFAULT_TIMEOUT_MS;
  if (Number.isInteger(timeout) && (timeout as number) > 0 && (timeout as number) <= MAX_TIMEOUT_MS) {
    return timeout as number;
  }
  throw invalid(
    `"timeout" must be a positive integer of milliseconds up to ${MAX_TIMEOUT_MS}, found ${describeValue(timeout)}`,
  );
}

/** A name as a path segment. @throws ToolbeltError `ErrorCodes.ContextService.PARAMETER_INVALID` */
export function nameSegment(operation: string, parameter: string, name: unknown): string {
  const segment = typeof name === 'string' ? encodePathSegment(name) : undefined;
  if (segment !== undefined) return segment;
  throw invalid(
    `"${parameter}" must be a non-empty string that a URL can name, found ${describeName(name)}`,
    operation,
  );
}

/** A namespace to create or delete. @throws ToolbeltError `ErrorCodes.ContextService.PARAMETER_INVALID` */
export function ownNamespaceSegment(operation: string, namespace: string): string {
  const segment = nameSegment(operation, 'namespace', namespace);
  if (!BUILT_IN.includes(namespace)) return segment;
  throw invalid(
    `the namespace "${namespace}" is LivePerson's own: choose another name than ${BUILT_IN.join(', ')}`,
    operation,
  );
}

/**
 * A session in a namespace. Events carry some ids as numbers, so a number is taken too; null is not, since it is more
 * often a lost id than the wish for the default session.
 * @throws ToolbeltError `ErrorCodes.ContextService.PARAMETER_INVALID`
 */
export function sessionScope(operation: string, namespace: string, sessionId: unknown): Scope {
  const space = nameSegment(operation, 'namespace', namespace);
  const id = sessionId === undefined ? DEFAULT_SESSION : textOf(sessionId);
  const segment = id === undefined ? undefined : encodePathSegment(id);
  if (segment === undefined) {
    throw invalid(
      `"sessionId" must be a non-empty string that a URL can name, found ${describeName(sessionId)}: ` +
        'leave it out for the default session',
      operation,
    );
  }
  return {
    path: `/${space}/${segment}/properties`,
    target: `session ${JSON.stringify(id)} in ${shownNamespace(namespace)}`,
  };
}

/** A property of a session. @throws ToolbeltError `ErrorCodes.ContextService.PARAMETER_INVALID` */
export function propertyScope(operation: string, { path, target }: Scope, name: string): Scope {
  const segment = nameSegment(operation, 'propertyName', name);
  return { path: `${path}/${segment}`, target: `property ${JSON.stringify(name)} of ${target}` };
}

/** A namespace in the words of a message. */
export function shownNamespace(namespace: string): string {
  return `namespace ${JSON.stringify(namespace)}`;
}

/** The time to live, if one is set. @throws ToolbeltError `ErrorCodes.ContextService.PARAMETER_INVALID` */
export function checkTtl(operation: string, options: NamespaceOptions | undefined): number | undefined {
  if (options === undefined) return undefined;
  if (!isRecord(options)) {
    throw invalid(
      `"options" must be an object such as { ttl: 120 }, found ${describeValue(options)}`,
      operation,
    );
  }
  // Data that should expire must not stay for good because of a slip of the pen.
  const stray = Object.keys(options).find((name) => name !== 'ttl');
  if (stray !== undefined) {
    throw invalid(
      `"options" has ${JSON.stringify(stray)}, which is not known: write { ttl: 120 }`,
      operation,
    );
  }
  const { ttl } = options;
  if (ttl === undefined || (Number.isSafeInteger(ttl) && (ttl as number) > 0))
    return ttl as number | undefined;
  throw invalid(
    `"ttl" must be a positive integer of seconds, found ${describeValue(ttl)}: leave it out to keep data for good`,
    operation,
  );
}

/** Distinct names in their order. @throws ToolbeltError `ErrorCodes.ContextService.PARAMETER_INVALID` */
export function checkNames(operation: string, names: readonly string[]): string[] {
  if (!Array.isArray(names)) {
    throw invalid(`"propertyNames" must be an array of names, found ${describeValue(names)}`, operation);
  }
  // Array.from: holes count as undefined.
  for (const [index, name] of Array.from(names).entries())
    nameSegment(operation, `propertyNames[${index}]`, name);
  return [...new Set(names as string[])];
}

/** Text, or a number written as one. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

function describeName(name: unknown): string {
  return typeof name === 'string' && name !== '' ? JSON.stringify(name) : describeValue(name);
}

/** The error of an argument that cannot be used; `message` says which and what to write. */
export function invalid(message: string, operation?: string, cause?: unknown): ToolbeltError {
  const subject = operation === undefined ? 'ContextServiceClient' : `ContextServiceClient.${operation}`;
  return new ToolbeltError(ErrorCodes.ContextService.PARAMETER_INVALID, `${subject}: ${message}.`, cause);
}
