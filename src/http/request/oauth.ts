import { URLSearchParams } from 'node:url';
import { ownProperties } from '../../internal/own-properties';
import { nearName } from '../../internal/wording';
import type { Authorizer, SignableRequest } from './auth';
import type { OAuthOptions } from './auth-options';
import { escapeReserved } from './request-url';

const DEFAULT_METHOD = 'HMAC-SHA1';
const METHODS = new Set([DEFAULT_METHOD, 'HMAC-SHA256', 'RSA-SHA1', 'PLAINTEXT']);
const FORM_TYPE = /^application\/x-www-form-urlencoded\b/i;

/**
 * Signs hops with OAuth 1.0a (RFC 5849). The signature covers the query and a form body, but no other body.
 * @throws Error for an option that OAuth does not have. `authorize` throws an Error if `transport_method` is 'body' and the request is not
 *   a POST with a form, and if `body_hash` is true and the method of the signature does not use SHA-1.
 */
export function oauthAuthorizer(given: OAuthOptions): Authorizer {
  const options = ownProperties(given);
  checkNames(options);
  let signer: Signer | undefined;
  return {
    authorize(request) {
      signer ??= createSigner(options);
      place(request, options, sign(request, options, signer));
    },
  };
}

/** The OAuth parameters of a request in the order of their names, and then the signature. The values are encoded. */
function sign(request: SignableRequest, options: OAuthOptions, oauth: Signer): Pair[] {
  const parameters = sentOptions(options);
  // As in request, an empty value is no value.
  parameters.set('oauth_nonce', options.nonce || randomNonce());
  parameters.set('oauth_signature_method', options.signature_method || DEFAULT_METHOD);
  parameters.set('oauth_timestamp', options.timestamp || String(Math.floor(Date.now() / 1000)));
  parameters.set('oauth_version', options.version || '1.0');
  const hash = bodyHash(request, options);
  if (hash !== undefined) parameters.set('oauth_body_hash', hash);
  // The package oauth-1.0a reads the query wrongly: it encodes keys twice, takes "+" literally, and leaves the query out if there is a body
  // hash. So the parameters are collected here.
  const own = [...parameters].map(([name, value]): Pair => [name, encode(value)]);
  const pairs = own.map(([name, value]): Pair => [encode(name), value]);
  pairs.push(...encodedPairs(request.url.search.slice(1)));
  if (request.form) pairs.push(...encodedPairs(request.form));
  oauth.getParameterString = () => normalise(pairs);
  const signature = oauth.getSignature(
    { method: request.method, url: request.url.origin + request.url.pathname, data: {} },
    options.token_secret,
    // Only `getParameterString` would read the parameters.
    {} as never,
  );
  own.sort(([a], [b]) => (a < b ? -1 : 1));
  own.push(['oauth_signature', encode(signature)]);
  return own;
}

const OPTIONS = [
  'consumer_key',
  'consumer_secret',
  'token',
  'token_secret',
  'callback',
  'verifier',
  'session_handle',
  'realm',
  'signature_method',
  'private_key',
  'version',
  'timestamp',
  'nonce',
  'transport_method',
  'body_hash',
];

/**
 * A misspelt option would be sent without encryption. `consumerSecret`, the name in LivePerson's secrets, would be such an option, and it
 * is a secret.
 */
function checkNames(options: OAuthOptions): void {
  const unknown = Object.entries(options).find(
    ([name, value]) => value !== undefined && !OPTIONS.includes(name),
  );
  if (unknown === undefined) return;
  const [name] = unknown;
  const inSnakeCase = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const meant = OPTIONS.includes(inSnakeCase) ? inSnakeCase : nearName(name, OPTIONS);
  const advice = meant === undefined ? `the options are ${OPTIONS.join(', ')}` : `did you mean "${meant}"?`;
  throw new Error(`options.oauth has ${JSON.stringify(name)}, which OAuth does not have: ${advice}`);
}

/** Options that are secrets or that control the signing. Every other option is sent as `oauth_<name>`. */
const KEPT_OPTIONS = new Set([
  'consumer_secret',
  'token_secret',
  'private_key',
  'realm',
  'transport_method',
  'body_hash',
]);

