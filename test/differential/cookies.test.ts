import { createRequire } from 'node:module';
import { expect } from 'vitest';
import type { Handler } from '../helpers/with-server';
import type { Jar, StoringJar } from './clients';
import { type Case, differential } from './harness';

/** Sets the cookies of `x-set` at `/set…`, redirects at `/hop`, echoes elsewhere. */
const answer: Handler = (request, response) => {
  const wanted = request.headers['x-set'];
  if (request.url.startsWith('/hop')) {
    response.writeHead(302, { location: '/after', 'set-cookie': ['hop=1; Path=/', 'two=2'] }).end();
    return;
  }
  if (request.url.startsWith('/set') && wanted !== undefined) response.setHeader('set-cookie', wanted);
  response.end(String(request.headers.cookie ?? 'no cookie'));
};

const COOKIES: [name: string, cookies: string | string[]][] = [
  ['plain', 'a=1'],
  ['two', ['a=1', 'b=2']],
  ['the same twice', ['a=1', 'a=2']],
  ['Path=/', 'a=1; Path=/'],
  ['Path=/set', 'a=1; Path=/set'],
  ['Path=/elsewhere', 'a=1; Path=/elsewhere'],
  ['Domain=127.0.0.1', 'a=1; Domain=127.0.0.1; Path=/'],
  ['Domain=example.org', 'a=1; Domain=example.org; Path=/'],
  ['Secure', 'a=1; Secure; Path=/'],
  ['HttpOnly', 'a=1; HttpOnly; Path=/'],
  ['SameSite', 'a=1; SameSite=Strict; Path=/'],
  ['Expires in the past', 'a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/'],
  ['Max-Age=0', 'a=1; Max-Age=0; Path=/'],
  ['Max-Age=60', 'a=1; Max-Age=60; Path=/'],
  ['an empty value', 'a=; Path=/'],
  ['no name', '=x; Path=/'],
  ['quotes and equals', 'a="x=y z"; Path=/'],
  ['nonsense', 'nonsense'],
  ['an empty header', ''],
];

const cookies: Case[] = COOKIES.map(([name, set]) => ({
  name: `set-cookie: ${name}`,
  answer,
  call: async (client, { url, note }) => {
    const jar = client.jar();
    await client(url('/set/here'), { jar, headers: { 'x-set': set } });
    note('sent to /set/here', await client(url('/set/here'), { jar }));
    note('sent to /', await client(url('/'), { jar }));
    note('jar', jar.getCookieString(url('/set/here')));
  },
}));

/** The tough-cookie of request, which is older than ours. */
const { CookieJar: OldJar, MemoryCookieStore } = createRequire(require.resolve('request'))(
  'tough-cookie',
) as {
  CookieJar: { new (): StoringJar; deserializeSync(data: unknown): StoringJar };
  MemoryCookieStore: new () => { idx: object };
};

/** The cookies of a jar, without the times, which differ. */
function stored(jar: StoringJar): unknown {
  const { cookies: all } = jar.serializeSync() as { cookies: Record<string, unknown>[] };
  return all.map(({ key, value, domain, path }) => [key, value, domain, path]);
}

const REFUSED: [name: string, cookie: unknown][] = [
  ['another domain', 'a=1; Domain=example.org'],
  ['no cookie', ''],
  ['undefined', undefined],
  ['null', null],
  ['a number', 1],
  ['an object', {}],
];

const NO_JARS = [1, 'true', {}, [], new Date(0), () => 'a'];

