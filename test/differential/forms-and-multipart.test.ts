import { createReadStream } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Readable, Stream } from 'node:stream';
import { expect } from 'vitest';
import { echo, type Handler } from '../helpers/with-server';
import { type Case, changed, differential, type Explained, REJECTS } from './harness';

/** The reference throws, or never settles, and an exception that nobody can catch ends the process. */
function rejects(message: string): Explained {
  return {
    id: 'body-errors',
    check: ({ result }) => expect(result).toHaveProperty('rejected.message', message),
  };
}

const FILE = join(__dirname, 'fixtures', 'upload.txt');

const FORMS: [name: string, form: unknown][] = [
  ['an object', { a: 1, b: 'two' }],
  ['spaces and stars', { 'a b': 'x y*', plus: '1+1' }],
  ["!'()*~-._", { q: "!'()*~-._" }],
  ['reserved characters', { q: '&=?/#%:;,@$[]{}|\\^`"<>' }],
  ['non-ASCII', { ä: '€😀' }],
  ['nested objects', { a: { b: { c: 1 } } }],
  ['arrays', { a: [1, 2], b: [{ c: 3 }] }],
  ['an empty array', { a: [], b: 1 }],
  ['null and undefined', { a: null, b: undefined, c: '' }],
  ['booleans and numbers', { t: true, f: false, n: 1.5, nan: Number.NaN }],
  ['a Date', { at: new Date(0) }],
  ['a Buffer', { bytes: Buffer.from('ab') }],
  ['an empty object', {}],
  ['a string', 'a=1&b=x y'],
  ['an encoded string', 'a=%20%2a&b=%C3%A4'],
  ["a string with !'()*", "a=!'()*"],
  ['an empty string', ''],
  ['null', null],
  ['false', false],
  ['an array', ['x', 'y']],
];

const forms: Case[] = FORMS.map(([name, form]) => ({
  name: `form: ${name}`,
  call: (client, { url }) => client.post(url('/echo'), { form }),
}));

const FORM_OPTIONS: [name: string, options: object][] = [
  ['own content type', { headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' } }],
  [
    'own content type in lower case',
    { headers: { 'content-type': 'application/x-www-form-urlencoded;v=1' } },
  ],
  ['another content type', { headers: { 'Content-Type': 'text/plain' } }],
  ['own content length', { headers: { 'Content-Length': '7' } }],
  ['qsStringifyOptions', { qsStringifyOptions: { arrayFormat: 'repeat' } }],
  ['useQuerystring', { useQuerystring: true }],
  ['json', { json: true }],
  ['GET', { method: 'GET' }],
  ['PUT', { method: 'PUT' }],
];

const formOptions: Case[] = FORM_OPTIONS.map(([name, options]) => ({
  name: `form with ${name}`,
  call: (client, { url }) =>
    client(url('/echo'), { method: 'POST', form: { a: [1, 2], b: 'x' }, ...options }),
}));

const FORM_DATA: [name: string, formData: () => unknown][] = [
  ['fields', () => ({ a: 'x', b: 'ä€' })],
  ['a number', () => ({ n: 1 })],
  ['a Buffer', () => ({ file: Buffer.from('bytes') })],
  [
    'a Buffer with options',
    () => ({ f: { value: Buffer.from('b'), options: { filename: 'b.bin', contentType: 'x/y' } } }),
  ],
  ['text with a filename', () => ({ f: { value: 'text', options: { filename: 'a.txt' } } })],
  ['text with a content type', () => ({ f: { value: '{}', options: { contentType: 'application/json' } } })],
  ['a filename with quotes and umlauts', () => ({ f: { value: 'x', options: { filename: 'ä "q".txt' } } })],
  ['a field name with quotes', () => ({ 'a "b"': 'x' })],
  ['an array of texts', () => ({ a: ['x', 'y'] })],
  ['an array of Buffers', () => ({ a: [Buffer.from('1'), Buffer.from('2')] })],
  ['an array with options', () => ({ a: [{ value: 'x', options: { filename: 'x.txt' } }, 'y'] })],
  ['an empty object', () => ({})],
  ['an empty field', () => ({ a: '' })],
  ['a file stream', () => ({ file: createReadStream(FILE) })],
  [
    'a file stream with options',
    () => ({ f: { value: createReadStream(FILE), options: { filename: 'n.json' } } }),
  ],
  [
    'a stream of known length',
    () => ({
      f: { value: Readable.from([Buffer.from('abc')]), options: { filename: 's.txt', knownLength: 3 } },
    }),
  ],
];

/** A stream of Node's first days: it emits whether somebody listens or not. */
function classic(...chunks: (string | Buffer)[]): Stream {
  // The reference calls these two methods.
  const stream = Object.assign(new Stream(), { pause: () => undefined, resume: () => undefined });
  process.nextTick(() => {
    for (const chunk of chunks) stream.emit('data', chunk);
    stream.emit('end');
  });
  return stream;
}

/** A stream of readable-stream 2, which has no `toArray`. */
function withoutToArray(...chunks: string[]): Readable {
  return Object.assign(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), { toArray: undefined });
}

/** The answer to a request of Node. */
function answerOf(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => get(url, resolve).on('error', reject));
}

