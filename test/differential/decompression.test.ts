import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import type { Handler } from '../helpers/with-server';
import { type Case, differential, type Outcome } from './harness';

const TEXT = JSON.stringify({ text: 'ä'.repeat(500) });
const GZIP = gzipSync(TEXT);
const BROTLI = brotliCompressSync(TEXT);
/** With this header of the caller both clients ask for the same. */
const asked = { headers: { 'Accept-Encoding': 'gzip, deflate' } };

function encoded(encoding: string | undefined, body: Buffer, status = 200): Handler {
  return (_, response) => {
    if (encoding !== undefined) response.setHeader('content-encoding', encoding);
    response.writeHead(status).end(body);
  };
}

const ANSWERS: [name: string, answer: Handler][] = [
  ['gzip', encoded('gzip', GZIP)],
  ['gzip in two members', encoded('gzip', Buffer.concat([gzipSync('{"a":'), gzipSync('1}')]))],
  ['gzip in upper case', encoded('GZIP', GZIP)],
  ['gzip between spaces', encoded(' gzip ', GZIP)],
  ['x-gzip', encoded('x-gzip', GZIP)],
  ['deflate', encoded('deflate', deflateSync(TEXT))],
  ['raw deflate', encoded('deflate', deflateRawSync(TEXT))],
  ['identity', encoded('identity', Buffer.from(TEXT))],
  ['an unknown encoding', encoded('zap', Buffer.from(TEXT))],
  ['two encodings', encoded('gzip, deflate', deflateSync(GZIP))],
  ['no encoding header', encoded(undefined, GZIP)],
  ['gzip with rubbish behind it', encoded('gzip', Buffer.concat([GZIP, Buffer.from('rubbish')]))],
  ['truncated gzip', encoded('gzip', GZIP.subarray(0, GZIP.length - 12))],
  ['gzip without its checksum', encoded('gzip', GZIP.subarray(0, GZIP.length - 8))],
  ['gzip with a wrong checksum', encoded('gzip', Buffer.concat([GZIP.subarray(0, -8), Buffer.alloc(8)]))],
  ['broken gzip', encoded('gzip', Buffer.from('this is not gzip'))],
  ['broken deflate', encoded('deflate', Buffer.from('this is not deflate'))],
  ['an empty gzip body', encoded('gzip', Buffer.alloc(0))],
  ['gzip of nothing', encoded('gzip', gzipSync(''))],
  ['an empty deflate body', encoded('deflate', Buffer.alloc(0))],
  ['an empty br body', encoded('br', Buffer.alloc(0))],
  ['gzip with 404', encoded('gzip', GZIP, 404)],
  ['gzip with 204', encoded('gzip', Buffer.alloc(0), 204)],
  ['gzip with 304', encoded('gzip', Buffer.alloc(0), 304)],
];

const OPTIONS: object[] = [
  { gzip: true, ...asked },
  { gzip: true, ...asked, json: true, resolveWithFullResponse: true },
  { gzip: true, ...asked, encoding: null },
  {},
  { encoding: null, resolveWithFullResponse: true },
];

const answers: Case[] = ANSWERS.flatMap(([name, answer]) =>
  OPTIONS.map((options) => ({
    name: `${name} under ${JSON.stringify(options)}`,
    answer,
    call: (client, { url }) => client(url('/'), { simple: false, ...options }),
  })),
);

/** What ours must do where only the header sent differs. */
function withBrotli(reference: Outcome): Outcome {
  return JSON.parse(
    JSON.stringify(reference).replaceAll('"gzip, deflate"', '"gzip, deflate, br"'),
  ) as Outcome;
}

/** A chunk of a chunked body, and what follows it. */
function chunked(bytes: Buffer, rest: string): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from(`\r\n${rest}`)]);
}

function head(...headers: string[]): Buffer {
  return Buffer.from(['HTTP/1.1 200 OK', ...headers, '', ''].join('\r\n'));
}

