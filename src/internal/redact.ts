import { types } from 'node:util';
import { KnownSecrets } from './known-secrets';
import { isPlainRecord } from './plain-record';
import { maskUserInfo } from './wording';

/** The text that replaces a credential. */
export const REDACTED = '[redacted]';

const SECRET_NAME_PARTS = [
  'authorization',
  'cookie',
  'password',
  'passwd',
  'passphrase',
  'secret',
  'token',
  'bearer',
  'api[-_]?key',
  'auth[-_]key',
  'private[-_]?key',
  'consumer[-_]?key',
  'client[-_]?id',
  'credential',
];
const SECRET_NAME = new RegExp(SECRET_NAME_PARTS.join('|'), 'i');
const SECRET_NAMES = new Set([
  'auth',
  'oauth',
  'cert',
  'pfx',
  'pass',
  'assertion',
  'signature',
  'oauth_signature',
]);
/** No real body is nested deeper. A hostile body would overflow the stack. */
const MAX_DEPTH = 100;

/** Names that look like the name of a secret, but belong to settings. */
const HARMLESS_NAMES = new Set(['appkeysecretname', 'token_type', 'tokentype']);

const URL_USER_INFO = /(:\/\/)[^\s/?#"<>]*@/g;
const PEM_BLOCK = /-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g;
const AUTHORIZATION_SCHEME = /\b(Bearer|Basic)\s+(?!\w+=")[\w+/=.~-]{6,}|\b(OAuth|Digest)\s+\w+="[^\r\n]*/g;
// Names are short and follow a delimiter. So a long body is searched in one pass, whatever it holds.
const FORM_FIELD = /(^|[?&;,#\s"'])([\w.[\]%-]{1,100})=(\\+"[^"\\]*\\+"|[^&\s"'#]+)/g;
/** The names of secrets. The names of other fields must not match, so that secrets inside their values are found. */
const NAMES_IN_JSON = `[\\w.-]{0,60}?(?:${SECRET_NAME_PARTS.join('|')})[\\w.-]{0,60}|${[...SECRET_NAMES].join('|')}`;
const NUMBER_OR_LIST = '[\\d.]+|\\[(?:[^\\][]|\\[[^\\][]{0,500}\\]){0,5000}\\]';
const JSON_FIELD = new RegExp(
  `"(${NAMES_IN_JSON})"(\\s*:\\s*)("(?:[^"\\\\]|\\\\.)*"|${NUMBER_OR_LIST})`,
  'gi',
);
/** The same for JSON inside a JSON string, where backslashes stand before every quote. */
const NESTED_JSON_FIELD = new RegExp(
  `(?<!\\\\)(\\\\{1,15})"(${NAMES_IN_JSON})\\1"(\\s*:\\s*)` +
    `(?:\\1"((?:(?!(?<!\\\\)\\1")[\\s\\S])*)(?<!\\\\)\\1"|${NUMBER_OR_LIST})`,
  'gi',
);
/** Elements of XML, such as SOAP. Names may have a prefix, and elements may have attributes. */
const XML_ELEMENT = /<((?:[\w.-]{1,50}:)?([\w.-]{1,100})(?:\s[^<>]{0,1000})?)>([^<]+)(?=<\/)/g;

/** Whether a header, option or field of this name holds a credential. */
export function isSecretName(name: string): boolean {
  const lower = name.toLowerCase();
  return !HARMLESS_NAMES.has(lower) && (SECRET_NAMES.has(lower) || SECRET_NAME.test(lower));
}

/**
 * Removes credentials from a text: user info in URLs, PEM blocks, authorization values, and the values of secret
 * fields in query strings, form bodies, JSON and XML.
 *
 * @param found called with each credential that was removed
 */
export function redactText(text: string, found: (secret: string) => void = ignore): string {
  return text
    .replace(URL_USER_INFO, (userInfo, start) => {
      found(userInfo.slice(start.length, -1));
      return `${start}${REDACTED}@`;
    })
    .replace(PEM_BLOCK, REDACTED)
    .replace(AUTHORIZATION_SCHEME, (value, token, parameters) => {
      found(value);
      return `${token ?? parameters} ${REDACTED}`;
    })
    .replace(NESTED_JSON_FIELD, (field, slashes, name, colon, value) => {
      if (!isSecretName(name)) return field;
      if (value !== undefined) found(value);
      return `${slashes}"${name}${slashes}"${colon}${slashes}"${REDACTED}${slashes}"`;
    })
    .replace(JSON_FIELD, (field, name, colon, value) => {
      if (!isSecretName(name)) return field;
      if (value.startsWith('"')) found(value.slice(1, -1));
      return `"${name}"${colon}"${REDACTED}"`;
    })
    .replace(FORM_FIELD, (field, before, name, value) => {
      if (!isSecretName(name)) return field;
      found(value);
      return `${before}${name}=${REDACTED}`;
    })
    .replace(XML_ELEMENT, (element, tag, name, value) => {
      // In Salesforce's SOAP API, `sessionId` is the token of the session. Elsewhere it is no secret.
      if (!isSecretName(name) && name !== 'sessionId') return element;
      found(value);
      return `<${tag}>${REDACTED}`;
    });
}

/**
 * A deep copy of `value` that can be printed or serialised. Credentials are replaced by `[redacted]`, cycles by
 * `[circular]`, and bytes and other objects (streams, sockets, agents) by a short name. A credential that was found
 * in one place is also removed from all other places, for example from the body of an answer that repeats it. The
 * value itself is not changed.
 */
export function redact(value: unknown): unknown {
  const known = new KnownSecrets();
  const shown = copy(value, [], known);
  return known.removeFrom(shown);
}

function copy(value: unknown, parents: object[], known: KnownSecrets): unknown {
  if (typeof value === 'string') return redactText(value, known.addText);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return value;
  if (parents.includes(value)) return '[circular]';
  if (parents.length > MAX_DEPTH) return '[nested too deeply]';
  const path = [...parents, value];
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  if (value instanceof Date) return value;
  if (value instanceof RegExp) return value.toString();
  if (value instanceof URL) return redactText(value.href, known.addText);
  if (Array.isArray(value)) return value.map((item) => copy(item, path, known));
  if (types.isNativeError(value)) return copyError(value, path, known);
  if (hasToJson(value)) return copy(value.toJSON(), path, known);
  if (!isPlainRecord(value)) return `[${value.constructor?.name ?? 'object'}]`;
  return copyFields(value, path, known);
}

function copyFields(source: object, path: object[], known: KnownSecrets): Record<string, unknown> {
  const fields = Object.entries(source).map(([name, field]) => {
    const isHidden = hidesSecret(name, field) || (name === 'key' && 'cert' in source);
    if (isHidden) known.add(field);
    return [name, isHidden ? REDACTED : copy(withoutProxyUser(name, field), path, known)];
  });
  // An assignment to "__proto__" would set the prototype of the copy.
  return Object.fromEntries(fields);
}

function hidesSecret(name: string, field: unknown): boolean {
  if (field === undefined || field === null || typeof field === 'boolean') return false;
  // Bytes named "key" are a TLS key. A text is shown, because it may be the name of a secret or of a header; a key as
  // PEM text is removed by its form.
  if (name === 'key' || name === 'ca') return typeof field === 'object';
  return isSecretName(name);
}

/** A proxy may be written without a scheme. Then its user info does not look like the user info of a URL. */
function withoutProxyUser(name: string, field: unknown): unknown {
  return name === 'proxy' && typeof field === 'string' ? maskUserInfo(field) : field;
}

function copyError(error: Error, path: object[], known: KnownSecrets): Record<string, unknown> {
  const message = redactText(error.message, known.addText);
  const fields: Record<string, unknown> = { name: error.name, message };
  if (error.cause !== undefined) fields.cause = copy(error.cause, path, known);
  return Object.assign(fields, copyFields(error, path, known));
}

function hasToJson(value: object): value is { toJSON(): unknown } {
  return typeof (value as { toJSON?: unknown }).toJSON === 'function';
}

function ignore(): void {}
