import { Readable } from 'node:stream';
import { parse as parseLegacy } from 'node:url';
import { expect } from 'vitest';
import type { Handler } from '../helpers/with-server';
import { type Case, changed, differential, type Explained, type Outcome } from './harness';

// What the generated calls of test/fuzz brought to light, each in its smallest form.

const later = { user: 'u', pass: 'p', sendImmediately: false };
const BASIC = { 'www-authenticate': 'Basic realm="x"' };
const OAUTH = {
  consumer_key: 'ck',
  consumer_secret: 'cs',
  token: 'tk',
  token_secret: 'ts',
  nonce: 'n',
  timestamp: '1',
};

const refusing: Handler = ({ headers }, response) => {
  if (headers.authorization) response.end('welcome');
  else response.writeHead(401, BASIC).end('who?');
};
const moved: Handler = ({ url }, response) => {
  if (url === '/there') response.end('arrived');
  else response.writeHead(307, { location: '/there' }).end();
};
const answering =
  (body: string | Buffer): Handler =>
  (_, response) =>
    void response.end(body);

const fixed: Case[] = [
  {
    name: 'an empty cookie header and a jar',
    call: (client, { url }) => {
      const jar = client.jar();
      jar.setCookie('a=1', url('/'));
      return client(url('/'), { jar, headers: { Cookie: '' } });
    },
  },
  ...['get', 'Put', 'head'].map(
    (method): Case => ({
      name: `error.options.method of ${method}`,
      call: (client, { url }) => client(url('/status/404'), { method }),
    }),
  ),
  ...['OPTIONS', 'DELETE', 'TRACE'].map(
    (method): Case => ({
      name: `${method} that waits for a challenge says nothing of its length`,
      answer: refusing,
      call: (client, { url }) => client(url('/'), { method, auth: later }),
    }),
  ),
  {
    name: 'the spelling of the Authorization header of OAuth',
    call: (client, { url }) => client(url('/e'), { oauth: OAUTH, resolveWithFullResponse: true }),
  },
  ...['', 'a b', 'a"b', 'Ä,="x"'].map(
    (realm): Case => ({
      name: `the realm ${JSON.stringify(realm)} of OAuth`,
      call: (client, { url }) => client(url('/e'), { oauth: { ...OAUTH, realm } }),
    }),
  ),
  ...['Content-Type', 'content-type', 'CONTENT-TYPE'].map(
    (name): Case => ({
      name: `formData and a ${name} without a boundary`,
      call: (client, { url }) =>
        client.post(url('/status/200'), { formData: { a: 'x' }, headers: { [name]: 'multipart/form-data' } }),
    }),
  ),
  {
    name: "!'()* of a text under json: true and an urlencoded content type",
    call: (client, { url }) =>
      client.post(url('/echo'), {
        json: true,
        body: "a=!'()*",
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      }),
  },
  ...[true, false].map(
    (agrees): Case => ({
      name: `a followRedirect function under followAllRedirects that says ${agrees}`,
      answer: moved,
      call: (client, { url }) =>
        client.post(url('/'), {
          followAllRedirects: true,
          followRedirect: () => agrees,
          simple: false,
          body: 'x',
        }),
    }),
  ),
  {
    name: 'a followRedirect function is asked about a challenge',
    answer: refusing,
    call: (client, { url, note }) =>
      client(url('/'), {
        auth: later,
        followRedirect: (response: { statusCode: number }) => {
          note('asked', response.statusCode);
          return true;
        },
      }),
  },
  {
    name: 'a challenge counts as a redirect',
    answer: refusing,
    call: (client, { url }) => client(url('/'), { auth: later, maxRedirects: 0 }),
  },
  {
    name: '.defaults() and a call with arrays of different lengths',
    call: (client, { url }) =>
      client.defaults({ json: [1, 2, { a: 1 }] })(url('/e'), { method: 'POST', json: [9, { b: 1 }] }),
  },
  {
    name: '.defaults() and undefined within an option',
    call: (client, { url }) =>
      client.defaults({})(url('/status/404'), {
        qs: { a: [undefined, { b: undefined, c: 1 }], d: undefined },
      }),
  },
  {
    name: '.defaults() copies what a call gives',
    call: async (client, { url, note }) => {
      const headers = { 'x-a': '1' };
      const qs = { a: [1] };
      const call = client.defaults({ gzip: false })(url('/e'), { headers, qs });
      headers['x-a'] = '2';
      qs.a.push(2);
      note('answer', await call);
    },
  },
  {
    name: '.defaults() and a key named __proto__',
    call: (client, { url }) =>
      client.defaults({ json: { a: 1 } })(url('/e'), {
        method: 'POST',
        json: JSON.parse('{"__proto__":{"polluted":1},"b":2}'),
      }),
  },
  {
    name: '__proto__ in the body of an error',
    answer: (_, response) => void response.writeHead(400).end('{"__proto__":{"x":1},"b":2}'),
    call: (client, { url }) => client(url('/'), { json: true }),
  },
  {
    name: 'the uri of a Digest is the request target',
    varies: ['digest'],
    answer: ({ headers }, response) => {
      if (headers.authorization) response.end('welcome');
      else response.writeHead(401, { 'www-authenticate': 'Digest realm="r", nonce="n"' }).end('who?');
    },
    call: (client, { url }) => client(url('/a?'), { auth: later, resolveWithFullResponse: true }),
  },
  {
    name: 'half a character under encoding utf16le and json',
    answer: answering(Buffer.from([0xe5])),
    call: (client, { url }) => client(url('/'), { json: true, encoding: 'utf16le' }),
  },
  ...["!'()*", '{x}|y', 'a b"<>', 'x#y', '100%'].map(
    (text): Case => ({
      name: `qs that is not encoded: ${text}`,
      call: (client, { url }) =>
        client(url('/e?z=1'), { qs: { q: text }, qsStringifyOptions: { encode: false } }),
    }),
  ),
  ...["!'()*", 'a b&c'].map(
    (text): Case => ({
      name: `form that is not encoded: ${text}`,
      call: (client, { url }) =>
        client.post(url('/e'), { form: { q: text }, qsStringifyOptions: { encode: false } }),
    }),
  ),
];

