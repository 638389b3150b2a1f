import { createHmac } from 'node:crypto';

/** A request as a server sees it. */
export interface SignedRequest {
  method: string;
  /** Absolute, exactly as it arrived. */
  url: string;
  /** The Authorization header. */
  authorization: string;
  /** The body, when it came as a form. */
  form?: string | undefined;
}

/** Secrets of a consumer and of a token, not encoded. */
export interface OAuth1Secrets {
  consumerSecret: string;
  tokenSecret?: string;
}

/** What a server that knows the secrets makes of a signed request. */
export interface Verdict {
  /** The signature that the request carries. */
  signature: string | undefined;
  /** The signature that it should carry. */
  expected: string;
  baseString: string;
  /** Parameters of the Authorization header, decoded, `realm` included. */
  parameters: Record<string, string>;
}

type Pair = readonly [name: string, value: string];

/** Checks a request signed with OAuth 1.0a by RFC 5849 section 3 alone, as a server does. */
export function verifyOAuth1(request: SignedRequest, secrets: OAuth1Secrets): Verdict {
  const header = headerPairs(request.authorization);
  const baseString = signatureBaseString(request, header);
  const key = [secrets.consumerSecret, secrets.tokenSecret ?? ''].map(percentEncode).join('&');
  const parameters = Object.fromEntries(header);
  const hash = parameters.oauth_signature_method === 'HMAC-SHA256' ? 'sha256' : 'sha1';
  return {
    signature: parameters.oauth_signature,
    expected: createHmac(hash, key).update(baseString).digest('base64'),
    baseString,
    parameters,
  };
}

/** RFC 5849 section 3.4.1.1. */
export function signatureBaseString(
  request: SignedRequest,
  header = headerPairs(request.authorization),
): string {
  const [address = '', ...query] = (request.url.split('#')[0] ?? '').split('?');
  const signed = header.filter(([name]) => name !== 'realm' && name !== 'oauth_signature');
  const pairs = [...formPairs(query.join('?')), ...signed, ...formPairs(request.form ?? '')];
  const parts = [request.method.toUpperCase(), baseStringUri(address), normalise(pairs)];
  return parts.map(percentEncode).join('&');
}

/** RFC 5849 section 3.4.1.2: scheme and host in lower case, without the default port. */
function baseStringUri(address: string): string {
  const [, scheme = '', authority = '', path = ''] = /^([^:]+):\/\/([^/]*)(.*)$/.exec(address) ?? [];
  const protocol = scheme.toLowerCase();
  const host = authority.toLowerCase().replace(protocol === 'https' ? /:443$/ : /:80$/, '');
  return `${protocol}://${host}${path === '' ? '/' : path}`;
}

/** RFC 5849 section 3.4.1.3.2: encoded, sorted by name and then by value, in the order of bytes. */
function normalise(pairs: readonly Pair[]): string {
  return pairs
    .map(([name, value]): Pair => [percentEncode(name), percentEncode(value)])
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** RFC 5849 section 3.6: every byte of the UTF-8 text outside the unreserved characters. */
export function percentEncode(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return /[A-Za-z0-9._~-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

/** A query or a form body, decoded: `+` is a space, a name without `=` has an empty value. */
function formPairs(text: string): Pair[] {
  const decode = (part: string) => decodeURIComponent(part.replaceAll('+', ' '));
  return text
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.includes('=') ? part.indexOf('=') : part.length;
      return [decode(part.slice(0, at)), decode(part.slice(at + 1))];
    });
}

/** `OAuth realm="…",oauth_nonce="…"`, decoded. */
function headerPairs(authorization: string): Pair[] {
  if (!/^OAuth /i.test(authorization)) throw new Error(`not an OAuth 1.0a header: ${authorization}`);
  return [...authorization.slice(6).matchAll(/\s*([^=,\s]+)="([^"]*)"\s*(?:,|$)/g)].map(
    ([, name = '', value = '']) => [decodeURIComponent(name), decodeURIComponent(value)],
  );
}
