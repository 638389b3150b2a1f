import { type Case, differential } from './harness';

interface Full {
  statusCode: number;
}

const echoArguments = (body: unknown, response: Full, full: unknown) => ({
  body,
  status: response.statusCode,
  full,
});
const throwing = () => {
  throw new Error('transform');
};
const TRANSFORMS: [name: string, transform: unknown][] = [
  ['its arguments', echoArguments],
  ['a promise', async (body: unknown) => `async ${body}`],
  // biome-ignore lint/suspicious/noThenProperty: what a transform may give is the point.
  ['a thenable', (body: unknown) => ({ then: (done: (value: unknown) => void) => done(`thenable ${body}`) })],
  ['undefined', () => undefined],
  ['null', () => null],
  ['the response', (_: unknown, response: unknown) => response],
  ['an exception', throwing],
  [
    'an exception that is no Error',
    () => {
      throw 'text';
    },
  ],
  [
    'an exception that is undefined',
    () => {
      throw undefined;
    },
  ],
  [
    'an exception of another type',
    () => {
      throw new TypeError('wrong type');
    },
  ],
  ['a rejection', () => Promise.reject(new Error('rejected'))],
  ['no function: true', true],
  ['no function: an object', {}],
  ['no function: a string', 'x'],
  ['null instead of a function', null],
];

const OPTIONS: [name: string, path: string, options: object][] = [
  ['200', '/status/200', {}],
  ['200, full', '/status/200', { resolveWithFullResponse: true }],
  ['200, json', '/status/200/json', { json: true }],
  ['404', '/status/404', {}],
  ['404, transform2xxOnly', '/status/404', { transform2xxOnly: true }],
  ['404, transform2xxOnly: false', '/status/404', { transform2xxOnly: false }],
  ['404, simple: false', '/status/404', { simple: false }],
  ['404, simple: false, transform2xxOnly', '/status/404', { simple: false, transform2xxOnly: true }],
  ['404, simple: false, full', '/status/404', { simple: false, resolveWithFullResponse: true }],
];

const transforms: Case[] = TRANSFORMS.flatMap(([name, transform]) =>
  OPTIONS.map(([kind, path, options]) => ({
    name: `transform that gives ${name}: ${kind}`,
    call: (client, { url }) => client(url(path), { ...options, transform }),
  })),
);

differential('transforms', [
  ...transforms,
  {
    name: 'HEAD with a transform',
    call: (client, { url }) => client.head(url('/status/200'), { transform: echoArguments }),
  },
  {
    name: 'HEAD of 404 with a transform',
    call: (client, { url }) => client.head(url('/status/404'), { transform: echoArguments }),
  },
  {
    name: '204 with json and a transform',
    call: (client, { url }) => client(url('/status/204/empty'), { json: true, transform: echoArguments }),
  },
  {
    name: 'refused with a transform',
    call: (client) => client('http://127.0.0.1:1/', { transform: echoArguments }),
  },
  {
    name: 'a transform in .defaults',
    call: (client, { url }) => client.defaults({ transform: echoArguments })(url('/status/200')),
  },
  {
    name: 'a transform and a callback',
    call: (client, { url, note }) =>
      client(url('/status/200'), { transform: echoArguments }, (_: unknown, __: unknown, body: unknown) =>
        note('body', body),
      ),
  },
  {
    name: 'how often a transform runs',
    call: async (client, { url, note }) => {
      const call = client(url('/status/200'), { transform: () => note('transform') });
      await call;
      await call;
    },
  },
]);
