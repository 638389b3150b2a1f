import { expect, it } from 'vitest';
import { Client } from '../../src/functions-client/index';
import { withServer } from '../helpers/with-server';

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
