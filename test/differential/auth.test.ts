import { Readable } from 'node:stream';
import { expect } from 'vitest';
import type { Handler } from '../helpers/with-server';
import type { Client } from './clients';
import { type Case, type Context, changed, differential, type Explained } from './harness';

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
  ['both names', { user: 'u', username: 'v', pass: 'p', password: 'q' }],
  ['both names, one of them empty', { user: '', username: 'v', pass: '', password: 'q' }],
  ['both names, the longer one undefined', { user: 'u', username: undefined, pass: 'p' }],
  ['both names, the longer one null', { user: 'u', username: null, pass: 'p', password: null }],
  ['user null', { user: null, pass: 'p' }],
  ['user 0', { user: 0, pass: 'p' }],
  ['pass null', { user: 'u', pass: null }],
  ['pass null and password undefined', { user: 'u', pass: null, password: undefined }],
  ['bearer 0', { bearer: 0 }],
  ['bearer false', { bearer: false }],
  ['a bearer function that returns 0', { bearer: () => 0 }],
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

/** What goes out for it, with a percent sign that encodes nothing as it is. */
function credentials(info: string): string {
  const decoded = info.replace(/%[0-9a-f]{2}/gi, '_').includes('%') ? info : decodeURIComponent(info);
  return `Basic ${Buffer.from(decoded.includes(':') ? decoded : `${decoded}:`).toString('base64')}`;
}

const HREF = 'result.resolved.uri.href';
/** Where ours writes the URL in another way than the reference. */
const NORMALISED: Record<string, Record<string, string>> = {
  u: { 'result.resolved.uri.auth': 'u:' },
  'u:': { [HREF]: 'http://u@127.0.0.1:<port>/echo' },
  'u%40x.com:p%3Aq%2F': { [HREF]: 'http://u%40x.com:p%3Aq%2F@127.0.0.1:<port>/echo' },
  'u:a:b': { [HREF]: 'http://u:a%3Ab@127.0.0.1:<port>/echo' },
  'u+v:p+q': { [HREF]: 'http://u+v:p+q@127.0.0.1:<port>/echo' },
};

const sends = (info: string, id: Explained['id']): Explained => ({
  id,
  check: ({ result, requests }) => {
    expect(result).toHaveProperty('resolved');
    expect(requests).toHaveProperty('0.headers.authorization', credentials(info));
  },
});

const userInfo: Case[] = USER_INFO.flatMap((info) => {
  const broken = info.endsWith('%') && { explained: sends(info, 'broken-escapes') };
  const written = NORMALISED[info];
  return [
    {
      name: `http://${info}@…`,
      call: (client, { port }) => client(`http://${info}@127.0.0.1:${port}/echo`),
      ...broken,
    },
    {
      name: `http://${info}@…, full`,
      call: (client, { port }) =>
        client(`http://${info}@127.0.0.1:${port}/echo`, { resolveWithFullResponse: true }),
      ...(written && { explained: { id: 'user-info', expected: changed(written) } }),
      ...broken,
    },
    {
      name: `http://${info}@… as URL object`,
      call: (client, { port }) => client({ uri: new URL(`http://${info}@127.0.0.1:${port}/echo`) }),
      explained: sends(info, 'url-objects'),
    },
  ] satisfies Case[];
});

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

const unanswered: Explained = {
  id: 'bearer-challenge',
  check: ({ result, requests }) => {
    expect(result).toHaveProperty('rejected.statusCode', 401);
    expect(requests).toHaveLength(1);
  },
};
const ofBearer = (name: string) => name === 'Bearer' && { explained: unanswered };

const challenges: Case[] = CHALLENGES.flatMap(([name, answer]) => [
  {
    name: `${name} challenge under sendImmediately: false`,
    answer,
    varies: ['digest' as const],
    call: (client: Client, { url }: Context) =>
      client(url('/a?b=1'), { auth: later, resolveWithFullResponse: true }),
    ...ofBearer(name),
  },
  {
    name: `${name} challenge of a POST with a body`,
    answer,
    varies: ['digest' as const],
    call: (client: Client, { url }: Context) => client.post(url('/a'), { auth: later, json: { a: 1 } }),
    ...ofBearer(name),
  },
]);

const emptyUser: Case = {
  name: 'an empty user in the answer to a Digest challenge',
  answer: challenge(`Digest realm="r", nonce="${NONCE}"`),
  call: (client, { url }) => client(url('/a'), { auth: { user: '', pass: 'p', sendImmediately: false } }),
  explained: {
    id: 'digest-empty-user',
    check: ({ requests }, wanted) => {
      expect(JSON.stringify(wanted.requests)).not.toContain('username=');
      expect(JSON.stringify(requests)).toContain(String.raw`username=\"\"`);
    },
  },
};

/** Every value that may stand for "not at once". */
const WAITS: Case[] = [0, null, '', Number.NaN, undefined, 1, 'no'].flatMap((sendImmediately) => [
  {
    name: `Basic challenge under sendImmediately: ${JSON.stringify(sendImmediately)}`,
    answer: challenge('Basic realm="x"'),
    call: (client, { url }) => client(url('/a'), { auth: { user: 'u', pass: 'p', sendImmediately } }),
  },
  {
    name: `a bearer token under sendImmediately: ${JSON.stringify(sendImmediately)}`,
    answer: challenge('Bearer realm="x"'),
    call: (client, { url }) => client(url('/a'), { auth: { bearer: 'token', sendImmediately } }),
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
  emptyUser,
  ...WAITS,
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
    name: 'a Basic challenge of a POST with a stream',
    answer: challenge('Basic realm="x"'),
    call: (client, { url }) =>
      client.post(url('/'), { auth: later, body: Readable.from([Buffer.from('abc')]) }),
    explained: {
      id: 'stream-body-redirect',
      check: ({ result, requests }) => {
        expect(result).toHaveProperty('rejected.name', 'RequestError');
        expect(requests).toHaveLength(1);
      },
    },
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
