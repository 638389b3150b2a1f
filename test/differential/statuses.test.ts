import { type Case, differential } from './harness';

const CODES = [
  200, 201, 202, 203, 204, 205, 206, 226, 299, 300, 301, 302, 304, 307, 400, 401, 403, 404, 409, 410,
];
const MORE = [418, 429, 500, 502, 503, 504, 599, 600, 901, 999];

const OPTIONS: object[] = [
  {},
  { json: true },
  { simple: false },
  { json: true, simple: false },
  { resolveWithFullResponse: true, simple: false },
];

const statuses: Case[] = [...CODES, ...MORE].flatMap((code) =>
  OPTIONS.map((options) => ({
    name: `${code} under ${JSON.stringify(options)}`,
    call: (client, { url }) => client(url(`/status/${code}/json`), options),
  })),
);

const empty: Case[] = [200, 204, 205, 304, 404, 500].flatMap((code) =>
  [{}, { json: true }, { encoding: null, simple: false }, { method: 'HEAD', simple: false }].map(
    (options) => ({
      name: `${code}, empty, under ${JSON.stringify(options)}`,
      call: (client, { url }) =>
        client(url(`/status/${code}/empty`), { ...options, resolveWithFullResponse: true }),
    }),
  ),
);

const TEXTS: [name: string, body: string | Buffer, options: object][] = [
  ['JSON text without json', '{"error":"nf"}', {}],
  ['JSON text with json', '{"error":"nf"}', { json: true }],
  ['text with quotes', 'say "no"', {}],
  ['bytes', Buffer.from([1, 255]), { encoding: null }],
  ['a long text', 'x'.repeat(3000), {}],
];

const messages: Case[] = TEXTS.map(([name, body, options]) => ({
  name: `404 with ${name}`,
  answer: (_, response) => void response.writeHead(404).end(body),
  call: (client, { url }) => client(url('/'), options),
}));

differential('statuses', [
  ...statuses,
  ...empty,
  ...messages,
  {
    name: 'an own status message',
    answer: (_, response) => void response.writeHead(418, 'Short and Stout').end('tea'),
    call: (client, { url }) => client(url('/'), { simple: false, resolveWithFullResponse: true }),
  },
  {
    name: '100 Continue before the answer',
    call: async (client, { raw }) =>
      client(await raw('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')),
  },
  {
    name: '103 Early Hints before the answer',
    call: async (client, { raw }) =>
      client(
        await raw(
          'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
        ),
      ),
  },
  {
    name: 'simple: undefined',
    call: (client, { url }) => client(url('/status/404'), { simple: undefined }),
  },
  { name: 'simple: null', call: (client, { url }) => client(url('/status/404'), { simple: null }) },
  { name: 'simple: 0', call: (client, { url }) => client(url('/status/404'), { simple: 0 }) },
  {
    name: 'resolveWithFullResponse with 404 under simple',
    call: (client, { url }) => client(url('/status/404/json'), { json: true, resolveWithFullResponse: true }),
  },
]);
