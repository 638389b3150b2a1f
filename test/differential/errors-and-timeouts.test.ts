import type { Socket } from 'node:net';
import { afterAll, beforeAll, expect } from 'vitest';
import { failureOf } from '../helpers/failure-of';
import { startFullServer } from '../helpers/full-server';
import type { Handler, RawReply } from '../helpers/with-server';
import { type Case, differential, type Explained, REJECTS } from './harness';

function circularObject(): object {
  const object: Record<string, unknown> = { a: 1 };
  object.self = object;
  return object;
}

const URIS: unknown[] = [
  '',
  ' ',
  '/',
  '/path',
  'api.example.org',
  'api.example.org/path?x=1',
  '127.0.0.1/path',
  'localhost:8080/path',
  '//127.0.0.1/path',
  'http:',
  'http:/',
  'http://',
  'http:///api',
  'https:///api',
  'http://?x=1',
  'http://#x',
  'ftp://127.0.0.1/file',
  'file:///etc/hosts',
  'ws://127.0.0.1/',
  'mailto:a@example.org',
  'javascript:alert(1)',
  'data:text/plain,x',
  'unix:/tmp/x.sock:/path',
  'http://unix:/tmp/does-not-exist.sock:/path',
  'http://127.0.0.1:99999/',
  'http://127.0.0.1:x/',
  'http://127.0.0.1:/',
  'http://[::1',
  'http://127.0.0.1:1 b/',
  'undefined',
  'undefined/path',
  undefined,
  null,
  0,
  5,
  true,
  {},
  [],
  { href: 'http://127.0.0.1:1/' },
  { protocol: 'http:', host: '127.0.0.1:1', path: '/' },
];

function show(value: unknown): string {
  return JSON.stringify(value) ?? 'undefined';
}

/** Refused with this message, before anything is sent. */
function refusedAs(message: string): Explained {
  return {
    id: 'strict-urls',
    check: ({ result }) => {
      expect(result).toHaveProperty('rejected.name', 'RequestError');
      expect(result).toHaveProperty('rejected.message', message);
    },
  };
}

const connects: Explained = {
  id: 'url-objects',
  check: ({ result }) =>
    expect(result).toHaveProperty('rejected.message', 'Error: connect ECONNREFUSED 127.0.0.1:1'),
};

/** The object stays as it was given. */
const leftAlone: Explained = {
  id: 'url-objects',
  check: ({ result }, wanted) => {
    const { message } = (wanted.result as { rejected: { message: string } }).rejected;
    expect(result).toHaveProperty('rejected.message', message);
    expect(result).toHaveProperty('rejected.options.uri', {});
  },
};

const EXPLAINED_URIS: Record<string, Explained> = {
  '5': REJECTS,
  true: REJECTS,
  '"http://[::1"': REJECTS,
  '"unix:/tmp/x.sock:/path"': refusedAs('Error: Invalid URI "unix:/tmp/x.sock:/path"'),
  '"http://unix:/tmp/does-not-exist.sock:/path"': refusedAs('Error [ERR_SOCKET_CLOSED]: Socket is closed'),
  '"http://127.0.0.1:99999/"': refusedAs('Error: Invalid URI "http://127.0.0.1:99999/"'),
  '"http://127.0.0.1:x/"': refusedAs('Error: Invalid URI "http://127.0.0.1:x/"'),
  '"http://127.0.0.1:1 b/"': refusedAs('Error: Invalid URI "http://127.0.0.1:1 b/"'),
  '{}': leftAlone,
  '{"href":"http://127.0.0.1:1/"}': connects,
  '{"protocol":"http:","host":"127.0.0.1:1","path":"/"}': connects,
};

/** These name a port that nothing listens on, or no host at all, so that nothing leaves the machine. */
const uris: Case[] = URIS.flatMap((uri) => {
  const explained = EXPLAINED_URIS[show(uri)];
  return [
    {
      name: `uri ${show(uri)}`,
      call: (client) => client(structuredClone(uri), { timeout: 1000 }),
      ...(uri === undefined ? { explained: REJECTS } : explained && { explained }),
    },
    {
      name: `{ uri: ${show(uri)} }`,
      call: (client) => client({ uri: structuredClone(uri), timeout: 1000 }),
      ...(explained && { explained }),
    },
  ] satisfies Case[];
});

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n';