/** Streams as fields, with the number of their bytes, which the reference does not count. */
const STREAMS: [name: string, make: () => unknown, knownLength: number][] = [
  ['a classic stream', () => classic('a', Buffer.from('bc')), 3],
  ['an empty classic stream', () => classic(), 0],
  ['a classic stream with a name', () => Object.assign(classic('abc'), { name: 'x.json' }), 3],
  ['a classic stream with a path', () => Object.assign(classic('abc'), { path: '/tmp/x.json' }), 3],
  ['a stream of readable-stream 2', () => withoutToArray('ab', 'c'), 3],
];

const OPTIONS = [{ filename: 'a.txt' }, { filename: 'a.txt', contentType: 'x/y' }, {}];

const streams: Case[] = STREAMS.flatMap(([name, make, knownLength]): Case[] =>
  OPTIONS.map((options) => ({
    name: `formData: ${name} with ${JSON.stringify(options)}`,
    call: (client, { url }) =>
      client.post(url('/status/200'), {
        formData: { before: 'x', f: { value: make(), options: { ...options, knownLength } } },
      }),
  })),
);

const picture: Handler = (request, response) => {
  if (request.method !== 'GET') return echo(request, response);
  response.writeHead(request.url === '/missing.txt' ? 404 : 200, { 'content-type': 'image/x' }).end('abc');
};

const answers: Case[] = [
  ...OPTIONS.map(
    (options): Case => ({
      name: `formData: an answer of Node with ${JSON.stringify(options)}`,
      answer: picture,
      call: async (client, { url }) => {
        const value = await answerOf(url('/folder/picture.png?size=1'));
        return client.post(url('/status/200'), {
          formData: { f: { value, options: { ...options, knownLength: 3 } } },
        });
      },
    }),
  ),
  ...['/folder/picture.png', '/picture', '/missing.txt'].map(
    (path): Case => ({
      name: `formData: another call, of ${path}`,
      answer: picture,
      call: (client, { url }) => {
        const other = client.get(url(path));
        other.catch(() => undefined);
        return client.post(url('/status/200'), {
          formData: { f: { value: other, options: { knownLength: 3 } } },
        });
      },
      varies: [],
    }),
  ),
];

const TEXT_HEADERS = [
  '--own\r\nX-A: 1\r\n\r\n',
  '--own\r\nContent-Disposition: form-data; name="a"\r\n\r\n',
  'x',
];

const textHeaders: Case[] = TEXT_HEADERS.flatMap((header) =>
  ['text', Buffer.from('bytes'), ''].map((value) => ({
    name: `formData: header ${JSON.stringify(header)} with ${value.constructor.name} ${value}`,
    call: (client, { url }) =>
      client.post(url('/status/200'), { formData: { a: { value, options: { header } }, b: 'x' } }),
  })),
);

