import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Call } from './clients';
import { type Case, differential } from './harness';

/** A method of request's object that the suite has no type for. */
function invoke(call: Call, name: string, ...values: unknown[]): Call {
  return (call[name] as (...values: unknown[]) => Call).apply(call, values);
}

/** Calls a method whose result in request is not the call, and goes on with the call. */
function after(call: Call, name: string, ...values: unknown[]): Call {
  invoke(call, name, ...values);
  return call;
}

const OAUTH = { consumer_key: 'k', consumer_secret: 's', nonce: 'n', timestamp: '1' };

const chained: [name: string, apply: (call: Call) => unknown][] = [
  ['.qs({ a: 1 })', (call) => invoke(call, 'qs', { a: 1 })],
  ['.qs({ a: 1 }, true)', (call) => invoke(call, 'qs', { a: 1 }, true)],
  ['.qs({}, true)', (call) => invoke(call, 'qs', {}, true)],
  ['.qs({ z: 2, b: [1, 2] })', (call) => invoke(call, 'qs', { z: 2, b: [1, 2] })],
  ['.qs().qs()', (call) => invoke(invoke(call, 'qs', { a: 1 }), 'qs', { b: 2 })],
  ['.json({ a: 1 })', (call) => invoke(call, 'json', { a: 1 })],
  ['.json(true)', (call) => invoke(call, 'json', true)],
  ['.json([])', (call) => invoke(call, 'json', [])],
  ['.json(0)', (call) => invoke(call, 'json', 0)],
  ['.json(null)', (call) => invoke(call, 'json', null)],
  ['.json("text")', (call) => invoke(call, 'json', 'text')],
  ['.json(false)', (call) => invoke(call, 'json', false)],
  ['.form({ a: 1 })', (call) => invoke(call, 'form', { a: 1 })],
  ['.form("a=1")', (call) => invoke(call, 'form', 'a=1')],
  ['.form({}).json(true)', (call) => invoke(invoke(call, 'form', { a: "it's" }), 'json', true)],
  ['.json({}).form({})', (call) => invoke(invoke(call, 'json', { a: 1 }), 'form', { b: 10 })],
  ['.multipart([…])', (call) => invoke(call, 'multipart', [{ body: 'x' }])],
  ['.multipart({ data })', (call) => invoke(call, 'multipart', { data: [{ 'x-part': '1', body: 'x' }] })],
  [
    '.form({}).multipart([…])',
    (call) => invoke(invoke(call, 'form', { a: 1 }), 'multipart', [{ body: 'x' }]),
  ],
  [
    '.form({}).setHeader("content-type", …)',
    (call) => after(invoke(call, 'form', { a: 1 }), 'setHeader', 'content-type', 'text/plain'),
  ],
  ['.auth("u", "p")', (call) => invoke(call, 'auth', 'u', 'p')],
  ['.auth("u", "p", false)', (call) => invoke(call, 'auth', 'u', 'p', false)],
  ['.auth("u")', (call) => invoke(call, 'auth', 'u')],
  ['.auth(…, bearer)', (call) => invoke(call, 'auth', null, null, true, 'token')],
  ['.auth(…, function)', (call) => invoke(call, 'auth', undefined, undefined, undefined, () => 'token')],
  [
    '.auth("u", "p").setHeader("Authorization", …)',
    (call) => after(invoke(call, 'auth', 'u', 'p'), 'setHeader', 'Authorization', 'mine'),
  ],
  [
    '.setHeader("Authorization", …).auth("u", "p")',
    (call) => invoke(after(call, 'setHeader', 'Authorization', 'mine'), 'auth', 'u', 'p'),
  ],
  ['.oauth({…})', (call) => invoke(call, 'oauth', OAUTH)],
  ['.qs({…}).oauth({…})', (call) => invoke(invoke(call, 'qs', { a: 1 }), 'oauth', OAUTH)],
  ['.form({…}).oauth({…})', (call) => invoke(invoke(call, 'form', { a: 1 }), 'oauth', OAUTH)],
  ['.jar(false)', (call) => invoke(call, 'jar', false)],
  ['.jar(true)', (call) => invoke(call, 'jar', true)],
  ['.setHeader("X-A", "1")', (call) => after(call, 'setHeader', 'X-A', '1')],
  ['.setHeader("x-base", "2")', (call) => after(call, 'setHeader', 'x-base', '2')],
  ['.setHeader("x-base", "2", false)', (call) => after(call, 'setHeader', 'x-base', '2', false)],
  ['.setHeader({…}, true)', (call) => after(call, 'setHeader', { 'x-b': '1', 'X-Base': '3' }, true)],
  ['.setHeader({…}, false)', (call) => after(call, 'setHeader', { 'x-b': '1', 'X-Base': '3' }, false)],
  ['.setHeader("X-A", undefined)', (call) => after(call, 'setHeader', 'X-A', undefined)],
  ['.setHeader("Host", …)', (call) => after(call, 'setHeader', 'Host', 'example.org')],
  ['.removeHeader("x-base")', (call) => after(call, 'removeHeader', 'x-base')],
];

