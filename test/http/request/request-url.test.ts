import { createServer } from 'node:http';
import { parse, type Url } from 'node:url';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Container, createContainer } from '../../../src/container';
import type { HttpRequestOptions } from '../../../src/http/request/options';
import { legacyUrl, queryCodec, resolveLocation, resolveUrl } from '../../../src/http/request/request-url';
import { redactor } from '../../../src/internal/redact/sent-values';
import { failureOf } from '../../helpers/failure-of';
import { listen, untilTestEnds } from '../../helpers/listen';
import { selfSigned } from '../../helpers/self-signed';

const reference = require('request-promise-native') as (
  options: object,
) => Promise<{ request: { uri: object } }>;

let container: Container;

beforeEach(() => {
  container = createContainer();
  container.configuration.configure({
    whitelist: ['127.0.0.1', 'localhost', 'api.example.com'],
    rateLimit: { mode: 'off' },
    logger: {},
  });
});
afterEach(() => {
  container.reset();
  nock.cleanAll();
});

describe('response.request.uri of a default port', () => {
  it.each([
    'http://api.example.com/a',
    'https://api.example.com/a',
    'http://api.example.com:80/a?b=1',
    'https://api.example.com:443/a',
    'http://u:p@api.example.com:80/a',
    'http://api.example.com:/a',
    'https://api.example.com:80/a',
  ])('%s is that of request', async (url) => {
    nock(new URL(url).origin).get(/./).times(4).reply(200, 'x');
    for (const options of [{ url }, { url, qs: { q: 1 } }]) {
      const call = { ...options, resolveWithFullResponse: true };
      const { uri } = (await reference(call)).request;
      expect((await container.httpClient()(call)).request.uri).toEqual({ ...uri });
    }
  });

  it.each(['http://api.example.com:80/b', '/b', '//api.example.com:80/b', 'http://api.example.com/b'])(
    'after a redirect to %s is that of request',
    async (location) => {
      for (const call of [reference, container.httpClient()]) {
        nock('http://api.example.com').get('/a').reply(302, '', { location }).get('/b').reply(200, 'x');
        const options = { url: 'http://api.example.com:80/a', resolveWithFullResponse: true };
        const { port, host, href } = (await call(options)).request.uri as Url;
        const isWritten = location !== 'http://api.example.com/b';
        expect({ port, host, href }).toEqual({
          port: isWritten ? '80' : 80,
          host: `api.example.com${isWritten ? ':80' : ''}`,
          href: `http://api.example.com${isWritten ? ':80' : ''}/b`,
        });
      }
    },
  );
});

describe('a legacy Url object that was changed after it was parsed goes where its parts say', () => {
  const CHANGES: [name: string, change: (url: Url, port: number) => void, seen: string][] = [
    ['nothing', () => {}, '127.0.0.1 /a?b=1'],
    ['path', (url) => Object.assign(url, { path: '/c?d=2' }), '127.0.0.1 /c?d=2'],
    ['path without a query', (url) => Object.assign(url, { path: '/c' }), '127.0.0.1 /c'],
    ['pathname', (url) => Object.assign(url, { pathname: '/c' }), '127.0.0.1 /c?b=1'],
    ['search', (url) => Object.assign(url, { search: '?d=3' }), '127.0.0.1 /a?d=3'],
    ['search, removed', (url) => Object.assign(url, { search: null }), '127.0.0.1 /a'],
    ['host', (url, port) => Object.assign(url, { host: `localhost:${port}` }), 'localhost /a?b=1'],
    ['hostname', (url) => Object.assign(url, { hostname: 'localhost' }), 'localhost /a?b=1'],
    ['auth', (url) => Object.assign(url, { auth: 'u:p' }), '127.0.0.1 /a?b=1 Basic dTpw'],
    [
      'pathname, without a path',
      (url) => Object.assign(url, { pathname: '/c', path: null }),
      '127.0.0.1 /c?b=1',
    ],
  ];

  it.each(CHANGES)('%s', async (_name, change, seen) => {
    const server = createServer(({ headers, url }, response) => {
      const host = String(headers.host).replace(/:\d+$/, '');
      response.end([host, url, headers.authorization].filter(Boolean).join(' '));
    });
    const { port } = untilTestEnds(await listen(server));
    const url = parse(`http://127.0.0.1:${port}/a?b=1`);
    change(url, port);
    const before = { ...url };
    expect(await container.httpClient()({ url })).toBe(seen);
    expect({ ...url }).toEqual(before);
  });

  it('and the whitelist sees that host', async () => {
    const url = Object.assign(parse('http://localhost/a'), { hostname: 'elsewhere.example.com' });
    const error = await failureOf(container.httpClient()({ url }));
    expect(error.message).toBe('Error [ERR_SOCKET_CLOSED]: Socket is closed');
  });
});

