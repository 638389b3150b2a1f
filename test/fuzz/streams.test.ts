import { createReadStream, writeFileSync } from 'node:fs';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Duplex, PassThrough, Readable, Stream } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import FormData from 'form-data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, loadOurs, reference } from '../differential/clients';
import { type Case, type Outcome, observe } from '../differential/harness';
import { failureOf } from '../helpers/failure-of';
import { temporaryFolder } from '../helpers/settings-folder';
import { echo, startServer, type TestServer } from '../helpers/with-server';

interface Streams {
  Readable: typeof Readable;
  PassThrough: typeof PassThrough;
}
const require = createRequire(__filename);
const { Readable: Readable3, PassThrough: PassThrough3 } = require('readable-stream') as Streams;
const { Readable: Readable2, PassThrough: PassThrough2 } = require('readable-stream2') as Streams;

type Source = NodeJS.ReadableStream;
type Make = (parts: readonly string[]) => Source | Promise<Source>;

let server: TestServer;
let ours: Client;
beforeAll(async () => {
  ours = await loadOurs();
  server = await startServer(echo);
});
afterAll(() => server.close());

/** A stream from before Node 0.10: it emits `data` and `end`, whoever listens. */
function classic(parts: readonly string[]): Source {
  const source = new Stream() as Stream & { readable: boolean };
  source.readable = true;
  setTimeout(() => {
    for (const part of parts) source.emit('data', Buffer.from(part));
    source.readable = false;
    source.emit('end');
    source.emit('close');
  }, 20);
  return source as unknown as Source;
}

function filled<T extends PassThrough>(stream: T, parts: readonly string[]): T {
  for (const part of parts) stream.write(part);
  stream.end();
  return stream;
}

/** An answer of another server as the source. */
async function incoming(parts: readonly string[]): Promise<IncomingMessage> {
  const from = await startServer((_request, response) => {
    for (const part of parts) response.write(part);
    response.end();
  });
  return new Promise((resolve) => {
    httpGet(from.url('/file'), (message) => {
      message.on('close', () => void from.close());
      resolve(message);
    });
  });
}

function file(parts: readonly string[]): Source {
  const path = join(temporaryFolder(), 'upload.txt');
  writeFileSync(path, parts.join(''));
  return createReadStream(path);
}

/** A form that is a stream itself, always with the same boundary. */
function form(parts: readonly string[]): Source {
  const made = new FormData();
  made.setBoundary('--------------------------fixed');
  for (const [index, part] of parts.entries()) made.append(`part${index}`, part);
  return made as unknown as Source;
}

const SOURCES: Record<string, Make> = {
  'a classic stream': classic,
  'a Readable': (parts) => Readable.from(parts.map((part) => Buffer.from(part))),
  'a Readable that gives text': (parts) => Readable.from(parts, { encoding: 'utf8' }),
  'a Readable of readable-stream 2': (parts) => {
    const left = parts.map((part) => Buffer.from(part));
    return new Readable2({
      read() {
        this.push(left.shift() ?? null);
      },
    });
  },
  'a PassThrough of readable-stream 2': (parts) => filled(new PassThrough2(), parts),
  'a Readable of readable-stream 3': (parts) => Readable3.from(parts.map((part) => Buffer.from(part))),
  'a PassThrough': (parts) => filled(new PassThrough(), parts),
  'a PassThrough of readable-stream 3': (parts) => filled(new PassThrough3(), parts),
  'a Duplex': (parts) => Duplex.from(parts.map((part) => Buffer.from(part))),
  'a file': file,
  'an answer': incoming,
  'a form': form,
};

const CONTENTS: Record<string, string[]> = {
  'one part': ['abc'],
  'a cut character': ['a\u00e4', '\u20ac', 'z'],
  much: Array.from({ length: 40 }, (_, index) => String.fromCharCode(97 + (index % 26)).repeat(5_000)),
};

type Way = (client: Client, url: string, source: Source) => unknown;
const WAYS: Record<string, Way> = {
  'as the body': (client, url, body) => client.post(url, { body }),
  'as the body, under a type of the call': (client, url, body) =>
    client.put(url, { body, headers: { 'content-type': 'text/x-own' } }),
  'piped in': (client, url, source) => (source as Readable).pipe(client.post(url) as never),
};

/** request takes headers over from these sources: the difference "piped-headers". */
const WITH_HEADERS = ['a file', 'an answer'];

function withoutHeaders(outcome: Outcome): object {
  const requests = outcome.requests.map((request) => ({ ...Object(request), headers: undefined }));
  return { ...outcome, requests };
}

describe.each(Object.entries(SOURCES))('%s', (source, make) => {
  for (const [contents, parts] of Object.entries(CONTENTS)) {
    it.each(Object.entries(WAYS))(
      `with ${contents}, %s, is sent as request-promise sends it`,
      async (_way, send) => {
        const one: Case = {
          name: 'stream',
          call: async (client, { url }) => send(client, url('/echo'), await make(parts)),
        };
        server.use(echo);
        const wanted = await observe(reference, one, server);
        const got = await observe(ours, one, server);
        expect(wanted.requests).toHaveLength(1);
        if (!WITH_HEADERS.includes(source)) return expect(got).toStrictEqual(wanted);
        expect(withoutHeaders(got)).toStrictEqual(withoutHeaders(wanted));
      },
    );
  }
});