const chains: Case[] = chained.map(([name, apply]) => ({
  name: `${name} before the request goes out`,
  call: (client, { url }) => apply(client.post(url('/status/200/json?z=1'), { headers: { 'X-Base': '1' } })),
}));

const reads: [name: string, read: (call: Call) => unknown][] = [
  [
    'headers',
    (call) => ['x-base', 'X-BASE', 'host', 'nothing'].map((name) => invoke(call, 'getHeader', name)),
  ],
  [
    'names of headers',
    (call) => ['x-base', 'X-Base', 'nothing'].map((name) => invoke(call, 'hasHeader', name)),
  ],
  ['all headers', (call) => ({ ...(call.headers as object) })],
  ['credentials', (call) => invoke(invoke(call, 'auth', 'u', 'p'), 'getHeader', 'authorization')],
  ['a token', (call) => invoke(invoke(call, 'auth', null, null, true, 't'), 'getHeader', 'authorization')],
  [
    'credentials to come',
    (call) => invoke(invoke(call, 'auth', 'u', 'p', false), 'hasHeader', 'authorization'),
  ],
  ['the body of form()', (call) => invoke(call, 'form', { a: 1 }).body],
  ['the body of json()', (call) => invoke(call, 'json', { a: 1 }).body],
  ['the path of qs()', (call) => invoke(call, 'qs', { a: 1 }).path],
];

const reading: Case[] = reads.map(([name, read]) => ({
  name: `${name} before the request goes out`,
  call: async (client, { url, note }) => {
    const call = client.post(url('/echo?z=1'), { headers: { 'X-Base': '1' } });
    note('read', read(call));
    await call;
  },
}));

interface FormLike {
  append(name: string, value: unknown, options?: unknown): void;
}

const FILE = join(__dirname, 'normalise.ts');

const appended: [name: string, append: (form: FormLike) => void][] = [
  ['text', (form) => form.append('a', 'x')],
  ['bytes', (form) => form.append('a', Buffer.from('é'))],
  ['bytes with a name', (form) => form.append('f', Buffer.from('bytes'), { filename: 'a.txt' })],
  ['a file', (form) => form.append('f', createReadStream(FILE))],
  ['a field in a microtask', (form) => void Promise.resolve().then(() => form.append('a', 'x'))],
  ['a field in a tick', (form) => process.nextTick(() => form.append('a', 'x'))],
];

const appends: Case[] = appended.map(([name, append]) => ({
  name: `.form() and ${name}`,
  call: (client, { url }) => {
    const call = client.post(url('/status/200'), { headers: { 'X-A': '1' } });
    append(invoke(call, 'form') as unknown as FormLike);
    return call;
  },
}));

const PROPERTIES = ['uri', 'method', 'path', 'host', 'port', 'body'];
const BUILDERS = ['auth', 'oauth', 'jar', 'form', 'qs', 'json', 'multipart'];
const HEADERS = ['setHeader', 'getHeader', 'hasHeader', 'removeHeader'];
/** Methods that need an option which this library does not support. */
const SIGNERS = ['aws', 'hawk', 'httpSignature'];

function read(call: Call): unknown {
  return PROPERTIES.map((name) => [name, call[name]]);
}