function sentOptions(options: OAuthOptions): Map<string, string> {
  const sent = new Map<string, string>();
  for (const [name, value] of Object.entries(options)) {
    if (!KEPT_OPTIONS.has(name) && value !== undefined) sent.set(`oauth_${name}`, String(value));
  }
  return sent;
}

type Signer = import('oauth-1.0a');

/** Only this function loads oauth-1.0a. */
function createSigner(options: OAuthOptions): Signer {
  const OAuth = require('oauth-1.0a') as typeof import('oauth-1.0a');
  const { createHmac, createSign } = loadCrypto();
  const method = options.signature_method || DEFAULT_METHOD;
  if (!METHODS.has(method)) throw new Error(`Signature method not supported: ${method}`);
  const hash = (text: string, key: string): string => {
    if (method === 'PLAINTEXT') return key;
    if (method === 'RSA-SHA1') {
      return createSign('RSA-SHA1')
        .update(text)
        .sign(options.private_key ?? options.consumer_secret ?? '', 'base64');
    }
    return createHmac(method === 'HMAC-SHA256' ? 'sha256' : 'sha1', key)
      .update(text)
      .digest('base64');
  };
  return new OAuth({
    consumer: { key: options.consumer_key ?? '', secret: options.consumer_secret ?? '' },
    signature_method: method,
    hash_function: hash,
  });
}

function place(request: SignableRequest, options: OAuthOptions, parameters: readonly Pair[]): void {
  const transport = options.transport_method ?? 'header';
  if (transport === 'header') {
    // Encoded as in request, so that a quote in the realm cannot end the value.
    const realm = options.realm ? [`realm="${encode(options.realm)}"`] : [];
    const pairs = parameters.map(([name, value]) => `${name}="${value}"`);
    request.headers.set('Authorization', `OAuth ${[...realm, ...pairs].join(',')}`);
    return;
  }
  const encoded = parameters.map(([name, value]) => `${name}=${value}`).join('&');
  if (transport === 'query') {
    request.url.search += `${request.url.search === '' ? '' : '&'}${encoded}`;
    return;
  }
  if (transport !== 'body') throw new Error('oauth: transport_method invalid');
  if (request.method !== 'POST' || !FORM_TYPE.test(String(request.headers.get('content-type')))) {
    throw new Error(
      'oauth: transport_method of body requires POST and content-type application/x-www-form-urlencoded',
    );
  }
  request.setForm(request.form ? `${request.form}&${encoded}` : encoded);
}

/** The hash uses SHA-1, so request computes it only for the methods that sign with SHA-1. */
function bodyHash(request: SignableRequest, options: OAuthOptions): string | undefined {
  const { body_hash: wanted, signature_method: method = DEFAULT_METHOD } = options;
  if (!wanted) return undefined;
  if (typeof wanted === 'string') return wanted;
  if (!method.endsWith('-SHA1')) {
    throw new Error(`oauth: ${method} signature_method not supported with body_hash signing.`);
  }
  return loadCrypto()
    .createHash('sha1')
    .update(request.body ?? '')
    .digest('base64');
}

/** Text that percent-encoding does not change. Nearly every parameter is such a text. */
const UNRESERVED = /^[\w.~-]*$/;

function encode(text: string): string {
  return UNRESERVED.test(text) ? text : escapeReserved(encodeURIComponent(text));
}

let crypto: typeof import('node:crypto') | undefined;

/** Loads node:crypto on first use. Asking for a loaded module each time takes a tenth of the time of a signature. */
function loadCrypto(): typeof import('node:crypto') {
  crypto ??= require('node:crypto') as typeof import('node:crypto');
  return crypto;
}

function randomNonce(): string {
  return loadCrypto().randomUUID().replaceAll('-', '');
}

type Pair = [name: string, value: string];

function encodedPairs(text: string): Pair[] {
  // URLSearchParams drops a leading "?". In a form, or after the "?" of a query, this character belongs to
  // the first name, so "&" is put before it.
  return [...new URLSearchParams(`&${text}`)].map(([name, value]): Pair => [encode(name), encode(value)]);
}

/** RFC 5849 §3.4.1.3.2: sorted by name and value after they were encoded. */
function normalise(pairs: Pair[]): string {
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  pairs.sort(([nameA, a], [nameB, b]) => compare(nameA, nameB) || compare(a, b));
  return pairs.map(([name, value]) => `${name}=${value}`).join('&');
}
