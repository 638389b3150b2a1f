import { createHmac, createVerify, generateKeyPairSync } from 'node:crypto';
import { expect } from 'vitest';
import { percentEncode, signatureBaseString } from '../helpers/oauth-verifier';
import type { Handler, SeenRequest } from '../helpers/with-server';
import { type Case, changed, differential, type Explained, REJECTS } from './harness';

const KEYS = { consumer_key: 'ck', consumer_secret: 'cs', token: 'tk', token_secret: 'ts' };
const FIXED = { ...KEYS, nonce: 'nonce', timestamp: '1700000000' };
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
/** The reference takes `consumer_secret` for the key when there is one. */
const { consumer_secret: _secret, ...WITHOUT_SECRET } = FIXED;
const PEM = privateKey.export({ type: 'pkcs1', format: 'pem' });

interface Keys {
  consumer_secret?: string;
  token_secret?: string;
  [option: string]: unknown;
}

/** Echoes a request, with what a server that knows the secrets finds: is its signature the one of RFC 5849? */
function verifying(keys: Keys): Handler {
  return (request, response) => {
    const { method, url, body } = request;
    response.end(JSON.stringify({ method, url, body, isSigned: isSigned(request, keys) }));
  };
}

function isSigned({ method, url, headers, body }: SeenRequest, keys: Keys): boolean {
  const isForm = String(headers['content-type']).startsWith('application/x-www-form-urlencoded');
  const authorization = String(headers.authorization ?? 'OAuth ');
  const sent = [authorization.replaceAll('"', '').replaceAll(',', '&'), url, body].join('&');
  const parameter = (name: string) => decodeURIComponent(new RegExp(`${name}=([^&]*)`).exec(sent)?.[1] ?? '');
  const unsigned = (text: string) => text.replace(/&?oauth_signature=[^&]*/, '');
  const base = signatureBaseString({
    method,
    url: unsigned(`http://${headers.host}${url}`),
    authorization,
    ...(isForm && { form: unsigned(body) }),
  });
  const signature = parameter('oauth_signature');
  const key = [keys.consumer_secret ?? '', keys.token_secret ?? ''].map(percentEncode).join('&');
  switch (parameter('oauth_signature_method')) {
    case 'PLAINTEXT':
      return signature === key;
    case 'RSA-SHA1':
      return createVerify('RSA-SHA1').update(base).verify(publicKey, signature, 'base64');
    case 'HMAC-SHA256':
      return signature === createHmac('sha256', key).update(base).digest('base64');
    default:
      return signature === createHmac('sha1', key).update(base).digest('base64');
  }
}

/** Ours is signed as RFC 5849 says. */
function signed(id: Explained['id']): Explained {
  return { id, check: ({ result }) => expect(parsed(result)).toMatchObject({ isSigned: true }) };
}

/** As {@link signed}, where the reference sends a signature that a server refuses. */
const ONLY_OURS: Explained = {
  id: 'oauth-query',
  check: (ours, reference) => {
    expect(parsed(reference.result)).toMatchObject({ isSigned: false });
    expect(parsed(ours.result)).toMatchObject({ isSigned: true });
  },
};

function parsed(result: unknown): unknown {
  const { resolved } = result as { resolved: unknown };
  return typeof resolved === 'string' ? JSON.parse(resolved) : resolved;
}

const OAUTHS: [name: string, oauth: Keys][] = [
  ['HMAC-SHA1 by default', FIXED],
  ['HMAC-SHA1', { ...FIXED, signature_method: 'HMAC-SHA1' }],
  ['HMAC-SHA256', { ...FIXED, signature_method: 'HMAC-SHA256' }],
  ['PLAINTEXT', { ...FIXED, signature_method: 'PLAINTEXT' }],
  ['RSA-SHA1', { ...WITHOUT_SECRET, signature_method: 'RSA-SHA1', private_key: PEM }],
  ['without a token', { consumer_key: 'ck', consumer_secret: 'cs', nonce: 'n', timestamp: '1' }],
  ['without a consumer', { nonce: 'n', timestamp: '1', token: 'tk', token_secret: 'ts' }],
  ['callback', { ...FIXED, callback: 'https://example.org/back?a=b c' }],
  ['verifier', { ...FIXED, verifier: 'v' }],
  ['realm', { ...FIXED, realm: 'r' }],
  ['version', { ...FIXED, version: '1.0' }],
  ['secrets with special characters', { ...FIXED, consumer_secret: 'a&b c', token_secret: 'ü%' }],
  ['transport_method header', { ...FIXED, transport_method: 'header' }],
  ['transport_method query', { ...FIXED, transport_method: 'query' }],
  ['an unknown signature method', { ...FIXED, signature_method: 'MD5' }],
  ['RSA-SHA1 without a key', { ...FIXED, signature_method: 'RSA-SHA1' }],
  ['body_hash', { ...FIXED, body_hash: true }],
  ['body_hash false', { ...FIXED, body_hash: false }],
  ['an own body_hash', { ...FIXED, body_hash: 'mine' }],
  ['RSA-SHA1 with a consumer_secret', { ...FIXED, signature_method: 'RSA-SHA1', private_key: PEM }],
];

