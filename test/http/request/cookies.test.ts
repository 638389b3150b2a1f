import { createRequire } from 'node:module';
import { inspect } from 'node:util';
import { CookieJar, MemoryCookieStore } from 'tough-cookie';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallerJar } from '../../../src/index';
import { Toolbelt } from '../../../src/index';
import { failureOf } from '../../helpers/failure-of';
import { startServer, type TestServer } from '../../helpers/with-server';

/** The tough-cookie of request, whose methods take callbacks and never return promises. */
const old = createRequire(require.resolve('request'))('tough-cookie') as {
  CookieJar: new () => CallerJar & { getCookieStringSync(url: string): string };
};

/** A store such as that of a database, which answers later. */
class LateStore extends MemoryCookieStore {
  override synchronous = false;
}

let server: TestServer;
const client = Toolbelt.HTTPClient();

beforeEach(async () => {
  server = await startServer((request, response) => {
    const wanted = request.headers['x-set'];
    if (wanted !== undefined) response.setHeader('set-cookie', wanted);
    response.end(String(request.headers.cookie ?? 'no cookie'));
  });
  Toolbelt.configure({ whitelist: ['127.0.0.1'], rateLimit: { mode: 'off' }, logger: {} });
});

afterEach(async () => {
  Toolbelt.reset();
  await server.close();
});

const JARS: [name: string, make: () => CallerJar][] = [
  ['our own version', () => new CookieJar()],
  ['our own version, with a store that answers later', () => new CookieJar(new LateStore())],
  ["request's version", () => new old.CookieJar()],
];

describe.each(JARS)('a jar of tough-cookie itself: %s', (_name, make) => {
  it('is sent and filled', async () => {
    const jar = make();
    await client(server.url('/'), { jar, headers: { 'x-set': ['a=1', 'b=2; Path=/'] } });
    expect(await client(server.url('/'), { jar })).toBe('a=1; b=2');
  });

  it('refuses a cookie of another domain, and the call goes on', async () => {
    const jar = make();
    const headers = { 'x-set': ['evil=1; Domain=example.org', 'a=1'] };
    expect(await client(server.url('/'), { jar, headers })).toBe('no cookie');
    expect(await client(server.url('/'), { jar })).toBe('a=1');
  });
});

it.each([
  ['a jar of the client', () => client.jar()],
  ['the jar of the process', () => true as const],
])('%s skips a cookie of more than 65,536 characters, and the call goes on', async (_name, make) => {
  const jar = make();
  server.use((_, response) =>
    response.writeHead(200, { 'set-cookie': [`big=${'x'.repeat(70_000)}`, 'a=1'] }).end(),
  );
  await client(server.url('/'), { jar, maxHeaderSize: 100_000 });
  server.use((request, response) => response.end(request.headers.cookie));
  expect(await client(server.url('/'), { jar })).toBe('a=1');
});

it('a jar that returns promises is awaited', async () => {
  const kept: string[] = [];
  const jar: CallerJar = {
    getCookieString: async () => kept.join('; '),
    setCookie: async (cookie) => kept.push(cookie),
  };
  await client(server.url('/'), { jar, headers: { 'x-set': ['a=1', 'b=2'] } });
  expect(await client(server.url('/'), { jar })).toBe('a=1; b=2');
});

it.each([
  ['getCookieString', []],
  ['setCookie', ['/']],
])('a jar whose %s rejects makes the call reject', async (method, urls) => {
  const jar = { getCookieString: () => '', setCookie: () => undefined };
  Object.assign(jar, { [method]: () => Promise.reject(new Error('the store is gone')) });
  const error = await failureOf(client(server.url('/'), { jar, headers: { 'x-set': 'a=1' } }));
  expect(error).toMatchObject({ name: 'RequestError', cause: { message: 'the store is gone' } });
  expect(server.requests.map(({ url }) => url)).toEqual(urls);
});

it('jar.setCookie takes a cookie of another tough-cookie', () => {
  const { Cookie } = createRequire(require.resolve('request'))('tough-cookie');
  const jar = client.jar();
  jar.setCookie(Cookie.parse('a=1; Path=/x'), server.url('/'));
  expect(jar.getCookieString(server.url('/x'))).toBe('a=1');
});

it.each([
  ['a jar of the client', () => client.jar()],
  ['a jar of tough-cookie', () => new CookieJar()],
])('an error does not show the cookies of %s', async (_name, make) => {
  const jar = make();
  server.use((_, response) => response.writeHead(500, { 'set-cookie': 'session=planted' }).end());
  const error = await failureOf(client(server.url('/'), { jar }));
  const again = await failureOf(client(server.url('/'), { jar }));
  expect(server.requests[1]?.headers.cookie).toBe('session=planted');
  expect(inspect(error, { depth: 10 }) + JSON.stringify(error)).not.toContain('planted');
  expect(inspect(again, { depth: 10 }) + JSON.stringify(again)).not.toContain('planted');
});
