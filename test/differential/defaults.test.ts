import { expect } from 'vitest';
import type { Client, Send } from './clients';
import { type Case, type Context, changed, differential } from './harness';

const BASES: [base: string, uri: string][] = [
  ['', 'echo'],
  ['', '/echo'],
  ['/', 'echo'],
  ['/', '/echo'],
  ['/api', 'echo'],
  ['/api', '/echo'],
  ['/api/', 'echo'],
  ['/api/', '/echo'],
  ['/api/', '//echo'],
  ['/api', ''],
  ['/api/', ''],
  ['/api', '/'],
  ['/api?x=1', '/echo'],
  ['/api', '?x=1'],
  ['/api', '#hash'],
  ['/api', '/echo?x=1#hash'],
  ['/api', '../echo'],
];

const bases: Case[] = BASES.map(([base, uri]) => ({
  name: `baseUrl …${base} and uri ${JSON.stringify(uri)}`,
  call: (client, { port }) => client({ baseUrl: `http://127.0.0.1:${port}${base}`, uri }),
  ...(uri.startsWith('..') && {
    explained: {
      id: 'dot-segments',
      check: ({ requests }) => expect(requests).toMatchObject([{ url: '/echo' }]),
    },
  }),
}));

const WRONG: [name: string, options: (url: string) => object][] = [
  ['baseUrl and an absolute uri', (url) => ({ baseUrl: url, uri: `${url}x` })],
  ['baseUrl and a protocol-relative uri', (url) => ({ baseUrl: url, uri: '//127.0.0.1/x' })],
  ['baseUrl and a URL object', (url) => ({ baseUrl: url, uri: new URL(url) })],
  ['baseUrl that is no string', (url) => ({ baseUrl: new URL(url), uri: '/x' })],
  ['baseUrl that is a number', () => ({ baseUrl: 5, uri: '/x' })],
  ['baseUrl without a scheme', () => ({ baseUrl: 'example.org', uri: '/x' })],
  ['an empty baseUrl', (url) => ({ baseUrl: '', uri: url })],
  ['baseUrl null', (url) => ({ baseUrl: null, uri: url })],
  ['baseUrl without a uri', (url) => ({ baseUrl: url })],
];

const wrong: Case[] = WRONG.map(([name, options]) => ({
  name,
  call: (client, { url }) => client(options(url('/'))),
}));

const VERBS = ['get', 'head', 'post', 'put', 'patch', 'del', 'delete'] as const;

const verbs: Case[] = VERBS.map((verb) => ({
  name: `.defaults().${verb}`,
  call: (client, { url }) =>
    client
      .defaults({ headers: { 'X-Base': '1' }, json: true })
      [verb](url('/echo'), { headers: { 'X-Own': '2' } }),
}));

/** A requester that notes what it is given, and sends it with one more header. */
function requester(client: Client, { note }: Context, name = 'r') {
  return (options: { headers?: object; method?: string; uri?: string }, callback: unknown) => {
    note(name, options.method, options.uri, options.headers, typeof callback);
    return client({ ...options, headers: { ...options.headers, [`x-${name}`]: '1' } }, callback);
  };
}

const REQUESTERS: [name: string, call: (client: Client, context: Context) => unknown][] = [
  [
    '.defaults(options, requester)',
    (client, context) =>
      client.defaults({ headers: { 'x-a': '1' } }, requester(client, context))(context.url('/e'), {
        json: true,
      }),
  ],
  [
    '.defaults(requester)',
    (client, context) => client.defaults(requester(client, context))({ url: context.url('/e') }),
  ],
  [
    '.defaults({}, requester) and a callback',
    (client, context) =>
      client.defaults({}, requester(client, context))(context.url('/e'), () => context.note('callback')),
  ],
  [
    '.defaults(undefined, requester)',
    (client, context) => client.defaults(undefined, requester(client, context))(context.url('/e')),
  ],
  [
    '.defaults(options, no function)',
    (client, context) => client.defaults({ headers: { 'x-a': '1' } }, 'text')(context.url('/e')),
  ],
  [
    '.defaults(options, requester).defaults(options)',
    (client, context) =>
      client
        .defaults({ headers: { 'x-a': '1' } }, requester(client, context))
        .defaults({ headers: { 'x-b': '1' }, method: 'PUT' })(context.url('/e')),
  ],
  [
    '.defaults(options).defaults(requester)',
    (client, context) =>
      client
        .defaults({ headers: { 'x-a': '1' } })
        .defaults(requester(client, context))
        .post(context.url('/e')),
  ],
  [
    'a requester with a result of its own',
    (client, { url }) =>
      client.defaults(() => Object.assign(Promise.resolve('mine'), { abort: () => undefined }))(url('/e')),
  ],
  [
    'a requester that throws',
    (client, { url }) =>
      client.defaults(() => {
        throw new Error('no');
      })(url('/e')),
  ],
  ...VERBS.map((verb): [string, (client: Client, context: Context) => unknown] => [
    `.defaults(options, requester).${verb}`,
    (client, context) => client.defaults({ json: true }, requester(client, context))[verb](context.url('/e')),
  ]),
];

const requesters: Case[] = REQUESTERS.map(([name, call]) => ({
  name,
  call,
  ...(name.endsWith('.del') && {
    explained: {
      id: 'requester-del',
      check: ({ requests }, wanted) => {
        expect(wanted.notes).toMatchObject([['r', 'DEL', {}, {}, {}]]);
        expect(requests).toMatchObject([{ method: 'DELETE' }]);
      },
    },
  }),
}));

