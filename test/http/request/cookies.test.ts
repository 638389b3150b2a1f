import { createRequire } from 'node:module';
import { inspect } from 'node:util';
import { CookieJar, MemoryCookieStore } from 'tough-cookie';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type CookieStore,
  createCookieJar,
  jarOf,
  parseCookie,
  resetCookies,
  storeCookies,
} from '../../../src/http/request/cookies';
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

describe('a jar', () => {
  const url = 'http://shop.example.com/a/b';

  it('keeps the 180 newest cookies of a domain, and renews one that is set again', () => {
    const jar = createCookieJar();
    for (let index = 0; index < 180; index += 1) jar.setCookie(`c${index}=1; Path=/`, url);
    jar.setCookie('c0=2; Path=/', url);
    expect(jar.getCookies(url)).toHaveLength(180);
    jar.setCookie('c180=1; Path=/', url);
    jar.setCookie('c181=1; Path=/', url);
    const names = jar.getCookies(url).map(({ key }) => key);
    expect([names.length, names.includes('c0'), names.includes('c2'), names.includes('c180')]).toEqual([
      180,
      true,
      false,
      true,
    ]);
  });

  it('tells cookies of the same name by their path', () => {
    const jar = createCookieJar();
    jar.setCookie('same=1; Path=/a', url);
    jar.setCookie('same=2; Path=/', url);
    expect(jar.getCookieString(url)).toBe('same=1; same=2');
  });

  it('keeps the 1,000 domains that were set last', () => {
    const jar = createCookieJar();
    const of = (index: number) => `http://host${index}.example.com/`;
    for (let index = 0; index < 1_000; index += 1) jar.setCookie('a=1', of(index));
    jar.setCookie('b=1', of(0));
    expect(jar.getCookies(of(1))).toHaveLength(1);
    jar.setCookie('a=1', of(1_000));
    expect([0, 1, 2, 1_000].map((index) => jar.getCookies(of(index)).length)).toEqual([2, 0, 1, 1]);
    jar.setCookie('a=1', of(1_001));
    expect([0, 2, 3, 1_001].map((index) => jar.getCookies(of(index)).length)).toEqual([2, 0, 1, 1]);
  });

  it('takes a cookie of 65,536 characters, and none of more', () => {
    const jar = createCookieJar();
    const cookie = (length: number) => `a=${'x'.repeat(length - 2)}`;
    expect(jar.setCookie(cookie(65_536), url)?.value).toHaveLength(65_534);
    expect(() => jar.setCookie(cookie(65_537), url)).toThrow(
      new Error('A jar takes no cookie of more than 65536 characters, and this one has 65537.'),
    );
    expect(jar.setCookie(cookie(65_537), url, { ignoreError: true })).toBeUndefined();
  });

  it.each([1, null, {}, { key: 1 }])('refuses %j, which is no cookie', (value) => {
    expect(() => createCookieJar().setCookie(value as never, url, { ignoreError: true })).toThrow(
      new TypeError('A cookie is a text such as "name=value; Path=/", or the result of HTTPClient.cookie().'),
    );
  });

  it('takes the cookies that the jar of request takes', () => {
    const jar = createCookieJar();
    jar.setCookie('local=1', 'http://localhost/');
    expect(jar.getCookieString('http://localhost/')).toBe('local=1');
    jar.setCookie('noname', url);
    jar.setCookie('secure=1; Secure', url);
    expect(jar.getCookieString(url)).toBe('noname');
    expect(jar.getCookieString(url.replace('http:', 'https:'))).toBe('noname; secure=1');
    jar.setCookie('local=1; Secure', 'http://localhost/');
    expect(jar.getCookieString('http://localhost/')).toBe('');
    expect(() => jar.setCookie('all=1; Domain=com', url)).toThrow('public suffix');
    expect(jar.setCookie(parseCookie('parsed=1; Path=/') ?? '', url)?.key).toBe('parsed');
    expect(parseCookie('noname')?.value).toBe('noname');
  });

  it('shows and takes the jar of tough-cookie that holds the cookies', () => {
    const jar = createCookieJar();
    jar.setCookie('a=1', url);
    expect(jar._jar.serializeSync()).toMatchObject({
      storeType: 'MemoryCookieStore',
      cookies: [{ key: 'a' }],
    });
    jar._jar = new CookieJar() as never;
    expect(jar.getCookieString(url)).toBe('');
  });

  it('may have a store of the caller, of either version', () => {
    const found: unknown[][] = [];
    const store = (finds: CookieStore['findCookies']) =>
      Object.assign(new MemoryCookieStore(), { findCookies: finds, marker: 'own' });
    const newer = store(
      (domain: unknown, path: unknown, special: unknown, callback: (error: null, list: []) => void) => {
        found.push([domain, path, special, callback]);
        callback(null, []);
      },
    );
    const older = store((domain: unknown, path: unknown, callback: (error: null, list: []) => void) => {
      found.push([domain, path]);
      callback(null, []);
    });
    const jar = createCookieJar(older as never);
    jar.setCookie('a=1', url);
    expect(jar.getCookies(url)).toEqual([]);
    expect(found).toEqual([['shop.example.com', '/a/b']]);
    expect(createCookieJar(newer as never).getCookies(url)).toEqual([]);
    expect(found[1]).toHaveLength(4);
    expect(Reflect.get(jar._jar, 'store')).toMatchObject({ marker: 'own' });
  });
});

describe('the jar of a call', () => {
  it('is none for false, for nothing, and for a function', () => {
    expect([false, undefined, null, () => true].map(jarOf)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is the jar of the process for true, until it is dropped, and for methods that it lacks', async () => {
    const url = new URL('http://shop.example.com/');
    const jar = jarOf(true) as CallerJar;
    await storeCookies(jar, 'shared=1', url);
    await storeCookies(jar, undefined, url);
    const kept: unknown[] = [];
    const reads = jarOf({ setCookie: (...values: unknown[]) => kept.push(values) });
    expect(reads?.getCookieString(url.href)).toBe('shared=1');
    await storeCookies(reads as CallerJar, ['a=1', 'b=1'], url);
    expect(kept).toEqual([
      ['a=1', url.href, { ignoreError: true }],
      ['b=1', url.href, { ignoreError: true }],
    ]);
    const writes = jarOf({ getCookieString: () => 'own=1' });
    expect(writes?.getCookieString(url.href)).toBe('own=1');
    await storeCookies(writes as CallerJar, 'more=1', url);
    expect(jar.getCookieString(url.href)).toBe('shared=1; more=1');
    resetCookies();
    expect(jarOf(true)?.getCookieString(url.href)).toBe('');
  });

  it('reads text of a tough-cookie as loosely as the jar of request', async () => {
    const own = new CookieJar();
    const jar = jarOf(own) as CallerJar;
    await storeCookies(jar, 'noname', new URL('http://shop.example.com/'));
    expect(await jar.getCookieString('http://shop.example.com/')).toBe('noname');
    await expect(
      Promise.resolve().then(() => jar.setCookie('a=1; Domain=com', 'http://b.com/', {} as never)),
    ).rejects.toThrow('public suffix');
  });
});
