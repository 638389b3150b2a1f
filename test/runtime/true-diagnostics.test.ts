import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lambda } from '../../src/events/input';
import { Toolbelt } from '../../src/index';
import { invoke } from '../../src/testing/invoke';
import { createPlatform, type Platform } from '../../src/testing/platform/platform';
import { type Identity, type KeptCertificates, makeCertificates } from '../helpers/make-certificates';
import { startServer, type TestServer } from '../helpers/with-server';

/** `RUNS=500` for a thorough search; the faults that it is for showed in half of the runs. */
const RUNS = Number(process.env.RUNS ?? (process.env.CI ? 40 : 15));
const http = Toolbelt.HTTPClient();
let platform: Platform;
let server: TestServer;
let certificates: KeptCertificates;
let identity: Identity;

beforeAll(async () => {
  server = await startServer((_request, response) => response.end('"fine"'));
  platform = createPlatform({ rateLimit: { mode: 'off' }, whitelist: ['127.0.0.1'] });
  const host = platform.host('api.example.com');
  host.get('/').reply(200, { a: 1 }).times(Number.POSITIVE_INFINITY);
  platform.host('bank.example.com').get('/').reply(200, 'paid').times(Number.POSITIVE_INFINITY);
  platform.whitelist.add(...platform.salesforce.hosts);
  certificates = makeCertificates();
  identity = certificates.client('lambda');
  host.delete('/').reply(204).times(Number.POSITIVE_INFINITY);
  for (const uuid of ['f', 'g'])
    platform.functions.register(uuid, (_input, callback) => callback(null, uuid));
});
afterAll(async () => {
  await platform.close();
  await server.close();
  certificates.remove();
});

const context = () => Toolbelt.ContextServiceClient(platform.contextKey);
const query = () => {
  const { instanceUrl, accessToken } = platform.salesforce.settings;
  const connection = Toolbelt.SFClient().connectToSalesforce({ instanceUrl, accessToken });
  return connection.query('SELECT Id FROM Contact') as PromiseLike<unknown>;
};
const sound: Array<[name: string, work: () => PromiseLike<unknown>]> = [
  ['awaited calls', () => http('https://api.example.com/', { timeout: 5_000 })],
  ['answers without a body', () => http.delete('https://api.example.com/')],
  ['deleteNamespace', () => context().deleteNamespace('n')],
  ['a real server', () => http(server.url())],
  ['a connection that is closed', () => http(server.url(), { headers: { connection: 'close' } })],
  ['a real fetch', async () => (await fetch(server.url())).text()],
  ['a fetch that the kit answers', async () => (await fetch('https://api.example.com/')).json()],
  [
    'timers that are cleared or have fired',
    async () => {
      const timer = setTimeout(() => {}, 60_000);
      await new Promise((resolve) => setTimeout(resolve, 2));
      clearTimeout(timer);
    },
  ],
  [
    'faults',
    () => {
      platform.fail('api.example.com', { error: 'ECONNRESET' });
      return http('https://api.example.com/').then(undefined, () => {});
    },
  ],
  ['parallel calls', () => Promise.all([1, 2, 3].map(() => http('https://api.example.com/')))],
  ['MTLSClient', () => Toolbelt.MTLSClient(identity).get('https://bank.example.com/')],
  ['SFClient', () => query()],
  [
    'parallel functions',
    () => {
      const invocations = ['f', 'g'].map((uuid) => ({ uuid, payload: {} }));
      return Toolbelt.OrchestratorClient().invoke(invocations, 20_000, { invokeParallel: true });
    },
  ],
];

describe.each(sound)('%s', (_name, work) => {
  it('leave no diagnostic', { timeout: 120_000 + RUNS * 1_000 }, async () => {
    for (let run = 0; run < RUNS; run++) {
      const { error, diagnostics } = await invoke(async (_input, callback) => {
        await work();
        callback();
      });
      expect({ error, diagnostics }).toEqual({ error: undefined, diagnostics: [] });
    }
  });
});

const leaky: Array<[name: string, lambda: Lambda, message: RegExp, code?: string]> = [
  [
    'a call that nock answers and nobody awaits',
    (_input, callback) => {
      void http('https://api.example.com/');
      callback();
    },
    /left work behind: the call GET https:\/\/api\.example\.com\/ \(\S+true-diagnostics\.test\.ts:\d+:\d+\)\. /,
  ],
  [
    'a call to a real server that nobody awaits',
    (_input, callback) => {
      http(server.url()).then(undefined, () => {});
      callback();
    },
    /left work behind: the call GET http:\/\/127\.0\.0\.1:\d+\/ \(\S+true-diagnostics\.test\.ts:\d+:\d+\)\. /,
  ],
  [
    'a call of MTLSClient that nobody awaits',
    (_input, callback) => {
      Toolbelt.MTLSClient(identity)
        .get('https://bank.example.com/')
        .then(undefined, () => {});
      callback();
    },
    /left work behind: the call GET https:\/\/bank\.example\.com\/ \(\S+true-diagnostics\.test\.ts:\d+:\d+\)\. /,
  ],
  [
    'a query of SFClient that nobody awaits',
    (_input, callback) => {
      query().then(undefined, () => {});
      callback();
    },
    /left work behind: the call GET https:\/\/test-account\.my\.salesforce\.com\/services\/data\/v50\.0\/query \(\S+true-diagnostics\.test\.ts:\d+:\d+\)\. /,
  ],
  [
    'a fetch that nobody awaits',
    (_input, callback) => {
      fetch('https://api.example.com/').then(undefined, () => {});
      callback();
    },
    /left work behind: the call GET https:\/\/api\.example\.com\/ \(\S+true-diagnostics\.test\.ts:\d+:\d+\)\. /,
  ],
  [
    'a callback that is called twice',
    async (_input, callback) => {
      callback(null, await http('https://api.example.com/'));
      callback(null, 2);
    },
    /called its callback 2 times; .* Ignored: callback\(null, 2\) \(\S+true-diagnostics\.test\.ts:\d+:\d+\)\. /,
    'callback-twice',
  ],
  [
    'an error after the callback',
    async (_input, callback) => {
      callback(null, await http('https://api.example.com/'));
      throw new Error('late');
    },
    /^After its callback, the lambda threw Error: late \(\S+true-diagnostics\.test\.ts:\d+:\d+\), which nobody caught/,
    'threw-after-callback',
  ],
  [
    'a short timer',
    (_input, callback) => {
      setTimeout(() => {}, 2);
      callback();
    },
    /left work behind: 1 timer\. /,
  ],
];

it('many invocations at once leave no diagnostic', { timeout: 120_000 + RUNS * 1_000 }, async () => {
  for (let run = 0; run < RUNS; run += 5) {
    const calls = sound.filter(([name]) => name !== 'faults').map(([, work]) => work);
    const lambdas = Array.from(
      { length: 5 },
      (_, index): Lambda =>
        async (_input, callback) => {
          await calls[(run + index) % calls.length]?.();
          callback();
        },
    );
    const outcomes = await Promise.all(lambdas.map((lambda) => invoke(lambda)));
    for (const { error, diagnostics } of outcomes)
      expect({ error, diagnostics }).toEqual({ error: undefined, diagnostics: [] });
  }
});

describe.each(leaky)('%s', (_name, lambda, message, code = 'pending-work') => {
  it('is found every time', { timeout: 120_000 + RUNS * 1_000 }, async () => {
    for (let run = 0; run < RUNS; run++) {
      const { diagnostics } = await invoke(lambda);
      expect(diagnostics).toEqual([{ code, message: expect.stringMatching(message) }]);
    }
  });
});