differential('defaults', [
  ...requesters,
  ...bases,
  ...wrong,
  ...verbs,
  {
    name: 'headers are merged, the call wins',
    call: (client, { url }) =>
      client.defaults({ headers: { 'x-a': 'base', 'x-b': 'base' } })(url('/e'), {
        headers: { 'x-b': 'own', 'x-c': '3' },
      }),
  },
  {
    name: 'headers in another spelling',
    call: (client, { url }) =>
      client.defaults({ headers: { 'X-A': 'base' } })(url('/e'), { headers: { 'x-a': 'own' } }),
  },
  {
    name: 'options are overridden',
    call: (client, { url }) => client.defaults({ method: 'POST', body: 'base' })(url('/e'), { body: 'own' }),
  },
  {
    name: 'undefined overrides',
    call: (client, { url }) =>
      client.defaults({ method: 'POST', json: true })(url('/e'), { json: undefined }),
  },
  {
    name: 'qs is not merged',
    call: (client, { url }) => client.defaults({ qs: { a: 1, b: 1 } })(url('/e'), { qs: { b: 2 } }),
  },
  {
    name: 'form, json and body together',
    call: (client, { url }) =>
      client.defaults({ json: true })({ uri: url('/e'), method: 'POST', body: { a: 1 } }),
  },
  {
    name: 'nested',
    call: (client, { url }) =>
      client
        .defaults({ headers: { 'x-1': '1' }, json: true })
        .defaults({ headers: { 'x-2': '2' }, method: 'PUT' })
        .defaults({ qs: { a: 1 } })(url('/e'), { headers: { 'x-3': '3' } }),
  },
  {
    name: 'nested: the inner ones win',
    call: (client, { url }) =>
      client.defaults({ method: 'POST', qs: { a: 1 } }).defaults({ method: 'PUT', qs: { b: 1 } })(url('/e')),
  },
  {
    name: 'baseUrl',
    call: (client, { url }) => client.defaults({ baseUrl: url('/api') })('/echo'),
  },
  {
    name: 'baseUrl and a verb',
    call: (client, { url }) => client.defaults({ baseUrl: url('/api') }).post('/echo', { json: { a: 1 } }),
  },
  {
    name: 'a uri in the defaults',
    call: (client, { url }) => client.defaults({ uri: url('/base') })({ method: 'PUT' }),
  },
  {
    name: 'a uri in the defaults and another in the call',
    call: (client, { url }) => client.defaults({ uri: url('/base') })(url('/own')),
  },
  {
    name: 'a url in the defaults',
    call: (client, { url }) => client.defaults({ url: url('/base') })({ method: 'PUT' }),
  },
  {
    name: 'resolveWithFullResponse and simple',
    call: (client, { url }) =>
      client.defaults({ resolveWithFullResponse: true, simple: false })(url('/status/404')),
  },
  {
    name: 'a callback in the call',
    call: (client, { url, note }) =>
      client.defaults({ json: true })(url('/e'), (_: unknown, __: unknown, body: unknown) =>
        note('body', body),
      ),
  },
  {
    name: 'a callback in the options of the call',
    call: (client, { url, note }) =>
      client.defaults({ json: true })(url('/e'), {
        callback: (...values: unknown[]) => note('values', values.length),
      }),
  },
  {
    name: 'defaults are left alone, and later changes to them seen',
    call: async (client, { url, note }) => {
      const options: { headers: Record<string, string>; method: string } = {
        headers: { 'x-a': '1' },
        method: 'PUT',
      };
      const send = client.defaults(options);
      await send(url('/e'), { headers: { 'x-b': '2' } });
      note('options', options);
      options.method = 'POST';
      options.headers['x-a'] = 'changed';
      await send(url('/e'));
    },
    explained: { id: 'live-defaults', expected: changed({ 'requests.1.method': 'PUT' }) },
  },
  {
    name: 'the original client is left alone',
    call: async (client, { url }) => {
      client.defaults({ method: 'POST', headers: { 'x-a': '1' } });
      return client(url('/e'));
    },
  },
  { name: '.defaults()', call: (client, { url }) => client.defaults(undefined)(url('/e')) },
  { name: '.defaults(null)', call: (client, { url }) => client.defaults(null)(url('/e')) },
  { name: '.defaults({})', call: (client, { url }) => client.defaults({})(url('/e')) },
  {
    name: 'properties of a client with defaults',
    call: (client) =>
      [...VERBS, 'defaults', 'jar', 'cookie'].map((name) => [
        name,
        typeof client[name],
        typeof client.defaults({})[name],
      ]),
  },
  {
    name: 'properties that only one client has',
    call: (client) =>
      ['options', 'forever', 'Request', 'initParams', 'debug'].map((name) => [
        name,
        typeof client[name],
        typeof client.defaults({})[name],
      ]),
    explained: {
      id: 'client-properties',
      check: ({ result }) =>
        expect(result).toEqual({
          resolved: [
            ['options', 'function', 'function'],
            ['forever', 'undefined', 'undefined'],
            ['Request', 'undefined', 'undefined'],
            ['initParams', 'undefined', 'undefined'],
            ['debug', 'undefined', 'undefined'],
          ],
        }),
    },
  },
  {
    name: '.defaults of a verb',
    call: (client) => typeof (client.get as Send & { defaults?: unknown }).defaults,
  },
  {
    name: '.jar() of a client with defaults',
    call: (client, { url }) => {
      const jar = client.defaults({}).jar();
      jar.setCookie('a=1', url('/'));
      return client(url('/e'), { jar });
    },
  },
]);
