import { Readable } from 'node:stream';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OPTION_NAMES } from '../../src/http/request/option-names';
import { type Client, loadOurs } from '../differential/clients';
import { observe } from '../differential/harness';
import { echo, startServer, type TestServer } from '../helpers/with-server';

// FUZZ_SEED=<number> and FUZZ_RUNS=<number> look elsewhere, and further. Whole in CI, smaller elsewhere.
const SEED = Number(process.env.FUZZ_SEED ?? 20261128);
const RUNS = Number(process.env.FUZZ_RUNS ?? (process.env.CI ? 3000 : 400));

const refuse = (): never => {
  throw new Error('not readable');
};
const circular = (): object => {
  const value: Record<string, unknown> = { a: 1 };
  value.self = value;
  return value;
};

/** Values that hardly any option expects. The same value is made anew for each call. */
const VALUES: Record<string, () => unknown> = {
  function: () => () => 'called',
  class: () => class Thing {},
  symbol: () => Symbol('s'),
  bigint: () => 10n,
  date: () => new Date(Number.NaN),
  buffer: () => Buffer.from('b'),
  bytes: () => new Uint16Array([65]),
  url: () => new URL('http://127.0.0.1:1/x'),
  parameters: () => new URLSearchParams('a=1'),
  map: () => new Map([['a', 1]]),
  boxed: () => Object('boxed'),
  null: () => null,
  nan: () => Number.NaN,
  negative: () => -1,
  true: () => true,
  empty: () => '',
  text: () => 'text',
  array: () => ['a', null],
  object: () => ({ a: 1 }),
  frozen: () => Object.freeze({ a: Object.freeze([1]) }),
  'without a prototype': () => Object.create(null),
  inherited: () => Object.create({ a: 1 }),
  circular,
  'another realm': () => runInNewContext('({ a: 1 })'),
  'a getter that throws': () => Object.defineProperty({}, 'a', { enumerable: true, get: refuse }),
  'toJSON that throws': () => ({ toJSON: refuse }),
  'toString that throws': () => ({ toString: refuse }),
  'a proxy that lists nothing': () => new Proxy({ a: 1 }, { ownKeys: refuse }),
  'a proxy that reads nothing': () => new Proxy({ a: 1 }, { get: refuse }),
  promise: () => Promise.resolve(1),
  'a stream that fails': () => {
    const stream: Readable = new Readable({
      read: () => void setImmediate(() => stream.destroy(new Error('x'))),
    });
    return stream.on('error', () => undefined);
  },
};

/** Options whose value lies deeper. */
const WITHIN: Record<string, (value: unknown) => object> = {
  header: (value) => ({ headers: { 'x-a': value } }),
  'content-type': (value) => ({ headers: { 'content-type': value }, body: 'x' }),
  user: (value) => ({ auth: { user: value, pass: 'p' } }),
  bearer: (value) => ({ auth: { bearer: value } }),
  field: (value) => ({ formData: { a: value } }),
  part: (value) => ({ multipart: [{ body: value }] }),
  parameter: (value) => ({ qs: { a: value } }),
  'JSON value': (value) => ({ json: { a: value } }),
  'form value': (value) => ({ form: { a: value } }),
  consumer: (value) => ({ oauth: { consumer_key: value, consumer_secret: 's' } }),
  agent: (value) => ({ agentOptions: { family: value } }),
};

/** What a callback throws is an uncaught exception of the caller, as in request. */
const places = [
  ...[...OPTION_NAMES]
    .filter((name) => name !== 'callback')
    .map((name) => [name, (value: unknown) => ({ [name]: value })] as const),
  ...Object.entries(WITHIN),
];

let server: TestServer;
let ours: Client;

beforeAll(async () => {
  server = await startServer(echo);
  ours = await loadOurs();
});
afterAll(() => server.close());

it(`${RUNS} calls with odd values settle, and nothing escapes from them`, {
  timeout: RUNS * 100,
}, async () => {
  const spec = fc.record({
    place: fc.nat({ max: places.length - 1 }),
    value: fc.constantFrom(...Object.keys(VALUES)),
    method: fc.constantFrom('GET', 'POST', undefined),
    path: fc.constantFrom('/', '/redirect/302?to=/', '/status/404'),
  });
  const property = fc.asyncProperty(spec, async ({ place, value, method, path }) => {
    const [name, make] = places[place] ?? refuse();
    const outcome = await observe(
      ours,
      {
        name: 'odd',
        // The result itself is compared in test/differential/odd-options.test.ts.
        call: (client, { url }) =>
          client({ url: url(path), method, ...make(VALUES[value]?.()) }).then(
            () => 'resolved',
            (error) => String(error),
          ),
      },
      server,
    );
    expect({ name, value, ...outcome }).toMatchObject({
      result: { resolved: expect.any(String) },
      uncaught: [],
    });
  });
  await fc.assert(property, { seed: SEED, numRuns: RUNS });
});