const jars: Case[] = [
  ...REFUSED.flatMap(([name, cookie]): Case[] =>
    [undefined, {}, { ignoreError: true }].map((options) => ({
      name: `jar.setCookie of ${name} with ${JSON.stringify(options)}`,
      call: (client, { url, note }) => {
        const jar = client.jar();
        try {
          note('result', jar.setCookie(cookie, url('/'), options) === undefined);
        } catch {
          note('threw');
        }
        return jar.getCookieString(url('/'));
      },
      ...(cookie === '' && {
        explained: {
          id: 'empty-cookie',
          check: ({ notes }) => expect(notes).toEqual([options?.ignoreError ? ['result', true] : ['threw']]),
        },
      }),
    })),
  ),
  {
    name: 'jar.setCookie returns the cookie',
    call: (client, { url }) => {
      const jar = client.jar();
      const cookie = client.cookie('b=2');
      return [String(jar.setCookie('a=1; Path=/x', url('/'))), jar.setCookie(cookie, url('/')) === cookie];
    },
  },
  {
    name: 'jar.setCookie with http: false',
    call: (client, { url }) => {
      const jar = client.jar();
      jar.setCookie('a=1; HttpOnly', url('/'), { http: false, ignoreError: true });
      return jar.getCookieString(url('/'));
    },
  },
  {
    name: 'client.jar(store)',
    answer,
    call: async (client, { url }) => {
      const store = new MemoryCookieStore();
      await client(url('/set'), { jar: client.jar(store), headers: { 'x-set': 'a=1; Path=/' } });
      return [await client(url('/'), { jar: client.jar(store) }), Object.keys(store.idx)];
    },
  },
  ...[null, undefined].map(
    (store): Case => ({
      name: `client.jar(${store})`,
      answer,
      call: (client, { url }) => {
        const jar = client.jar(store);
        jar.setCookie('a=1', url('/'));
        return client(url('/'), { jar });
      },
    }),
  ),
  {
    name: 'client.jar(a store that is not synchronous)',
    answer,
    call: async (client, { url }) => {
      const jar = client.jar(Object.assign(new MemoryCookieStore(), { synchronous: false }));
      try {
        return await client(url('/'), { jar });
      } catch (error) {
        return /store is not synchronous/.test(String(error));
      }
    },
  },
  {
    name: 'a cookie with Secure is kept over http, and sent over https alone',
    answer,
    call: async (client, { url, note }) => {
      const jar = client.jar();
      await client(url('/set'), { jar, headers: { 'x-set': 'a=1; Path=/; Secure' } });
      note('set', String(jar.setCookie('b=2; Secure', url('/'))));
      note('over http', jar.getCookieString(url('/')));
      return jar.getCookieString(url('/').replace('http:', 'https:'));
    },
  },
  {
    name: 'jar._jar is serialised',
    answer,
    call: async (client, { url }) => {
      const jar = client.jar();
      await client(url('/set/here'), { jar, headers: { 'x-set': ['a=1; Path=/', 'b=2'] } });
      return stored(jar._jar);
    },
  },
  {
    name: 'jar._jar is restored',
    answer,
    call: (client, { url }) => {
      const saved = client.jar();
      saved.setCookie('a=1', url('/'));
      const jar = client.jar();
      jar._jar = OldJar.deserializeSync(saved._jar.serializeSync());
      return client(url('/'), { jar });
    },
  },
  ...NO_JARS.map(
    (jar): Case => ({
      name: `jar: ${typeof jar} ${String(jar)}`,
      answer,
      call: async (client, { url }) => {
        await client(url('/set'), { jar, headers: { 'x-set': 'odd=1; Path=/' } });
        return client(url('/'), { jar: true });
      },
    }),
  ),
  {
    name: 'a jar whose methods return promises',
    answer,
    call: async (client, { url, note }) => {
      const jar = {
        getCookieString: async () => 'promised=1',
        setCookie: async (...values: unknown[]) => note('setCookie', ...values),
      };
      return client(url('/set'), { jar, headers: { 'x-set': 'a=1' } });
    },
    explained: {
      id: 'jars',
      check: ({ result, notes }, wanted) => {
        expect(wanted.result).toEqual({ resolved: 'no cookie' });
        expect(result).toEqual({ resolved: 'promised=1' });
        expect(notes).toEqual(wanted.notes);
      },
    },
  },
  {
    name: 'setCookie with loose: false',
    call: (client, { url }) => {
      const jar = client.jar();
      jar.setCookie('nameless', url('/'), { loose: false });
      return jar.getCookieString(url('/'));
    },
    explained: {
      id: 'jars',
      check: ({ result }, wanted) => {
        expect(wanted.result).not.toEqual({ resolved: 'nameless' });
        expect(result).toEqual({ resolved: 'nameless' });
      },
    },
  },
  ...['__Host-a=1; Path=/', '__Secure-a=1'].map(
    (cookie): Case => ({
      name: `a jar and the cookie ${cookie} without Secure`,
      call: (client, { url }) => {
        const jar = client.jar();
        jar.setCookie(cookie, url('/'));
        return jar.getCookieString(url('/'));
      },
      explained: {
        id: 'jars',
        check: ({ result }, wanted) => {
          expect(wanted.result).toEqual({ resolved: cookie.split(';')[0] });
          expect(result).toEqual({ resolved: '' });
        },
      },
    }),
  ),
  ...['__Host-a=1; Path=/; Secure', '__Secure-a=1; Secure'].map(
    (cookie): Case => ({
      name: `a jar and the cookie ${cookie}`,
      call: (client) => {
        const jar = client.jar();
        jar.setCookie(cookie, 'https://example.org/');
        return jar.getCookieString('https://example.org/');
      },
    }),
  ),
  {
    name: 'a jar and a URL that is none',
    call: (client) => client.jar().getCookieString('nonsense'),
    explained: {
      id: 'jars',
      check: ({ result }, wanted) => {
        expect(wanted.result).toEqual({ resolved: '' });
        expect(result).toHaveProperty('threw.message', 'Invalid URL');
      },
    },
  },
  {
    name: 'a jar that is only read',
    answer,
    call: async (client, { url }) => {
      const jar = { getCookieString: () => 'read=1' };
      const sent = await client(url('/set'), { jar, headers: { 'x-set': 'odd=2; Path=/' } });
      return [sent, await client(url('/'), { jar: true })];
    },
  },
  {
    name: 'a jar that is only written',
    answer,
    call: async (client, { url, note }) => {
      const jar = { setCookie: (...values: unknown[]) => note('setCookie', ...values) };
      return client(url('/set'), { jar, headers: { 'x-set': ['a=1', 'b=2'] } });
    },
  },
  {
    name: 'a jar whose setCookie throws',
    answer,
    call: (client, { url }) => {
      const jar = {
        getCookieString: () => '',
        setCookie: () => {
          throw new Error('the jar is full');
        },
      };
      return client(url('/set'), { jar, headers: { 'x-set': 'a=1' } }).catch(String);
    },
  },
];

