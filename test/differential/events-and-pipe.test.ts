import { createReadStream } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { finished, PassThrough, pipeline, Readable, Stream, Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { asDestination } from '../helpers/as-destination';
import type { Call } from './clients';
import { type Case, type Context, differential, type Explained } from './harness';

const FILE = join(__dirname, 'fixtures', 'upload.txt');
const EVENTS = ['request', 'socket', 'response', 'redirect', 'data', 'end', 'complete', 'error', 'abort'];

/** Notes the events in their order; runs of `data` count as one. */
function watch(call: Call, { note }: Context): Call {
  let last = '';
  for (const event of EVENTS) {
    call.on(event, (...values) => {
      if (event !== 'data' || last !== 'data') note(event, values.length, ...values.map(brief));
      last = event;
    });
  }
  return call;
}

function brief(value: unknown): unknown {
  if (typeof value === 'string' || value === undefined || Buffer.isBuffer(value)) return typeof value;
  if (value instanceof Error) return value;
  const { statusCode } = Object(value);
  return statusCode ?? typeof value;
}

const WATCHED: [name: string, send: (client: import('./clients').Client, context: Context) => Call][] = [
  ['200', (client, { url }) => client(url('/echo'))],
  ['200 with json', (client, { url }) => client(url('/echo'), { json: true })],
  ['200 with a callback', (client, { url }) => client(url('/echo'), () => undefined)],
  ['200 with encoding null', (client, { url }) => client(url('/echo'), { encoding: null })],
  ['200 with encoding hex', (client, { url }) => client(url('/echo'), { encoding: 'hex' })],
  ['an empty answer', (client, { url }) => client(url('/status/204/empty'))],
  ['HEAD', (client, { url }) => client.head(url('/echo'))],
  ['404', (client, { url }) => client(url('/status/404'))],
  ['a redirect', (client, { url }) => client(url('/redirect/302?to=/echo'))],
  ['refused', (client) => client('http://127.0.0.1:1/')],
  ['an invalid URI', (client) => client('no-scheme')],
  ['POST', (client, { url }) => client.post(url('/echo'), { body: 'x' })],
];

const early: Explained = {
  id: 'early-error-event',
  check: (ours, reference) => {
    const error = { kind: 'Error', name: 'Error', message: 'Invalid URI "no-scheme"' };
    expect(ours).toEqual({ ...reference, notes: [['error', 1, error]] });
  },
};

const watched: Case[] = WATCHED.map(([name, send]) => ({
  name: `events of ${name}`,
  call: (client, context) => watch(send(client, context), context),
  ...(name === 'an invalid URI' && { explained: early }),
}));

/** What `request.pipe(…)` in a server brings: method, headers and bytes. */
function incoming(method: string, headers: Record<string, string>, ...parts: string[]): Readable {
  return Object.assign(Readable.from(parts.map((part) => Buffer.from(part))), { method, headers });
}

/** The text arrives; of its headers only the length of its own, and those given in the options. */
function piped(text: string, headers: Record<string, string> = {}): Explained {
  return {
    id: 'piped-headers',
    check: ({ requests }) => {
      const last = requests.at(-1);
      expect(last).toMatchObject({ body: text, headers });
      expect(last).not.toHaveProperty('headers.content-type');
    },
  };
}

/** A writable that keeps what it gets. */
function sink(): Writable & { text(): Promise<string> } {
  const chunks: Buffer[] = [];
  const writable = new Writable({
    write: (chunk, _encoding, done) => {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  const finished = new Promise<string>((resolve, reject) => {
    writable.on('finish', () => resolve(Buffer.concat(chunks).toString('latin1'))).on('error', reject);
  });
  return Object.assign(writable, { text: () => finished });
}

const PIPED: [
  name: string,
  source: () => Readable,
  send: (client: import('./clients').Client, context: Context) => Call,
][] = [
  [
    'PUT with headers',
    () =>
      incoming(
        'PUT',
        { 'x-a': '1', 'content-type': 'text/csv', cookie: 'a=b', authorization: 'Basic eA==' },
        'abc',
      ),
    (client, { url }) => client(url('/echo')),
  ],
  [
    'with a length',
    () => incoming('POST', { 'content-length': '3', host: 'elsewhere.example' }, 'abc'),
    (client, { url }) => client(url('/echo')),
  ],
  ['GET without a body', () => incoming('GET', { 'x-a': '1' }), (client, { url }) => client(url('/echo'))],
  ['DELETE without a body', () => incoming('DELETE', {}), (client, { url }) => client(url('/echo'))],
  [
    'the method and the headers of the call win',
    () => incoming('PUT', { 'x-a': '1', 'X-B': '2', accept: 'text/plain' }, 'abc'),
    (client, { url }) => client.post(url('/echo'), { headers: { 'X-A': 'own', 'x-b': 'own' }, json: true }),
  ],
  [
    'json calls the body JSON',
    () => incoming('POST', {}, '{"a":1}'),
    (client, { url }) => client(url('/echo'), { json: true }),
  ],
  [
    'json keeps the type of the request',
    () => incoming('POST', { 'content-type': 'text/plain' }, '{"a":1}'),
    (client, { url }) => client(url('/echo'), { json: true }),
  ],
];

/** `error` is the last event of an answer that breaks off. */
const brokenOff: Case[] = [
  ['shorter than its content-length', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'],
  ['in a chunk that is none', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n'],
].map(([name = '', answer = '']) => ({
  name: `events of an answer ${name}`,
  call: async (client, context) => watch(client(await context.raw(answer)), context),
  explained: {
    id: 'after-error',
    check: (ours, wanted) => {
      const names = (outcome: typeof ours) => outcome.notes.map((note) => Object(note)[0]);
      expect(names(wanted).at(-1)).not.toBe('error');
      expect(names(ours).at(-1)).toBe('error');
      expect(names(ours).filter((event) => event === 'error')).toHaveLength(1);
    },
  },
}));

/** What a stream function of Node passes to its callback. */
const outcomeOf = (run: (done: (error?: Error | null) => void) => void): Promise<string> =>
  new Promise((resolve) => run((error) => resolve(error?.message ?? 'fine')));

/** `stream.pipeline` and `stream.finished` with calls among the streams. */
const NODE_STREAMS: [name: string, run: (client: import('./clients').Client, context: Context) => unknown][] =
  [
    [
      'pipeline from a call',
      async (client, { url }) => {
        const [call, destination] = [client(url('/echo')), sink()];
        call.catch(() => undefined);
        return [
          await outcomeOf((done) => pipeline(call as never, destination, done)),
          await destination.text(),
        ];
      },
    ],
    [
      'pipeline from a call with status 404',
      async (client, { url }) => {
        const [call, destination] = [client(url('/status/404')), sink()];
        call.catch(() => undefined);
        return [
          await outcomeOf((done) => pipeline(call as never, destination, done)),
          await destination.text(),
        ];
      },
    ],
    [
      'pipeline from a call that cannot connect',
      (client) => {
        const call = client('http://127.0.0.1:1/');
        call.catch(() => undefined);
        return outcomeOf((done) => pipeline(call as never, new PassThrough(), done));
      },
    ],
    [
      'pipeline from an answer that is cut',
      async (client, { raw }) => {
        const call = client(await raw('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc'));
        call.catch(() => undefined);
        return outcomeOf((done) => pipeline(call as never, new PassThrough().resume(), done));
      },
    ],
    [
      'pipeline into a call',
      async (client, { url }) => {
        const call = client.post(url('/echo'));
        call.catch(() => undefined);
        await outcomeOf((done) => pipeline(Readable.from(['a', 'b']), call as never, done));
        return call;
      },
    ],
    [
      'pipeline through a call',
      async (client, { url }) => {
        const [call, destination] = [client.post(url('/echo')), sink()];
        call.catch(() => undefined);
        await outcomeOf((done) => pipeline(Readable.from(['a', 'b']), call as never, destination, done));
        return destination.text();
      },
    ],
    [
      'finished on a call',
      (client, { url }) => {
        const call = client(url('/echo'));
        call.catch(() => undefined);
        return outcomeOf((done) => finished(call as never, done));
      },
    ],
    [
      'finished on a call that cannot connect',
      (client) => {
        const call = client('http://127.0.0.1:1/');
        call.catch(() => undefined);
        return outcomeOf((done) => finished(call as never, done));
      },
    ],
  ];

/** The `error` event of the caller, as a source that is piped into a call passes it on. */
const EMITTED: [name: string, send: (client: import('./clients').Client, context: Context) => unknown][] = [
  [
    'at once',
    (client, { url }) => {
      const call = client(url('/never'));
      call.emit('error', new Error('mine'));
      return call;
    },
  ],
  [
    'at once, with a callback',
    (client, { url, note }) => {
      const call = client(url('/never'), (error: Error) => note('callback', error));
      call.catch(() => undefined);
      call.emit('error', new Error('mine'));
    },
  ],
  [
    'while the server is silent',
    (client, { url }) => {
      const call = client(url('/never'));
      call.on('request', () => setImmediate(() => call.emit('error', new Error('mine'))));
      return call;
    },
  ],
  [
    'when a file that is piped in is missing',
    (client, { url }) => {
      const call = client.post(url('/never'));
      createReadStream(`${FILE}.missing`)
        .on('error', (error) => call.emit('error', error))
        .pipe(call as never);
      return call;
    },
  ],
  [
    'after the answer',
    async (client, { url, note }) => {
      const call = client(url('/echo'));
      await call;
      call.on('error', (error) => note('error', error));
      call.emit('error', new Error('mine'));
      return call;
    },
  ],
];

/** Of the headers of an answer, ours passes on those of its body. request passes on every one. */
const contentHeadersOnly: Explained = {
  id: 'piped-headers',
  check: ({ requests }, wanted) => {
    const [ours, theirs] = [requests.at(-1), wanted.requests.at(-1)];
    expect(theirs).toHaveProperty('headers.keep-alive');
    expect(ours).not.toHaveProperty('headers.keep-alive');
    expect(Object(ours).headers['content-type']).toBe(Object(theirs).headers['content-type']);
    expect(Object(ours).body).toBe('status 200');
  },
};

/** A request or an answer that is the `body` of a call. */
const BODIES: Case[] = [
  // With `json`, a body is written as JSON.
  ...PIPED.filter(([, , send]) => !String(send).includes('json')).map(
    ([name, source, send]): Case => ({
      name: `a request as the body: ${name}`,
      call: (client, context) => send(client.defaults({ body: source() }), context),
    }),
  ),
  {
    name: 'an answer as the body',
    call: async (client, { url }) => {
      const answer = await new Promise((resolve) => get(url('/status/200'), resolve));
      return client.put(url('/echo'), { body: answer });
    },
    explained: contentHeadersOnly,
  },
  {
    name: 'a call as the body',
    call: (client, { url }) =>
      client.put(url('/echo'), { body: client(url('/status/200'), { headers: { 'x-secret': '1' } }) }),
    explained: {
      id: 'piped-headers',
      check: ({ requests }, wanted) => {
        expect(wanted.requests).toContainEqual(expect.objectContaining({ method: 'PUT' }));
        const put = requests.find((request) => Object(request).method === 'PUT');
        expect(put).toMatchObject({ body: 'status 200' });
        expect(put).not.toHaveProperty('headers.x-secret');
      },
    },
  },
];

differential('events-and-pipe', [
  ...brokenOff,
  ...BODIES,
  ...NODE_STREAMS.map(([name, run]): Case => ({ name: `node:stream: ${name}`, call: run })),
  ...EMITTED.map(
    ([name, send]): Case => ({
      name: `an error that the caller emits ${name}`,
      answer: (request, response) => void (request.url.startsWith('/never') || response.end('echo')),
      call: send,
    }),
  ),
  ...(
    [
      ['before the answer', () => undefined],
      ['within the body', (_, response) => void response.write('begun')],
    ] satisfies [string, Case['answer']][]
  ).map(
    ([name, answer]): Case => ({
      name: `events of a timeout ${name}`,
      answer,
      call: (client, context) => watch(client(context.url('/'), { timeout: 40 }), context),
      ...(name === 'within the body' && {
        explained: {
          id: 'after-error',
          check: (ours, wanted) => {
            const names = (outcome: typeof ours) => outcome.notes.map((note) => Object(note)[0]);
            expect(names(ours)).toEqual(['request', 'socket', 'response', 'data', 'abort', 'error']);
            expect(names(wanted).slice(0, 6)).toEqual(names(ours));
            expect(ours.result).toEqual(wanted.result);
          },
        },
      }),
    }),
  ),
  ...['mailto:a@example.org', 'http:/x', 'http://'].map(
    (location): Case => ({
      name: `events of a redirect to ${location}`,
      call: (client, context) =>
        watch(client(context.url(`/redirect/302?to=${encodeURIComponent(location)}`)), context),
      explained: {
        id: 'after-error',
        check: (ours, wanted) => {
          const names = (outcome: typeof ours) => outcome.notes.map((note) => Object(note)[0]);
          expect(names(wanted)).toContain('redirect');
          expect(names(ours)).toEqual(
            names(wanted).filter((event) => event !== 'redirect' && event !== 'abort'),
          );
          expect(ours.result).toEqual(wanted.result);
        },
      },
    }),
  ),
  ...watched,
  {
    name: 'response event: the full response',
    call: (client, { url, note }) =>
      client(url('/echo')).on('response', (response) => {
        const { statusCode, headers } = response as { statusCode: number; headers: object };
        note('response', statusCode, headers);
      }),
  },
  {
    name: 'data events carry Buffers without an encoding, text with one',
    call: async (client, { url, note }) => {
      await client(url('/status/200')).on('data', (chunk) => note('plain', chunk));
      await client(url('/status/200'), { encoding: 'utf8' }).on('data', (chunk) => note('utf8', chunk));
    },
  },
  {
    name: 'complete event: response and body',
    call: (client, { url, note }) =>
      client(url('/echo'), { json: true }).on('complete', (response, body) => {
        note('complete', (response as { body: unknown }).body === body, body);
      }),
  },
  {
    name: 'error event of a refused connection, and the rejection',
    call: async (client, { note }) => {
      const call = client('http://127.0.0.1:1/');
      call.on('error', (error) => note('error', error));
      return call;
    },
  },
  {
    name: '.on() gives the call back',
    call: async (client, { url }) => {
      const call = client(url('/status/200'));
      const same = call.on('data', () => undefined) === call;
      await call;
      return same;
    },
  },
  {
    name: 'pipe: the body',
    call: (client, { url }) => client(url('/echo?a=1')).pipe(sink()).text(),
  },
  {
    name: 'pipe: the body of 404',
    call: async (client, { url }) => {
      const call = client(url('/status/404'));
      call.catch(() => undefined);
      return call.pipe(sink()).text();
    },
  },
  {
    name: 'pipe: a redirect is followed',
    call: (client, { url }) => client(url('/redirect/302?to=/echo')).pipe(sink()).text(),
  },
  {
    name: 'pipe: gzip is decoded',
    answer: (_, response) =>
      void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('plain')),
    call: (client, { url }) =>
      client(url('/'), { gzip: true, headers: { 'accept-encoding': 'gzip' } })
        .pipe(sink())
        .text(),
  },
  {
    name: 'pipe: to two destinations',
    call: (client, { url }) => {
      const call = client(url('/status/200'));
      return Promise.all([call.pipe(sink()).text(), call.pipe(sink()).text()]);
    },
  },
  {
    name: 'pipe: through another stream',
    call: (client, { url }) => client(url('/status/200')).pipe(new PassThrough()).pipe(sink()).text(),
  },
  {
    name: 'pipe: the promise settles too',
    call: async (client, { url }) => {
      const call = client(url('/status/200'));
      return [await call.pipe(sink()).text(), await call];
    },
    explained: {
      id: 'piped-body',
      check: ({ result }) => expect(result).toEqual({ resolved: ['status 200', '<undefined>'] }),
    },
  },
  {
    name: 'pipe: the promise has the body too when it is awaited at once',
    call: async (client, { url }) => {
      const call = client(url('/status/200'));
      return Promise.all([call.pipe(sink()).text(), call]);
    },
  },
  {
    name: 'pipe: with { end: false }',
    call: async (client, { url, note }) => {
      const destination = sink();
      const call = client(url('/status/200'));
      call.pipe(destination, { end: false });
      await call;
      note('ended', destination.writableEnded);
      destination.end();
      return destination.text();
    },
  },
  {
    name: 'pipe: into another call',
    call: (client, { url }) => client(url('/status/200')).pipe(asDestination(client.put(url('/echo')))),
    explained: piped('status 200'),
  },
  ...PIPED.map(
    ([name, source, send]): Case => ({
      name: `a request piped into a call: ${name}`,
      call: (client, context) => source().pipe(asDestination(send(client, context))),
    }),
  ),
  {
    name: 'a classic stream piped into a POST',
    call: (client, { url }) => {
      const source = new Stream();
      setImmediate(() => setImmediate(() => source.emit('data', Buffer.from('abc')) && source.emit('end')));
      return source.pipe(asDestination(client.post(url('/echo'))));
    },
  },
  {
    name: 'an answer piped into a call by its own method',
    call: async (client, { url }) => {
      const second = new Promise((resolve) => {
        client(url('/status/200')).on('response', (response) => {
          const put = client.put(url('/echo'));
          (response as { pipe(to: unknown): void }).pipe(put);
          resolve(put);
        });
      });
      return second;
    },
    explained: contentHeadersOnly,
  },
  {
    name: 'a file as the body of a POST',
    call: (client, { url }) => client.post(url('/echo'), { body: createReadStream(FILE) }),
    explained: {
      id: 'piped-headers',
      check: ({ requests }, wanted) => {
        expect(wanted.requests).toMatchObject([{ headers: { 'content-type': 'text/plain' } }]);
        expect(requests).not.toHaveProperty('0.headers.content-type');
        expect(requests).toMatchObject([{ body: Object(wanted.requests[0]).body }]);
      },
    },
  },
  {
    name: 'a file piped into a POST',
    call: (client, { url }) => createReadStream(FILE).pipe(asDestination(client.post(url('/echo')))),
    explained: piped('uploaded text\n'),
  },
  {
    name: 'a file piped into a POST with headers and json',
    call: (client, { url }) =>
      createReadStream(FILE).pipe(
        asDestination(client.post(url('/echo'), { json: true, headers: { 'x-a': '1' } })),
      ),
    explained: piped('uploaded text\n', { 'x-a': '1', accept: 'application/json' }),
  },
  {
    name: 'a stream piped into a PUT with a length',
    call: (client, { url }) =>
      Readable.from([Buffer.from('abc')]).pipe(
        asDestination(client.put(url('/echo'), { headers: { 'content-length': 3 } })),
      ),
  },
  {
    name: 'an empty stream piped into a POST',
    call: (client, { url }) => Readable.from([]).pipe(asDestination(client.post(url('/echo')))),
  },
  {
    name: 'a stream piped into a call that has been sent',
    call: async (client, { url }) => {
      const call = client.post(url('/echo'));
      const settled = call.catch(String);
      await new Promise((resolve) => call.on('request', resolve));
      Readable.from(['late']).pipe(asDestination(call));
      return settled;
    },
  },
  {
    name: 'a call piped into a call that has been sent',
    call: async (client, { url }) => {
      const call = client.post(url('/echo'));
      const settled = call.catch(String);
      await new Promise((resolve) => call.on('request', resolve));
      client(url('/status/200')).pipe(asDestination(call));
      return settled;
    },
  },
  {
    name: 'end without a chunk when the call has been sent',
    call: async (client, { url }) => {
      const call = client.post(url('/echo')) as Call & { end(text?: string): void };
      await new Promise((resolve) => call.on('request', resolve));
      call.end();
      return call;
    },
  },
  {
    name: 'write and end',
    call: (client, { url }) => {
      const call = client.post(url('/echo')) as Call & {
        write(text: string): void;
        end(text?: string): void;
      };
      call.write('a');
      call.write('b');
      call.end('c');
      return call;
    },
  },
  {
    name: 'end alone',
    call: (client, { url }) => {
      const call = client.post(url('/echo')) as Call & { end(text?: string): void };
      call.end('text');
      return call;
    },
  },
]);
