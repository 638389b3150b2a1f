import { expect } from 'vitest';
import { type Case, changed, differential, type Explained, type Outcome } from './harness';

const HEADERS: [name: string, headers: unknown][] = [
  ['as written', { 'X-Custom': 'a', 'x-lower': 'b', X_UNDER: 'c' }],
  ['a number', { 'x-n': 5 }],
  ['zero', { 'x-n': 0 }],
  ['true and false', { 'x-t': true, 'x-f': false }],
  ['an empty string', { 'x-empty': '' }],
  ['undefined', { 'x-u': undefined, 'x-a': '1' }],
  ['null', { 'x-null': null, 'x-a': '1' }],
  ['an array', { 'x-list': ['a', 'b'] }],
  ['an empty array', { 'x-list': [] }],
  ['a Date', { 'x-date': new Date(0) }],
  ['white space', { 'x-space': '  a b  ' }],
  ['latin1 text', { 'x-latin': 'ä' }],
  ['text beyond latin1', { 'x-euro': '€' }],
  ['a line break', { 'x-break': 'a\r\nx-injected: 1' }],
  ['an invalid name', { 'x y': '1' }],
  ['an empty name', { '': '1' }],
  ['two spellings of one name', { 'X-A': '1', 'x-a': '2' }],
  ['two spellings of Content-Type', { 'Content-Type': 'text/a', 'content-type': 'text/b' }],
  ['Connection: keep-alive', { Connection: 'keep-alive' }],
  ['Connection: close', { Connection: 'close' }],
  ['Host', { Host: 'example.org' }],
  ['host', { host: 'example.org:81' }],
  ['Accept-Encoding', { 'Accept-Encoding': 'gzip, deflate, br' }],
  ['Origin and Pragma', { Origin: 'https://example.org', Pragma: 'no-cache' }],
  ['Referer', { Referer: 'https://example.org/' }],
  ['User-Agent', { 'User-Agent': 'mine' }],
  ['Accept', { Accept: 'text/html' }],
  ['Authorization', { Authorization: 'Bearer x' }],
  ['Cookie', { Cookie: 'a=1; b=2' }],
  ['Expect', { 'X-Expect': '100-continue' }],
  ['Date', { Date: 'Thu, 01 Jan 1970 00:00:00 GMT' }],
  ['Upgrade-Insecure-Requests', { 'Upgrade-Insecure-Requests': 1 }],
  ['TE', { TE: 'trailers' }],
  ['no keys', {}],
  ['null instead of an object', null],
  ['undefined instead of an object', undefined],
  ['a string instead of an object', 'x-a: 1'],
  ['an array instead of an object', ['x-a', '1']],
];

const SENT = 'result.resolved.requestHeaders';
/** In what `response.request` shows; on the wire Node keeps the last one in both. */
function shownOnce(name: string, value: string): Explained {
  const lower = `${name.toLowerCase()}`;
  return {
    id: 'header-spellings',
    expected: (reference) => {
      const outcome = changed({ [`${SENT}.${name}`]: value, [`${SENT}.${lower}`]: undefined })(reference);
      for (const copy of ['toJSON', 'serialised']) {
        const path = `result.resolved.${copy}.request.headers`;
        Object.assign(
          outcome,
          changed({ [`${path}.${name}`]: value, [`${path}.${lower}`]: undefined })(outcome),
        );
      }
      return outcome;
    },
  };
}
const SPELLINGS: Record<string, Explained> = {
  'two spellings of one name': shownOnce('X-A', '2'),
  'two spellings of Content-Type': shownOnce('Content-Type', 'text/b'),
};

type RawHeaders = { rawHeaders: string[] }[];
/** All but `host`, as name and value in turn. */
function withoutHost({ requests }: Outcome): string[] {
  const raw = (requests as RawHeaders)[0]?.rawHeaders ?? [];
  const at = raw.indexOf('host');
  return raw.toSpliced(at, 2);
}
const hostElsewhere: Explained = {
  id: 'header-order',
  check: (ours, reference) => expect(withoutHost(ours)).toEqual(withoutHost(reference)),
};

