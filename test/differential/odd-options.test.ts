import { expect } from 'vitest';
import type { ExplainedId } from './explained';
import { type Case, differential, type Explained } from './harness';

const named = Object.assign(() => 'called', { a: 1, toJSON: () => ({ a: 1 }) });
const refuse = (): never => {
  throw new Error('not readable');
};

/** Names of options that are methods of request's object. */
const METHODS = ['auth', 'form', 'jar', 'json', 'multipart', 'oauth', 'qs'];

const functions: Case[] = METHODS.flatMap((name) => [
  {
    name: `a function as ${name}`,
    call: (client, { url }) =>
      client.post(url('/?b=1'), { body: 'text', [name]: named, resolveWithFullResponse: true }),
  },
  {
    name: `a function as ${name} of .defaults()`,
    call: (client, { url }) =>
      client.defaults({ [name]: named })({ uri: url('/'), resolveWithFullResponse: true }),
  },
  {
    name: `a function as ${name} is no option of the error`,
    call: (client, { url }) => client(url('/status/404'), { [name]: () => 1 }),
  },
]);

const lengths: Case[] = ['POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'get', 'post'].flatMap(
  (method) =>
    ['content-length', 'Content-Length'].map((name) => ({
      name: `${method} without a body, but with ${name}`,
      rawHeaders: false,
      call: (client, { url }) =>
        client({ uri: url('/'), method, headers: { [name]: 5 }, resolveWithFullResponse: true }),
    })),
);

const hosts: Case[] = [null, '', false, 0, Number.NaN].map((host) => ({
  name: `${host} as host header`,
  call: (client, { url }) => client(url('/'), { headers: { host } }),
}));

const empty: Case[] = [Number.NaN, 0n, 0, false, null, ''].map((body) => ({
  name: `${typeof body} ${body} as body`,
  call: (client, { url }) => client.post(url('/'), { body, headers: { 'content-length': 3 } }),
}));

const replacers: Case[] = [[], ['a'], [1], [null]].map((jsonReplacer) => ({
  name: `jsonReplacer ${JSON.stringify(jsonReplacer)}`,
  call: (client, { url }) => client.post(url('/'), { json: { a: 1, b: 2, 1: 3 }, jsonReplacer }),
}));

const targets: Case[] = ['', 0, false, Number.NaN, 0n, null].map((uri) => ({
  name: `uri ${typeof uri} ${uri} beside url`,
  call: (client, { url }) => client({ uri, url: url('/') }),
}));

const others: Case[] = [
  {
    name: 'json without JSON beside form',
    call: (client, { url }) => client.post(url('/'), { json: Symbol('none'), form: { a: 1 } }),
  },
  {
    name: 'json whose toJSON gives nothing beside form',
    call: (client, { url }) => client.post(url('/'), { json: { toJSON: () => undefined }, form: { a: 1 } }),
  },
  {
    name: 'an array with a hole as body',
    call: (client, { url }) => client.post(url('/'), { body: Object.assign(new Array(2), { 1: 'b' }) }),
    explained: {
      id: 'body-errors',
      check: (ours) =>
        expect(ours.result).toMatchObject({
          rejected: { message: expect.stringContaining('It must be text, bytes') },
        }),
    },
  },
];

/** Objects of a caller that throw when they are read. */
const UNREADABLE: Array<[name: string, make: () => object]> = [
  ['a getter', () => Object.defineProperty({}, 'a', { enumerable: true, get: refuse })],
  ['a proxy', () => new Proxy({ a: 1 }, { ownKeys: refuse })],
];

const unreadable: Case[] = UNREADABLE.flatMap(([kind, make]) =>
  ['json', 'form', 'qs', 'headers'].map((name) => ({
    name: `${kind} that throws as ${name}`,
    call: (client, { url }) =>
      client.post(url('/'), { [name]: make() }).catch((error) => [String(error), JSON.stringify(error)]),
    explained: {
      id: 'synchronous-errors',
      check: (ours, wanted) => {
        expect(wanted.result).toHaveProperty('threw.message', 'not readable');
        expect(ours.result).toEqual({
          resolved: ['RequestError: Error: not readable', expect.stringContaining('[unreadable]')],
        });
        expect(ours.requests).toEqual([]);
      },
    },
  })),
);

