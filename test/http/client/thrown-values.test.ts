import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Toolbelt } from '../../../src/index';
import { failureOf } from '../../helpers/failure-of';
import { startServer, type TestServer } from '../../helpers/with-server';

const refuse = (): never => {
  throw new Error('not readable');
};

/** What code throws, or gives as a reason. Some of it cannot be written as text. */
const VALUES: Array<[name: string, make: () => unknown, shown: string]> = [
  ['a text', () => 'stopped', 'stopped'],
  ['a number', () => 5, '5'],
  ['a BigInt', () => 5n, '5'],
  ['true', () => true, 'true'],
  ['a symbol', () => Symbol('s'), 'Symbol(s)'],
  ['an object without a prototype', () => Object.create(null), '[unreadable]'],
  ['an object whose toString throws', () => ({ toString: refuse }), '[unreadable]'],
  [
    'an error whose name is a symbol',
    () => Object.assign(new Error('m'), { name: Symbol('n') }),
    '[unreadable]',
  ],
  ['a proxy', () => new Proxy({}, { get: refuse, getPrototypeOf: refuse, has: refuse }), '[unreadable]'],
];

/** Node itself throws when it destroys a stream with one of these. */
const NO_REASON = ['a proxy', 'an error whose name is a symbol'];
const REASONS = VALUES.filter(([name]) => !NO_REASON.includes(name));
/** The places whose values Node takes for the reason why a stream is destroyed. */
const OF_STREAMS = ['a stream as body', 'a stream in formData', 'a signal', 'lookup'];

type Make = (value: unknown, url: string) => { url?: string; [option: string]: unknown };

const thrower = (value: unknown) => () => {
  throw value;
};

function broken(value: unknown): Readable {
  const stream: Readable = new Readable({
    read: () => void setImmediate(() => stream.destroy(value as Error)),
  });
  return stream;
}

const PLACES: Array<[name: string, make: Make]> = [
  ['followRedirect', (value, url) => ({ url: `${url}redirect/302?to=/`, followRedirect: thrower(value) })],
  ['jsonReplacer', (value) => ({ method: 'POST', json: { a: 1 }, jsonReplacer: thrower(value) })],
  ['auth.bearer', (value) => ({ auth: { bearer: thrower(value) } })],
  ['the jar', (value) => ({ jar: { getCookieString: thrower(value), setCookie: () => undefined } })],
  ['a stream as body', (value) => ({ method: 'POST', body: broken(value) })],
  ['a stream in formData', (value) => ({ method: 'POST', formData: { a: broken(value) } })],
  ['transform', (value) => ({ transform: thrower(value) })],
  [
    'a signal',
    (value) => {
      const controller = new AbortController();
      setImmediate(() => controller.abort(value));
      return { signal: controller.signal };
    },
  ],
  [
    'lookup',
    (value, url) => ({
      url: url.replace('127.0.0.1', 'localhost'),
      lookup: (_host: string, _options: object, done: (error: unknown) => void) => done(value),
    }),
  ],
];

let server: TestServer;
let uncaught: unknown[];
const listen = (error: unknown) => uncaught.push(error);

beforeAll(async () => {
  server = await startServer();
  Toolbelt.configure({ whitelist: ['127.0.0.1', 'localhost'], rateLimit: { mode: 'off' } });
});
afterAll(async () => {
  Toolbelt.reset();
  await server.close();
});
beforeEach(() => {
  uncaught = [];
  process.on('uncaughtException', listen);
});
afterEach(() => void process.off('uncaughtException', listen));

describe.each(PLACES)('what %s throws', (place, make) => {
  it.each(OF_STREAMS.includes(place) ? REASONS : VALUES)(
    'is the cause of the error: %s',
    async (_, value, shown) => {
      const cause = value();
      const error = await failureOf(
        Toolbelt.HTTPClient()({ url: server.url('/'), ...make(cause, server.url('/')) }),
      );
      expect(error.name).toBe(place === 'transform' ? 'TransformError' : 'RequestError');
      expect(Object.is(error.cause, cause)).toBe(true);
      expect(error.message).toBe(shown);
      expect(() => JSON.stringify(error)).not.toThrow();
      expect(inspect(error)).toContain(shown);
      await new Promise((resolve) => setImmediate(resolve));
      expect(uncaught).toEqual([]);
    },
  );
});

it.each(['response', 'socket', 'data'])(
  'what a listener of "%s" throws is the cause of the error',
  async (event) => {
    for (const [, value, shown] of event === 'socket' ? REASONS : VALUES) {
      const call = Toolbelt.HTTPClient()(server.url('/'));
      const cause = value();
      call.on(event, thrower(cause));
      const error = await failureOf(call);
      expect(Object.is(error.cause, cause)).toBe(true);
      expect(error.message).toBe(shown);
    }
    expect(uncaught).toEqual([]);
  },
);
