import nock from 'nock';
import { beforeEach, expect, it } from 'vitest';
import { Client, type MetricData } from '../../src/functions-client/index';
import { failureOf } from '../helpers/failure-of';
import { createClient, GATEWAY, useNockInEveryTest } from './support';

useNockInEveryTest();

let seen: Array<[string, MetricData]> = [];
beforeEach(() => {
  seen = [];
});

const metricCollector = {
  onInvoke: (data: MetricData) => seen.push(['onInvoke', data]),
  onIsImplemented: (data: MetricData) => seen.push(['onIsImplemented', data]),
  onGetLambdas: (data: MetricData) => seen.push(['onGetLambdas', data]),
  onGetFunctions: (data: MetricData) => seen.push(['onGetFunctions', data]),
};
const client = (config = {}) => createClient(config, { metricCollector: metricCollector as never });
const COMMON = {
  accountId: '12345',
  requestDurationInMillis: expect.any(Number),
  domain: 'va.faasgw.example.com',
  fromCache: false,
};

it('a call that succeeded has status and duration', async () => {
  nock(GATEWAY)
    .post(/lambdas/)
    .query(true)
    .reply(202, '1');
  nock(GATEWAY)
    .post(/events/)
    .query(true)
    .reply(200, '[]');
  await client().invoke({ lambdaUuid: 'a', externalSystem: 'crm', skillId: '7' });
  await client().invoke({ eventId: 'e', lpEventSource: 'source' });
  expect(seen).toEqual([
    [
      'onInvoke',
      {
        ...COMMON,
        UUID: 'a',
        externalSystem: 'crm',
        lpEventSource: 'crm',
        skillId: '7',
        statusCode: 202,
      },
    ],
    [
      'onInvoke',
      {
        ...COMMON,
        event: 'e',
        externalSystem: undefined,
        lpEventSource: 'source',
        skillId: undefined,
        statusCode: 200,
      },
    ],
  ]);
});

it.each([true, false])(
  'so has one that failed, with failOnErrorStatusCode: %s',
  async (failOnErrorStatusCode) => {
    nock(GATEWAY)
      .post(/lambdas/)
      .query(true)
      .reply(404, {});
    const call = client({ failOnErrorStatusCode }).invoke({ lambdaUuid: 'a' });
    const error = failOnErrorStatusCode ? await failureOf(call) : await call.then(() => undefined);
    expect(seen).toMatchObject([['onInvoke', { ...COMMON, statusCode: 404 }]]);
    expect(seen[0]?.[1].error).toBe(error);
  },
);

it('has the status of a failed token, and none without an answer', async () => {
  nock('https://va.sentinel.example.com').post(/token/).query(true).reply(401, {});
  await failureOf(client({ authStrategy: { clientId: 'a', clientSecret: 'b' } }).invoke({ lambdaUuid: 'a' }));
  await failureOf(client().invoke({ lambdaUuid: '' }));
  expect(seen.map(([, { statusCode, error }]) => [statusCode, error?.name])).toEqual([
    [401, 'FaaSInvokeError'],
    [undefined, 'FaaSInvokeError'],
  ]);
  expect(seen[1]?.[1].requestDurationInMillis).toEqual(expect.any(Number));
});

it('tells what came from the cache', async () => {
  nock(GATEWAY)
    .get(/isImplemented/)
    .query(true)
    .reply(200, { implemented: true });
  const asking = client();
  await Promise.all([asking.isImplemented({ eventId: 'e' }), asking.isImplemented({ eventId: 'e' })]);
  await asking.isImplemented({ eventId: 'e' });
  const expected = [false, false, true].map((fromCache) => [
    'onIsImplemented',
    { ...COMMON, event: 'e', fromCache, statusCode: 200 },
  ]);
  expect(seen).toMatchObject(expected);
});

it('are told of lists', async () => {
  const ui = nock('https://va.faasui.example.com');
  ui.get(/lambdas/)
    .query(true)
    .reply(200, []);
  ui.get(/functions/)
    .query(true)
    .reply(403, '');
  await client().getLambdas();
  await failureOf(client().getFunctions());
  expect(seen.map(([name, { statusCode }]) => [name, statusCode])).toEqual([
    ['onGetLambdas', 200],
    ['onGetFunctions', 403],
    ['onGetLambdas', 403],
  ]);
});

it('a collector that throws, or has no hook, changes nothing', async () => {
  nock(GATEWAY)
    .post(/lambdas/)
    .twice()
    .query(true)
    .reply(200, '1');
  const onInvoke = () => {
    throw new Error('bug');
  };
  for (const metricCollector of [{ onInvoke }, {}]) {
    expect((await createClient({}, { metricCollector }).invoke({ lambdaUuid: 'a' })).ok).toBe(true);
  }
});

it('tooling may be an instance with methods', async () => {
  class Own {
    readonly status = 201;
    async fetch({ url }: { url: string }) {
      return { url, headers: {}, body: 'plain text', ok: true, status: this.status, statusText: '' };
    }
    async getCsdsEntry() {
      return `host-${this.status}.example.com`;
    }
    generateId() {
      return `id-${this.status}`;
    }
  }
  const client = new Client({ accountId: '12345', authStrategy: () => 'Bearer x' }, new Own());
  expect(await client.invoke({ lambdaUuid: 'a' })).toMatchObject({
    status: 201,
    body: 'plain text',
  });
});