const BROKEN: [encoding: string, body: Buffer][] = [
  ['gzip', GZIP],
  ['deflate', deflateSync(TEXT)],
  ['gzip', Buffer.from('this is not gzip')],
];

const broken: Case[] = BROKEN.map(([encoding, body], i) => ({
  name: `${encoding} ${i} in a chunked body that is no HTTP`,
  call: async (client, { raw }) =>
    client(
      await raw(
        Buffer.concat([
          head('Transfer-Encoding: chunked', `Content-Encoding: ${encoding}`),
          chunked(body, 'zz\r\n'),
        ]),
      ),
      { gzip: true, ...asked },
    ),
}));

const cut: Case[] = [
  ['without its last chunk', 'Transfer-Encoding: chunked', chunked(GZIP, '')],
  ['shorter than its content-length', 'Content-Length: 9999', GZIP],
  ['cut in its middle', 'Content-Length: 9999', GZIP.subarray(0, -20)],
].map(([name, framing, body]) => ({
  name: `a connection that is cut behind gzip ${name}`,
  call: async (client, { raw }) =>
    client(await raw(Buffer.concat([head(String(framing), 'Content-Encoding: gzip'), body as Buffer])), {
      gzip: true,
      ...asked,
    }),
  explained: {
    id: 'cut-answer',
    check: (ours, wanted) => {
      expect(wanted.result).toHaveProperty('resolved');
      expect(ours.result).toHaveProperty('rejected.message', 'Error: aborted');
    },
  },
}));

differential('decompression', [
  ...answers,
  ...broken,
  ...cut,
  {
    name: 'gzip: true asks for',
    answer: encoded('gzip', GZIP),
    call: (client, { url }) => client(url('/'), { gzip: true, resolveWithFullResponse: true }),
    explained: { id: 'brotli', expected: withBrotli },
  },
  {
    name: 'gzip: true asks for, with json',
    answer: encoded('gzip', GZIP),
    call: (client, { url }) => client(url('/'), { gzip: true, json: true }),
    explained: { id: 'brotli', expected: withBrotli },
  },
  {
    name: 'brotli under gzip: true',
    answer: encoded('br', BROTLI),
    call: (client, { url }) => client(url('/'), { gzip: true, json: true }),
    explained: {
      id: 'brotli',
      check: ({ result }) => expect(result).toEqual({ resolved: JSON.parse(TEXT) }),
    },
  },
  {
    name: 'truncated brotli under gzip: true',
    answer: encoded('br', BROTLI.subarray(0, -2)),
    call: (client, { url }) => client(url('/'), { gzip: true, ...asked }),
    explained: {
      id: 'brotli',
      check: ({ result }) => expect(result).toEqual({ resolved: expect.stringMatching(/^\{"text/) }),
    },
  },
  {
    name: 'broken brotli under gzip: true',
    answer: encoded('br', Buffer.from('this is not brotli')),
    call: (client, { url }) => client(url('/'), { gzip: true, ...asked }),
    explained: {
      id: 'brotli',
      check: ({ result }) => expect(result).toHaveProperty('rejected.message', 'Error: Decompression failed'),
    },
  },
  {
    name: 'brotli without gzip',
    answer: encoded('br', BROTLI),
    call: (client, { url }) => client(url('/'), { encoding: null, headers: { 'accept-encoding': 'br' } }),
  },
  {
    name: 'gzip: false',
    answer: encoded('gzip', GZIP),
    call: (client, { url }) => client(url('/'), { gzip: false }),
  },
  {
    name: 'HEAD with gzip',
    answer: encoded('gzip', GZIP),
    call: (client, { url }) => client.head(url('/'), { gzip: true, ...asked }),
  },
  {
    name: 'gzip over a redirect',
    answer: (request, response) => {
      if (request.url === '/')
        response.writeHead(302, { location: '/there', 'content-encoding': 'gzip' }).end(GZIP);
      else encoded('gzip', GZIP)(request, response);
    },
    call: (client, { url }) => client(url('/'), { gzip: true, ...asked }),
  },
]);
