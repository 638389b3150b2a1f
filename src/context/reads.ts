import { isRecord } from '../internal/is-record';
import { parseJson } from '../internal/json-copy';
import type { Scope } from './arguments';
import { malformedAnswer } from './errors';
import type { SendContextRequest } from './request';
import type { Entity, Namespace } from './types';

/** How many sessions a page has. The API does not allow more. */
const PAGE_SIZE = 1_000;
/**
 * How many sessions a page has when the service ignores `perPage`
 * (docs/platform.md, "Requests to the Context Session Store").
 */
const DEFAULT_PAGE_SIZE = 100;

/**
 * The namespaces of the account.
 *
 * @throws ContextServiceError, `UNKNOWN` for an answer that is not a list of namespaces
 */
export async function readNamespaces(operation: string, send: SendContextRequest): Promise<Namespace[]> {
  const text = await send({ method: 'GET', path: '', target: 'the list of namespaces' });
  const list = parse(text);
  if (Array.isArray(list) && list.every(hasName)) return list.map(toNamespace);
  throw malformedAnswer(operation, 'a list of namespaces', text);
}

/** All properties of a session. @throws ContextServiceError, `UNKNOWN` for an answer that is not an object */
export async function readProperties<Properties extends object = Entity>(
  operation: string,
  send: SendContextRequest,
  scope: Scope,
): Promise<Properties> {
  const text = await send({ method: 'GET', ...scope });
  const properties = parse(text);
  if (isRecord(properties)) return properties as Properties;
  throw malformedAnswer(operation, 'an object with the properties', text);
}

/**
 * The ids of all sessions. They are read page by page.
 *
 * @param path encoded path of the list
 * @throws ContextServiceError, `UNKNOWN` for an answer that is not a list of texts
 */
export async function readSessionIds(
  operation: string,
  send: SendContextRequest,
  path: string,
  target: string,
): Promise<string[]> {
  const sessions = new Set<string>();
  for (let page = 0; ; page++) {
    const text = await send({ method: 'GET', path: `${path}?page=${page}&perPage=${PAGE_SIZE}`, target });
    const ids = parse(text);
    if (!Array.isArray(ids) || !ids.every((id) => typeof id === 'string')) {
      throw malformedAnswer(operation, 'a list of session ids', text);
    }
    const before = sessions.size;
    for (const id of ids) sessions.add(id);
    // A service without pages returns the same list again: then no session is new.
    if (ids.length < DEFAULT_PAGE_SIZE || sessions.size === before) return [...sessions];
  }
}

/**
 * The value of a property. The service writes a text without quotes, so a value that is not JSON is the text itself.
 */
export function parseValue(text: string): unknown {
  const value = parse(text);
  if (value === undefined) return text;
  // A long id that was stored as text would lose its last digits if it became a number.
  const isCut = typeof value === 'number' && /^-?\d+$/.test(text) && String(value) !== text;
  return isCut ? text : value;
}

function hasName(value: unknown): boolean {
  return isRecord(value) && typeof value.name === 'string';
}

function toNamespace({ name, createdAt, ttlSecond }: Record<string, unknown>): Namespace {
  const namespace = { name, createdAt: new Date((createdAt as string | null) ?? Number.NaN) } as Namespace;
  if (typeof ttlSecond === 'number') namespace.ttlSecond = ttlSecond;
  return namespace;
}

/** The parsed JSON, or undefined for a text that is not JSON. JSON itself has no undefined. */
function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
