import { expect } from 'vitest';
import { type Case, differential } from './harness';

const BODIES: unknown[] = [
  { a: 1 },
  [1, 2],
  'text',
  '',
  '{"a":1}',
  5,
  0,
  true,
  false,
  null,
  undefined,
  { date: new Date(0) },
];
const VALUES: unknown[] = [true, { a: 1 }, [1], [], {}, 'text', '', 1, 0, false, null, undefined];

function show(value: unknown): string {
  return JSON.stringify(value) ?? 'undefined';
}

const bodies: Case[] = BODIES.map((body) => ({
  name: `json: true, body: ${show(body)}`,
  call: (client, { url }) => client.post(url('/echo'), { json: true, body }),
}));

const values: Case[] = VALUES.flatMap((json) => [
  { name: `POST json: ${show(json)}`, call: (client, { url }) => client.post(url('/echo'), { json }) },
  { name: `GET json: ${show(json)}`, call: (client, { url }) => client.get(url('/echo'), { json }) },
  {
    name: `POST json: ${show(json)} with a string body`,
    call: (client, { url }) => client.post(url('/e'), { json, body: 'b' }),
  },
]);

const types: Case[] = ['content-type', 'Content-Type', 'CONTENT-TYPE', 'accept', 'Accept'].flatMap((name) => [
  {
    name: `${name} of the caller stays under json: true`,
    call: (client, { url }) =>
      client.post(url('/e'), {
        json: true,
        body: { a: 1 },
        headers: { [name]: 'application/json; charset=utf-8' },
      }),
  },
  {
    name: `${name} of the caller stays under json: {…}`,
    call: (client, { url }) =>
      client.post(url('/e'), { json: { a: 1 }, headers: { [name]: 'application/x-mine' } }),
  },
]);

const texts: [name: string, text: string | Buffer][] = [
  ['an object', '{"a":{"b":[1,null]}}'],
  ['an array', '[1,2]'],
  ['a string', '"text"'],
  ['a number', '12'],
  ['null', 'null'],
  ['false', 'false'],
  ['text that does not parse', '{"a":'],
  ['HTML', '<html></html>'],
  ['an empty body', ''],
  ['white space', '  \n'],
  ['a byte order mark', '\ufeff{"a":1}'],
  ['two byte order marks', '\ufeff\ufeff{"a":1}'],
  ['a duplicate key', '{"a":1,"a":2}'],
  ['__proto__', '{"__proto__":{"polluted":true},"b":1}'],
  ['a large number', '12345678901234567890'],
  ['latin1 bytes', Buffer.from('{"a":"\xe4"}', 'latin1')],
];

const answers: Case[] = texts.flatMap(([name, text]) =>
  [
    { json: true },
    { json: true, resolveWithFullResponse: true },
    { json: true, encoding: null },
    { json: true, simple: false, method: 'PUT' },
  ].map((options) => ({
    name: `answer with ${name} under ${show(options)}`,
    answer: (_: unknown, response: { end(text: string | Buffer): unknown }) => void response.end(text),
    call: (client, { url }) => client(url('/'), options),
  })),
);

const reviver = (key: string, value: unknown) => (key === 'n' ? `revived ${value}` : value);
const replacer = (key: string, value: unknown) => (key === 'secret' ? undefined : value);

differential('json', [
  ...bodies,
  ...values,
  ...types,
  ...answers,
  {
    name: 'jsonReviver',
    answer: (_, response) => void response.end('{"n":1,"m":2}'),
    call: (client, { url }) => client(url('/'), { json: true, jsonReviver: reviver }),
  },
  {
    name: 'jsonReviver that throws',
    answer: (_, response) => void response.end('{"n":1}'),
    call: (client, { url }) =>
      client(url('/'), {
        json: true,
        jsonReviver: () => {
          throw new Error('reviver');
        },
      }),
  },
  {
    name: 'jsonReviver that is no function',
    answer: (_, response) => void response.end('{"n":1}'),
    call: (client, { url }) => client(url('/'), { json: true, jsonReviver: 'x' }),
  },
  {
    name: 'jsonReviver without json',
    answer: (_, response) => void response.end('{"n":1}'),
    call: (client, { url }) => client(url('/'), { jsonReviver: reviver }),
  },
  {
    name: 'jsonReplacer with body',
    call: (client, { url }) =>
      client.post(url('/'), { json: true, body: { a: 1, secret: 2 }, jsonReplacer: replacer }),
  },
  {
    name: 'jsonReplacer with json: {…}',
    call: (client, { url }) => client.post(url('/'), { json: { a: 1, secret: 2 }, jsonReplacer: replacer }),
  },
  {
    name: 'json: true with form',
    call: (client, { url }) => client.post(url('/echo'), { json: true, form: { a: 'x y' } }),
  },
  {
    name: 'json: true with a form that is not encoded',
    call: (client, { url }) =>
      client.post(url('/echo'), {
        json: true,
        form: { 'a[b]': "!'()*" },
        qsStringifyOptions: { encode: false },
      }),
  },
  {
    name: 'json: {…} with form',
    call: (client, { url }) => client.post(url('/echo'), { json: { j: 1 }, form: { a: 'x y' } }),
  },
  {
    name: 'json: {…} with body',
    call: (client, { url }) => client.post(url('/echo'), { json: { j: 1 }, body: { b: 1 } }),
  },
  {
    name: 'body that JSON cannot hold',
    call: (client, { url }) => {
      const body: Record<string, unknown> = {};
      body.self = body;
      return client.post(url('/echo'), { json: true, body });
    },
    explained: {
      id: 'circular-json',
      check: ({ result, requests }) => {
        expect(result).toHaveProperty('rejected.name', 'RequestError');
        expect(result).toHaveProperty('rejected.cause.name', 'TypeError');
        expect(requests).toEqual([]);
      },
    },
  },
  {
    name: 'body with toJSON',
    call: (client, { url }) =>
      client.post(url('/echo'), { json: true, body: { toJSON: () => ({ from: 'toJSON' }) } }),
  },
  {
    name: 'body with non-ASCII text',
    call: (client, { url }) => client.post(url('/echo'), { json: true, body: { text: 'ä€😀\u2028' } }),
  },
  {
    name: 'json: true with a Buffer body',
    call: (client, { url }) => client.post(url('/echo'), { json: true, body: Buffer.from('{"a":1}') }),
  },
  {
    name: 'JSON text as body without json',
    call: (client, { url }) =>
      client.post(url('/echo'), {
        body: JSON.stringify({ a: 1 }),
        headers: { 'Content-Type': 'application/json' },
      }),
  },
  {
    name: 'json: true and an urlencoded content type',
    call: (client, { url }) =>
      client.post(url('/echo'), {
        json: true,
        body: 'a=1',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      }),
  },
  {
    name: 'json: true on 404 with text',
    call: (client, { url }) => client(url('/status/404'), { json: true }),
  },
  {
    name: 'json: true on 500, empty',
    call: (client, { url }) => client(url('/status/500/empty'), { json: true }),
  },
]);
