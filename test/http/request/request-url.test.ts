import { createServer } from 'node:http';
import { parse, type Url } from 'node:url';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Container, createContainer } from '../../../src/container';
import { queryCodec } from '../../../src/http/request/request-url';
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
