import { IncomingMessage } from 'node:http';
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

const unknown: Case[] = UNKNOWN.map((encoding) => ({
  name: `encoding ${JSON.stringify(encoding)}`,
  call: (client, { url }) => client(url('/echo'), { encoding }),
  explained: { id: 'unknown-encoding', check: ({ result }) => expect(result).toHaveProperty('rejected') },
}));

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
    name: 'trailers and complete',
    call: async (client, { url }) => {
      const { trailers, complete } = (await client(url('/echo'), full)) as Full;
      return { trailers, complete };
    },
    explained: {
      id: 'response-extras',
      check: ({ result }) =>
        expect(result).toEqual({ resolved: { trailers: '<undefined>', complete: '<undefined>' } }),
    },
  },
  {
    name: 'trailers',
    answer: (_, response) => {
      response.writeHead(200, { trailer: 'x-sum' });
      response.write('body');
      response.addTrailers({ 'x-sum': '1' });
      response.end();
    },
    call: async (client, { url }) => ((await client(url('/'), full)) as Full).trailers,
    explained: {
      id: 'response-extras',
      check: ({ result }) => expect(result).toEqual({ resolved: '<undefined>' }),
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
  {
    name: 'response.request: href, path, host, port, body',
    call: async (client, { url }) => {
      const { request } = (await client.post(url('/echo?a=1'), { ...full, body: 'text' })) as Full;
      return ['href', 'path', 'host', 'port', 'body'].filter((name) => name in request);
    },
    explained: {
      id: 'response-extras',
      check: ({ result }) => expect(result).toEqual({ resolved: [] }),
    },
  },
  {
    name: 'response.request.toJSON',
    call: async (client, { url }) => {
      const { request } = (await client(url('/echo?a=1'), full)) as Full;
      return (request.toJSON as () => unknown)();
    },
  },
  {
    name: 'response.caseless',
    call: async (client, { url }) => typeof ((await client(url('/echo'), full)) as Full).caseless,
    explained: {
      id: 'response-extras',
      check: ({ result }) => expect(result).toEqual({ resolved: 'undefined' }),
    },
  },
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