const REQUESTS: [name: string, path: string, options: object][] = [
  ['GET', '/e', {}],
  ['GET with a query', "/e?b=2&a=1&a=0&c=x+y&d=%C3%A4&e='!*()", {}],
  ['GET with qs', '/e?z=1', { qs: { b: ['x', 'y'], a: { c: 'd e' } } }],
  ['POST with form', '/e', { method: 'POST', form: { b: "x y!'()*", a: 'ä' } }],
  ['POST with json', '/e', { method: 'POST', json: { a: 1 } }],
  ['POST with text', '/e', { method: 'POST', body: 'text' }],
];

/** What is different, by the oauth options and by the request. */
function explain(name: string, kind: string): Explained | undefined {
  if (name === 'an unknown signature method' || name === 'RSA-SHA1 without a key') return REJECTS;
  if (name === 'RSA-SHA1 with a consumer_secret') return signed('oauth-private-key');
  if (name === 'body_hash false') return signed('oauth-body-hash');
  if (name === 'body_hash' && !['POST with json', 'POST with text'].includes(kind))
    return signed('oauth-body-hash');
  return kind === 'GET with qs' && name !== 'PLAINTEXT' ? ONLY_OURS : undefined;
}

/** A copy for each call: the reference writes the body hash into what it gets. */
const oauths: Case[] = OAUTHS.flatMap(([name, oauth]) =>
  REQUESTS.map(([kind, path, options]) => {
    const explained = explain(name, kind);
    return {
      name: `${name}: ${kind}`,
      answer: verifying(oauth),
      call: (client, { url }) => client(url(path), { ...options, oauth: { ...oauth } }),
      ...(explained && { explained }),
    } satisfies Case;
  }),
);

differential('oauth', [
  ...oauths,
  {
    name: 'transport_method body',
    answer: verifying(FIXED),
    call: (client, { url }) =>
      client.post(url('/e'), { form: { a: 'x y' }, oauth: { ...FIXED, transport_method: 'body' } }),
    explained: signed('oauth-body'),
  },
  {
    name: 'transport_method body without a form',
    call: (client, { url }) => client.post(url('/e'), { oauth: { ...FIXED, transport_method: 'body' } }),
  },
  {
    name: 'transport_method body with json',
    call: (client, { url }) =>
      client.post(url('/e'), { json: { a: 1 }, oauth: { ...FIXED, transport_method: 'body' } }),
  },
  ...['PLAINTEXT', 'HMAC-SHA256', 'HMAC-SHA1'].map(
    (signature_method): Case => ({
      name: `body_hash with ${signature_method}`,
      call: (client, { url }) =>
        client.post(url('/e'), { body: 'text', oauth: { ...FIXED, signature_method, body_hash: true } }),
      ...(signature_method !== 'HMAC-SHA1' && {
        explained: {
          id: 'options-as-given',
          expected: changed({ 'result.rejected.options.oauth.body_hash': true }),
        },
      }),
    }),
  ),
  {
    name: 'an unknown transport_method',
    call: (client, { url }) => client(url('/e'), { oauth: { ...FIXED, transport_method: 'smoke' } }),
  },
  {
    name: 'a nonce and a time of its own',
    varies: ['oauth'],
    call: (client, { url }) => client(url('/e?a=1'), { oauth: KEYS }),
  },
  {
    name: 'a nonce and a time of its own in the query',
    varies: ['oauth'],
    call: (client, { url }) => client(url('/e'), { oauth: { ...KEYS, transport_method: 'query' } }),
  },
  {
    name: 'an authorization header is replaced',
    call: (client, { url }) => client(url('/e'), { oauth: FIXED, headers: { Authorization: 'Mine' } }),
  },
  {
    name: 'under a redirect on the same host',
    varies: ['oauth'],
    call: (client, { url }) => client(url('/redirect/302?to=/e'), { oauth: FIXED }),
  },
  {
    name: 'oauth with .defaults',
    call: (client, { url }) => client.defaults({ oauth: FIXED })(url('/e')),
  },
  {
    name: 'oauth is left alone',
    call: async (client, { url, note }) => {
      const oauth = { ...FIXED };
      await client(url('/e'), { oauth });
      note('oauth', oauth);
    },
  },
]);
