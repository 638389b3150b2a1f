import { createHmac, createVerify, type KeyObject } from 'node:crypto';

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

/** The bytes that a text with escapes stands for, as UTF-8; a `%` that starts no escape is one. */
function percentDecode(text: string): string {
  const bytes = [...text.matchAll(/%([\da-f]{2})|[^%]+|%/gi)].map(([part, hex]) =>
    hex === undefined ? Buffer.from(part) : Buffer.from(hex, 'hex'),
  );
  return Buffer.concat(bytes).toString();
}

/** A query or a form body, decoded: `+` is a space, a name without `=` has an empty value. */
function formPairs(text: string): Pair[] {
  const decode = (part: string) => percentDecode(part.replaceAll('+', ' '));
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
    ([, name = '', value = '']) => [percentDecode(name), percentDecode(value)],
  );
}

/** A request as it came in, byte for byte. */
export interface ReceivedRequest {
  method: string;
  /** What stood in the request line: a path with its query, or a whole URL when it came through a proxy. */
  target: string;
  /** Of the connection; a target that is a whole URL has its own. */
  scheme: 'http' | 'https';
  /** By lower-case name. */
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** What a server knows of a consumer. */
export interface OAuth1Keys extends OAuth1Secrets {
  /** For RSA-SHA1. */
  publicKey?: KeyObject;
}

/** What a server makes of a request that it received. */
export interface ReceivedVerdict {
  /** Why the request is refused; none when it is genuine. */
  problems: string[];
  transport: 'header' | 'query' | 'body' | undefined;
  /** Protocol parameters, decoded, `realm` included. */
  parameters: Record<string, string>;
  baseString: string;
}

/** Verifies a request as RFC 5849 section 3.2 says, wherever its parameters travelled (section 3.5). */
export function verifyReceived(request: ReceivedRequest, keys: OAuth1Keys): ReceivedVerdict {
  const { method, headers, body } = request;
  const [, absolute, path] = /^([a-z]+:\/\/[^/?]*)(.*)$/i.exec(request.target) ?? [];
  // Section 3.4.1.2: the host and the port are those of the Host header.
  const scheme = absolute?.split(':')[0] ?? request.scheme;
  const url = `${scheme}://${headers.host}${path ?? request.target}`;
  const authorization = String(headers.authorization ?? '');
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(String(headers['content-type'] ?? ''));
  const [address = '', ...query] = url.split('?');
  const sources = {
    header: /^OAuth /i.test(authorization) ? headerPairs(authorization) : [],
    query: formPairs(query.join('?')),
    body: isForm ? formPairs(body) : [],
  };
  const carriers = (['header', 'query', 'body'] as const).filter((source) =>
    sources[source].some(([name]) => name.startsWith('oauth_')),
  );
  const [transport] = carriers;
  const pairs = Object.entries(sources).flatMap(([source, found]) =>
    source === 'header' ? found.filter(([name]) => name !== 'realm') : found,
  );
  const protocol = pairs.filter(([name]) => name.startsWith('oauth_'));
  const signed = pairs.filter(([name]) => name !== 'oauth_signature');
  const baseString = [method.toUpperCase(), baseStringUri(address), normalise(signed)]
    .map(percentEncode)
    .join('&');
  const parameters = Object.fromEntries([
    ...protocol,
    ...sources.header.filter(([name]) => name === 'realm'),
  ]);
  const problems = [
    ...(carriers.length === 1 ? [] : [`protocol parameters in ${carriers.join(' and ') || 'no place'}`]),
    ...(new Set(protocol.map(([name]) => name)).size === protocol.length ? [] : ['a parameter came twice']),
    ...(absolute && new URL(absolute).host !== new URL(`${scheme}://${headers.host}`).host
      ? [`Host is ${headers.host}, the target ${absolute}`]
      : []),
    ...(isGenuine(parameters, baseString, keys) ? [] : ['the signature is not that of the request']),
  ];
  return { problems, transport, parameters, baseString };
}

/** RFC 5849 sections 3.4.2 to 3.4.4, and HMAC-SHA256 by the same rules. */
function isGenuine(parameters: Record<string, string>, baseString: string, keys: OAuth1Keys): boolean {
  const { oauth_signature: signature = '', oauth_signature_method: method } = parameters;
  const key = [keys.consumerSecret, keys.tokenSecret ?? ''].map(percentEncode).join('&');
  const hmac = (hash: string) => createHmac(hash, key).update(baseString).digest('base64');
  switch (method) {
    case 'PLAINTEXT':
      return signature === key;
    case 'HMAC-SHA1':
      return signature === hmac('sha1');
    case 'HMAC-SHA256':
      return signature === hmac('sha256');
    case 'RSA-SHA1':
      return (
        keys.publicKey !== undefined &&
        createVerify('RSA-SHA1').update(baseString).verify(keys.publicKey, signature, 'base64')
      );
    default:
      return false;
  }
}