function afterwards(text: string, then: (socket: Socket) => void): RawReply {
  return (socket) => {
    socket.write(text, () => then(socket));
  };
}

const reset = (socket: Socket) => socket.resetAndDestroy();
const end = (socket: Socket) => socket.end();

const REPLIES: [name: string, reply: RawReply][] = [
  ['closed before the answer', end],
  ['reset before the answer', reset],
  ['closed within the status line', 'HTTP/1.1 20'],
  ['closed within the headers', `${HEAD}X-`],
  ['closed before the body', `${HEAD}Content-Length: 10\r\n\r\n`],
  ['closed within the body', `${HEAD}Content-Length: 10\r\n\r\nabc`],
  ['closed within a chunk', `${HEAD}Transfer-Encoding: chunked\r\n\r\na\r\nabc`],
  ['closed between two chunks', `${HEAD}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`],
  ['a body that ends with the connection', `${HEAD}\r\nabc`],
  ['a body longer than its length', `${HEAD}Content-Length: 2\r\nConnection: close\r\n\r\nabcdef`],
  ['a bad chunk size', `${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n`],
  ['a status line that is none', 'NONSENSE\r\n\r\n'],
  ['a bad version', 'HTTP/9.9 200 OK\r\n\r\n'],
  ['a bad header', 'HTTP/1.1 200 OK\r\nno colon\r\n\r\n'],
  ['two lengths', `${HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
  ['a negative length', `${HEAD}Content-Length: -1\r\n\r\nab`],
  ['HTTP/1.0', 'HTTP/1.0 200 OK\r\n\r\nold'],
  ['no reason phrase', 'HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok'],
  ['headers too large', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`],
];

const replies: Case[] = REPLIES.flatMap(([name, reply]) =>
  [{}, { json: true }, { simple: false, resolveWithFullResponse: true }].map((options) => ({
    name: `${name} under ${show(options)}`,
    call: async (client, { raw }) => client(await raw(reply), options),
  })),
);

/** A reset overtakes what was sent before it on some systems, so the bytes that arrived are not compared. */
const resets: Case[] = [
  ['within the headers', HEAD],
  ['within the body', `${HEAD}Content-Length: 10\r\n\r\nabc`],
].map(([name, text = '']) => ({
  name: `reset ${name}, once the client has read it`,
  call: async (client, { raw, note }) => {
    let connection: Socket | undefined;
    const address = await raw(
      afterwards(text, (socket) => {
        connection = socket;
        if (!text.includes('Length')) reset(socket);
      }),
    );
    const call = client(address);
    call.on('data', (chunk) => {
      note('data', String(chunk));
      connection?.resetAndDestroy();
    });
    return call;
  },
}));

const silent: Handler = () => undefined;
const neverEnds: Handler = (_, response) => void response.writeHead(200).write('begun');
const slow: Handler = (_, response) => {
  let sent = 0;
  const timer = setInterval(() => {
    sent += 1;
    response.write(`${sent} `);
    if (sent < 5) return;
    clearInterval(timer);
    response.end();
  }, 60);
};

/** One for all cases: its port is the same for both sides. */
let full: Awaited<ReturnType<typeof startFullServer>>;
beforeAll(async () => {
  full = await startFullServer();
});
afterAll(() => full.close());

const proxies: Case[] = [true, 5, {}, [], ' ', 'nonsense://x'].map((proxy) => ({
  name: `proxy: ${show(proxy)}`,
  call: (client, { url }) => client(url('/echo'), { proxy }),
  explained: {
    id: 'strict-urls',
    check: ({ result, requests }, wanted) => {
      expect(wanted.result).toHaveProperty('rejected.message', expect.stringContaining('Invalid protocol'));
      expect(result).toHaveProperty(
        'rejected.message',
        expect.stringContaining('http://proxy.example.com:8080'),
      );
      expect(requests).toEqual([]);
    },
  },
}));

