import type { Handler } from '../helpers/with-server';
import type { Client } from './clients';
import { type Case, type Context, differential, REJECTS } from './harness';

const AUTHS: [name: string, auth: unknown][] = [
  ['user and pass', { user: 'u', pass: 'p' }],
  ['username and password', { username: 'u', password: 'p' }],
  ['user only', { user: 'u' }],
  ['an empty pass', { user: 'u', pass: '' }],
  ['an empty user', { user: '', pass: 'p' }],
  ['pass only', { pass: 'p' }],
  ['non-ASCII', { user: 'ü', pass: '€' }],
  ['a colon in the password', { user: 'u', pass: 'a:b' }],
  ['a colon in the user', { user: 'u:v', pass: 'p' }],
  ['a number as pass', { user: 'u', pass: 5 }],
  ['sendImmediately: true', { user: 'u', pass: 'p', sendImmediately: true }],
  ['bearer text', { bearer: 'token' }],
  ['bearer function', { bearer: () => 'from-function' }],
  ['an empty bearer', { bearer: '' }],
  ['bearer undefined', { bearer: undefined }],
  ['bearer null', { bearer: null }],
  ['bearer and user', { user: 'u', pass: 'p', bearer: 'token' }],
  ['an empty object', {}],
];

const auths: Case[] = AUTHS.flatMap(([name, auth]) => [
  { name: `auth: ${name}`, call: (client, { url }) => client(url('/echo'), { auth }) },
  {
    name: `auth: ${name}, and an authorization header`,
    call: (client, { url }) => client(url('/echo'), { auth, headers: { Authorization: 'Mine' } }),
  },
]);

const NO_AUTH: Case[] = [null, undefined, false, 'u:p'].map((auth) => ({
  name: `auth: ${JSON.stringify(auth) ?? 'undefined'}`,
  call: (client, { url }) => client(url('/echo'), { auth }),
}));

const USER_INFO = [
  'u:p',
  'u',
  'u:',
  ':p',
  'u%40x.com:p%3Aq%2F',
  'u:p%',
  '%C3%A4:%E2%82%AC',
  'u:a:b',
  'u+v:p+q',
];

/** A percent sign that encodes nothing. */
const malformed = (info: string) => info.endsWith('%') && { explained: REJECTS };

const userInfo: Case[] = USER_INFO.flatMap((info) => [
  {
    name: `http://${info}@…`,
    call: (client, { port }) => client(`http://${info}@127.0.0.1:${port}/echo`),
    ...malformed(info),
  },
  {
    name: `http://${info}@…, full`,
    call: (client, { port }) =>
      client(`http://${info}@127.0.0.1:${port}/echo`, { resolveWithFullResponse: true }),
    ...malformed(info),
  },
  {
    name: `http://${info}@… as URL object`,
    call: (client, { port }) => client({ uri: new URL(`http://${info}@127.0.0.1:${port}/echo`) }),
    explained: { id: 'url-objects' },
  },
]);

/** Refuses what carries no credentials, with the challenge given. */
function challenge(...challenges: string[]): Handler {
  return (request, response) => {
    if (request.headers.authorization !== undefined) response.end('welcome');
    else response.writeHead(401, { 'www-authenticate': challenges.join(', ') }).end('who?');
  };
}

const later = { user: 'u', pass: 'p', sendImmediately: false };
const NONCE = 'dcd98b7102dd2f0e8b11d0f600bfb0c093';

const CHALLENGES: [name: string, handler: Handler][] = [
  ['Basic', challenge('Basic realm="x"')],
  ['basic in lower case', challenge('basic realm="x"')],
  ['Digest with qop=auth', challenge(`Digest realm="r", nonce="${NONCE}", qop="auth", opaque="o"`)],
  ['Digest with qop=auth,auth-int', challenge(`Digest realm="r", nonce="${NONCE}", qop="auth,auth-int"`)],
  ['Digest without qop', challenge(`Digest realm="r", nonce="${NONCE}"`)],
  ['Digest with algorithm MD5', challenge(`Digest realm="r", nonce="${NONCE}", algorithm=MD5, qop=auth`)],
  ['Digest with MD5-sess', challenge(`Digest realm="r", nonce="${NONCE}", algorithm="MD5-sess", qop="auth"`)],
  ['Digest with SHA-256', challenge(`Digest realm="r", nonce="${NONCE}", algorithm=SHA-256, qop="auth"`)],
  ['Bearer', challenge('Bearer realm="x"')],
  ['an unknown scheme', challenge('Negotiate')],
  ['an empty challenge', challenge('')],
];

const challenges: Case[] = CHALLENGES.flatMap(([name, answer]) => [
  {
    name: `${name} challenge under sendImmediately: false`,
    answer,
    varies: ['digest' as const],
    call: (client: Client, { url }: Context) =>
      client(url('/a?b=1'), { auth: later, resolveWithFullResponse: true }),
  },
  {
    name: `${name} challenge of a POST with a body`,
    answer,
    varies: ['digest' as const],
    call: (client: Client, { url }: Context) => client.post(url('/a'), { auth: later, json: { a: 1 } }),
  },
]);

const always401: Handler = (_, response) => {
  response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end('no');
};

differential('auth', [
  ...auths,
  ...NO_AUTH,
  ...userInfo,
  ...challenges,
  {
    name: 'auth wins over the URL',
    call: (client, { port }) =>
      client(`http://a:b@127.0.0.1:${port}/echo`, { auth: { user: 'u', pass: 'p' } }),
  },
  {
    name: 'an authorization header and user info',
    call: (client, { port }) =>
      client(`http://a:b@127.0.0.1:${port}/echo`, { headers: { Authorization: 'Mine', 'x-a': '1' } }),
  },
  {
    name: 'a 401 that stays, sendImmediately: false',
    answer: always401,
    call: (client, { url }) => client(url('/'), { auth: later }),
  },
  {
    name: 'a 401 that stays, sendImmediately: false, simple: false',
    answer: always401,
    call: (client, { url }) => client(url('/'), { auth: later, simple: false }),
  },
  {
    name: 'a 401 after immediate credentials, simple: false',
    answer: always401,
    call: (client, { url }) => client(url('/'), { auth: { user: 'u', pass: 'p' }, simple: false }),
  },
  {
    name: 'a 401 challenge without auth, simple: false',
    answer: always401,
    call: (client, { url }) => client(url('/'), { simple: false, resolveWithFullResponse: true }),
  },
  {
    name: 'a bearer under sendImmediately: false',
    answer: challenge('Bearer realm="x"'),
    call: (client, { url }) => client(url('/'), { auth: { bearer: 't', sendImmediately: false } }),
  },
  {
    name: '.auth(user, pass) after the call',
    call: (client, { url }) => (client(url('/echo')).auth as (...args: unknown[]) => unknown)('u', 'p'),
  },
  {
    name: '.auth(…, bearer) after the call',
    call: (client, { url }) =>
      (client(url('/echo')).auth as (...args: unknown[]) => unknown)(null, null, true, 'token'),
  },
]);
