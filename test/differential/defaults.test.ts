import { expect } from 'vitest';
import type { Send } from './clients';
import { type Case, changed, differential } from './harness';

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

differential('defaults', [
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
