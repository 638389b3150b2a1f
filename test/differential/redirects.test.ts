import { Readable } from 'node:stream';
import { expect } from 'vitest';
import { selfSigned } from '../helpers/self-signed';
import type { Handler } from '../helpers/with-server';
import { type Case, differential, type Explained, type Outcome } from './harness';

const CODES = [301, 302, 303, 307, 308];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const MODES: [name: string, options: object][] = [
  ['by default', {}],
  ['followAllRedirects', { followAllRedirects: true }],
  ['followOriginalHttpMethod', { followAllRedirects: true, followOriginalHttpMethod: true }],
  ['followRedirect: false', { followRedirect: false }],
];
const BODIES: Record<string, object> = {
  POST: { json: { a: 1 } },
  PUT: { body: 'text' },
  DELETE: { form: { a: 1 } },
};
const full = { simple: false, resolveWithFullResponse: true };

const matrix: Case[] = CODES.flatMap((code) =>
  METHODS.flatMap((method) =>
    MODES.map(([name, options]) => ({
      name: `${code} ${method} ${name}`,
      call: (client, { url }) =>
        client(url(`/redirect/${code}?to=/echo`), { method, ...BODIES[method], ...options, ...full }),
    })),
  ),
);

const simple: Case[] = CODES.flatMap((code) =>
  ['GET', 'POST', 'post', 'get'].map((method) => ({
    name: `${code} ${method} under simple`,
    call: (client, { url }) => client(url(`/redirect/${code}?to=/echo`), { method }),
  })),
);

const other: Case[] = [300, 304, 305, 306, 309, 310, 399].map((code) => ({
  name: `${code} GET`,
  call: (client, { url }) => client(url(`/redirect/${code}?to=/echo`), full),
}));

const OPTIONS: object[] = [
  { followRedirect: true },
  { followRedirect: null },
  { followRedirect: undefined },
  { followRedirect: 0 },
  { followRedirect: false, followAllRedirects: true },
  { followAllRedirects: false },
  { followOriginalHttpMethod: true },
  { maxRedirects: 0 },
  { maxRedirects: 1 },
  { maxRedirects: '1' },
  { maxRedirects: null },
  { maxRedirects: Number.NaN },
  { maxRedirects: -1 },
  { removeRefererHeader: true },
  { headers: { Referer: 'https://example.org/' } },
  { headers: { referer: 'https://example.org/' }, removeRefererHeader: true },
  { headers: { Host: 'example.org', 'X-A': '1' } },
  { json: true },
  { qs: { q: 1 } },
  { auth: { user: 'u', pass: 'p' } },
  { gzip: false, timeout: 5000 },
];

const options: Case[] = OPTIONS.map((given) => ({
  name: `302 with ${JSON.stringify(given)}`,
  call: (client, { url }) => client(url('/redirect/302?to=/redirect/301?to=%2Fecho'), { ...full, ...given }),
}));

const LOCATIONS: [name: string, location: (port: number) => string][] = [
  ['absolute', (port) => `http://127.0.0.1:${port}/echo?a=1`],
  ['root-relative', () => '/echo'],
  ['relative', () => 'echo'],
  ['relative to the parent', () => '../echo'],
  ['a query alone', () => '?a=1'],
  ['a hash alone', () => '#top'],
  ['with a hash', () => '/echo#top'],
  ['a scheme with one slash', () => 'http:/echo'],
  ['a scheme without a slash', () => 'http:echo'],
  ['another scheme with one slash', () => 'https:/echo'],
  ['protocol-relative', (port) => `//127.0.0.1:${port}/echo`],
  ['two slashes alone', () => '//'],
  ['three slashes', () => '///echo'],
  ['four slashes and a host', (port) => `////127.0.0.1:${port}/echo`],
  ['protocol-relative behind a space', (port) => ` //127.0.0.1:${port}/echo`],
  ['a tab', () => '/e\tcho?a=\tb'],
  ['a tab at the end', () => '/echo\t'],
  ['with spaces', () => '/e cho?a=b c'],
  ['with encoded characters', () => '/e%20cho?a=%C3%A4'],
  ['with braces', () => '/{{x}}|y'],
  ['with user info', (port) => `http://u:p@127.0.0.1:${port}/echo`],
  ['an upper-case scheme', (port) => `HTTP://127.0.0.1:${port}/echo`],
  ['empty', () => ''],
  ['ftp:', () => 'ftp://127.0.0.1/x'],
  ['mailto:', () => 'mailto:a@example.org'],
  ['a URL that does not parse', () => 'http://'],
  ['a port that is no port', () => 'http://127.0.0.1:99999/'],
  ['a refused port', () => 'http://127.0.0.1:1/'],
];

