import { expect } from 'vitest';
import { differential, withoutCrash } from './harness';

const METHODS = [
  'then',
  'catch',
  'promise',
  'on',
  'once',
  'pipe',
  'abort',
  'toJSON',
  'write',
  'end',
  'pause',
  'resume',
  'destroy',
];
const EMITTER = [
  'emit',
  'addListener',
  'prependListener',
  'prependOnceListener',
  'removeListener',
  'off',
  'removeAllListeners',
  'listeners',
  'listenerCount',
  'eventNames',
  'setMaxListeners',
  'rawListeners',
  'getMaxListeners',
];

differential('result-object', [
  {
    name: 'methods',
    call: async (client, { url }) => {
      const call = client(url('/echo'));
      await call;
      return [...METHODS, ...EMITTER].map((name) => [name, typeof call[name]]);
    },
  },
  {
    name: 'finally and cancel',
    call: async (client, { url }) => {
      const call = client(url('/echo'));
      await call;
      return ['finally', 'cancel'].map((name) => typeof call[name]);
    },
    explained: {
      id: 'cancel',
      check: ({ result }) => expect(result).toEqual({ resolved: ['function', 'function'] }),
    },
  },
  {
    name: '.then(…).catch(…)',
    call: (client, { url, note }) =>
      client(url('/status/404'))
        .then(() => 'then')
        .then(undefined, (error) => note('caught', (error as Error).message)),
  },
  {
    name: '.catch(…)',
    call: (client, { url }) => client(url('/status/404')).catch((error) => (error as Error).name),
  },
  {
    name: '.catch() of a success',
    call: (client, { url }) => client(url('/status/200')).catch(() => 'caught'),
  },
  {
    name: '.then(two functions)',
    call: (client, { url }) =>
      client(url('/status/500')).then(
        () => 'good',
        () => 'bad',
      ),
  },
  { name: '.promise()', call: (client, { url }) => client(url('/status/200')).promise() },
  {
    name: '.promise() is a real promise, and always the same',
    call: async (client, { url }) => {
      const call = client(url('/status/200'));
      const promise = call.promise();
      return [promise instanceof Promise, promise === call.promise(), await promise];
    },
  },
  {
    name: '.then() and .catch() give real promises',
    call: async (client, { url }) => {
      const call = client(url('/status/200'));
      const promises = [call.then((value) => value), call.catch(() => undefined)];
      await Promise.all(promises);
      return promises.map((promise) => promise instanceof Promise);
    },
  },
  {
    name: 'awaited twice',
    call: async (client, { url }) => {
      const call = client(url('/echo'));
      return [await call, await call];
    },
  },
  {
    name: 'awaited twice, rejected',
    call: async (client, { url, note }) => {
      const call = client(url('/status/404'));
      const errors = [
        await call.then(undefined, (error) => error),
        await call.then(undefined, (error) => error),
      ];
      note('same', errors[0] === errors[1]);
    },
  },
  {
    name: 'Promise.all',
    call: (client, { url }) => Promise.all([client(url('/a')), client(url('/b'))]).then(() => 'both'),
  },
  { name: 'Promise.race', call: (client, { url }) => Promise.race([client(url('/status/200'))]) },
  { name: 'Promise.resolve(call)', call: (client, { url }) => Promise.resolve(client(url('/status/200'))) },
  {
    name: 'Promise.allSettled',
    call: async (client, { url }) => {
      const settled = await Promise.allSettled([client(url('/status/200')), client(url('/status/404'))]);
      return settled.map(({ status }) => status);
    },
  },
  {
    name: 'a rejection that nobody handles',
    call: async (client, { url }) => {
      await new Promise((resolve) => client(url('/status/404')).on('complete', resolve));
      await turns(2);
    },
    unhandled: true,
  },
  {
    name: 'a rejection that nobody handles, with a callback',
    call: async (client, { url }) => {
      await new Promise((resolve) => client(url('/status/404'), resolve));
      await turns(2);
    },
    explained: { id: 'callback-handles-errors', expected: withoutCrash },
  },
  {
    name: 'a rejection that nobody handles, with an error listener',
    call: async (client) => {
      await new Promise((resolve) => client('http://127.0.0.1:1/').on('error', resolve));
      await turns(2);
    },
    explained: { id: 'callback-handles-errors', expected: withoutCrash },
  },
  {
    name: 'toJSON before the answer',
    call: async (client, { url }) => {
      const call = client.post(url('/echo?a=1'), { json: { a: 1 }, headers: { 'X-A': '1' } });
      const json = call.toJSON();
      await call;
      return json;
    },
  },
  {
    name: 'toJSON after the answer',
    call: async (client, { url }) => {
      const call = client(url('/echo?a=1'));
      await call;
      return [call.toJSON(), JSON.stringify(call)];
    },
  },
  {
    name: 'abort before the request goes out',
    call: async (client, { url, note }) => {
      const call = client(url('/echo'));
      call.on('abort', () => note('abort'));
      call.abort();
      return Promise.race([
        call.then(
          () => 'settled',
          () => 'settled',
        ),
        turns(20),
      ]);
    },
  },
  {
    name: 'abort while the server is silent',
    answer: () => undefined,
    call: async (client, { url, note }) => {
      const call = client(url('/'));
      call.on('abort', () => note('abort')).on('error', () => note('error'));
      await new Promise<void>((resolve) => call.on('request', () => resolve()));
      await turns(20);
      call.abort();
      return Promise.race([
        call.then(
          () => 'settled',
          () => 'settled',
        ),
        turns(20),
      ]);
    },
  },
  {
    name: 'abort within the body',
    answer: (_, response) => void response.writeHead(200).write('begun'),
    call: async (client, { url, note }) => {
      const call = client(url('/'));
      call
        .on('abort', () => note('abort'))
        .on('error', () => note('error'))
        .on('end', () => note('end'));
      await new Promise<void>((resolve) => call.on('data', () => resolve()));
      call.abort();
      return Promise.race([
        call.then(
          (value) => value,
          () => 'rejected',
        ),
        turns(50),
      ]);
    },
    explained: {
      id: 'abort',
      check: ({ result, notes }, wanted) => {
        expect(wanted.result).toEqual({ resolved: 'rejected' });
        expect(result).toEqual({ resolved: 'not settled' });
        expect(notes).toEqual([['abort']]);
      },
    },
  },
  {
    name: 'abort after the answer',
    call: async (client, { url }) => {
      const call = client(url('/status/200'));
      const value = await call;
      call.abort();
      return value;
    },
  },
  {
    name: 'the event abort of a second abort, and of one after the answer',
    call: async (client, { url, note }) => {
      const first = client(url('/status/200')).on('abort', () => note('first'));
      first.abort();
      first.abort();
      const second = client(url('/status/200')).on('abort', () => note('second'));
      await second;
      second.abort();
    },
    explained: {
      id: 'abort',
      check: ({ notes }, wanted) => {
        expect(wanted.notes).toEqual([['first'], ['first'], ['second']]);
        expect(notes).toEqual([['first']]);
      },
    },
  },
  {
    name: 'how many listeners an event may have, and its raw listeners',
    call: async (client, { url }) => {
      const call = client(url('/status/200'));
      const listener = () => undefined;
      call.once('mine', listener);
      const raw = call.rawListeners('mine') as { listener?: unknown }[];
      const before = [call.getMaxListeners(), raw.length, raw[0]?.listener === listener];
      call.setMaxListeners(3);
      await call;
      return [...before, call.getMaxListeners(), call.rawListeners('other')];
    },
  },
]);

/** Lets what is under way on this machine happen: an aborted call never settles, so there is nothing to wait for. */
async function turns(count: number): Promise<string> {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve));
  return 'not settled';
}