/** The options object itself cannot be read: both throw at the call. */
const getters: Case[] = ['uri', 'method', 'headers', 'json', 'transform', 'unknown'].map((name) => ({
  name: `the option ${name} with a getter that throws`,
  call: (client, { url }) =>
    client.post(Object.defineProperty({ uri: url('/') }, name, { enumerable: true, get: refuse })),
}));

const without = (id: ExplainedId): Explained => ({
  id,
  check: (ours) => {
    expect(ours.result).toHaveProperty('resolved');
    expect(ours.requests).toHaveLength(1);
  },
});

const explained: Case[] = [
  {
    name: 'URLSearchParams as qs',
    call: (client, { url }) => client(url('/'), { qs: new URLSearchParams('a=1'), simple: false }),
    explained: {
      id: 'inherited-options',
      check: (ours, wanted) => {
        expect(wanted.requests).toMatchObject([{ url: '/?size=1' }]);
        expect(ours.requests).toMatchObject([{ url: '/' }]);
      },
    },
  },
  {
    name: 'inherited fields of qs',
    call: (client, { url }) => client(url('/'), { qs: Object.create({ a: 1 }) }),
    explained: {
      id: 'inherited-options',
      check: (ours, wanted) => {
        expect(wanted.requests).toMatchObject([{ url: '/?a=1' }]);
        expect(ours.requests).toMatchObject([{ url: '/' }]);
      },
    },
  },
  ...['qs', 'form'].map(
    (name): Case => ({
      name: `a BigInt in ${name}`,
      call: (client, { url }) => client.post(url('/'), { [name]: { a: 1n, b: 2 } }),
      explained: {
        id: 'qs-version',
        check: (ours, wanted) => {
          expect(JSON.stringify(wanted.requests)).not.toContain('a=1');
          expect(JSON.stringify(ours.requests)).toContain('a=1&b=2');
        },
      },
    }),
  ),
  {
    name: 'bytes as a header in toJSON()',
    call: (client, { url }) =>
      client(url('/'), { headers: { 'x-a': Buffer.from('ab') }, resolveWithFullResponse: true }).then(
        (response) => JSON.stringify(Object(response).toJSON().request.headers['x-a']),
      ),
    explained: {
      id: 'redacted-response',
      check: (ours) => expect(ours.result).toEqual({ resolved: '"[2 bytes]"' }),
    },
  },
  ...['agent', 'pool'].map(
    (name): Case => ({
      name: `${name}: true`,
      call: (client, { url }) => client(url('/'), { [name]: true }),
      explained: without('unsupported-options'),
    }),
  ),
  {
    name: 'joinDuplicateHeaders',
    answer: (_, response) =>
      void response.writeHead(200, ['content-type', 'a/b', 'content-type', 'c/d', 'x-a', '1']).end(),
    call: async (client, { url }) => {
      const options = { joinDuplicateHeaders: true, resolveWithFullResponse: true };
      return Object(await client(url('/'), options)).headers['content-type'];
    },
    explained: {
      id: 'unsupported-options',
      check: (ours, wanted) => {
        expect(wanted.result).toEqual({ resolved: 'a/b, c/d' });
        expect(ours.result).toEqual({ resolved: 'a/b' });
      },
    },
  },
  ...Object.entries({
    hostname: 'does-not-exist.invalid',
    protocol: 'https:',
    socketPath: '/tmp/does-not-exist.sock',
    clientCertEngine: 'none',
  }).map(
    ([name, value]): Case => ({
      name: `${name} among the options of a call`,
      call: (client, { url }) =>
        client(name === 'hostname' ? url('/').replace('127.0.0.1', 'localhost') : url('/'), {
          [name]: value,
        }),
      ...(name !== 'clientCertEngine' && {
        explained: {
          id: 'agent-target',
          check: (ours, wanted) => {
            expect(wanted.result).toHaveProperty('rejected.name', 'RequestError');
            expect(ours.result).toHaveProperty('resolved');
          },
        },
      }),
    }),
  ),
  ...['src', 'dests'].map(
    (name): Case => ({
      name: `an option ${name}`,
      call: (client, { url }) => client.post(url('/'), { [name]: 1 }),
      explained: without('internal-properties'),
    }),
  ),
  ...[Symbol('s'), Object.create(null), { toString: refuse }].map(
    (timeout): Case => ({
      name: `timeout ${Object.prototype.toString.call(timeout)} ${typeof Object(timeout).toString}`,
      call: (client, { url }) => client(url('/'), { timeout }),
      explained: without('unusable-values'),
    }),
  ),
  {
    name: 'a transform that throws what has no text',
    call: (client, { url }) =>
      client(url('/'), {
        transform: () => {
          throw Object.create(null);
        },
      }),
    explained: {
      id: 'unusable-values',
      check: (ours) => expect(ours.result).toHaveProperty('rejected.name', 'TransformError'),
    },
  },
  {
    name: 'maxRedirects: Symbol()',
    call: (client, { url }) => client(url('/redirect/302?to=/'), { maxRedirects: Symbol('s') }),
    explained: {
      id: 'unusable-values',
      check: (ours) => expect(ours.result).toHaveProperty('rejected.name', 'RequestError'),
    },
  },
  {
    name: 'an undefined value in oauth',
    varies: ['oauth'],
    call: (client, { url }) =>
      client(url('/'), { oauth: { consumer_key: 'k', consumer_secret: 's', callback: undefined } }),
    explained: {
      id: 'oauth-names',
      check: (ours, wanted) => {
        expect(JSON.stringify(wanted.requests)).toContain('oauth_callback');
        expect(JSON.stringify(ours.requests)).not.toContain('oauth_callback');
      },
    },
  },
  ...[0, false, Number.NaN, 0n].map(
    (encoding): Case => ({
      name: `encoding: ${typeof encoding} ${encoding}`,
      call: (client, { url }) => client(url('/'), { encoding }),
      explained: {
        id: 'unknown-encoding',
        check: (ours) =>
          expect(ours.result).toHaveProperty('rejected.message', `Error: Unknown encoding: ${encoding}`),
      },
    }),
  ),
  {
    name: 'a signal that is none',
    call: (client, { url }) => client(url('/'), { signal: {} }),
    explained: {
      id: 'signal-reason',
      check: (ours) =>
        expect(ours.result).toHaveProperty(
          'rejected.message',
          'Error: options.signal must be an AbortSignal.',
        ),
    },
  },
  {
    name: 'a proxy without a scheme',
    call: (client, { url, port }) => client(url('/'), { proxy: `127.0.0.1:${port}` }),
    explained: {
      id: 'proxy-scheme',
      check: (ours, wanted) => {
        expect(wanted.result).toHaveProperty('rejected.name', 'RequestError');
        expect(ours.requests).toMatchObject([{ url: 'http://127.0.0.1:<port>/' }]);
      },
    },
  },
];

const oauth: Case[] = ['signature_method', 'version', 'timestamp', 'nonce'].flatMap((name) =>
  ['', null, 0].map((value) => ({
    name: `${JSON.stringify(value)} as oauth.${name}`,
    varies: ['oauth'],
    call: (client, { url }) =>
      client(url('/'), {
        oauth: { consumer_key: 'k', consumer_secret: 's', timestamp: '1', nonce: 'n', [name]: value },
        resolveWithFullResponse: true,
      }),
  })),
);

const joined: Case[] = ['', undefined].map((url) => ({
  name: `${JSON.stringify(url)} as url beside baseUrl and an empty uri`,
  call: (client, context) => client({ uri: '', url, baseUrl: context.url('/base') }),
}));

differential('odd options', [
  ...oauth,
  ...joined,
  ...functions,
  ...lengths,
  ...hosts,
  ...empty,
  ...replacers,
  ...targets,
  ...others,
  ...getters,
  ...unreadable,
  ...explained,
]);