/**
 * Ways to send a stream as a part of a body.
 * @param bare the stream, with its length where the reference would send a wrong content-length
 */
const PARTS: Record<string, (source: Source, bare: unknown, knownLength: number) => object> = {
  'a field of formData': (_, bare) => ({ formData: { before: '1', file: bare, after: '2' } }),
  'a field with options': (value, _, knownLength) => ({
    formData: { file: { value, options: { filename: 'a.txt', contentType: 'text/x-own', knownLength } } },
  }),
  'one of several values of a field': (_, bare) => ({ formData: { file: ['x', bare, Buffer.from('y')] } }),
  'a part of multipart': (body) => ({ multipart: [{ 'x-part': '1', body }, { body: 'end' }] }),
  'a part of multipart in an object': (body) => ({
    multipart: { chunked: true, data: [{ body: 'begin' }, { 'content-type': 'text/x-own', body }] },
    preambleCRLF: true,
    postambleCRLF: true,
  }),
};

/** The reference knows the length of these by itself. */
const WITH_LENGTH = ['a file', 'an answer'];
/** The reference sends nothing for a stream that has no `pause`, so it gets the same bytes from another one. */
const WITHOUT_PAUSE = ['a classic stream'];

/** request sends such bodies in chunks: the difference "multipart-length". */
function withoutLength(outcome: Outcome): object {
  const requests = outcome.requests.map((request) => {
    const headers = { ...Object(Object(request).headers) };
    for (const name of ['content-length', 'transfer-encoding']) delete headers[name];
    return { ...Object(request), headers };
  });
  return { ...outcome, requests };
}

describe.each(Object.entries(SOURCES))('%s as a part', (name, make) => {
  for (const [contents, parts] of Object.entries(CONTENTS)) {
    it.each(Object.entries(PARTS))(
      `with ${contents}, %s, is sent as request-promise sends it`,
      async (_way, optionsOf) => {
        const bytes = Buffer.byteLength(name === 'a form' ? await textOf(await make(parts)) : parts.join(''));
        const run = (client: Client, isReference: boolean) =>
          observe(
            client,
            {
              name: 'stream',
              call: async (_, { url }) => {
                const isReplaced = isReference && WITHOUT_PAUSE.includes(name);
                const value = isReplaced ? filled(new PassThrough(), parts) : await make(parts);
                const isLengthGiven = isReference && !WITH_LENGTH.includes(name);
                const bare = isLengthGiven ? { value, options: { knownLength: bytes } } : value;
                await client.post(url('/status/200'), optionsOf(value, bare, bytes));
              },
            },
            server,
          );
        server.use(echo);
        const wanted = await run(reference, true);
        const got = await run(ours, false);
        expect(wanted.requests).toHaveLength(1);
        expect(isDeepStrictEqual(withoutLength(got), withoutLength(wanted)), shown(got, wanted)).toBe(true);
      },
    );
  }
});

async function textOf(source: Source): Promise<string> {
  return Buffer.concat(await (source as Readable).pipe(new PassThrough()).toArray()).toString();
}

/** The beginning of both outcomes: a whole body would fill the report. */
function shown(...outcomes: Outcome[]): string {
  return outcomes.map((outcome) => JSON.stringify(withoutLength(outcome)).slice(0, 800)).join('\n');
}

/** Sources that fail. request hangs, or ends the process; ours rejects, and no whole body arrives. */
const FAILING: Record<string, () => Source> = {
  'that is destroyed already': () => new PassThrough().destroy(),
  'that has failed already': () =>
    new PassThrough().on('error', () => undefined).destroy(new Error('broken')),
  'that fails before its first byte': () =>
    new Readable({
      read() {
        this.destroy(new Error('broken'));
      },
    }),
  'that fails after its first byte': () =>
    Readable.from(
      (async function* () {
        yield Buffer.from('abc');
        throw new Error('broken');
      })(),
    ),
  'of readable-stream that fails': () =>
    new Readable3({
      read() {
        this.destroy(new Error('broken'));
      },
    }),
  'of objects': () => Readable.from([{ a: 1 }, { a: 2 }]),
  'that is closed before its end': () => {
    const source = new PassThrough();
    source.write('abc');
    setTimeout(() => source.destroy(), 20);
    return source;
  },
};

describe.each(Object.entries(FAILING))('a stream %s', (name, make) => {
  it.each(['body', 'formData', 'multipart'])(
    'in %s is an error of the call, and no whole body arrives',
    async (option) => {
      server.requests.length = 0;
      const source = make();
      const value = {
        body: source,
        formData: { a: { value: source, options: { filename: 'a.txt' } } },
        multipart: [{ body: source }, { body: 'end' }],
      }[option];
      const error = await failureOf(ours.post(server.url('/echo'), { [option]: value }) as never);
      expect(error).toMatchObject({ name: 'RequestError', message: expect.stringMatching(/broken|stream/i) });
      if (/fails|failed/.test(name)) expect(error.message).toContain('broken');
      expect(server.requests.filter(({ complete }) => complete)).toEqual([]);
    },
  );
});
