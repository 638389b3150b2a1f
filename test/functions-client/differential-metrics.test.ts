import nock from 'nock';
import VError from 'verror';
import { afterEach, describe, expect, it } from 'vitest';
import * as ours from '../../src/functions-client/index';
import { HOSTS, skipWaits, useNockInEveryTest } from './support';

/** The published package, as a black box. */
const original: typeof ours = require('liveperson-functions-client');
const V2 = 'va.fninvocations.example.com';
const ANY = /.*/;
const OWN_FETCH = new Error('the network of the caller failed');

useNockInEveryTest();
afterEach(() => nock.cleanAll());

type Run = (client: ours.Client) => Promise<unknown>;
type Library = typeof ours;

interface Told {
  hook: string;
  data: Record<string, unknown>;
}

/** Runs a call, and returns what the hooks of a collector were told of it, and how it ended. */
async function watch(
  library: Library,
  run: Run,
  config: ours.ClientConfig = {},
  tooling: Partial<ours.Tooling> = {},
): Promise<{ told: Told[]; error: string | undefined }> {
  const told: Told[] = [];
  const hear = (hook: string) => (data: ours.MetricData) => void told.push({ hook, data: shownOf(data) });
  const client = new library.Client(
    { accountId: '12345', authStrategy: async () => 'Bearer x', failOnErrorStatusCode: true, ...config },
    {
      getCsdsEntry: async () => HOSTS.faasGW ?? '',
      generateId: () => 'id',
      metricCollector: {
        onInvoke: hear('onInvoke'),
        onGetLambdas: hear('onGetLambdas'),
        onIsImplemented: hear('onIsImplemented'),
      },
      ...tooling,
    },
  );
  const error = await run(client).then(
    () => undefined,
    (reason: Error) => reason.name,
  );
  return { told, error };
}