const TEXTS = ['a=1', 'a=1; Path=/x; HttpOnly', 'a', '', 'a=b=c', ' a = 1 ', 'a=ä'];

differential('cookies', [
  ...cookies,
  ...jars,
  ...TEXTS.map(
    (text): Case => ({
      name: `.cookie(${JSON.stringify(text)})`,
      call: (client) => String(client.cookie(text)),
      ...(text === '' && {
        explained: {
          id: 'empty-cookie',
          check: ({ result }) => expect(result).toEqual({ resolved: 'undefined' }),
        },
      }),
    }),
  ),
  ...[undefined, null, 5].map(
    (value): Case => ({
      name: `.cookie(${value})`,
      call: (client) => String(client.cookie(value as never)),
      explained: {
        id: 'empty-cookie',
        check: ({ result }, wanted) => {
          expect(wanted.result).toHaveProperty('threw');
          expect(result).toEqual({ resolved: 'undefined' });
        },
      },
    }),
  ),
  {
    name: 'no jar: cookies are not kept',
    answer,
    call: async (client, { url }) => {
      await client(url('/set'), { headers: { 'x-set': 'a=1' } });
      return client(url('/'));
    },
  },
  {
    name: 'no jar: a set-cookie on a redirect is not sent on',
    answer,
    call: (client, { url }) => client(url('/hop')),
  },
  {
    name: 'a jar on a redirect',
    answer,
    call: (client, { url }) => client(url('/hop'), { jar: client.jar() }),
  },
  {
    name: 'a jar on a redirect, with a cookie header',
    answer,
    call: (client, { url }) => client(url('/hop'), { jar: client.jar(), headers: { Cookie: 'mine=1' } }),
  },
  {
    name: 'a cookie header on a redirect of the same host',
    answer,
    call: (client, { url }) => client(url('/hop'), { headers: { cookie: 'mine=1' } }),
  },
  {
    name: 'jar.setCookie(text)',
    answer,
    call: (client, { url }) => {
      const jar = client.jar();
      jar.setCookie('a=1', url('/'));
      jar.setCookie('b=2; Path=/x', url('/'));
      return client(url('/'), { jar });
    },
  },
  {
    name: 'jar.setCookie(cookie)',
    answer,
    call: (client, { url, note }) => {
      const jar = client.jar();
      jar.setCookie(client.cookie('a=1'), url('/'));
      note('string', jar.getCookieString(url('/')));
      note('cookies', jar.getCookies(url('/')).map(String));
      return client(url('/'), { jar });
    },
  },
  {
    name: 'a jar and a cookie header',
    answer,
    call: (client, { url }) => {
      const jar = client.jar();
      jar.setCookie('a=1', url('/'));
      return client(url('/'), { jar, headers: { Cookie: 'b=2; a=0' } });
    },
  },
  {
    name: 'a jar and another host',
    answer,
    call: async (client, { url, at }) => {
      const jar = client.jar();
      jar.setCookie('a=1', url('/'));
      return client(at('localhost'), { jar });
    },
  },
  {
    name: 'a jar of localhost',
    answer,
    call: async (client, { at }) => {
      const jar = client.jar();
      await client(at('localhost', '/set'), { jar, headers: { 'x-set': 'a=1; Path=/' } });
      return client(at('localhost'), { jar });
    },
  },
  {
    name: 'a jar and a redirect to another host',
    answer: (request, response) => {
      const location = String(request.headers['x-to'] ?? '');
      if (request.url === '/go') response.writeHead(302, { location, 'set-cookie': 'b=2; Path=/' }).end();
      else response.end(String(request.headers.cookie ?? 'no cookie'));
    },
    call: (client, { url, at }) => {
      const jar = client.jar();
      jar.setCookie('a=1', url('/'));
      return client(url('/go'), { jar, headers: { 'x-to': at('localhost', '/there') } });
    },
    explained: {
      id: 'cookie-across-hosts',
      check: ({ result }) => expect(result).toEqual({ resolved: 'no cookie' }),
    },
  },
  {
    name: 'jar of another shape',
    answer,
    call: (client, { url, note }) => {
      const jar: Pick<Jar, 'setCookie' | 'getCookieString'> = {
        setCookie: (cookie) => note('setCookie', cookie),
        getCookieString: (href) => {
          note('getCookieString', href);
          return 'own=1';
        },
      };
      return client(url('/set'), { jar, headers: { 'x-set': 'a=1' } });
    },
  },
  {
    name: '.defaults({ jar })',
    answer,
    call: async (client, { url }) => {
      const jarred = client.defaults({ jar: client.jar() });
      await jarred(url('/set'), { headers: { 'x-set': 'a=1; Path=/' } });
      return jarred(url('/'));
    },
  },
  {
    name: 'jar: false after .defaults({ jar })',
    answer,
    call: async (client, { url }) => {
      const jarred = client.defaults({ jar: client.jar() });
      await jarred(url('/set'), { headers: { 'x-set': 'a=1; Path=/' } });
      return jarred(url('/'), { jar: false });
    },
  },
  {
    name: 'jar: true keeps cookies between calls',
    answer,
    call: async (client, { url }) => {
      await client(url('/set'), { jar: true, headers: { 'x-set': 'global=1; Path=/' } });
      return [await client(url('/'), { jar: true }), await client(url('/'))];
    },
  },
]);
