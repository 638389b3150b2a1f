import { URL } from 'node:url';
import { isHost } from '../../config/host-pattern';
import { readLegacy, textOfObject } from '../../internal/node/url-object';
import { ownProperties } from '../../internal/own-properties';
import { redactor } from '../../internal/redact/sent-values';
import { decodeUserInfo } from '../../internal/user-info';
import { maskUserInfo, userInfoOf } from '../../internal/wording';
import type { LegacyUrl } from '../response/types';
import { requestTarget } from '../wire/request-target';
import type { HttpRequestOptions } from './options';

/** Characters that request escapes and the URL class does not. Some servers refuse them if they are not escaped. */
const UNWISE_IN_PATH = /[|^']/g;
const UNWISE_IN_QUERY = /[{}|\\^`]/g;
const UNWISE_IN_HASH = /[{}|\\^`']/g;
/** White space that the URL class removes silently. */
const WHITE_SPACE = /[\t\n\r]/g;

/**
 * The absolute URL of a call: `baseUrl` and `url` joined, then `qs` merged into the query.
 * @throws Error with request's message for a missing URL, a relative URL, or a protocol that is not http(s).
 */
export function resolveUrl(options: HttpRequestOptions): URL {
  // As in request, an empty `url` counts as missing, and an empty `uri` as a path.
  const target = options.uri || options.url || options.uri;
  const text = options.baseUrl ? joinBase(options.baseUrl, target) : textOf(target);
  const url = parse(text);
  const query = mergeQuery(url, options);
  return query === undefined ? url : withQuery(url, query);
}

/**
 * The URL with another query. The text is parsed again, as in request: with `encode: false` the query may
 * hold characters that have to be escaped.
 */
function withQuery(url: URL, query: string): URL {
  const href = hrefOf(url);
  const start = /^[^?#]*/.exec(href)?.[0] ?? '';
  const text = query.startsWith('?') ? query : `?${query}`;
  // As in request, the new query takes the place of an old one and of all that follows it.
  const hash = href.includes('?') || query.includes('#') ? '' : url.hash;
  const merged = parse(start + text + hash);
  if (!writtenPorts.has(merged)) writtenPorts.set(merged, null);
  return merged;
}

/**
 * Resolves a `Location` header against the URL that answered with it.
 * @throws Error if the header is not a URL, or if its protocol is not http(s)
 */
export function resolveLocation(location: string, base: URL): URL {
  const decoded = decodeLocation(location).trim().replace(WHITE_SPACE, percentEncode);
  // The class URL would read "///x" as the host "x".
  const text = decoded.startsWith('//') ? base.protocol + decoded : decoded;
  try {
    // As in request, a URL with the scheme http or https is never relative, even without slashes.
    const isRelativeTo = !/^https?:/.test(text) && URL.canParse(text, base.href);
    const url = parse(isRelativeTo ? new URL(text, base).href : text);
    const isRelative = !/^(?:[a-z][a-z\d+.-]*:|[/\\]{2})/i.test(text);
    return withWrittenPort(url, isRelative ? writtenPorts.get(base) : portIn(text));
  } catch (error) {
    const { message } = error as Error;
    throw message.startsWith('Invalid URI')
      ? new Error(`${message}. This can be caused by a crappy redirection.`)
      : error;
  }
}

/**
 * Node decodes header bytes as latin1, but most servers send UTF-8. Bytes that are not UTF-8 are escaped as they are.
 */
function decodeLocation(location: string): string {
  const { isUtf8 } = require('node:buffer') as typeof import('node:buffer');
  const bytes = Buffer.from(location, 'latin1');
  return isUtf8(bytes) ? bytes.toString() : location.replace(/[\x80-\xff]/g, percentEncode);
}

/** The URL in the parsed form that the `request` package shows as `request.uri`. */
export function legacyUrl(url: URL): LegacyUrl {
  const auth = url.username || url.password ? decodeUserInfo(url).join(':') : null;
  const path = requestTarget(url);
  const search = path.slice(url.pathname.length);
  const port = writtenPorts.get(url);
  return {
    protocol: url.protocol,
    slashes: true,
    auth,
    host: port ? `${url.hostname}:${port}` : url.host,
    // As in request: a number if the URL has no port of its own.
    port: url.port || (port === undefined ? (url.protocol === 'https:' ? 443 : 80) : port),
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    hash: url.hash || (url.href.endsWith('#') ? '#' : null),
    search: search === '' ? null : search,
    query: search === '' ? null : search.slice(1),
    pathname: url.pathname,
    path,
    href: hrefOf(url),
  };
}

/**
 * The default ports that callers have written into their URLs, such as `:80`. The class URL removes them. `null` means that the call has
 * `qs`, because request then shows no default port.
 */
const writtenPorts = new WeakMap<URL, string | null>();
const WRITTEN_PORT = /^\s*(?:https?:)?[/\\]{2}[^/?#\\]*:(\d+)\s*(?:[/?#\\]|$)/i;

function portIn(text: string): string | undefined {
  return WRITTEN_PORT.exec(text)?.[1];
}

function withWrittenPort(url: URL, port: string | null | undefined): URL {
  if (port && url.port === '') writtenPorts.set(url, port);
  return url;
}

/** The text of a URL. It has the default port if the caller has written it. */
function hrefOf(url: URL): string {
  const port = writtenPorts.get(url);
  if (!port) return url.href;
  const end = url.href.indexOf('/', url.protocol.length + '//'.length);
  return `${url.href.slice(0, end)}:${port}${url.href.slice(end)}`;
}

function textOf(target: HttpRequestOptions['url']): string {
  if (!target) throw new Error('options.uri is a required argument');
  if (typeof target === 'string') return target;
  if (typeof target === 'object') return textOfObject(target);
  throw invalidUri(String(target));
}

function joinBase(base: unknown, target: HttpRequestOptions['url']): string {
  if (typeof base !== 'string') throw new Error('options.baseUrl must be a string');
  if (typeof target !== 'string') throw new Error('options.uri must be a string when using options.baseUrl');
  if (target.startsWith('//') || target.includes('://')) {
    throw new Error('options.uri must be a path when using options.baseUrl');
  }
  if (target === '') return base;
  const [start, end] = [base.endsWith('/'), target.startsWith('/')];
  if (start && end) return base + target.slice(1);
  return start || end ? base + target : `${base}/${target}`;
}

function parse(given: string): URL {
  const text = given.trim().replace(WHITE_SPACE, percentEncode);
  // Without the first test, the URL class would read "https:///api" as the host "api".
  const url = /^https?:\/\/[^/?#\\]/i.test(text) ? urlOf(text) : undefined;
  // Node would connect to the default port instead of port 0.
  if (url === undefined || url.port === '0') throw invalidUrl(given);
  // Such a host is usually a placeholder that nobody has filled in. The error for a denied host would advise to put it on the whitelist,
  // and the whitelist would refuse it.
  if (!isHost(url.hostname)) throw invalidUrl(given);
  if (UNWISE_IN_PATH.test(url.pathname)) url.pathname = url.pathname.replace(UNWISE_IN_PATH, percentEncode);
  if (UNWISE_IN_QUERY.test(url.search)) url.search = url.search.replace(UNWISE_IN_QUERY, percentEncode);
  if (UNWISE_IN_HASH.test(url.hash)) url.hash = url.hash.replace(UNWISE_IN_HASH, percentEncode);
  return withWrittenPort(url, portIn(text));
}

function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** The error of request for a wrong URL. The message shows the URL as Node's legacy parser reads it. */
function invalidUrl(text: string): Error {
  const legacy = readLegacy(text);
  if (!legacy) return invalidUri(text);
  const isHttp = legacy.protocol === 'http:' || legacy.protocol === 'https:';
  if (legacy.host) return isHttp ? invalidUri(text) : new Error(`Invalid protocol: ${legacy.protocol}`);
  legacy.pathname ||= '/';
  return invalidUri(legacy.format());
}

/** The message of request, but without the credentials of the URL. */
function invalidUri(text: string): Error {
  const { MAX_SHOWN, redactText } = redactor();
  const begin = text.slice(0, MAX_SHOWN);
  // The URL is wrong, so its user info may be anywhere before an "@".
  const hasPassword = userInfoOf(begin).includes(':');
  return new Error(`Invalid URI "${redactText(hasPassword ? maskUserInfo(begin) : begin)}"`);
}

function mergeQuery(url: URL, options: HttpRequestOptions): string | undefined {
  if (!options.qs) return undefined;
  const { parse: parseQuery, stringify } = queryCodec(options);
  const merged = { ...(url.search ? parseQuery(url.search.slice(1)) : {}), ...options.qs };
  const query = stringify(merged);
  return query === '' ? undefined : query;
}

interface QueryCodec {
  parse(text: string): Record<string, unknown>;
  stringify(values: Record<string, unknown>): string;
}

/** Reads and writes queries and forms with request's options. Only this function loads qs. */
export function queryCodec(options: HttpRequestOptions): QueryCodec {
  const qsParseOptions = ownProperties(options.qsParseOptions);
  const qsStringifyOptions = ownProperties(options.qsStringifyOptions);
  if (options.useQuerystring) {
    const querystring = require('node:querystring') as typeof import('node:querystring');
    const { sep, eq } = { sep: qsStringifyOptions.sep as string, eq: qsStringifyOptions.eq as string };
    return {
      parse: (text) => querystring.parse(text, qsParseOptions.sep as string, qsParseOptions.eq as string),
      stringify: (values) => escapeReserved(querystring.stringify(values as NodeJS.Dict<string>, sep, eq)),
    };
  }
  const load = () => require('#qs') as typeof import('qs');
  return {
    parse: (text) =>
      load().parse(text, qsParseOptions as import('qs').IParseOptions<never>) as Record<string, unknown>,
    stringify: (values) => {
      const plain = options.qsStringifyOptions === undefined ? plainFields(values) : undefined;
      if (plain !== undefined) return escapeReserved(plain);
      const text = load().stringify(values, qsStringifyOptions);
      return qsStringifyOptions.encode === false ? text : escapeReserved(text);
    },
  };
}

/**
 * The fields as qs writes them, if every value is a text, a number or a boolean. Otherwise undefined. Most calls have no other values, and
 * loading qs takes about as long as a request.
 */
function plainFields(values: Record<string, unknown>): string | undefined {
  const fields = Object.entries(values);
  if (!fields.every(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))) return undefined;
  try {
    return fields
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value as string)}`)
      .join('&');
  } catch {
    // The value has half of a surrogate pair, and qs decides how to write it.
    return undefined;
  }
}

/** Escapes the five characters that RFC 3986 reserves and that encodeURIComponent does not escape. */
export function escapeReserved(text: string): string {
  return text.replace(/[!'()*]/g, percentEncode);
}

function percentEncode(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
