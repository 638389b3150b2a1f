import { expect } from 'vitest';
import { type Case, differential, type Explained } from './harness';

const QUERIES: [name: string, qs: unknown][] = [
  ['an object', { a: 1, b: 'two' }],
  ['spaces', { 'a b': 'x y', plus: '1+1' }],
  ["!'()*", { q: "!'()*" }],
  ['reserved characters', { q: '&=?/#%:;,@$+' }],
  ['non-ASCII', { ä: '€😀' }],
  ['nested objects', { a: { b: { c: 'd e' } } }],
  ['arrays', { a: [1, 2], b: [{ c: 3 }], c: [[1], [2]] }],
  ['many array items', { a: Array.from({ length: 25 }, (_, i) => i) }],
  ['an empty array', { a: [], b: 1 }],
  ['an empty object', { a: {}, b: 1 }],
  ['null', { a: null }],
  ['undefined', { a: undefined, b: 1 }],
  ['an empty string', { a: '' }],
  ['an array with holes', { a: [null, undefined, '', 0] }],
  ['booleans and numbers', { t: true, f: false, n: 1.5, i: Number.POSITIVE_INFINITY }],
  ['a Date', { at: new Date(0) }],
  ['a function', { f: () => 1, b: 2 }],
  ['a Buffer', { b: Buffer.from('x') }],
  ['no keys', {}],
  ['a string', 'a=1&b=2'],
  ['an empty string instead of an object', ''],
  ['null instead of an object', null],
  ['an array instead of an object', ['x', 'y']],
  ['keys with brackets', { 'a[b]': 1, 'c.d': 2 }],
  ['a key named hasOwnProperty', { hasOwnProperty: 1, toString: 2 }],
];

const URLS = [
  '/e',
  '/e?',
  '/e?x=1',
  '/e?a=0&x=1',
  '/e?x[y]=1&x[z]=2',
  '/e?x=1&x=2',
  '/e?x=a+b%20c',
  '/e?x',
  '/e?x=1#hash',
  '/e?%C3%A4=%E2%82%AC',
  '/e?a.b=1&c;d=2',
  "/e?x='!*()",
  '/e?x={{y}}|z',
];

const queries: Case[] = QUERIES.flatMap(([name, qs]) => [
  { name: `qs: ${name}`, call: (client, { url }) => client(url('/e'), { qs }) },
  {
    name: `qs: ${name}, and a query in the URL`,
    call: (client, { url }) => client(url('/e?a=0&z=1'), { qs }),
  },
]);

const urls: Case[] = URLS.flatMap((path) => [
  { name: `URL ${path}`, call: (client, { url }) => client(url(path)) },
  { name: `URL ${path} with qs`, call: (client, { url }) => client(url(path), { qs: { a: 1 } }) },
  { name: `URL ${path} with an empty qs`, call: (client, { url }) => client(url(path), { qs: {} }) },
]);

const STRINGIFY: object[] = [
  ...['indices', 'brackets', 'repeat', 'comma'].map((arrayFormat) => ({
    qsStringifyOptions: { arrayFormat },
  })),
  { qsStringifyOptions: { indices: false } },
  { qsStringifyOptions: { encode: false } },
  { qsStringifyOptions: { delimiter: ';' } },
  { qsStringifyOptions: { strictNullHandling: true } },
  { qsStringifyOptions: { skipNulls: true } },
  { qsStringifyOptions: { allowDots: true } },
  { qsStringifyOptions: { addQueryPrefix: true } },
  { qsStringifyOptions: { sep: ';', eq: ':' } },
  { qsStringifyOptions: { format: 'RFC1738' } },
  { qsParseOptions: { delimiter: ';' } },
  { qsParseOptions: { allowDots: true } },
  { qsParseOptions: { sep: ';', eq: ':' } },
  { useQuerystring: true },
  { useQuerystring: true, qsStringifyOptions: { sep: ';', eq: ':' } },
  { useQuerystring: true, qsParseOptions: { sep: ';', eq: ':' } },
];

