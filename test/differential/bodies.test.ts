import { Readable, Writable } from 'node:stream';
import { expect } from 'vitest';
import { type Case, differential, type Explained } from './harness';

const BODIES: [name: string, body: () => unknown][] = [
  ['text', () => 'text'],
  ['non-ASCII text', () => 'ä€😀'],
  ['an empty string', () => ''],
  ['a Buffer', () => Buffer.from([0, 255, 128, 10])],
  ['an empty Buffer', () => Buffer.alloc(0)],
  ['a Uint8Array', () => new Uint8Array([65, 66])],
  ['an array of strings', () => ['a', 'ä', '']],
  ['an array of Buffers', () => [Buffer.from('a'), Buffer.from([255])]],
  ['an array of both', () => ['a', Buffer.from('b')]],
  ['an empty array', () => []],
  ['null', () => null],
  ['undefined', () => undefined],
  ['false', () => false],
  ['zero', () => 0],
  ['a stream', () => Readable.from([Buffer.from('ab'), Buffer.from('cd')])],
  ['a long text', () => 'x'.repeat(200_000)],
];

const inBytes: Explained = {
  id: 'array-body-length',
  check: ({ result, requests }) => {
    expect(result).toHaveProperty('resolved');
    expect(requests).toMatchObject([{ complete: true, headers: { 'content-length': '3' }, body: 'aä' }]);
  },
};
const ofStrings = (name: string) => name === 'an array of strings' && { explained: inBytes };

const bodies: Case[] = BODIES.flatMap(([name, body]) => [
  {
    name: `POST ${name}`,
    call: (client, { url }) => client.post(url('/echo'), { body: body() }),
    ...ofStrings(name),
  },
  {
    name: `GET ${name}`,
    call: (client, { url }) => client.get(url('/echo'), { body: body() }),
    ...ofStrings(name),
  },
  {
    name: `PUT ${name}, full`,
    call: (client, { url }) =>
      client.put(url('/status/201'), { body: body(), resolveWithFullResponse: true }),
    ...ofStrings(name),
  },
]);

/** The reference rejects these too, but then an exception that nobody can catch ends the process. */
const WRONG: [name: string, body: () => unknown][] = [
  ['an object', () => ({ a: 1 })],
  ['a number', () => 5],
  ['true', () => true],
  ['a Date', () => new Date(0)],
  ['a function', () => () => 'x'],
  ['a Map', () => new Map()],
  ['an array of objects', () => [{ a: 1 }]],
  ['a DataView', () => new DataView(new ArrayBuffer(3))],
  ['an array of DataViews', () => [new DataView(new ArrayBuffer(3))]],
];

const wrong: Case[] = WRONG.map(([name, body]) => ({
  name: `POST ${name} without json`,
  call: (client, { url }) => client.post(url('/echo'), { body: body() }),
  explained: {
    id: 'body-errors',
    check: ({ result, requests }) => {
      expect(result).toMatchObject({
        rejected: {
          message: expect.stringMatching(/^Error: Argument error, options\.body\. .*add json: true\.$/),
        },
      });
      expect(requests).toEqual([]);
    },
  },
}));

const oauth = { consumer_key: 'key', consumer_secret: 'secret', transport_method: 'body' };

/** Bodies for which a content-length is known, with what arrives. */
const MEASURED: [name: string, options: object, body: RegExp][] = [
  ['text', { body: 'text' }, /^text$/],
  ['a Buffer', { body: Buffer.from('text') }, /^text$/],
  ['json', { json: { a: 1 } }, /^\{"a":1\}$/],
  ['form', { form: { a: 1 } }, /^a=1$/],
  ['formData', { formData: { a: 'x' } }, /name="a"\r\n\r\nx\r\n/],
  ['multipart', { multipart: [{ body: 'x' }] }, /\r\n\r\nx\r\n/],
  ['multipart, chunked', { multipart: { chunked: true, data: [{ body: 'x' }] } }, /\r\n\r\nx\r\n/],
  ['form and OAuth in the body', { form: { a: 1 }, oauth }, /^a=1&oauth_consumer_key=key&/],
  ['no body', {}, /^$/],
];