describe('a host that no server can have is an invalid URI', () => {
  it.each([
    '{{domain}}',
    'api.{{domain}}.com',
    '$host',
    ':host',
    'a..b',
    '-a.com',
    'a,b.com',
    '*.example.com',
  ])('%s', async (host) => {
    for (const call of [{ url: `http://${host}/x` }, { baseUrl: `https://${host}`, url: '/x' }]) {
      const error = await failureOf(container.httpClient()(call));
      expect(error.message).toContain('Error: Invalid URI "http');
    }
  });

  it('is refused by MTLSClient too, before anything is sent', async () => {
    const error = await failureOf(container.mtlsClient(selfSigned()).get('https://{{domain}}/x'));
    expect(error.message).toContain('"https://{{domain}}/x" is not a URL');
  });

  it('is not a name with an underscore, nor an address, nor a name with a trailing dot', async () => {
    for (const host of ['a_b.example.com', '[2001:db8::1]', '10.0.0.1', 'example.com.']) {
      const error = await failureOf(container.httpClient()({ url: `http://${host}/` }));
      expect(error.message).toBe('Error [ERR_SOCKET_CLOSED]: Socket is closed');
    }
  });
});

it.each([
  {},
  { text: 'a b+c', number: 1.5, yes: true, empty: '' },
  { "reserved!'()*~": '&=?#/%', ümlaut: '€ 😀' },
  { half: '\ud800' },
  { nothing: null, missing: undefined },
  { list: [1, 2], deep: { a: { b: 'c' } } },
  { notANumber: Number.NaN, large: 2n ** 70n, date: new Date(0) },
])('writes fields as qs does: %#', (fields) => {
  const qs = require('qs') as typeof import('qs');
  const reserved = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  expect(queryCodec({}).stringify(fields)).toBe(qs.stringify(fields).replace(/[!'()*]/g, reserved));
});

describe('the URL of a call', () => {
  it.each<[HttpRequestOptions, string]>([
    [{ url: 'HTTP://API.example.com' }, 'http://api.example.com/'],
    [{ url: ' https://api.example.com/a\tb\n' }, 'https://api.example.com/a%09b'],
    [{ uri: 'http://a.example.com/', url: 'http://b.example.com/' }, 'http://a.example.com/'],
    [{ uri: '', url: 'http://b.example.com/' }, 'http://b.example.com/'],
    [{ url: new URL('http://a.example.com/') }, 'http://a.example.com/'],
    [{ url: parse('http://a.example.com/b?c') as never }, 'http://a.example.com/b?c'],
    [{ url: 'http://a.example.com/b?c', qs: { d: 1 } }, 'http://a.example.com/b?c=&d=1'],
    [{ baseUrl: 'http://a.example.com/b', url: 'c' }, 'http://a.example.com/b/c'],
    [{ baseUrl: 'http://a.example.com/b/', url: 'c' }, 'http://a.example.com/b/c'],
    [{ baseUrl: 'http://a.example.com/b', url: '/c' }, 'http://a.example.com/b/c'],
    [{ baseUrl: 'http://a.example.com/b/', url: '/c' }, 'http://a.example.com/b/c'],
    [{ baseUrl: '', url: 'http://a.example.com/' }, 'http://a.example.com/'],
    [
      { url: "http://a.example.com/|^'|?{}|\\^`'#{}|\\^`'" },
      'http://a.example.com/%7C%5E%27%7C?%7B%7D%7C%5C%5E%60%27#%7B%7D%7C%5C%5E%60%27',
    ],
    [{ url: 'http://a.example.com/b?c=1#d', qs: { e: 2 } }, 'http://a.example.com/b?c=1&e=2'],
    [{ url: 'http://a.example.com/b#d', qs: { e: 2 } }, 'http://a.example.com/b?e=2#d'],
    [{ url: 'http://a.example.com/b?#d', qs: { e: 2 } }, 'http://a.example.com/b?e=2'],
    [{ url: 'http://a.example.com/b?c=1', qs: { c: 2 } }, 'http://a.example.com/b?c=2'],
    [{ url: 'http://a.example.com/b?c=1#d', qs: {} }, 'http://a.example.com/b?c=1'],
    [{ url: 'http://a.example.com/b#d', qs: {} }, 'http://a.example.com/b#d'],
    [{ url: 'http://a.example.com/b?c', qs: null as never }, 'http://a.example.com/b?c'],
    [{ url: 'http://a.example.com/', qs: { a: "!'()*" } }, 'http://a.example.com/?a=%21%27%28%29%2A'],
    [{ url: 'http://a.example.com/', qs: { a: [1, 2] } }, 'http://a.example.com/?a%5B0%5D=1&a%5B1%5D=2'],
    [
      { url: 'http://a.example.com/', qs: { a: [1, 2] }, qsStringifyOptions: { arrayFormat: 'repeat' } },
      'http://a.example.com/?a=1&a=2',
    ],
    [
      { url: 'http://a.example.com/', qs: { a: 'b c#d' }, qsStringifyOptions: { encode: false } },
      'http://a.example.com/?a=b%20c#d',
    ],
    [
      { url: 'http://a.example.com/#e', qs: { a: 'b' }, qsStringifyOptions: { addQueryPrefix: true } },
      'http://a.example.com/?a=b#e',
    ],
    [
      { url: 'http://a.example.com/', qs: { a: "(b')" }, qsStringifyOptions: { encode: false } },
      'http://a.example.com/?a=(b%27)',
    ],
    [
      { url: 'http://a.example.com/?a:1;b:2', qs: { c: 3 }, qsParseOptions: { delimiter: ';' } },
      'http://a.example.com/?a%3A1=&b%3A2=&c=3',
    ],
    [
      { url: 'http://a.example.com/?a=1', qs: { b: [2, '(3)'] }, useQuerystring: true },
      'http://a.example.com/?a=1&b=2&b=%283%29',
    ],
    [
      {
        ...{ url: 'http://a.example.com/?a:1;b:2', qs: { c: 3 }, useQuerystring: true },
        ...{ qsParseOptions: { sep: ';', eq: ':' }, qsStringifyOptions: { sep: '+', eq: '-' } },
      },
      'http://a.example.com/?a-1+b-2+c-3',
    ],
  ])('%j', (options, href) => {
    expect(resolveUrl(options).href).toBe(href);
  });

  it.each<[Record<string, unknown>, string]>([
    [{}, 'options.uri is a required argument'],
    [{ url: 1 }, 'Invalid URI "1"'],
    [{ baseUrl: 1, url: '/a' }, 'options.baseUrl must be a string'],
    [{ baseUrl: 'http://a.example.com' }, 'options.uri must be a string when using options.baseUrl'],
    [
      { baseUrl: 'http://a.example.com/b', url: '' },
      'options.uri must be a string when using options.baseUrl',
    ],
    [
      { baseUrl: 'http://a.example.com', url: '//b' },
      'options.uri must be a path when using options.baseUrl',
    ],
    [
      { baseUrl: 'http://a.example.com', url: 'x://b' },
      'options.uri must be a path when using options.baseUrl',
    ],
    [{ url: '/a' }, 'Invalid URI "/a"'],
    [{ url: 'a?b' }, 'Invalid URI "a?b"'],
    [{ url: 'a?access_token=y' }, 'Invalid URI "a?access_token=[redacted]"'],
    [{ url: 'http//me:y@a/b' }, 'Invalid URI "[redacted]@a/b"'],
    [{ url: 'https:///a' }, 'Invalid URI "https:///a"'],
    [{ url: 'http://a.example.com:0/' }, 'Invalid URI "http://a.example.com:0/"'],
    [{ url: 'http://a.example.com:99999/' }, 'Invalid URI "http://a.example.com:99999/"'],
    [{ url: 'ftp://a.example.com/' }, 'Invalid protocol: ftp:'],
    [{ url: 'x-http://a.example.com/' }, 'Invalid protocol: x-http:'],
    [{ url: 'http:' }, 'Invalid URI "http:/"'],
    [{ url: 'mailto:' }, 'Invalid URI "mailto:/"'],
    [{ url: 'http://user:word@{{host}}/' }, 'Invalid URI "http:///%7B%7Bhost%7D%7D/"'],
  ])('refuses %j', (options, message) => {
    expect(() => resolveUrl(options as HttpRequestOptions)).toThrow(new Error(message));
  });

  it('is shortened in a message', () => {
    const { MAX_SHOWN } = redactor();
    const call = () => resolveUrl({ url: `/${'a'.repeat(MAX_SHOWN)}` });
    expect(call).toThrow(new Error(`Invalid URI "/${'a'.repeat(MAX_SHOWN - 1)}"`));
  });
});

describe('the URL of a redirect', () => {
  const base = new URL('https://a.example.com/b/c?d');

  it.each([
    ['/e', 'https://a.example.com/e'],
    ['e', 'https://a.example.com/b/e'],
    ['?e', 'https://a.example.com/b/c?e'],
    ['//b.example.com/e', 'https://b.example.com/e'],
    ['http://b.example.com/e', 'http://b.example.com/e'],
    [' /e\t ', 'https://a.example.com/e'],
    ['/e\tf', 'https://a.example.com/e%09f'],
    [Buffer.from('/\u00fc').toString('latin1'), 'https://a.example.com/%C3%BC'],
    ['/\xfc\x80\xff', 'https://a.example.com/%FC%80%FF'],
    ['\\\\b.example.com\\e', 'https://b.example.com/e'],
  ])('%j', (location, href) => {
    expect(resolveLocation(location, base).href).toBe(href);
  });

  it.each([
    ['///e', 'Invalid URI "https:///e". This can be caused by a crappy redirection.'],
    ['http:e', 'Invalid URI "http:e". This can be caused by a crappy redirection.'],
    ['ftp://b.example.com/', 'Invalid protocol: ftp:'],
    [
      'https://{{host}}/',
      'Invalid URI "https:///%7B%7Bhost%7D%7D/". This can be caused by a crappy redirection.',
    ],
  ])('is refused: %j', (location, message) => {
    expect(() => resolveLocation(location, base)).toThrow(new Error(message));
  });
});

it.each<[HttpRequestOptions]>([
  [{ url: 'http://a.example.com' }],
  [{ url: 'https://u:p%40@a.example.com:8443/b?c=d#e' }],
  [{ url: 'https://u:p@a.example.com:443/?' }],
  [{ url: 'http://:p@a.example.com:80/#' }],
  [{ url: 'http://[::1]:81/a' }],
  [{ url: 'https://a.example.com?b' }],
])('shows %j as Node reads it', ({ url }) => {
  const { protocol, slashes, auth, host, port, hostname, hash, search, query, pathname, path, href } = parse(
    url as string,
  );
  const expected = { protocol, slashes, auth, host, hostname, hash, search, query, pathname, path, href };
  const shown = legacyUrl(resolveUrl({ url }));
  const standard = protocol === 'https:' ? 443 : 80;
  expect(shown).toEqual({ ...expected, port: port ?? standard });
});

it.each([
  ['http://a.example.com/b', 'http://a.example.com/b?q=1', 'a.example.com', null],
  ['http://a.example.com:80/b', 'http://a.example.com:80/b?q=1', 'a.example.com:80', '80'],
  ['http://a.example.com:81/b', 'http://a.example.com:81/b?q=1', 'a.example.com:81', '81'],
])('shows %s with a query as %s', (url, href, host, port) => {
  expect(legacyUrl(resolveUrl({ url, qs: { q: 1 } }))).toMatchObject({ href, host, port });
});
