import type { DoubleRequest } from './double';

/** The fields of an app key for OAuth 1.0a (docs/platform.md, "App keys"). */
export const OAUTH1_FIELDS = ['consumerKey', 'consumerSecret', 'token', 'tokenSecret'] as const;

/** An app key for OAuth 1.0a. */
export type OAuth1Key = Readonly<Record<(typeof OAUTH1_FIELDS)[number], string>>;

type Pair = readonly [name: string, value: string];

/**
 * Checks a request that is signed with OAuth 1.0a, as a server does: it computes the signature of the request that arrived, and compares
 * (RFC 5849 §3.4). LivePerson accepts only HMAC-SHA1 (docs/platform.md, "App keys").
 *
 * @param keys the app keys that the account knows
 * @returns a sentence that says why the request is refused. `undefined` for a valid request.
 */
export function oauth1Problem(request: DoubleRequest, keys: readonly OAuth1Key[]): string | undefined {
  const header = headerPairs(request.headers.authorization ?? '');
  const sent = Object.fromEntries(header);
  const missing = ['consumer_key', 'token', 'nonce', 'timestamp', 'signature_method', 'signature'].filter(
    (name) => !sent[`oauth_${name}`],
  );
  if (missing.length > 0) {
    return `The OAuth header has no ${missing.map((name) => `oauth_${name}`).join(', ')}.`;
  }
  if (sent.oauth_signature_method !== 'HMAC-SHA1') return 'The signature method is not HMAC-SHA1.';
  if ((sent.oauth_version ?? '1.0') !== '1.0') return 'The OAuth version is not 1.0.';
  if (!/^\d+$/.test(sent.oauth_timestamp ?? '')) return 'The timestamp is no number of seconds.';
  const key = keys.find(
    ({ consumerKey, token }) => consumerKey === sent.oauth_consumer_key && token === sent.oauth_token,
  );
  if (!key) return 'The account knows no app key with this consumer key and token.';
  return sign(request, header, key) === sent.oauth_signature ? undefined : 'The signature is not valid.';
}

function sign(request: DoubleRequest, header: readonly Pair[], key: OAuth1Key): string {
  const { createHmac } = require('node:crypto') as typeof import('node:crypto');
  const secret = `${encode(key.consumerSecret)}&${encode(key.tokenSecret)}`;
  return createHmac('sha1', secret).update(baseString(request, header)).digest('base64');
}

/** The text that is signed: method, URL without query, and all parameters in order (RFC 5849 §3.4.1). */
function baseString(request: DoubleRequest, header: readonly Pair[]): string {
  const url = new URL(request.url);
  const signed = header.filter(([name]) => name !== 'realm' && name !== 'oauth_signature');
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '');
  const form = isForm ? [...new URLSearchParams(request.body.toString())] : [];
  const parameters = [...url.searchParams, ...signed, ...form]
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([nameA, a], [nameB, b]) => compare(nameA, nameB) || compare(a, b))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return [request.method.toUpperCase(), url.origin + url.pathname, parameters].map(encode).join('&');
}

/** Compares encoded texts, which must be ordered by bytes. They are ASCII, so comparing characters does the same. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Percent-encodes a text. OAuth demands more escapes than encodeURIComponent makes (RFC 5849 §3.6). */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The decoded parameters of a header such as `OAuth realm="…",oauth_nonce="…"`. */
function headerPairs(authorization: string): Pair[] {
  return [...authorization.slice('OAuth '.length).matchAll(/(?<![^\s,=])([^\s,=]+)="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [decode(name), decode(value)],
  );
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
