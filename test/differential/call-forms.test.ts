import { parse } from 'node:url';
import { expect } from 'vitest';
import type { Client } from './clients';
import { type Case, type Context, differential, type Explained, REJECTS } from './harness';

/** A callback that notes its arguments. */
function noting({ note }: Context) {
  return (...values: unknown[]) => note('callback', values.length, ...values);
}

type Form = [name: string, call: (client: Client, context: Context, callback?: unknown) => unknown];

const FORMS: Form[] = [
  ['(url)', (client, { url }, callback) => client(url('/echo?a=1'), callback)],
  ['(URL)', (client, { url }, callback) => client(new URL(url('/echo?a=1#h')), callback)],
  ['(legacy Url)', (client, { url }, callback) => client(parse(url('/echo?a=1#h')), callback)],
  [
    '(url, options)',
    (client, { url }, callback) => client(url('/e'), { method: 'POST', body: 'x' }, callback),
  ],
  ['(URL, options)', (client, { url }, callback) => client(new URL(url('/e')), { method: 'PUT' }, callback)],
  [
    '(legacy Url, options)',
    (client, { url }, callback) => client(parse(url('/e')), { method: 'PUT' }, callback),
  ],
  ['({ url })', (client, { url }, callback) => client({ url: url('/echo') }, callback)],
  ['({ uri })', (client, { url }, callback) => client({ uri: url('/echo') }, callback)],
  ['({ url: URL })', (client, { url }, callback) => client({ url: new URL(url('/e?q=1#h')) }, callback)],
  ['({ uri: URL })', (client, { url }, callback) => client({ uri: new URL(url('/e?q=1#h')) }, callback)],
  ['({ url: legacy Url })', (client, { url }, callback) => client({ url: parse(url('/e?q=1#h')) }, callback)],
  ['({ uri: legacy Url })', (client, { url }, callback) => client({ uri: parse(url('/e?q=1#h')) }, callback)],
  ['({ uri, url })', (client, { url }, callback) => client({ uri: url('/uri'), url: url('/url') }, callback)],
  ['(url, { url })', (client, { url }, callback) => client(url('/first'), { url: url('/second') }, callback)],
  ['(url, { uri })', (client, { url }, callback) => client(url('/first'), { uri: url('/second') }, callback)],
  ['.get(url)', (client, { url }, callback) => client.get(url('/echo'), callback)],
  ['.get(url, options)', (client, { url }, callback) => client.get(url('/echo'), { json: true }, callback)],
  ['.post(options)', (client, { url }, callback) => client.post({ url: url('/echo'), body: 'x' }, callback)],
  ['404', (client, { url }, callback) => client(url('/status/404/json'), { json: true }, callback)],
  ['refused', (client, _, callback) => client('http://127.0.0.1:1/', callback)],
  ['invalid URI', (client, _, callback) => client('no-scheme', callback)],
];

/** As the only argument the reference takes these for options. In `response.request.uri` it keeps a `URL` as it is. */
const ALONE = ['(URL)', '(legacy Url)'];
const AS_GIVEN = [...ALONE, '(URL, options)', '({ url: URL })', '({ uri: URL })'];
const explained: Explained = {
  id: 'url-objects',
  check: ({ result }) => expect(result).toHaveProperty('resolved'),
};

const forms: Case[] = FORMS.flatMap(([name, call]) => [
  { name, call, ...(ALONE.includes(name) && { explained }) },
  {
    name: `${name} with a callback`,
    call: (client, context) => call(client, context, noting(context)),
    ...(AS_GIVEN.includes(name) && { explained }),
  },
]);

differential('call-forms', [
  ...forms,
  { name: '(url, undefined)', call: (client, { url }) => client(url('/echo'), undefined) },
  { name: '(url, null)', call: (client, { url }) => client(url('/echo'), null) },
  { name: '(url, {})', call: (client, { url }) => client(url('/echo'), {}) },
  { name: '(url, "text")', call: (client, { url }) => client(url('/echo'), 'text') },
  { name: '(undefined)', call: (client) => client(undefined), explained: REJECTS },
  { name: '(null)', call: (client) => client(null) },
  {
    name: '(undefined, options)',
    call: (client, { url }) => client(undefined, { uri: url('/echo') }),
    explained: REJECTS,
  },
  { name: '(null, options)', call: (client, { url }) => client(null, { uri: url('/echo') }) },
  {
    name: '(options, options)',
    call: (client, { url }) => client({ uri: url('/a') }, { method: 'PUT' }),
    explained: {
      id: 'url-objects',
      check: (ours, { result }) => {
        const { message } = (result as { rejected: { message: string } }).rejected;
        expect(ours.result).toHaveProperty('rejected.message', message);
        expect(ours.result).toHaveProperty('rejected.options.uri', { uri: 'http://127.0.0.1:<port>/a' });
      },
    },
  },
  { name: '()', call: (client) => client(), explained: REJECTS },
  {
    name: 'options.callback',
    call: (client, context) => client({ uri: context.url('/e'), callback: noting(context) }),
  },
  {
    name: 'options.callback and a callback argument',
    call: (client, context) =>
      client({ uri: context.url('/e'), callback: () => context.note('option') }, noting(context)),
  },
  {
    name: 'an unknown option is ignored',
    call: (client, { url }) => client(url('/echo'), { method: 'PUT', options: { body: 'lost' }, foo: 1 }),
  },
  {
    name: 'options with a null prototype',
    call: (client, { url }) =>
      client(Object.assign(Object.create(null), { uri: url('/echo'), method: 'POST' })),
  },
  {
    name: 'inherited options',
    call: (client, { url }) => client(url('/echo'), Object.create({ method: 'POST', body: 'inherited' })),
    explained: {
      id: 'inherited-options',
      check: ({ requests }) => expect(requests).toMatchObject([{ method: 'GET', body: '' }]),
    },
  },
  {
    name: 'frozen options',
    call: (client, { url }) =>
      client(Object.freeze({ uri: url('/echo'), headers: Object.freeze({ 'x-a': '1' }) })),
  },
  {
    name: 'options are left alone',
    call: async (client, { url, note }) => {
      const options = {
        url: url('/echo?a=1'),
        method: 'post',
        json: { a: 1 },
        headers: { 'X-A': '1' },
        qs: { b: 2 },
      };
      const result = await client(options);
      note('options', Object.keys(options), options);
      return result;
    },
  },
  {
    name: 'options of (url, options) are left alone',
    call: async (client, { url, note }) => {
      const options = { form: { a: 1 }, headers: {}, json: true };
      const result = await client.post(url('/echo'), options);
      note('options', Object.keys(options), options);
      return result;
    },
  },
  {
    name: 'the same options object twice',
    call: async (client, { url }) => {
      const options = {
        uri: url('/echo'),
        method: 'POST',
        json: true,
        body: { a: 1 },
        headers: { 'x-a': '1' },
      };
      return [await client(options), await client(options)];
    },
  },
  {
    name: 'two calls at once',
    call: (client, { url }) => Promise.all([client(url('/echo')), client(url('/echo'))]),
  },
]);