/** What both libraries can know; ours tells more, such as the status. Values that are undefined do not count. */
function shownOf(data: ours.MetricData): Record<string, unknown> {
  const { accountId, domain, externalSystem, lpEventSource, fromCache, event, UUID } = data;
  const all = { accountId, domain, externalSystem, lpEventSource, fromCache, event, UUID };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function answer(status: number): void {
  nock.cleanAll();
  for (const host of [HOSTS.faasGW, V2]) {
    const scope = nock(`https://${host}`).persist();
    scope.get(ANY).reply(status, { implemented: true });
    scope.post(ANY).reply(status, { implemented: true });
  }
}

const CALLS: Record<string, Run> = {
  'invoke by id': (client) => client.invoke({ lambdaUuid: 'a', externalSystem: 'crm', body: {} }),
  'invoke by event': (client) => client.invoke({ eventId: 'e', lpEventSource: 'source', body: {} }),
  'invoke without a name': (client) => client.invoke({ lambdaUuid: 'a', body: {} }),
  isImplemented: (client) => client.isImplemented({ eventId: 'e', externalSystem: 'crm' }),
  getLambdas: (client) => client.getLambdas({ externalSystem: 'crm', lpEventSource: 'source' }),
  getFunctions: (client) => client.getFunctions({ externalSystem: 'crm' }),
};
const calls = Object.entries(CALLS);
const fail = async (): Promise<never> => {
  throw OWN_FETCH;
};

describe('the hooks of a metric collector are told what 2.x tells them', () => {
  it.each(calls)('of %s that succeeds, that fails, and that has no host', async (_name, run) => {
    for (const status of [200, 400]) {
      answer(status);
      const expected = await watch(original, run);
      expect(expected.told).toHaveLength(1);
      expect(await watch(ours, run)).toEqual(expected);
    }
    const tooling = { getCsdsEntry: fail };
    const { told } = await watch(original, run, {}, tooling);
    expect(told).toMatchObject([{ data: { domain: 'unresolved', fromCache: false } }]);
    expect((await watch(ours, run, {}, tooling)).told).toEqual(told);
  });

  it.each(calls)('of %s whose credentials or fetch fail', async (_name, run) => {
    for (const failOnErrorStatusCode of [true, false]) {
      for (const [config, tooling] of [
        [{ authStrategy: fail }, {}],
        [{}, { fetch: fail }],
      ] as const) {
        const expected = await watch(original, run, { failOnErrorStatusCode, ...config }, tooling);
        expect(expected.error).toMatch(/^FaaS/);
        expect(await watch(ours, run, { failOnErrorStatusCode, ...config }, tooling)).toEqual(expected);
      }
    }
  });

  it('of isImplemented that fails for two callers at once', async () => {
    answer(400);
    const ask: Run = (client) => client.isImplemented({ eventId: 'e', externalSystem: 'crm' });
    const both: Run = (client) => Promise.allSettled([ask(client), ask(client)]);
    expect((await watch(ours, both)).told).toEqual((await watch(original, both)).told);
  });
});

it.each([true, false])('a collector with onGetFunctions hears of getFunctions there too', async (fails) => {
  answer(200);
  const heard: string[] = [];
  const onGetFunctions = (): void => {
    heard.push('onGetFunctions');
    if (fails) throw new Error('bug');
  };
  const metricCollector = { onGetFunctions, onGetLambdas: () => void heard.push('onGetLambdas') };
  await watch(ours, CALLS.getFunctions as Run, {}, { metricCollector });
  expect(heard).toEqual(['onGetFunctions', 'onGetLambdas']);
});

describe('the same as in 2.x', () => {
  const pathsOf = async (library: Library, request: object): Promise<string[]> => {
    const paths: string[] = [];
    const heard = (sent: { path: string }) => paths.push(new URL(sent.path, 'https://host.test').pathname);
    const scope = nock(`https://${V2}`).get(ANY).reply(200, []).on('request', heard);
    await watch(library, (client) => client.getLambdas(request), {}, { getCsdsEntry: async () => V2 });
    scope.done();
    return paths;
  };

  it.each([{}, { eventId: 'e', state: ['Draft', 'Productive'], userId: 'u' }])(
    'getLambdas of V2 asks for the functions: %j',
    async (request) => {
      expect(await pathsOf(original, request)).toEqual(['/api/account/12345/functions']);
      expect(await pathsOf(ours, request)).toEqual(['/api/account/12345/functions']);
    },
  );

  it('getLambdas of V2 has the parameters that getFunctions has', async () => {
    const urls: string[] = [];
    const config = { accountId: '12345', authStrategy: () => 'Bearer x' };
    const client = new ours.Client(config, {
      getCsdsEntry: async () => V2,
      fetch: async ({ url }) => {
        urls.push(url);
        return { url, headers: {}, body: [], ok: true, status: 200, statusText: 'OK' };
      },
    });
    const request = { eventId: 'e', state: ['Draft', 'Productive'], userId: 'u', getFunctionsUri: '%s/mine' };
    await client.getLambdas(request);
    await client.getFunctions(request);
    expect(urls[0]).toBe(urls[1]);
    expect(urls[0]).toContain('/12345/mine?');
  });

  it.each(['ECONNRESET', 'ENOTFOUND'])('retryCount after four tries that end with %s', async (code) => {
    skipWaits();
    for (const library of [original, ours]) {
      nock.cleanAll();
      const error = Object.assign(new Error(code), { code });
      const host = `https://${HOSTS.faasGW}`;
      nock(host).persist().get(ANY).replyWithError(error).post(ANY).replyWithError(error);
      let counts: unknown[] = [];
      await watch(library, async (client) => {
        const request = { failOnErrorStatusCode: false, body: {} };
        const invoked = await client.invoke({ lambdaUuid: 'a', ...request });
        const listed = await client.getLambdas(request);
        const failure = await client.invoke({ lambdaUuid: 'a', body: {} }).catch((reason: Error) => reason);
        const { response } = VError.info(failure as Error) as { response?: ours.Response };
        counts = [invoked.retryCount, listed.retryCount, response?.retryCount];
      });
      expect(counts).toEqual([3, 3, 3]);
    }
  });

  it('the version of the client', () => {
    const versions = [original, ours].map(
      ({ Client }) => new Client({ authStrategy: () => 'Bearer x' }).version,
    );
    expect(versions[1]).toBe(versions[0]);
  });
});
