import { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { type Case, differential } from './harness';

const BYTES = Buffer.from([0x61, 0xe4, 0xff, 0x00, 0x0a]);
const UTF8 = Buffer.from('ä€😀', 'utf8');
const BOM = Buffer.from('\ufeff{"a":1}', 'utf8');
const ENCODINGS: unknown[] = [
  undefined,
  null,
  'utf8',
  'utf-8',
  'UTF-8',
  'latin1',
  'binary',
  'ascii',
  'base64',
  'hex',
  'ucs2',
  'utf16le',
];
const UNKNOWN: unknown[] = ['nonsense', true];

const encodings: Case[] = ENCODINGS.flatMap((encoding) =>
  (
    [
      ['bytes', BYTES],
      ['UTF-8', UTF8],
      ['a byte order mark', BOM],
      ['nothing', Buffer.alloc(0)],
    ] as const
  ).flatMap(([name, body]) => [
    {
      name: `encoding ${JSON.stringify(encoding)} of ${name}`,
      answer: (_, response) => void response.end(body),
      call: (client, { url }) => client(url('/'), encoding === undefined ? {} : { encoding }),
    } satisfies Case,
    {
      name: `encoding ${JSON.stringify(encoding)} of ${name}, json`,
      answer: (_, response) => void response.end(body),
      call: (client, { url }) => client(url('/'), { json: true, encoding }),
    } satisfies Case,
  ]),
);

interface Full {
  statusCode: number;
  headers: object;
  body: unknown;
  request: Record<string, unknown>;
  toJSON(): Record<string, unknown>;
  [name: string]: unknown;
}

const full = { resolveWithFullResponse: true };

/** What a response knows of its end. */
function lastOf({ trailers, rawTrailers, complete, httpVersionMajor, httpVersionMinor }: Full): unknown {
  return { trailers: { ...(trailers as object) }, rawTrailers, complete, httpVersionMajor, httpVersionMinor };
}

/** Ends the answer of the case that is running. */
let endLater: () => void;

const BODIES: [name: string, options: object][] = [
  ['a text', { body: 'text' }],
  ['bytes', { body: Buffer.from('é') }],
  ['json', { json: { a: 1 } }],
  ['a form', { form: { a: [1, 2] } }],
  ['nothing', {}],
  ['formData', { formData: { a: '1' } }],
  ['OAuth', { form: { a: 1 }, oauth: { consumer_key: 'k', consumer_secret: 's' } }],
];

interface CaselessLike {
  dict: object;
  has(name: string): unknown;
  get(name: string): unknown;
  set(name: unknown, value?: unknown, clobber?: boolean): unknown;
  swap(name: string): unknown;
  del(name: string): unknown;
}

const CASELESS: [name: string, use: (caseless: CaselessLike) => unknown][] = [
  ['has', (caseless) => ['X-SUM', 'x-sum', 'nothing', ''].map((name) => caseless.has(name))],
  ['get', (caseless) => ['Content-TYPE', 'Set-Cookie', 'nothing'].map((name) => caseless.get(name) ?? null)],
  ['set', (caseless) => [caseless.set('X-SUM', '2'), caseless.set('New', '3')]],
  ['set without clobber', (caseless) => [caseless.set('X-SUM', '2', false), caseless.set('New', '3', false)]],
  ['set of an object', (caseless) => caseless.set({ 'X-Sum': '2', B: '1' })],
  ['set of an object without clobber', (caseless) => caseless.set({ 'X-Sum': '2', B: '1' }, false)],
  ['swap', (caseless) => [caseless.swap('X-Sum'), caseless.swap('content-type')]],
  [
    'swap of a missing header',
    (caseless) => {
      try {
        return caseless.swap('nothing');
      } catch (error) {
        return (error as Error).name;
      }
    },
  ],
  ['del', (caseless) => [caseless.del('X-SUM'), caseless.del('nothing')]],
];

const unknown: Case[] = UNKNOWN.map((encoding) => ({
  name: `encoding ${JSON.stringify(encoding)}`,
  call: (client, { url }) => client(url('/echo'), { encoding }),
  explained: { id: 'unknown-encoding', check: ({ result }) => expect(result).toHaveProperty('rejected') },
}));

/** Without the header, the two ask for different codings: the difference "brotli". */
const GZIP = { gzip: true, headers: { 'accept-encoding': 'gzip' } };
/** Answers whose response is read as a stream, with options that change how the call itself reads them. */
const ENCODED: [name: string, options: object, headers: Record<string, string>, bytes: Buffer][] = [
  ['without an encoding', {}, {}, UTF8],
  ...['utf8', 'base64', 'hex', 'latin1', 'utf16le'].map(
    (encoding): [string, object, Record<string, string>, Buffer] => [encoding, { encoding }, {}, UTF8],
  ),
  ['gzip', GZIP, { 'content-encoding': 'gzip' }, gzipSync(UTF8, { level: 0 })],
  [
    'gzip and utf8',
    { ...GZIP, encoding: 'utf8' },
    { 'content-encoding': 'gzip' },
    gzipSync(UTF8, { level: 0 }),
  ],
  ['gzip of an answer that is not compressed', { ...GZIP, encoding: 'utf8' }, {}, UTF8],
];

/** Sends bytes in two parts. The first one ends within a character. */
function inTwoParts(headers: Record<string, string>, bytes: Buffer): NonNullable<Case['answer']> {
  return (_, response) => {
    response.writeHead(200, headers).write(bytes.subarray(0, 3));
    setTimeout(() => response.end(bytes.subarray(3)), 10);
  };
}

differential('responses', [
  ...encodings,
  ...unknown,
  {
    name: 'a character split between two chunks',
    answer: (_, response) => {
      response.write(UTF8.subarray(0, 1), () => setImmediate(() => response.end(UTF8.subarray(1))));
    },
    call: (client, { url }) => client(url('/')),
  },
  {
    name: 'a charset in the content type is not looked at',
    answer: (_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain; charset=iso-8859-1' }).end(Buffer.from([0xe4]));
    },
    call: (client, { url }) => client(url('/')),
  },
  {
    name: 'toJSON',
    call: async (client, { url }) => {
      const response = (await client.post(url('/echo?a=1'), {
        ...full,
        json: { a: 1 },
        headers: { 'X-A': '1' },
      })) as Full;
      const json = response.toJSON();
      return [Object.keys(json), json, Object.keys(json.request as object), typeof JSON.stringify(response)];
    },
  },
  {
    name: 'JSON.stringify, character for character',
    call: async (client, { url }) => JSON.stringify(await client(url('/echo?a=1'), { ...full, json: true })),
  },
  {
    name: 'httpVersion and rawHeaders',
    call: async (client, { url }) => {
      const response = (await client(url('/echo'), full)) as Full;
      const { httpVersion, rawHeaders } = response;
      return { httpVersion, rawHeaders };
    },
  },
  {
    name: 'trailers, complete and the parts of the version',
    call: async (client, { url }) => lastOf((await client(url('/echo'), full)) as Full),
  },
  ...[false, true].map(
    (gzip): Case => ({
      name: `trailers, gzip: ${gzip}`,
      answer: (_, response) => {
        response.writeHead(200, { trailer: 'x-sum', 'content-encoding': 'gzip' });
        response.write(gzipSync('body'));
        response.addTrailers({ 'X-Sum': '1', 'x-other': 'a' });
        response.end();
      },
      call: async (client, { url }) => {
        // Without this header the difference "brotli" shows.
        const options = { ...full, gzip, headers: { 'accept-encoding': 'gzip' } };
        return lastOf((await client(url('/'), options)) as Full);
      },
    }),
  ),
  {
    name: 'trailers and complete before the body has arrived',
    answer: (_, response) => {
      response.writeHead(200, { trailer: 'x-sum' }).write('body');
      endLater = () => response.end();
    },
    call: async (client, { url, note }) => {
      const call = client(url('/'));
      call.on('response', (response) => {
        note('begun', lastOf(response as Full));
        endLater();
      });
      await call;
    },
  },
  {
    name: 'response.request: method, uri, headers',
    call: async (client, { url }) => {
      const { request } = (await client.post(url('/echo?a=1'), { ...full, body: 'text' })) as Full;
      const { method, uri, headers } = request;
      return { method, uri, headers };
    },
  },
  ...BODIES.map(
    ([name, options]): Case => ({
      name: `response.request: href, path, host, port and body of ${name}`,
      varies: ['oauth'],
      call: async (client, { url }) => {
        const { request } = (await client.post(url('/echo?a=1'), { ...full, ...options })) as Full;
        const { href, path, host, port, body } = request;
        return { href, path, host, port, body };
      },
    }),
  ),
  {
    name: 'response.request of a redirect that drops the body, on another name of the host',
    call: async (client, { at }) => {
      const options = { ...full, form: { a: 1 }, followAllRedirects: true };
      const { request } = (await client.post(at('localhost', '/redirect/302?to=/echo?b=2'), options)) as Full;
      const { href, path, host, port, body } = request;
      return { href, path, host, port, body };
    },
  },
  {
    name: 'response.request: names of headers',
    call: async (client, { url }) => {
      const { request } = (await client(url('/echo'), { ...full, headers: { 'X-A': '1' } })) as Full;
      const { hasHeader, getHeader } = request as Record<string, (name: string) => unknown>;
      return ['x-a', 'X-A', 'Host', 'x-none'].map((name) => [
        hasHeader?.call(request, name),
        getHeader?.call(request, name),
      ]);
    },
  },
  {
    name: 'response.request in an error',
    call: async (client, { url }) => {
      const error = await client.post(url('/status/404'), { body: 'x' }).catch((reason) => reason);
      const { href, body } = ((error as { response: Full }).response as Full).request;
      return { href, body };
    },
  },
  {
    name: 'response.request: options of the call',
    call: async (client, { url }) => {
      const { request } = (await client(url('/echo'), { ...full, timeout: 5000 })) as Full;
      return ['timeout', 'response', 'callback'].filter((name) => name in request);
    },
    explained: {
      id: 'response-extras',
      check: ({ result }, wanted) => {
        expect(wanted.result).toEqual({ resolved: ['timeout', 'response', 'callback'] });
        expect(result).toEqual({ resolved: [] });
      },
    },
  },
  {
    name: 'response.request.toJSON',
    call: async (client, { url }) => {
      const { request } = (await client(url('/echo?a=1'), full)) as Full;
      return (request.toJSON as () => unknown)();
    },
  },
  ...CASELESS.map(
    ([name, use]): Case => ({
      name: `response.caseless: ${name}`,
      answer: (_, response) => {
        response.writeHead(200, { 'X-Sum': '1', 'Content-Type': 'text/plain', 'set-cookie': ['a=1', 'b=2'] });
        response.end();
      },
      call: async (client, { url }) => {
        const { caseless, headers } = (await client(url('/'), full)) as Full;
        const { date: _, ...rest } = headers as Record<string, unknown>;
        return [use(caseless as CaselessLike), rest, (caseless as CaselessLike).dict === headers];
      },
    }),
  ),
  ...ENCODED.flatMap(([name, options, headers, bytes]) => [
    {
      name: `data of the response: ${name}`,
      answer: inTwoParts(headers, bytes),
      call: async (client, { url, note }) => {
        const chunks: unknown[] = [];
        const call = client(url('/'), options);
        call.on('response', (response) =>
          (response as Readable).on('data', (chunk) => chunks.push(chunk)).on('end', () => note('end')),
        );
        await call;
        return chunks.every((chunk) => typeof chunk === 'string')
          ? chunks.join('')
          : Buffer.concat(chunks as Buffer[]).toString('latin1');
      },
    } satisfies Case,
    {
      name: `the response piped: ${name}`,
      answer: inTwoParts(headers, bytes),
      call: async (client, { url }) => {
        const destination = new PassThrough();
        const call = client(url('/'), { ...options, encoding: null });
        call.on('response', (response) => (response as Readable).pipe(destination));
        call.catch(() => undefined);
        return Buffer.concat(await destination.toArray()).toString('latin1');
      },
    } satisfies Case,
  ]),
  {
    name: 'an IncomingMessage',
    call: async (client, { url }) => (await client(url('/echo'), full)) instanceof IncomingMessage,
    explained: {
      id: 'plain-response',
      check: ({ result }) => expect(result).toEqual({ resolved: false }),
    },
  },
  {
    name: 'the own keys of a response',
    call: async (client, { url }) => Object.keys((await client(url('/echo'), full)) as Full),
    explained: {
      id: 'plain-response',
      check: ({ result }) => {
        const { resolved } = result as { resolved: string[] };
        expect(resolved).toEqual(expect.arrayContaining(['statusCode', 'headers', 'body', 'request']));
        expect(resolved.filter((name) => name.startsWith('_') || name === 'socket')).toEqual([]);
      },
    },
  },
  {
    name: 'time: true',
    call: async (client, { url }) => {
      const response = (await client(url('/echo'), { ...full, time: true })) as Full;
      const { elapsedTime, responseStartTime, timingStart, timings, timingPhases } = response;
      return [
        [elapsedTime, responseStartTime, timingStart].map((value) => typeof value),
        Object.keys(timings as object),
        Object.keys(timingPhases as object),
      ];
    },
  },
  {
    name: 'no timings without time',
    call: async (client, { url }) => {
      const response = (await client(url('/echo'), full)) as Full;
      return ['elapsedTime', 'timings', 'timingPhases', 'timingStart'].map((name) => [
        name,
        typeof response[name],
      ]);
    },
  },
  {
    name: 'HEAD resolves the headers',
    call: (client, { url }) => client.head(url('/status/200')),
  },
  {
    name: 'HEAD with json',
    call: (client, { url }) => client.head(url('/status/200/json'), { json: true }),
  },
  {
    name: 'HEAD of 404',
    call: (client, { url }) => client.head(url('/status/404')),
  },
  {
    name: 'HEAD of 404, simple: false',
    call: (client, { url }) => client.head(url('/status/404'), { simple: false }),
  },
  {
    name: 'head in lower case as a method',
    call: (client, { url }) => client(url('/status/200'), { method: 'head' }),
  },
  {
    name: 'HEAD over a redirect',
    call: (client, { url }) => client.head(url('/redirect/302?to=/status/200')),
  },
  {
    name: 'a large body',
    answer: (_, response) => void response.end('x'.repeat(300_000)),
    call: (client, { url }) => client(url('/')),
  },
]);