const EXPLAINED_LOCATIONS: Record<string, Explained> = {
  'with user info': {
    id: 'location-user-info',
    check: ({ result, requests }, wanted) => {
      expect(wanted.requests).toHaveProperty('1.headers.authorization');
      expect(result).toHaveProperty('resolved.body', 'arrived');
      expect(requests).not.toHaveProperty('1.headers.authorization');
    },
  },
  'a port that is no port': {
    id: 'strict-urls',
    check: ({ result }) => {
      const text =
        'Error: Invalid URI "http://127.0.0.1:99999/". This can be caused by a crappy redirection.';
      expect(result).toHaveProperty('rejected.message', text);
    },
  },
};

const locations: Case[] = LOCATIONS.map(([name, location]) => ({
  name: `location: ${name}`,
  ...(EXPLAINED_LOCATIONS[name] && { explained: EXPLAINED_LOCATIONS[name] }),
  call: (client, { url, port }) =>
    client(url('/from/here?q=1'), { ...full, headers: { 'x-to': encodeURIComponent(location(port)) } }),
  answer: (request, response) => {
    if (request.url !== '/from/here?q=1') response.end('arrived');
    else response.writeHead(302, { location: decodeURIComponent(String(request.headers['x-to'])) }).end();
  },
}));

const loop: Handler = (request, response) => void response.writeHead(302, { location: request.url }).end();
const secrets = { Authorization: 'Bearer x', Cookie: 'a=1', 'X-Api-Key': 'k', 'Content-Type': 'text/x' };
const hops = ({ requests }: Outcome) => requests as { headers: Record<string, string> }[];
const unverified = { rejectUnauthorized: false };

