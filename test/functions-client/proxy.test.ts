import { afterEach, expect, it, vi } from 'vitest';
import { Client } from '../../src/functions-client/index';
import { startConnectProxy } from '../helpers/connect-proxy';
import { failureOf } from '../helpers/failure-of';
import { withServer } from '../helpers/with-server';
import { skipWaits } from './waits';

afterEach(() => void vi.restoreAllMocks());

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