/** The request goes out with this path and query. */
function asks(id: Explained['id'], path: string): Explained {
  return { id, check: ({ requests }) => expect(requests).toMatchObject([{ url: path }]) };
}

const HEAD = '/e?x=1%3By%3D2&p.q=3&r%3A4=';
const NEWER_QS: Record<string, Explained> = {
  '{"qsStringifyOptions":{"arrayFormat":"comma"}}': asks('qs-version', `${HEAD}&a=1%2Cb%20c&n=&o%5Bp%5D=1`),
  '{"qsStringifyOptions":{"addQueryPrefix":true}}': asks(
    'qs-version',
    `${HEAD}&a%5B0%5D=1&a%5B1%5D=b%20c&n=&o%5Bp%5D=1`,
  ),
};

const stringify: Case[] = STRINGIFY.map((options) => {
  const name = JSON.stringify(options);
  return {
    name,
    call: (client, { url }) =>
      client(url('/e?x=1;y=2&p.q=3&r:4'), {
        qs: { a: [1, 'b c'], n: null, o: { p: 1 }, u: undefined },
        ...options,
      }),
    ...(NEWER_QS[name] && { explained: NEWER_QS[name] }),
  };
});

const PATHS = [
  '',
  '/',
  '//',
  '/account//login',
  '/current/?v=1',
  '/{{x}}/y',
  '/a b',
  '/a%20b',
  '/a%2Fb',
  '/a+b',
  "/a'b",
  '/a"b<c>',
  '/a|b^c`d',
  '/a\\b',
  '/a;b=1,c',
  '/~user/:id@x',
  '/%',
  '/%zz',
  '/a#hash',
  '/#',
  '/?',
  '/a?b?c',
  '/trailing/',
  '/tab\there',
];

const paths: Case[] = PATHS.map((path) => ({
  name: `path ${JSON.stringify(path)}`,
  call: (client, { port }) => client(`http://127.0.0.1:${port}${path}`, { resolveWithFullResponse: true }),
}));

const DOTS: [path: string, sent: string][] = [
  ['/a/../b', '/b'],
  ['/a/./b', '/a/b'],
  ['/..', '/'],
  ['/a/%2e%2e/b', '/b'],
  ['/.', '/'],
];

const dots: Case[] = DOTS.map(([path, sent]) => ({
  name: `path ${path}`,
  call: (client, { url }) => client(url(path)),
  explained: asks('dot-segments', sent),
}));

const UNICODE: [path: string, sent: string][] = [
  ['/bücher/€', '/b%C3%BCcher/%E2%82%AC'],
  ['/e?ä=€', '/e?%C3%A4=%E2%82%AC'],
  ['/😀', '/%F0%9F%98%80'],
];

const unicode: Case[] = UNICODE.map(([path, sent]) => ({
  name: `non-ASCII in ${path}`,
  call: (client, { url }) => client(url(path)),
  explained: asks('non-ascii-urls', sent),
}));

differential('query-strings', [
  ...queries,
  ...urls,
  ...stringify,
  ...paths,
  ...dots,
  ...unicode,
  {
    name: 'an upper-case scheme and host',
    call: (client, { port }) => client(`HTTP://LOCALHOST:${port}/Path`, { resolveWithFullResponse: true }),
  },
  { name: 'white space around the URL', call: (client, { url }) => client(`  ${url('/echo')}  `) },
  { name: 'qs with json: true', call: (client, { url }) => client(url('/e'), { qs: { a: 1 }, json: true }) },
  {
    name: 'qs in the full response',
    call: (client, { url }) => client(url('/e?x=1'), { qs: { a: 'b c' }, resolveWithFullResponse: true }),
  },
  {
    name: 'qs is left alone',
    call: async (client, { url, note }) => {
      const qs = { a: 1 };
      await client(url('/e?b=2'), { qs });
      note('qs', qs);
    },
  },
]);
