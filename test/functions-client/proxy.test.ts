import VError from 'verror';
import { afterEach, expect, it, vi } from 'vitest';
import { Client } from '../../src/functions-client/index';
import { Toolbelt } from '../../src/index';
import { startConnectProxy } from '../helpers/connect-proxy';
import { failureOf } from '../helpers/failure-of';
import { withServer } from '../helpers/with-server';
import { skipWaits } from './waits';

afterEach(() => {
  Toolbelt.reset();
  vi.restoreAllMocks();
});

const PATH = '/api/account/12345/lambdas/a/invoke';

// Without nock, which cannot read the request line that a proxy gets.
it.each<[string, (port: number) => string, (host: string) => string]>([
  ['through the proxy of the environment', () => 'gateway.invalid:8080', (host) => `http://${host}${PATH}`],
  ['directly to this machine', (port) => `127.0.0.1:${port}`, () => PATH],
])('goes %s', async (_way, hostOf, target) => {
  await withServer(
    (_request, response) => {
      response.end('"done"');
    },
    async (server) => {
      process.env.HTTP_PROXY = server.url();
      const host = hostOf(server.port);
      const client = new Client(
        { accountId: '12345', authStrategy: () => 'Bearer x', protocol: 'http' },
        { getCsdsEntry: async () => host },
      );
      expect((await client.invoke({ lambdaUuid: 'a' })).body).toBe('done');
      expect(server.requests.map(({ url }) => url.split('?')[0])).toEqual([target(host)]);
    },
  );
});

it.each([
  { status: 401, tries: 1 },
  { status: 403, tries: 1 },
  { status: 407, tries: 1 },
  { status: 502, tries: 4 },
  { status: 503, tries: 4 },
])('asks a proxy that refuses CONNECT with $status $tries times', async ({ status, tries }) => {
  skipWaits();
  const proxy = await startConnectProxy({ mode: status });
  process.env.HTTPS_PROXY = proxy.url();
  const client = new Client(
    { accountId: '12345', authStrategy: () => 'Bearer x' },
    { getCsdsEntry: async () => 'gateway.invalid' },
  );
  for (const call of [() => client.invoke({ lambdaUuid: 'a' }), () => client.getLambdas()]) {
    const error = await failureOf(call());
    expect(error.message).toContain(`tunneling socket could not be established, statusCode=${status}`);
  }
  expect(proxy.requests).toHaveLength(2 * tries);
  await proxy.close();
});

it('goes through the proxy of Toolbelt.configure, over the variables', async () => {
  skipWaits();
  process.env.HTTP_PROXY = 'http://127.0.0.1:9';
  process.env.HTTPS_PROXY = 'http://127.0.0.1:9';
  const proxy = await startConnectProxy({ mode: 403 });
  const call = (protocol: 'http' | 'https') =>
    new Client(
      { accountId: '12345', authStrategy: () => 'Bearer x', protocol },
      { getCsdsEntry: async () => 'gateway.invalid' },
    ).invoke({ lambdaUuid: 'a' });
  await withServer(
    (_request, response) => {
      response.end('"done"');
    },
    async (server) => {
      Toolbelt.configure({ proxy: proxy.url() });
      await failureOf(call('https'));
      expect(proxy.requests).toMatchObject([{ method: 'CONNECT', target: 'gateway.invalid:443' }]);
      Toolbelt.configure({ proxy: server.url() });
      expect((await call('http')).body).toBe('done');
      expect(server.requests[0]?.url).toMatch(/^http:\/\/gateway\.invalid\/api\//);
      Toolbelt.configure({ proxy: false });
      process.env.HTTP_PROXY = server.url();
      expect((await failureOf(call('http'))).message).toContain('gateway.invalid');
      expect(server.requests).toHaveLength(1);
    },
  );
  await proxy.close();
});

it('takes 429 to CONNECT for the 429 of a gateway, which is repeated', async () => {
  const waits = skipWaits();
  const proxy = await startConnectProxy({ mode: 429 });
  Toolbelt.configure({ proxy: proxy.url() });
  const client = new Client(
    { accountId: '12345', authStrategy: () => 'Bearer x', failOnErrorStatusCode: false },
    { getCsdsEntry: async () => 'gateway.invalid' },
  );
  expect(await client.invoke({ lambdaUuid: 'a' })).toMatchObject({
    status: 429,
    body: 'Too Many Requests',
    retryCount: 3,
  });
  expect(waits).toEqual([350, 700, 1_050]);
  expect(proxy.requests).toHaveLength(4);
  await proxy.close();
});

it('ends a try with its time where the proxy never answers CONNECT', async () => {
  const proxy = await startConnectProxy({ mode: 'never-answer' });
  Toolbelt.configure({ proxy: proxy.url() });
  const client = new Client(
    { accountId: '12345', authStrategy: () => 'Bearer x' },
    { getCsdsEntry: async () => 'gateway.invalid' },
  );
  const error = await failureOf(client.invoke({ lambdaUuid: 'a', timeout: 50 }));
  expect(error.message).toMatch(/after 4 tries: no answer within 50 ms/);
  expect(VError.info(error)).toMatchObject({ code: 'ETIMEDOUT', retryCount: 3 });
  await proxy.close();
});
