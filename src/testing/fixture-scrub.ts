import { isRecord } from '../internal/is-record';
import { isSecretName, REDACTED, redact, redactText } from '../internal/redact';
import type { Definition } from './nock';

/** Options of `fixtures.scrub` and `fixtures.record`. */
export interface ScrubOptions {
  /**
   * Account ids to replace.
   * @default those that stand in the definitions' own paths, behind `/account/`
   */
  accountIds?: readonly string[];
  /**
   * What stands in for an account id.
   * @default '12345678', the account of `createPlatform`
   */
  accountId?: string;
}

const PLACEHOLDER_ACCOUNT = '12345678';
/** Response headers that say nothing about the API, or no longer fit the scrubbed body. */
const DROPPED_HEADERS: ReadonlySet<string> = new Set([
  'date',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'content-encoding',
]);

/**
 * Definitions of nock without credentials and without account ids, ready to be committed (facts §5.3, §6.2). What was
 * sent as a credential is no longer matched: headers are left out, a body that holds one matches any. What was
 * answered keeps its shape, with `[redacted]` in place of tokens.
 *
 * @returns copies in the form that nock 13 and 14 both take
 */
export function scrub(definitions: readonly Definition[], options: ScrubOptions = {}): Definition[] {
  const accounts = options.accountIds ?? accountsIn(definitions);
  const replacement = options.accountId ?? PLACEHOLDER_ACCOUNT;
  const patterns = accounts
    .filter(Boolean)
    .map((id) => new RegExp(`(?<![\\w-])${escaped(id)}(?![\\w-])`, 'g'));
  const rename = (text: string) =>
    patterns.reduce((done, pattern) => done.replace(pattern, () => replacement), text);
  return definitions.map((definition) => mapStrings(scrubOne(definition), rename) as Definition);
}

function scrubOne(definition: Definition): Definition {
  const { reqheaders, body, response, path, scope, rawHeaders, ...rest } = definition;
  const headers = headersOf(rawHeaders);
  const keptRequestHeaders = Object.entries(reqheaders ?? {}).filter(([name]) => !isSecretName(name));
  return {
    scope: text(scope),
    ...rest,
    path: text(path),
    ...(hasSecret(body) || body === '' || body === undefined ? {} : { body }),
    ...(keptRequestHeaders.length === 0 ? {} : { reqheaders: Object.fromEntries(keptRequestHeaders) }),
    response: redactedBody(decoded(response, headers)) as string,
    rawHeaders: keptHeaders(headers),
  };
}

function escaped(id: string): string {
  return id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function text(value: string | RegExp): string {
  return redactText(String(value));
}

function accountsIn(definitions: readonly Definition[]): string[] {
  const found = definitions.flatMap(({ path }) => [...String(path).matchAll(/\/account\/([^/?]+)/g)]);
  return [...new Set(found.map(([, id = '']) => decodeURIComponent(id)))];
}

/** A body of the request is a matcher: one that is changed would match nothing. */
function hasSecret(body: unknown): boolean {
  if (body === undefined) return false;
  const before = typeof body === 'string' ? body : JSON.stringify(body);
  const after = typeof body === 'string' ? redactText(body) : JSON.stringify(redact(body));
  return before !== after;
}

type Headers = Record<string, string | string[]>;

/** nock 13 records a flat list of names and values, nock 14 a record. */
function headersOf(raw: unknown): Headers {
  const headers: Headers = {};
  if (isRecord(raw)) return { ...raw } as Headers;
  const list = Array.isArray(raw) ? (raw as string[]) : [];
  for (let index = 0; index + 1 < list.length; index += 2) {
    const name = String(list[index]).toLowerCase();
    const value = String(list[index + 1]);
    const before = headers[name];
    headers[name] = before === undefined ? value : [before, value].flat();
  }
  return headers;
}

function keptHeaders(headers: Headers): Headers {
  const kept = Object.entries(headers).filter(([name]) => !DROPPED_HEADERS.has(name.toLowerCase()));
  return Object.fromEntries(kept.map(([name, value]) => [name, isSecretName(name) ? REDACTED : value]));
}

/** A compressed body is recorded as hexadecimal text, in which no credential could be seen. */
function decoded(response: unknown, headers: Headers): unknown {
  const hex = Array.isArray(response) ? response.join('') : response;
  const encoding = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-encoding')?.[1];
  if (encoding === undefined || typeof hex !== 'string' || !/^([\da-f]{2})+$/i.test(hex)) return response;
  const zlib = require('node:zlib') as typeof import('node:zlib');
  const bytes = Buffer.from(hex, 'hex');
  const plain = /br/.test(String(encoding)) ? zlib.brotliDecompressSync(bytes) : zlib.unzipSync(bytes);
  return parsed(plain.toString());
}

function parsed(plain: string): unknown {
  try {
    return JSON.parse(plain);
  } catch {
    return plain;
  }
}

function redactedBody(response: unknown): unknown {
  return typeof response === 'string' ? redactText(response) : redact(response);
}

function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [change(name), mapStrings(item, change)]),
  );
}