differential('errors-and-timeouts', [
  ...proxies,
  ...uris,
  ...replies,
  ...resets,
  { name: 'refused', call: (client) => client('http://127.0.0.1:1/path?a=1') },
  {
    name: 'a timeout while a proxy does not answer CONNECT',
    call: async (client, { raw }) => {
      const proxy = await raw(() => undefined);
      const call = client('http://localhost/', { proxy, tunnel: true, timeout: 50 }).catch(String);
      return Promise.race([call, new Promise((resolve) => setTimeout(resolve, 400, 'not settled'))]);
    },
    explained: {
      id: 'connect-timeout',
      check: ({ result }, wanted) => {
        expect(wanted.result).toEqual({ resolved: 'not settled' });
        expect(result).toEqual({ resolved: 'RequestError: Error: ETIMEDOUT' });
      },
    },
  },
  {
    name: 'refused, full',
    call: (client) => client('http://127.0.0.1:1/', { resolveWithFullResponse: true }),
  },
  { name: 'refused, simple: false', call: (client) => client('http://127.0.0.1:1/', { simple: false }) },
  {
    name: 'refused POST with a body',
    call: (client) => client.post('http://127.0.0.1:1/', { json: { a: 1 } }),
  },
  { name: 'unknown host', call: (client) => client('http://does-not-exist.invalid/') },
  {
    name: 'an unknown agent option',
    call: (client, { url }) => client(url('/echo'), { agentOptions: { foo: 1 } }),
    explained: {
      id: 'keep-alive',
      check: ({ requests }) => expect(requests).toHaveProperty('0.headers.connection', 'keep-alive'),
    },
  },
  ...[
    { foo: 1n },
    { foo: { list: [1n] } },
    circularObject(),
    { foo: circularObject() },
    { foo: [circularObject()] },
  ].flatMap((agentOptions, i): Case[] => [
    {
      name: `agentOptions that JSON cannot hold, ${i}`,
      call: async (client, { url }) => [
        await client(url('/status/200'), { agentOptions, pool: {} }),
        await client.defaults({ agentOptions, pool: {} })(url('/status/200')),
        await client(url('/status/404'), { agentOptions, pool: {} }).catch(String),
      ],
      explained: {
        id: 'keep-alive',
        check: ({ result }) =>
          expect(result).toEqual({
            resolved: ['status 200', 'status 200', 'StatusCodeError: 404 - "status 404"'],
          }),
      },
    },
  ]),
  {
    name: 'a signal that is aborted',
    call: (client, { url }) => client(url('/'), { signal: AbortSignal.abort(new Error('not wanted')) }),
    explained: {
      id: 'signal-reason',
      check: ({ result, requests }, wanted) => {
        expect(wanted.result).toHaveProperty('rejected.message', 'AbortError: The operation was aborted');
        expect(result).toHaveProperty('rejected.message', 'Error: not wanted');
        expect(requests).toEqual([]);
      },
    },
  },
  {
    name: 'a signal that stays quiet',
    call: (client, { url }) => client(url('/status/200'), { signal: new AbortController().signal }),
  },
  {
    name: 'maxHeaderSize',
    answer: (_, response) => void response.writeHead(200, { 'x-long': 'x'.repeat(2000) }).end(),
    call: async (client, { url }) => [
      await client(url('/'), { maxHeaderSize: 4000, json: true }).then(() => 'resolved'),
      await client(url('/'), { maxHeaderSize: 1000 }).catch(String),
    ],
  },
  {
    name: 'https to a server of plain http',
    call: (client, { port }) => client(`https://127.0.0.1:${port}/`),
  },
  {
    name: 'timeout of a silent server',
    answer: silent,
    call: (client, { url }) => client(url('/'), { timeout: 50 }),
  },
  {
    name: 'timeout of a silent server, POST, simple: false',
    answer: silent,
    call: (client, { url }) => client.post(url('/'), { json: { a: 1 }, timeout: 50, simple: false }),
  },
  {
    name: 'timeout before the connection is open',
    call: (client) => client(`http://127.0.0.1:${full.port}/`, { timeout: 60 }),
  },
  {
    name: 'timeout before the connection is open, full, POST',
    call: (client) =>
      client.post(`http://127.0.0.1:${full.port}/`, {
        timeout: 60,
        body: 'x',
        resolveWithFullResponse: true,
      }),
  },
  {
    name: 'timeout within the body',
    answer: neverEnds,
    call: (client, { url }) => client(url('/'), { timeout: 50 }),
  },
  {
    name: 'timeout between chunks only, not of the whole',
    answer: slow,
    call: (client, { url }) => client(url('/'), { timeout: 220 }),
  },
  {
    name: 'timeout after a redirect',
    answer: (request, response) => {
      if (request.url === '/') response.writeHead(302, { location: '/silent' }).end();
    },
    call: (client, { url }) => client(url('/'), { timeout: 50 }),
  },
  ...[0, Number.NaN, '50', null, undefined].map(
    (timeout): Case => ({
      name: `timeout: ${String(timeout)} (${typeof timeout}) with an answer in time`,
      call: (client, { url }) => client(url('/echo'), { timeout }),
    }),
  ),
  {
    name: 'JSON.stringify of a refused connection',
    call: async (client) => JSON.stringify(await failureOf(client('http://127.0.0.1:1/'))),
    explained: {
      id: 'serialised-cause',
      check: ({ result }) => {
        const { resolved } = result as { resolved: string };
        const parsed = JSON.parse(resolved);
        expect(Object.keys(parsed)).toEqual(['name', 'message', 'cause', 'error', 'options']);
        expect(parsed.cause).toMatchObject({ name: 'Error', code: 'ECONNREFUSED', syscall: 'connect' });
        expect(parsed.cause.message).toBe('connect ECONNREFUSED 127.0.0.1:1');
      },
    },
  },
  {
    name: 'JSON.stringify of a 404',
    call: async (client, { url }) =>
      JSON.stringify(await failureOf(client(url('/status/404/json'), { json: true }))),
  },
  {
    name: 'JSON.stringify of a 404 with credentials',
    call: async (client, { url }) => {
      const headers = { Authorization: 'Bearer hidden-1', Cookie: 'hidden-2=1', 'x-api-key': 'hidden-3' };
      return JSON.stringify(await failureOf(client(url('/status/404'), { headers })));
    },
    explained: {
      id: 'redacted-error',
      check: (ours, reference) => {
        expect(JSON.stringify(reference.result)).toContain('hidden-1');
        expect(JSON.stringify(ours.result)).not.toContain('hidden');
      },
    },
  },
  {
    name: 'what an error enumerates',
    call: async (client, { url }) => {
      const error = await failureOf(client(url('/status/404')));
      return { keys: Object.keys(error), copied: Object.keys({ ...error }) };
    },
    explained: {
      id: 'hidden-error-fields',
      expected: (reference) => {
        const visible = ['name', 'statusCode', 'message'];
        expect(reference.result).toEqual({
          resolved: Object.fromEntries(
            ['keys', 'copied'].map((name) => [name, [...visible, 'error', 'options', 'response']]),
          ),
        });
        return { ...reference, result: { resolved: { keys: visible, copied: visible } } };
      },
    },
  },
  {
    name: 'the message of an error whose body repeats a credential',
    answer: (request, response) => {
      response.writeHead(403).end(`bad ${request.headers.authorization}`);
    },
    call: async (client, { url }) => {
      const error = await failureOf<{ error: string; message: string }>(
        client(url('/'), { auth: { bearer: 'S3CRETtoken' } }),
      );
      return [error.message, error.error];
    },
    explained: {
      id: 'redacted-message',
      expected: (reference) => {
        const body = 'bad Bearer S3CRETtoken';
        expect(reference.result).toEqual({ resolved: [`403 - "${body}"`, body] });
        return { ...reference, result: { resolved: ['403 - "bad [redacted]"', body] } };
      },
    },
  },
  {
    name: 'JSON.stringify of a full response with credentials',
    call: async (client, { url }) => {
      const headers = { Authorization: 'Bearer hidden-1', Cookie: 'hidden-2=1' };
      return JSON.stringify(await client(url('/status/200'), { headers, resolveWithFullResponse: true }));
    },
    explained: {
      id: 'redacted-response',
      check: ({ result }) => expect(JSON.stringify(result)).not.toContain('hidden'),
    },
  },
  {
    name: 'the live error keeps its credentials',
    call: async (client, { url }) => {
      const options = { headers: { Authorization: 'Bearer x' }, auth: undefined };
      const error = await failureOf<{ options: object; response: object }>(
        client(url('/status/404'), options),
      );
      return [error.options, (error.response as { request: { headers: object } }).request.headers];
    },
  },
  {
    name: 'an error is an instance of Error, with a stack',
    call: async (client, { url }) => {
      const error = await failureOf(client(url('/status/404')));
      return [error instanceof Error, typeof error.stack];
    },
  },
  {
    name: 'an error is a native one',
    call: async (client, { url }) =>
      Object.prototype.toString.call(await failureOf(client(url('/status/404')))),
    explained: {
      id: 'native-errors',
      check: ({ result }) => expect(result).toEqual({ resolved: '[object Error]' }),
    },
  },
]);
