import { expect, it } from 'vitest';
import { BaseClient } from '../../src/functions-client/base-client';
import type { FetchRequest } from '../../src/functions-client/types';
import { failureOf } from '../helpers/failure-of';

/** A client whose requests are kept, on a host of V1 or of V2. */
function clientOn(host: string, status = 200) {
  const requests: FetchRequest[] = [];
  const services: string[] = [];
  const told: string[] = [];
  const hook = (name: string) => () => void told.push(name);
  const client = new BaseClient(
    { accountId: '1', authStrategy: () => 'Bearer x' },
    {
      fetch: async (request) => {
        requests.push(request);
        const body = { implemented: true };
        return { url: request.url, headers: {}, body, ok: status === 200, status, statusText: '' };
      },
      getCsdsEntry: async (_account, service) => {
        services.push(service);
        return host;
      },
      generateId: () => 'id',
      metricCollector: {
        onInvoke: hook('onInvoke'),
        onIsImplemented: hook('onIsImplemented'),
        onGetLambdas: hook('onGetLambdas'),
        onGetFunctions: hook('onGetFunctions'),
      },
    },
  );
  return { client, requests, services, told };
}

type Call = (client: BaseClient) => Promise<unknown>;
const V1 = 'va.faasgw.example.com';
const V2 = 'va.fninvocations.example.com';
const body = { timestamp: 5, headers: [], payload: {} };
const list = { eventId: 'e', state: 'Draft', userId: 'u', functionName: 'f' } as never;

it.each<[what: string, call: Call, host: string, method: string, path: string]>([
  [
    'invoke',
    (c) => c.invoke({ lambdaUuid: 'a', body }),
    V1,
    'post',
    'lambdas/a/invoke?v=1&externalSystem=unknown&skillId=',
  ],
  ['invoke', (c) => c.invoke({ lambdaUuid: 'a', body }), V2, 'post', 'lambdas/a/invoke'],
  [
    'invoke by event',
    (c) => c.invoke({ eventId: 'e', skillId: 's', externalSystem: 'x', body }),
    V1,
    'post',
    'events/e/invoke?v=1&externalSystem=x&skillId=s',
  ],
  [
    'isImplemented',
    (c) => c.isImplemented({ eventId: 'e', skillId: 's' }),
    V1,
    'get',
    'events/e/isImplemented?v=1&externalSystem=unknown&skillId=s',
  ],
  ['isImplemented', (c) => c.isImplemented({ eventId: 'e' }), V2, 'get', 'events/e/isImplemented'],
  [
    'getLambdas',
    (c) => c.getLambdas(),
    V1,
    'get',
    'lambdas/?v=1&externalSystem=unknown&eventId=&state=&userId=',
  ],
  [
    'getLambdas',
    (c) => c.getLambdas(list),
    V1,
    'get',
    'lambdas/?v=1&externalSystem=unknown&eventId=e&state=Draft&userId=u',
  ],
  ['getLambdas', (c) => c.getLambdas(list), V2, 'get', 'functions?eventId=e&state=Draft&userId=u'],
  ['getFunctions', (c) => c.getFunctions(), V2, 'get', 'functions'],
  [
    'getFunctions',
    (c) => c.getFunctions(list),
    V2,
    'get',
    'functions?eventId=e&state=Draft&userId=u&functionName=f',
  ],
])('%s is one request: %#', async (_what, call, host, method, path) => {
  const { client, requests } = clientOn(host);
  await call(client);
  const headers = {
    ...{ 'Content-Type': 'application/json', 'User-Agent': 'lp-faas-toolbelt-functions-client' },
    ...{ 'X-Request-ID': 'id', Authorization: 'Bearer x' },
    ...(host === V2 && { 'LP-EventSource': 'unknown' }),
  };
  const url = `https://${host}/api/account/1/${path}`;
  expect(requests).toEqual([{ url, method, headers, ...(method === 'post' && { body }) }]);
});

it.each<[call: Call, name: string, hooks: string[], service: string]>([
  [(c) => c.invoke({ lambdaUuid: 'a' }), 'FaaSInvokeError', ['onInvoke'], 'faasGW'],
  [(c) => c.isImplemented({ eventId: 'e' }), 'FaaSIsImplementedError', ['onIsImplemented'], 'faasGW'],
  [(c) => c.getLambdas(), 'FaaSGetLambdasError', ['onGetLambdas'], 'faasUI'],
  [(c) => c.getFunctions(), 'FaaSGetFunctionsError', ['onGetFunctions', 'onGetLambdas'], 'faasUI'],
])('a failure has its name, and its hooks are told: %#', async (call, name, hooks, service) => {
  const { client, told, services } = clientOn(V1, 404);
  expect((await failureOf(call(client))).name).toBe(name);
  expect([told, services]).toEqual([hooks, [service]]);
});

it('sends further properties of the body too, as 2.x does', async () => {
  const { client, requests } = clientOn(V1);
  await client.invoke({ lambdaUuid: 'a', body: { ...body, more: 1 } as never });
  expect(requests[0]?.body).toEqual({ ...body, more: 1 });
});

it.each([undefined, null, 'text', []])('a fetch that returns %j is named in the error', async (answer) => {
  const config = { accountId: '1', failOnErrorStatusCode: false };
  const tooling = {
    fetch: async () => answer as never,
    getCsdsEntry: async () => V1,
    generateId: () => 'id',
  };
  // With an app, the first request is the one for its token.
  for (const authStrategy of [() => 'Bearer x', { clientId: 'a', clientSecret: 'b' }]) {
    const client = new BaseClient({ ...config, authStrategy }, tooling);
    const error = await failureOf(client.invoke({ lambdaUuid: 'a' }));
    expect(error).toMatchObject({
      name: 'FaaSInvokeError',
      message: expect.stringContaining('"fetch" must return a response { ok, status, headers, body }'),
    });
  }
});

it('a host that is none counts as a discovery that failed', async () => {
  const told: unknown[] = [];
  const client = new BaseClient(
    { accountId: '1', authStrategy: () => 'Bearer x' },
    {
      fetch: () => expect.unreachable(),
      getCsdsEntry: async () => undefined as never,
      generateId: () => 'id',
      metricCollector: { onInvoke: ({ domain }) => void told.push(domain) },
    },
  );
  await failureOf(client.invoke({ lambdaUuid: 'a' }));
  expect(told).toEqual(['unresolved']);
});

it.each([
  [V1, { requestId: 'ключ' }, 'X-Request-ID'],
  [V2, { externalSystem: 'a\nb' }, 'LP-EventSource'],
  [V2, { lpEventSource: 'ключ' }, 'LP-EventSource'],
])('a value that no header can hold is refused: %#', async (host, request, header) => {
  const { client, requests } = clientOn(host);
  const error = await failureOf(client.invoke({ lambdaUuid: 'a', ...request }));
  expect(error).toMatchObject({
    name: 'FaaSInvokeError',
    message: `the value of the header "${header}" has a line break or another character that no header can hold: remove it. Nothing was sent`,
  });
  expect(requests).toEqual([]);
});

it('has the version of the interface', () => {
  expect(clientOn(V1).client.version).toBe('2.0.0');
});
