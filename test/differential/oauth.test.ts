import { generateKeyPairSync } from 'node:crypto';
import { type Case, differential } from './harness';

const KEYS = { consumer_key: 'ck', consumer_secret: 'cs', token: 'tk', token_secret: 'ts' };
const FIXED = { ...KEYS, nonce: 'nonce', timestamp: '1700000000' };
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
/** The reference takes `consumer_secret` for the key when there is one. */
const { consumer_secret: _secret, ...WITHOUT_SECRET } = FIXED;
const PEM = privateKey.export({ type: 'pkcs1', format: 'pem' });

const OAUTHS: [name: string, oauth: unknown][] = [
  ['HMAC-SHA1 by default', FIXED],
  ['HMAC-SHA1', { ...FIXED, signature_method: 'HMAC-SHA1' }],
  ['HMAC-SHA256', { ...FIXED, signature_method: 'HMAC-SHA256' }],
  ['PLAINTEXT', { ...FIXED, signature_method: 'PLAINTEXT' }],
  ['RSA-SHA1', { ...WITHOUT_SECRET, signature_method: 'RSA-SHA1', private_key: PEM }],
  ['without a token', { consumer_key: 'ck', consumer_secret: 'cs', nonce: 'n', timestamp: '1' }],
  ['callback', { ...FIXED, callback: 'https://example.org/back?a=b c' }],
  ['verifier', { ...FIXED, verifier: 'v' }],
  ['realm', { ...FIXED, realm: 'r' }],
  ['version', { ...FIXED, version: '1.0' }],
  ['an extra parameter', { ...FIXED, extra: 'x y' }],
  ['secrets with special characters', { ...FIXED, consumer_secret: 'a&b c', token_secret: 'ü%' }],
  ['transport_method header', { ...FIXED, transport_method: 'header' }],
  ['transport_method query', { ...FIXED, transport_method: 'query' }],
  ['an unknown signature method', { ...FIXED, signature_method: 'MD5' }],
  ['RSA-SHA1 without a key', { ...FIXED, signature_method: 'RSA-SHA1' }],
  ['body_hash', { ...FIXED, body_hash: true }],
  ['an own body_hash', { ...FIXED, body_hash: 'mine' }],
];

const REQUESTS: [name: string, path: string, options: object][] = [
  ['GET', '/e', {}],
  ['GET with a query', "/e?b=2&a=1&a=0&c=x+y&d=%C3%A4&e='!*()", {}],
  ['GET with qs', '/e?z=1', { qs: { b: ['x', 'y'], a: { c: 'd e' } } }],
  ['POST with form', '/e', { method: 'POST', form: { b: "x y!'()*", a: 'ä' } }],
  ['POST with json', '/e', { method: 'POST', json: { a: 1 } }],
  ['POST with text', '/e', { method: 'POST', body: 'text' }],
];

const oauths: Case[] = OAUTHS.flatMap(([name, oauth]) =>
  REQUESTS.map(([kind, path, options]) => ({
    name: `${name}: ${kind}`,
    call: (client, { url }) => client(url(path), { ...options, oauth }),
  })),
);

differential('oauth', [
  ...oauths,
  {
    name: 'transport_method body',
    call: (client, { url }) =>
      client.post(url('/e'), { form: { a: 'x y' }, oauth: { ...FIXED, transport_method: 'body' } }),
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