/** The header at this path of the outcome is not there, where the reference has it. */
function without(id: Explained['id'], path: string): Explained {
  return {
    id,
    check: (ours, reference) => {
      expect(reference).toHaveProperty(path);
      expect(ours).not.toHaveProperty(path);
    },
  };
}

const urls = ({ requests }: Outcome) => (requests as { url: string }[]).map(({ url }) => url);

/** Names that every error has are shown, even if a credential is a part of them. */
const words: Case[] = [
  'length',
  'options',
  'headers',
  'DELETE',
  'statusCode',
  'https:',
  'RequestError',
  'a',
].flatMap((word) =>
  [
    { user: word, pass: 'p' },
    { user: 'u', pass: word },
  ].flatMap((auth) =>
    [true, false].map(
      (sendImmediately): Case => ({
        name: `${auth.user}:${auth.pass} in a Digest header, sendImmediately ${sendImmediately}`,
        varies: ['digest'],
        answer: (_, response) =>
          void response.writeHead(401, { 'www-authenticate': 'Digest realm="r", nonce="n"' }).end(),
        call: (client, { url }) => client.delete(url('/'), { auth: { ...auth, sendImmediately } }),
      }),
    ),
  ),
);

const explained: Case[] = [
  {
    name: 'agentOptions that name another port',
    call: async (client, { url, serve, note }) => {
      const other = await serve((_, response) => void response.end('other'));
      // A pool of its own: request keeps agents by scheme, and would take the one of another case.
      note('answer', await client(url('/status/200'), { agentOptions: { port: other.port }, pool: {} }));
    },
    explained: {
      id: 'agent-target',
      check: ({ notes }, reference) => {
        expect(reference.notes).toEqual([['answer', 'other']]);
        expect(notes).toEqual([['answer', 'status 200']]);
      },
    },
  },
  {
    name: 'agentOptions that name a socket file',
    call: (client, { url }) =>
      client(url('/status/200'), { agentOptions: { socketPath: '/tmp/does-not-exist.sock' }, pool: {} }),
    explained: {
      id: 'agent-target',
      check: ({ result }, reference) => {
        expect(reference.result).toHaveProperty('rejected.name', 'RequestError');
        expect(result).toEqual({ resolved: 'status 200' });
      },
    },
  },
  ...[() => Readable.from([{ body: 'a' }]), () => ({ data: Readable.from([{ body: 'a' }]) })].map(
    (make, index): Case => ({
      name: `a stream in place of the parts of multipart, ${index === 0 ? 'itself' : 'as data'}`,
      call: (client, { url }) => client.post(url('/echo'), { multipart: make() }),
      explained: {
        id: 'body-errors',
        check: ({ result, requests }, wanted) => {
          expect(wanted.requests).toMatchObject([{ body: expect.not.stringContaining('\r\n\r\na') }]);
          expect(result).toHaveProperty('rejected.message', 'Error: Argument error, options.multipart.');
          expect(requests).toEqual([]);
        },
      },
    }),
  ),
  {
    name: 'a stream that fails in place of the parts of multipart',
    call: (client, { url }) => {
      const multipart = new Readable({ read: () => multipart.destroy(new Error('broken')) });
      return client.post(url('/echo'), { multipart });
    },
    explained: {
      id: 'body-errors',
      check: ({ result }, wanted) => {
        expect(wanted.uncaught).not.toEqual([]);
        expect(result).toHaveProperty('rejected.message', 'Error: Argument error, options.multipart.');
      },
    },
  },
  {
    name: 'port 0',
    call: (client) => client('http://127.0.0.1:0/'),
    explained: {
      id: 'strict-urls',
      check: ({ result }) =>
        expect(result).toHaveProperty('rejected.message', 'Error: Invalid URI "http://127.0.0.1:0/"'),
    },
  },
  {
    name: 'auth.username in error.options',
    call: (client, { url }) => client(url('/status/404'), { auth: { username: 'u', password: 'p' } }),
    explained: without('options-as-given', 'result.rejected.options.auth.user'),
  },
  {
    name: 'a Url object in error.options',
    call: (client, { url }) =>
      client({
        url: parseLegacy(url('/status/404')),
        qs: { a: 1 },
        oauth: { ...OAUTH, transport_method: 'query' },
        simple: true,
      }),
    explained: {
      id: 'oauth-in-query',
      check: (ours, reference) => {
        expect(urls(ours)).toEqual(urls(reference));
        expect(reference).toHaveProperty(
          'result.rejected.response.uri.query',
          expect.stringContaining('oauth_'),
        );
        expect(ours).toHaveProperty('result.rejected.response.uri.query', 'a=1');
      },
    },
  },
  {
    name: 'options of oauth as LivePerson names them',
    call: (client, { url }) => client(url('/'), { oauth: { ...OAUTH, consumerSecret: 'SECRET' } }),
    explained: {
      id: 'oauth-names',
      check: (ours, reference) => {
        expect(JSON.stringify(reference)).toContain('oauth_consumerSecret');
        expect(ours).toMatchObject({ requests: [], result: { rejected: expect.anything() } });
      },
    },
  },
  {
    name: 'oauth in the query of a redirect',
    answer: moved,
    call: (client, { url }) => client(url('/'), { oauth: { ...OAUTH, transport_method: 'query' } }),
    explained: {
      id: 'oauth-in-query',
      check: (ours, reference) => {
        expect(urls(reference)[1]).toBe('/there');
        expect(urls(ours)[1]).toMatch(/^\/there\?oauth_.*oauth_signature=/);
        expect(ours).not.toHaveProperty('requests.1.headers.referer', expect.stringContaining('oauth_'));
      },
    },
  },
  {
    name: 'qs and a hash',
    call: (client, { url }) => client(url('/e#part'), { qs: { a: 1 } }),
    explained: {
      id: 'qs-behind-hash',
      check: (ours, reference) => {
        expect(urls(reference)).toEqual(['/e']);
        expect(urls(ours)).toEqual(['/e?a=1']);
      },
    },
  },
  {
    name: 'Connection: Keep-Alive in other letters',
    call: (client, { url }) => client(url('/e'), { headers: { Connection: 'Keep-Alive' } }),
    explained: {
      id: 'connection-case',
      expected: changed({ 'requests.0.headers.connection': 'keep-alive' }),
    },
  },
  ...[
    { formData: { a: 'x' }, headers: { 'x-latin': 'é' } },
    { body: ['a', 'b'], headers: { 'x-latin': 'é' } },
  ].map(
    (options): Case => ({
      name: `a latin1 header beside ${Object.keys(options)[0]}`,
      call: (client, { url }) => client.post(url('/status/200'), options),
      explained: {
        id: 'latin1-headers',
        expected: changed({ 'requests.0.headers.x-latin': 'é' }),
      },
    }),
  ),
  {
    name: 'the referer of a URL with user info',
    answer: moved,
    call: (client, { port }) => client(`http://u:p@127.0.0.1:${port}/`),
    explained: {
      id: 'referer-user-info',
      check: ({ requests }, reference) => {
        expect(reference.requests).toHaveProperty('1.headers.referer', 'http://u:p@127.0.0.1:<port>/');
        expect(requests).toHaveProperty('1.headers.referer', 'http://127.0.0.1:<port>/');
        expect(requests).toHaveProperty('1.headers.authorization');
      },
    },
  },
  {
    name: 'authorization on a redirect of the same host, with a host header',
    answer: (request, response) => {
      if (request.url === '/there') response.end('arrived');
      else response.writeHead(302, { location: '/there' }).end();
    },
    call: (client, { url }) =>
      client(url('/'), { headers: { Host: 'api.example', Authorization: 'Bearer x' } }),
    explained: {
      id: 'host-header-redirect',
      check: ({ requests }, reference) => {
        expect(reference.requests).not.toHaveProperty('1.headers.authorization');
        expect(requests).toHaveProperty('1.headers.authorization', 'Bearer x');
      },
    },
  },
  {
    name: 'user info and an auth that waits',
    call: (client, { port }) => client(`http://a:b@127.0.0.1:${port}/e`, { auth: later }),
    explained: without('auth-over-user-info', 'requests.0.headers.authorization'),
  },
  {
    name: 'user info and oauth in the query',
    call: (client, { port }) =>
      client(`http://a:b@127.0.0.1:${port}/e`, { oauth: { ...OAUTH, transport_method: 'query' } }),
    explained: without('auth-over-user-info', 'requests.0.headers.authorization'),
  },
  {
    name: 'a Digest challenge and a bearer',
    varies: ['digest'],
    answer: ({ headers }, response) => {
      if (headers.authorization) response.end('welcome');
      else response.writeHead(401, { 'www-authenticate': 'Digest realm="r", nonce="n"' }).end('who?');
    },
    call: (client, { url }) => client(url('/'), { auth: { bearer: 't', sendImmediately: false } }),
    explained: {
      id: 'bearer-challenge',
      check: (ours, reference) => {
        expect(reference).toHaveProperty('requests.1.headers.authorization');
        expect(ours.requests).toHaveLength(1);
        expect(ours).toHaveProperty('result.rejected.statusCode', 401);
      },
    },
  },
  {
    name: 'a followRedirect function that refuses a challenge',
    answer: refusing,
    call: (client, { url }) =>
      client(url('/'), {
        auth: later,
        followRedirect: () => false,
        simple: false,
        resolveWithFullResponse: true,
      }),
    explained: without('refused-challenge', 'result.resolved.requestHeaders.authorization'),
  },
];

differential('found-by-fuzzing', [...fixed, ...words, ...explained]);