const ESCAPED =
  '--<boundary>\r\nContent-Disposition: form-data; name="f"; filename="ä %22q%22.txt"\r\n' +
  'Content-Type: text/plain\r\n\r\nx\r\n--<boundary>--\r\n';

const EXPLAINED_FORMS: Record<string, Explained> = {
  'a filename with quotes and umlauts': {
    id: 'form-data-escapes',
    expected: changed({ 'requests.0.body': ESCAPED }),
  },
  'a field name with quotes': {
    id: 'form-data-escapes',
    expected: changed({
      'requests.0.body':
        '--<boundary>\r\nContent-Disposition: form-data; name="a %22b%22"\r\n\r\nx\r\n--<boundary>--\r\n',
    }),
  },
  'an empty object': {
    id: 'empty-form-data',
    expected: changed({ 'requests.0.body': '--<boundary>--\r\n' }),
  },
};

const formData: Case[] = FORM_DATA.map(([name, data]) => ({
  name: `formData: ${name}`,
  call: (client, { url }) => client.post(url('/status/200/json'), { formData: data(), json: true }),
  ...(EXPLAINED_FORMS[name] && { explained: EXPLAINED_FORMS[name] }),
}));

const PARTS = () => [
  { 'content-type': 'application/json', body: JSON.stringify({ a: 1 }) },
  { body: 'plain' },
  { body: Buffer.from('bytes'), 'X-Part': 'b' },
];

const MULTIPART: [name: string, options: () => object][] = [
  ['an array', () => ({ multipart: PARTS() })],
  ['{ data }', () => ({ multipart: { data: PARTS() } })],
  ['{ chunked: false, data }', () => ({ multipart: { chunked: false, data: PARTS() } })],
  ['{ chunked: true, data }', () => ({ multipart: { chunked: true, data: PARTS() } })],
  ['a stream part', () => ({ multipart: [{ body: Readable.from([Buffer.from('s')]) }, { body: 'x' }] })],
  [
    'a stream part, not chunked',
    () => ({ multipart: { chunked: false, data: [{ body: Readable.from(['s']) }] } }),
  ],
  ['a classic stream', () => ({ multipart: [{ body: classic('a', 'b') }, { body: classic('x') }] })],
  ['a stream of readable-stream 2', () => ({ multipart: [{ body: withoutToArray('ab') }] })],
  ['an empty array', () => ({ multipart: [] })],
  [
    'a content type of the caller',
    () => ({ multipart: PARTS(), headers: { 'content-type': 'multipart/form-data' } }),
  ],
  [
    'a boundary of the caller',
    () => ({ multipart: PARTS(), headers: { 'content-type': 'multipart/mixed; boundary=mine' } }),
  ],
  ['a type that is not multipart', () => ({ multipart: PARTS(), headers: { 'content-type': 'text/plain' } })],
  ['preambleCRLF', () => ({ multipart: PARTS(), preambleCRLF: true })],
  ['postambleCRLF', () => ({ multipart: PARTS(), postambleCRLF: true })],
  ['json: true', () => ({ multipart: PARTS(), json: true })],
];

/** Chunked in the reference. */
const withLength: Explained = {
  id: 'multipart-length',
  expected: changed({
    'requests.0.headers.transfer-encoding': undefined,
    'requests.0.headers.content-length': '<length of body>',
  }),
};
const CHUNKED = [
  '{ chunked: true, data }',
  'a stream part',
  'a stream part, not chunked',
  'a classic stream',
  'a stream of readable-stream 2',
];

const multipart: Case[] = MULTIPART.map(([name, options]) => ({
  name: `multipart: ${name}`,
  call: (client, { url }) => client.post(url('/status/200/json'), options()),
  ...(CHUNKED.includes(name) && { explained: withLength }),
}));