differential('redirects', [
  ...matrix,
  ...simple,
  ...other,
  ...options,
  ...locations,
  { name: '302 without a location', call: (client, { url }) => client(url('/redirect/302'), full) },
  { name: '302 without a location under simple', call: (client, { url }) => client(url('/redirect/302')) },
  { name: 'an endless loop', answer: loop, call: (client, { url }) => client(url('/loop')) },
  {
    name: 'an endless loop, simple: false',
    answer: loop,
    call: (client, { url }) => client(url('/loop'), full),
  },
  {
    name: 'maxRedirects 2 in a loop',
    answer: loop,
    call: (client, { url }) => client(url('/loop?a=1'), { maxRedirects: 2 }),
  },
  {
    name: 'followRedirect function that agrees',
    call: (client, { url, note }) =>
      client(url('/redirect/302?to=/echo'), {
        followRedirect: (response: { statusCode: number; headers: object }) => {
          note('asked', response.statusCode, response.headers);
          return true;
        },
      }),
  },
  {
    name: 'followRedirect function that refuses',
    call: (client, { url }) =>
      client(url('/redirect/302?to=/echo'), { ...full, followRedirect: () => false }),
  },
  {
    name: 'followRedirect function and a POST',
    call: (client, { url }) =>
      client.post(url('/redirect/302?to=/echo'), { ...full, followRedirect: () => true }),
  },
  {
    name: 'followRedirect function that throws',
    call: (client, { url }) =>
      client(url('/redirect/302?to=/echo'), {
        followRedirect: () => {
          throw new Error('no');
        },
      }),
    explained: {
      id: 'callback-errors',
      check: ({ result }) => expect(result).toHaveProperty('rejected.message', 'Error: no'),
    },
  },
  {
    name: 'redirect event',
    call: (client, { url, note }) => {
      const call = client(url('/redirect/302?to=/redirect/301?to=%2Fecho'));
      return call.on('redirect', (...values) => note('redirect', values.length));
    },
  },
  {
    name: 'uri and method within the redirect event',
    call: (client, { url, note }) => {
      const call = client(url('/redirect/302?to=/echo'));
      return call.on('redirect', () => note('redirect', call.uri, call.method));
    },
  },
  {
    name: 'to another host: headers',
    call: (client, { url, at }) =>
      client(url(`/redirect/302?to=${encodeURIComponent(at('localhost', '/echo'))}`), {
        headers: { Authorization: 'Bearer x', 'X-Api-Key': 'k', 'X-Mine': 'm', 'X-Request-Id': 'r' },
        resolveWithFullResponse: true,
      }),
    explained: {
      id: 'credential-headers-across-hosts',
      check: (ours, reference) => {
        expect(hops(reference)[1]?.headers).toMatchObject({
          'x-api-key': 'k',
          'x-mine': 'm',
          'x-request-id': 'r',
        });
        const headers = hops(ours)[1]?.headers;
        expect(headers).toMatchObject({ 'x-request-id': 'r' });
        for (const name of ['x-api-key', 'x-mine', 'authorization']) expect(headers).not.toHaveProperty(name);
      },
    },
  },
  {
    name: 'to another host with a host header, 307',
    call: (client, { url, at }) =>
      client(url(`/redirect/307?to=${encodeURIComponent(at('localhost', '/echo'))}`), {
        headers: { Host: 'virtual.test' },
        removeRefererHeader: true,
      }),
    explained: {
      id: 'credential-headers-across-hosts',
      check: (ours, reference) => {
        expect(hops(reference)[1]?.headers).toHaveProperty('host', 'virtual.test');
        expect(hops(ours)[1]?.headers.host).toMatch(/^localhost:/);
        expect(ours.result).toEqual(reference.result);
      },
    },
  },
  {
    name: 'to another host: cookie header',
    call: (client, { url, at }) =>
      client(url(`/redirect/302?to=${encodeURIComponent(at('localhost', '/echo'))}`), { headers: secrets }),
    explained: {
      id: 'cookie-across-hosts',
      check: (ours, reference) => {
        expect(hops(reference)[1]?.headers).toHaveProperty('cookie');
        expect(hops(ours)[1]?.headers).not.toHaveProperty('cookie');
        expect(hops(ours)[1]?.headers).not.toHaveProperty('x-api-key');
        expect(ours.result).toEqual(reference.result);
      },
    },
  },
  {
    name: 'to another host: auth',
    call: (client, { url, at }) =>
      client(url(`/redirect/302?to=${encodeURIComponent(at('localhost', '/echo'))}`), {
        auth: { user: 'u', pass: 'p' },
      }),
    explained: {
      id: 'referer-across-hosts',
      check: (ours, reference) => {
        expect(hops(reference)[1]?.headers.referer).toMatch(/\/redirect\/302\?to=/);
        expect(hops(ours)[1]?.headers.referer).toMatch(/^http:\/\/127\.0\.0\.1:[^/]+\/$/);
        expect(hops(ours)[1]?.headers).not.toHaveProperty('authorization');
        expect(ours.result).toEqual(reference.result);
      },
    },
  },
  {
    name: 'a proxy-authorization header without a proxy',
    call: (client, { url }) =>
      client(url('/echo'), { headers: { 'Proxy-Authorization': 'Basic eDp5' }, proxy: null }),
    explained: {
      id: 'proxy-authorization',
      check: (ours, reference) => {
        expect(hops(reference)[0]?.headers).toHaveProperty('proxy-authorization');
        expect(hops(ours)[0]?.headers).not.toHaveProperty('proxy-authorization');
        expect(ours.result).toEqual(reference.result);
      },
    },
  },
  {
    name: 'an answer beyond maxResponseBytes',
    call: (client, { url }) => client(url('/echo'), { maxResponseBytes: 10 }),
    explained: {
      id: 'max-response-bytes',
      check: (ours, reference) => {
        expect(reference.result).toHaveProperty('resolved');
        expect(ours.result).toHaveProperty('rejected.name', 'RequestError');
      },
    },
  },
  {
    name: 'to another port of the same host',
    call: async (client, { url, serve }) => {
      const there = await serve((_, response) => void response.end('there'));
      return client(url(`/redirect/302?to=${encodeURIComponent(there.url('/x'))}`), { headers: secrets });
    },
  },
  {
    name: 'to another host with a body, followAllRedirects',
    call: (client, { url, at }) =>
      client.post(url(`/redirect/307?to=${encodeURIComponent(at('localhost', '/echo'))}`), {
        headers: { Authorization: 'Bearer x' },
        json: { a: 1 },
        followAllRedirects: true,
        followOriginalHttpMethod: true,
      }),
    explained: {
      id: 'authorization-across-hosts',
      check: (ours, reference) => {
        expect(hops(reference)[1]?.headers).toHaveProperty('authorization');
        expect(hops(ours)[1]?.headers).not.toHaveProperty('authorization');
        expect(ours.result).toEqual(reference.result);
      },
    },
  },
  {
    name: 'from http to https',
    call: async (client, { url, serve }) => {
      const secure = await serve((_, response) => void response.end('secure'), selfSigned());
      return client(url(`/redirect/302?to=${encodeURIComponent(secure.url('/s'))}`), {
        ...unverified,
        ...full,
      });
    },
    explained: {
      id: 'keep-alive',
      check: ({ result, requests }) => {
        expect(result).toHaveProperty('resolved.body', 'secure');
        expect(requests).toHaveProperty('0.headers.connection', 'keep-alive');
      },
    },
  },
  {
    name: 'from https to http',
    call: async (client, { url, serve }) => {
      const location = url('/echo');
      const secure = await serve(
        (_, response) => void response.writeHead(302, { location }).end(),
        selfSigned(),
      );
      return client(secure.url('/s'), { ...unverified, headers: { 'x-a': '1' } });
    },
    explained: {
      id: 'https-to-http',
      check: (ours, reference) => {
        expect(reference.requests).toHaveLength(2);
        expect(ours.requests).toHaveLength(1);
        expect(ours.result).toHaveProperty('rejected.name', 'RequestError');
      },
    },
  },
  {
    name: 'the full response after redirects',
    call: async (client, { url, note }) => {
      const response = (await client(url('/redirect/302?to=/echo'), full)) as {
        request: { uri: { href: string } };
      };
      note('final', response.request.uri.href);
      return response;
    },
  },
  {
    name: 'a body stream and 307 with followAllRedirects',
    call: (client, { url }) => {
      return client.post(url('/redirect/307?to=/echo'), {
        body: Readable.from([Buffer.from('abc')]),
        followAllRedirects: true,
        followOriginalHttpMethod: true,
      });
    },
    explained: {
      id: 'stream-body-redirect',
      check: ({ result, requests }) => {
        expect(result).toHaveProperty('rejected.name', 'RequestError');
        expect(requests).toMatchObject([{ body: 'abc' }]);
      },
    },
  },
  ...[300, 304, 306, 309, 399, 400, 401].map(
    (status): Case => ({
      name: `a status of ${status} with a location`,
      call: (client, { url }) => client(url(`/redirect/${status}?to=/echo`), { ...full, simple: false }),
    }),
  ),
  {
    name: 'formData and 302 with followAllRedirects',
    call: (client, { url }) =>
      client.post(url('/redirect/302?to=/echo'), { formData: { a: 'x' }, followAllRedirects: true }),
  },
  {
    name: 'a location in UTF-8 bytes',
    call: async (client, { url, raw }) => {
      const head = `HTTP/1.1 302 Found\r\nLocation: ${url('/bücher')}\r\nContent-Length: 0\r\n\r\n`;
      return client(await raw(Buffer.from(head, 'utf8')));
    },
    explained: { id: 'non-ascii-urls', check: ({ result }) => expect(result).toHaveProperty('resolved') },
  },
  ...['/caf\xe9', '/caf\xe9?\xfc=\xe9', '/\xc3\xbc/\xe9'].map(
    (path): Case => ({
      name: `a location in latin1 bytes: ${encodeURI(path)}`,
      answer: ({ url }, response) => response.end(Buffer.from(url, 'latin1').toString('hex')),
      call: async (client, { url, raw }) => {
        const head = `HTTP/1.1 302 Found\r\nLocation: ${url(path)}\r\nContent-Length: 0\r\n\r\n`;
        return client(await raw(Buffer.from(head, 'latin1')));
      },
      explained: {
        id: 'non-ascii-urls',
        check: ({ requests }) =>
          expect(requests).toHaveProperty(
            '0.url',
            path.replace(/[\x80-\xff]/g, (char) => escape(char)),
          ),
      },
    }),
  ),
]);
