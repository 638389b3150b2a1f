import { ErrorCodes, ToolbeltError } from '../errors';
import { isRecord } from '../internal/is-record';
import { ownProperties } from '../internal/own-properties';
import { encodePathSegment } from '../internal/path-segment';
import { describeValue } from '../internal/wording';
import type { ContextServiceConfig, NamespaceOptions } from './types';

/**
 * The namespaces that belong to LivePerson, as the API and the original list them
 * (docs/platform.md, "Context Session Store").
 */
const BUILT_IN = ['faas', 'consumer', 'custom', 'operational', 'conversation', 'sde'];
const DEFAULT_SESSION = '__default__';
const DEFAULT_TIMEOUT_MS = 25_000;
/** The longest delay that `setTimeout` takes. */
const MAX_TIMEOUT_MS = 2_147_483_647;
/** The characters that Node refuses in a header. Its message would not name the option. */
const NOT_IN_HEADERS = /[^\t\x20-\x7e\x80-\xff]/;

/** A checked config. Without an `accountId`, the account of the configuration is used. */
export interface CheckedConfig {
  apiKey: string;
  accountId: string | undefined;
  timeoutMs: number;
}

/** A namespace, a session or a property. */
export interface Scope {
  /** Its path below the account. */
  path: string;
  /** Its name in error messages. */
  target: string;
}

/**
 * Checks the config of a client.
 *
 * @throws ToolbeltError `ErrorCodes.ContextService.PARAMETER_INVALID`
 */
export function checkConfig(config: ContextServiceConfig | string): CheckedConfig {
  if (typeof config === 'string') {
    return { apiKey: checkKey(config), accountId: undefined, timeoutMs: DEFAULT_TIMEOUT_MS };
  }
  if (!isRecord(config)) {
    throw invalid(`expected { accountId, apiKey } or the key alone, found ${describeValue(config)}`);
  }
  const own = ownProperties(config);
  const apiKey = checkKey(own.apiKey);
  const accountId = textOf(own.accountId);
  if (accountId === undefined || encodePathSegment(accountId) === undefined) {
    throw invalid(
      `"accountId" must be the id of the account, found ${describeValue(own.accountId)}: set the environment ` +
        'variable BRAND_ID and pass process.env.BRAND_ID, or pass the key alone',
    );
  }
  return { apiKey, accountId, timeoutMs: checkTimeout(own.timeout) };
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

/**
 * Checks a name, and returns it as a segment of a URL.
 *
 * @throws ToolbeltError `ErrorCodes.ContextService.PARAMETER_INVALID`
 */
export function nameSegment(operation: string, parameter: string, name: unknown): string {
  const segment = typeof name === 'string' ? encodePathSegment(name) : undefined;
  if (segment !== undefined) return segment;
  throw invalid(
    `"${parameter}" must be a non-empty string that a URL can name, found ${describeName(name)}`,
    operation,
  );
}

/**
 * The same for a namespace to create or delete, which must not be one of LivePerson's.
 *
 * @throws ToolbeltError `ErrorCodes.ContextService.PARAMETER_INVALID`
 */
export function ownNamespaceSegment(operation: string, namespace: string): string {
  const segment = nameSegment(operation, 'namespace', namespace);
  if (!BUILT_IN.includes(namespace)) return segment;
  throw invalid(
    `the namespace "${namespace}" is LivePerson's own: choose another name than ${BUILT_IN.join(', ')}`,
    operation,
  );
}

/**
 * A session in a namespace. Some event payloads have ids as numbers, so a number is accepted too. Null is refused, because it is usually a
 * missing id and rarely means the default session.
 *
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

/** A namespace as error messages name it. */
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
  // With a misspelt `ttl`, data that should expire would be kept without end.
  const stray = Object.keys(options).find((name) => name !== 'ttl');
  if (stray !== undefined) {
    throw invalid(
      `"options" has ${JSON.stringify(stray)}, which is not known: write { ttl: 120 }`,
      operation,
    );
  }
  const { ttl } = ownProperties(options);
  if (ttl === undefined || (Number.isSafeInteger(ttl) && (ttl as number) > 0))
    return ttl as number | undefined;
  throw invalid(
    `"ttl" must be a positive integer of seconds, found ${describeValue(ttl)}: leave it out to keep data without end`,
    operation,
  );
}

/**
 * Checks the names, and returns each once, in their order.
 *
 * @throws ToolbeltError `ErrorCodes.ContextService.PARAMETER_INVALID`
 */
export function checkNames(operation: string, names: readonly string[]): string[] {
  if (!Array.isArray(names)) {
    throw invalid(`"propertyNames" must be an array of names, found ${describeValue(names)}`, operation);
  }
  // Array.from turns the holes of a sparse array into undefined, so that they are refused.
  for (const [index, name] of Array.from(names).entries())
    nameSegment(operation, `propertyNames[${index}]`, name);
  return [...new Set(names as string[])];
}

/** The text of an id: a text as it is, a number as text, and undefined for any other value. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

function describeName(name: unknown): string {
  return typeof name === 'string' && name !== '' ? JSON.stringify(name) : describeValue(name);
}

/** The error for an argument that cannot be used. `message` names the argument and says what to write. */
export function invalid(message: string, operation?: string, cause?: unknown): ToolbeltError {
  const subject = operation === undefined ? 'ContextServiceClient' : `ContextServiceClient.${operation}`;
  return new ToolbeltError(ErrorCodes.ContextService.PARAMETER_INVALID, `${subject}: ${message}.`, cause);
}