differential('builder-methods', [
  ...chains,
  ...reading,
  ...appends,
  {
    name: 'methods of request alone',
    call: async (client, { url }) => {
      const call = client(url('/echo'));
      await call;
      return [...BUILDERS, ...HEADERS].filter((name) => typeof call[name] === 'function');
    },
  },
  ...['http://127.0.0.1/', 'https://127.0.0.1/', 'http://127.0.0.1:8080/a?b#c', 'https://127.0.0.1:443/']
    .flatMap((target) => [[target, {}] as const, [target, { qs: { c: 1 } }] as const])
    .map(
      ([target, options]): Case => ({
        name: `properties of a call to ${target} with ${JSON.stringify(options)}`,
        call: async (client) => {
          const call = client(target, { timeout: 1, ...options });
          const seen = read(call);
          await call.then(String, String);
          return seen;
        },
      }),
    ),
  {
    name: 'methods of request that sign',
    call: async (client, { url }) => {
      const call = client(url('/echo'));
      await call;
      return SIGNERS.filter((name) => name in call);
    },
    explained: {
      id: 'chain-methods',
      check: ({ result }, wanted) => {
        expect(wanted.result).toEqual({ resolved: SIGNERS });
        expect(result).toEqual({ resolved: [] });
      },
    },
  },
  {
    name: '.form() and a field that is an array',
    call: (client, { url }) => {
      const call = client.post(url('/status/200'));
      (invoke(call, 'form') as unknown as FormLike).append('a', ['x']);
      return call;
    },
  },
  {
    name: '.auth() without credentials',
    call: (client, { url }) => invoke(client.post(url('/echo')), 'auth'),
  },
  {
    name: 'the error of a call that was changed shows the options as given',
    call: (client, { url }) =>
      invoke(invoke(client.post(url('/status/404')), 'json', { a: 1 }), 'qs', { a: 1 }),
  },
  {
    name: 'a stream that is piped into a call that was changed',
    call: (client, { url }) => {
      const call = after(client.post(url('/echo')), 'setHeader', 'content-type', 'text/plain');
      createReadStream(FILE, { end: 9 }).pipe(call as unknown as NodeJS.WritableStream);
      return call;
    },
  },
  {
    name: '.jar(jar)',
    call: (client, { url }) => {
      const jar = client.jar();
      jar.setCookie('a=1', url('/'));
      return invoke(client(url('/echo')), 'jar', jar);
    },
  },
  {
    name: 'changes to a call with an invalid URL',
    call: (client) => after(client('no-scheme'), 'setHeader', 'x-a', '1'),
  },
  {
    name: 'a change after the request has gone out',
    answer: (request, response) => void setTimeout(() => response.end(request.url), 30),
    call: async (client, { url }) => {
      const call = client.post(url('/a'), { body: 'x' });
      await new Promise((resolve) => call.on('request', resolve));
      invoke(call, 'qs', { late: 1 });
      return call;
    },
  },
  {
    name: 'properties at once and after the answer',
    call: async (client, { url, note }) => {
      const call = client.put(url('/echo?a=1'), { body: 'x', headers: { 'X-A': '1' } });
      note('early', read(call), typeof call.response);
      await call;
      note('late', read(call), call.headers, (call.response as { statusCode: number }).statusCode);
    },
  },
  {
    name: 'properties after a redirect',
    call: async (client, { url, note }) => {
      const options = { form: { a: 1 }, followAllRedirects: true };
      const call = client.post(url('/redirect/302?to=/echo?b=2'), options);
      await call;
      note('late', read(call), call.headers);
    },
  },
  {
    name: 'body and content type of each kind of body',
    call: async (client, { url, note }) => {
      for (const options of [{ json: { a: 1 } }, { form: { a: [1, 2] } }, { body: Buffer.from('é') }, {}]) {
        const call = client.post(url('/echo'), options);
        note('body', call.body, invoke(call, 'getHeader', 'content-type'));
        await call;
      }
    },
  },
  {
    name: 'host and port by default',
    call: (client, { note }) => {
      for (const scheme of ['http', 'https']) {
        const call = client(`${scheme}://localhost/a?b#c`);
        note('parts', call.host, call.port, call.path);
        call.abort();
      }
    },
  },
  {
    name: 'a header that is set by assignment',
    call: async (client, { url }) => {
      const call = client(url('/echo'));
      (call.headers as Record<string, string>)['x-a'] = '1';
      await call;
    },
    explained: {
      id: 'chain-methods',
      check: ({ requests }) => expect(requests).not.toHaveProperty('0.headers.x-a'),
    },
  },
  {
    name: '.json() without a value',
    call: (client, { url }) => invoke(client.post(url('/echo')), 'json'),
    explained: {
      id: 'chain-methods',
      check: ({ requests }, wanted) => {
        expect(wanted.requests).toHaveProperty('0.headers.content-type', 'application/json');
        expect(requests).not.toHaveProperty('0.headers.content-type');
      },
    },
  },
]);
