import { expect } from 'vitest';
import { type Case, differential } from './harness';

const HASHES = ['{x}', 'a|b', "it's", 'a^b', 'a\\b', 'a`b', '<a>', '"a"', 'a b', '(a)*!', '%7B', 'a#b'];
const hashes: Case[] = HASHES.map((hash) => ({
  name: `a URL with the hash ${hash}`,
  call: (client, { url }) => client(url(`/a#${hash}`), { resolveWithFullResponse: true }),
}));

const notations: Case[] = [
  ...['127.1', '2130706433', '0x7f.1', '127.0.0.1.'].map(
    (host): Case => ({
      name: `the host ${host}`,
      call: (client, { at }) => client(at(host, '/a'), { resolveWithFullResponse: true }),
      explained: {
        id: 'host-notations',
        check: (ours) => {
          expect(ours.result).toHaveProperty('resolved.uri.host', '127.0.0.1:<port>');
          expect(ours.requests).toMatchObject([{ headers: { host: '127.0.0.1:<port>' } }]);
        },
      },
    }),
  ),
  {
    name: 'a port with a leading zero',
    call: (client, { port }) => client(`http://127.0.0.1:0${port}/a`),
    explained: {
      id: 'host-notations',
      check: (ours, wanted) => {
        expect(wanted.requests).toMatchObject([{ headers: { host: '127.0.0.1:0<port>' } }]);
        expect(ours.requests).toMatchObject([{ headers: { host: '127.0.0.1:<port>' } }]);
      },
    },
  },
  ...['http:\\\\127.0.0.1', 'http://'].map(
    (start): Case => ({
      name: `a URL that begins with ${start}:`,
      call: (client, { port }) => client(`${start}:${port}/a`),
      explained: {
        id: 'strict-urls',
        check: (ours) => {
          expect(ours.result).toHaveProperty('rejected.message', expect.stringContaining('Invalid URI'));
          expect(ours.requests).toEqual([]);
        },
      },
    }),
  ),
  ...[
    'http://a b.invalid/',
    'http://a.invalid:99999/',
    'http://a.invalid:x/',
    'http://.invalid/',
    'http://[zz]/',
    'unix:/x',
  ].map(
    (uri): Case => ({
      name: `the message for ${uri}`,
      call: (client) => client({ uri }),
      explained: {
        id: 'strict-urls',
        check: (ours, wanted) => {
          // Newer lines of Node refuse some of these before request looks at them.
          expect(Object.keys(Object(wanted.result))).toEqual([expect.stringMatching(/^(?:rejected|threw)$/)]);
          expect(ours.result).toHaveProperty('rejected.message', `Error: Invalid URI "${uri}"`);
        },
      },
    }),
  ),
  {
    name: 'an empty url under a baseUrl',
    call: (client, { url }) => client({ url: '', baseUrl: url('/') }),
  },
  {
    name: 'an empty uri under a baseUrl',
    call: (client, { url }) => client({ uri: '', baseUrl: url('/echo') }),
  },
  {
    name: 'an empty uri beside a url under a baseUrl',
    call: (client, { url }) => client({ uri: '', url: 'echo', baseUrl: url('/') }),
  },
  {
    name: 'empty user info',
    call: (client, { port }) => client(`http://:@127.0.0.1:${port}/`, { resolveWithFullResponse: true }),
    explained: {
      id: 'user-info',
      check: (ours, wanted) => {
        expect(wanted.result).toHaveProperty('resolved.uri.auth', ':');
        expect(ours.result).toHaveProperty('resolved.uri.auth', null);
      },
    },
  },
];

/** Objects like the options of `http.request`, which have no `href`. */
const PARTS: [name: string, parts: object][] = [
  ['a path', { path: '/p?x=1' }],
  ['a path without a query', { path: '/p' }],
  ['a path beside another pathname', { path: '/p?y=2', pathname: '/q', search: '?z=3' }],
  ['a pathname', { pathname: '/p' }],
  ['a pathname and a query', { pathname: '/p', search: '?x=1', query: 'x=1' }],
  ['no path', {}],
];
const objects: Case[] = PARTS.flatMap(([name, parts]) =>
  ['hostname', 'host'].map(
    (host): Case => ({
      name: `an object with ${name} and a ${host}`,
      call: (client, { port }) => {
        const own = host === 'host' ? { host: `127.0.0.1:${port}` } : { hostname: '127.0.0.1' };
        return client({ url: { protocol: 'http:', port, ...own, ...parts } });
      },
    }),
  ),
);

differential('url notations', [...hashes, ...notations, ...objects]);