const chunked: Case[] = MEASURED.flatMap(([name, options, body]) =>
  [{}, { 'content-length': 4 }].map(
    (own): Case => ({
      name: `transfer-encoding: chunked ${JSON.stringify(own)} of the caller with ${name}`,
      call: (client, { url }) =>
        client.post(url('/echo'), { ...options, headers: { 'Transfer-Encoding': 'chunked', ...own } }),
      explained: {
        id: 'transfer-encoding',
        check: ({ result, requests }) => {
          expect(result).toHaveProperty('resolved');
          expect(requests).toMatchObject([
            { headers: { 'transfer-encoding': 'chunked' }, body: expect.stringMatching(body) },
          ]);
          expect(requests).not.toHaveProperty('0.headers.content-length');
        },
      },
    }),
  ),
);

/** Without chunks, a length is the only end of a body, so it is kept. Node's server refuses it at once. */
const unchunked: Case[] = MEASURED.filter(([name]) => ['text', 'formData', 'no body'].includes(name)).map(
  ([name, options]): Case => ({
    name: `transfer-encoding: identity of the caller with ${name}`,
    call: async (client, { url }) => {
      const headers = { 'Transfer-Encoding': 'identity' };
      return client.post(url('/echo'), { ...options, headers }).catch((error) => Object(error).statusCode);
    },
  }),
);

/** Streams that have nothing to give. */
const SPENT: [kind: string, make: () => unknown][] = [
  ['that has been read', readOut],
  ['that can only be written to', () => new Writable({ write: (_chunk, _encoding, done) => done() })],
];

const spent: Case[] = SPENT.map(
  ([kind, make]): Case => ({
    name: `a stream ${kind} as the body`,
    call: async (client, { url }) => client.post(url('/echo'), { body: await make() }),
    explained: {
      id: 'body-errors',
      check: ({ result, requests }) => {
        const message = expect.stringMatching(/already been read|not readable/);
        expect(result).toMatchObject({ rejected: { message } });
        expect(requests).toEqual([]);
      },
    },
  }),
);

async function readOut(): Promise<Readable> {
  const stream = Readable.from(['x']);
  await stream.toArray();
  return stream;
}

differential('bodies', [
  ...unchunked,
  ...spent,
  {
    name: 'a typed array',
    call: (client, { url }) => client.post(url('/echo'), { body: new Uint16Array([0x6261]) }),
    explained: {
      id: 'array-body-length',
      check: ({ requests }) => {
        expect(requests).toMatchObject([{ complete: true, headers: { 'content-length': '2' }, body: 'ab' }]);
      },
    },
  },
  ...bodies,
  ...wrong,
  {
    name: 'a content-length of the caller',
    call: (client, { url }) => client.post(url('/echo'), { body: 'text', headers: { 'Content-Length': 4 } }),
  },
  ...[Buffer.alloc(0), new Uint8Array(), []].map(
    (body): Case => ({
      name: `an empty ${body.constructor.name} with a content-length of the caller`,
      call: (client, { url }) => client.put(url('/echo'), { body, headers: { 'content-length': 0 } }),
    }),
  ),
  ...chunked,
  {
    name: 'a stream with a content-length of the caller',
    call: (client, { url }) =>
      client.post(url('/echo'), {
        body: Readable.from([Buffer.from('abcd')]),
        headers: { 'content-length': 4 },
      }),
  },
  {
    name: 'a stream with a content type of the caller',
    call: (client, { url }) =>
      client.post(url('/echo'), { body: Readable.from(['abcd']), headers: { 'content-type': 'text/x' } }),
  },
  {
    name: 'a stream under json: true',
    call: (client, { url }) =>
      client.post(url('/echo'), { body: Readable.from([Buffer.from('{}')]), json: true }),
  },
  {
    name: 'a Buffer and a content type of the caller',
    call: (client, { url }) =>
      client.post(url('/echo'), { body: Buffer.from([1, 2]), headers: { 'Content-Type': 'application/x' } }),
  },
  {
    name: 'body and form',
    call: (client, { url }) => client.post(url('/echo'), { body: 'body', form: { a: 1 } }),
  },
  {
    name: 'body and multipart',
    call: (client, { url }) =>
      client.post(url('/status/200'), { body: 'body', multipart: [{ body: 'part' }] }),
  },
]);