const headers: Case[] = HEADERS.flatMap(([name, given]) => [
  {
    name: `GET with ${name}`,
    call: (client, { url }) => client(url('/echo'), { headers: given, resolveWithFullResponse: true }),
    ...(SPELLINGS[name] && { explained: SPELLINGS[name] }),
  },
  {
    name: `POST with ${name}`,
    call: (client, { url }) => client.post(url('/echo'), { headers: given, body: 'x' }),
  },
]);

differential('headers', [
  ...headers,
  {
    name: 'spelling and order on the wire',
    rawHeaders: true,
    call: (client, { url }) =>
      client.post(url('/echo'), {
        headers: { 'X-Zulu': '1', 'x-alpha': '2', 'Content-Type': 'a/b' },
        body: 'x',
      }),
    explained: hostElsewhere,
  },
  {
    name: 'spelling and order on the wire with json',
    rawHeaders: true,
    call: (client, { url }) => client.post(url('/echo'), { headers: { SOAPAction: '"x"' }, json: { a: 1 } }),
    explained: hostElsewhere,
  },
  {
    name: 'headers of a GET without options',
    rawHeaders: true,
    call: (client, { url }) => client(url('/echo')),
  },
  {
    name: 'a Headers object',
    call: (client, { url }) => client(url('/echo'), { headers: new Headers({ 'x-a': '1' }) }),
  },
  {
    name: 'a Map',
    call: (client, { url }) => client(url('/echo'), { headers: new Map([['x-a', '1']]) }),
  },
  {
    name: 'headers are left alone',
    call: async (client, { url, note }) => {
      const given = { 'X-A': '1' };
      await client.post(url('/echo'), { headers: given, json: { a: 1 } });
      note('headers', Object.keys(given), given);
    },
  },
  {
    name: 'setHost: false',
    call: (client, { url }) => client(url('/echo'), { setHost: false, headers: { host: 'x.example' } }),
  },
  {
    name: 'forever: true',
    call: (client, { url }) => client(url('/echo'), { forever: true }),
  },
  {
    name: 'agent: false',
    call: (client, { url }) => client(url('/echo'), { agent: false }),
  },
  {
    name: 'pool: {}',
    call: (client, { url }) => client(url('/echo'), { pool: {} }),
    explained: {
      id: 'keep-alive',
      check: ({ requests }) => expect(requests).toHaveProperty('0.headers.connection', 'keep-alive'),
    },
  },
  {
    name: 'the order of several headers that the call adds itself',
    rawHeaders: true,
    call: (client, { url }) =>
      client.post(url('/echo'), {
        json: { a: 1 },
        auth: { bearer: 't' },
        headers: { 'X-B': '1', 'X-A': '2' },
      }),
    explained: {
      id: 'header-order',
      check: (ours, reference) => {
        const pairs = (outcome: Outcome): string[] => {
          const raw = withoutHost(outcome);
          return raw
            .filter((_, index) => index % 2 === 0)
            .map((name, index) => `${name}: ${raw[2 * index + 1]}`);
        };
        expect(pairs(ours).filter((pair) => pair.startsWith('X-'))).toEqual(['X-B: 1', 'X-A: 2']);
        expect(pairs(ours).sort()).toEqual(pairs(reference).sort());
      },
    },
  },
  {
    name: 'headers of another URL form',
    call: (client, { at }) => client(at('localhost', '/echo'), { resolveWithFullResponse: true }),
  },
  {
    name: 'answer headers: repeated, set-cookie and upper case',
    answer: (_, response) => {
      response.setHeader('X-Upper', 'Value');
      response.setHeader('set-cookie', ['a=1', 'b=2']);
      response.setHeader('x-many', ['1', '2']);
      response.end('ok');
    },
    call: (client, { url }) => client(url('/'), { resolveWithFullResponse: true }),
  },
]);