differential('forms-and-multipart', [
  {
    name: 'formData after a 307',
    call: (client, { url }) =>
      client.post(url('/redirect/307?to=/echo'), { formData: { a: 'v' }, followAllRedirects: true }),
    explained: {
      id: 'form-data-again',
      check: (ours, wanted) => {
        expect(wanted.result).toBe('<pending>');
        expect(ours.result).toHaveProperty('resolved');
        expect(ours.requests).toMatchObject([
          { url: '/redirect/307?to=/echo' },
          { url: '/echo', method: 'POST' },
        ]);
      },
    },
  },
  {
    name: 'multipart: a boundary of the caller in quotes',
    call: (client, { url }) => {
      const headers = { 'content-type': 'multipart/mixed; boundary="mine"' };
      return client.post(url('/status/200'), { multipart: [{ body: 'x' }], headers });
    },
    explained: {
      id: 'quoted-boundary',
      check: ({ requests }, wanted) => {
        expect(wanted).toHaveProperty('requests.0.body', expect.stringContaining('--"'));
        expect(requests).toHaveProperty('0.body', expect.stringMatching(/^--[^"]+\r\n\r\nx\r\n--[^"]+--$/));
      },
    },
  },
  ...forms,
  ...formOptions,
  ...formData,
  ...streams,
  ...answers,
  ...textHeaders,
  ...multipart,
  {
    name: 'multipart part without a body',
    call: (client, { url }) => client.post(url('/'), { multipart: [{ 'content-type': 'text/plain' }] }),
    explained: rejects('Error: Body attribute missing in multipart.'),
  },
  ...Object.entries({
    Buffer: Buffer.alloc(0),
    Uint16Array: new Uint16Array(0),
    Set: new Set(),
    Map: new Map(),
    Array: [],
  }).map(
    ([kind, multipart]): Case => ({
      name: `multipart without parts: an empty ${kind}`,
      call: (client, { url }) => client.post(url('/status/200'), { multipart }),
    }),
  ),
  {
    name: 'multipart as a Set and as the values of a Map',
    call: async (client, { url }) => {
      await client.post(url('/status/200'), {
        multipart: new Set([{ body: 'x' }, { 'x-a': '1', body: 'y' }]),
      });
      await client.post(url('/status/200'), { multipart: { data: new Map([['k', { body: 'z' }]]) } });
    },
  },
  {
    name: 'multipart as bytes, whose parts have no body',
    call: (client, { url }) => client.post(url('/'), { multipart: Buffer.from('x') }),
    explained: rejects('Error: Body attribute missing in multipart.'),
  },
  {
    name: 'multipart.data that is no array',
    call: (client, { url }) => client.post(url('/'), { multipart: { data: 'x' } }),
    explained: rejects('Error: Argument error, options.multipart.'),
  },
  {
    name: 'formData without json',
    call: (client, { url }) => client.post(url('/status/200'), { formData: { a: 'x' } }),
  },
  {
    name: 'formData, full: the request headers',
    call: (client, { url }) =>
      client.post(url('/status/200'), { formData: { a: 'x' }, headers: { 'X-A': '1' } }),
  },
  {
    name: 'formData with null',
    call: (client, { url }) => client.post(url('/'), { formData: { a: null } }),
    explained: REJECTS,
  },
  {
    name: 'formData with undefined',
    call: (client, { url }) => client.post(url('/'), { formData: { a: undefined } }),
    explained: REJECTS,
  },
  {
    name: 'formData with an object',
    call: (client, { url }) => client.post(url('/'), { formData: { a: { b: 1 } } }),
    explained: REJECTS,
  },
  {
    name: 'formData with true',
    call: (client, { url }) => client.post(url('/'), { formData: { a: true } }),
    explained: { id: 'body-errors', check: ({ result }) => expect(result).toHaveProperty('rejected') },
  },
  {
    name: '.form() after the call',
    call: (client, { url }) => {
      const call = client.post(url('/status/200'));
      const form = (call.form as () => { append(name: string, value: string): void })();
      form.append('a', 'x');
      return call;
    },
  },
  {
    name: '.form(object) after the call',
    call: (client, { url }) => {
      const call = client.post(url('/echo'));
      (call.form as (fields: object) => unknown)({ a: 'x y' });
      return call;
    },
  },
]);
