import { createServer, request as httpRequest, type RequestOptions } from 'node:http';
import { afterEach, expect, it, vi } from 'vitest';
import { tunnelAgent } from '../../../src/http/wire/tunnel';
import { type ConnectMode, type ConnectProxyOptions, startConnectProxy } from '../../helpers/connect-proxy';
import { failureOf } from '../../helpers/failure-of';
import { type Listening, listen, untilTestEnds } from '../../helpers/listen';
import { selfSigned } from '../../helpers/self-signed';
import { startServer } from '../../helpers/with-server';

afterEach(() => vi.unstubAllEnvs());

interface Tunnelled {
  authorization?: string;
  options?: Parameters<typeof tunnelAgent>[3];
  request?: RequestOptions & { connectSignal?: AbortSignal };
}

/** The status of a request to a server through a proxy. */
function through(
  proxy: string,
  { host, port }: Listening,
  given: Tunnelled = {},
): Promise<number | undefined> {
  const agent = tunnelAgent(false, new URL(proxy), given.authorization ?? '', given.options ?? {});
  const address = host.startsWith('[') ? '::1' : '127.0.0.1';
  return new Promise((resolve, reject) => {
    const request = httpRequest({ agent, host: address, port, ...given.request });
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject);
    request.end();
  });
}

async function started(options?: ConnectProxyOptions) {
  return {
    server: untilTestEnds(await startServer()),
    proxy: untilTestEnds(await startConnectProxy(options)),
  };
}

it('asks the proxy for a tunnel, with the credentials of its URL or those of the call', async () => {
  const { server, proxy } = await started();
  expect(await through(proxy.url('user:word'), server)).toBe(200);
  expect(await through(proxy.url(), server, { authorization: 'Basic of the call' })).toBe(200);
  expect(await through(proxy.url(), server)).toBe(200);
  expect(proxy.requests.map(({ target }) => target)).toEqual(new Array(3).fill(server.host));
  expect(proxy.requests.map(({ headers }) => headers['proxy-authorization'])).toEqual([
    'Basic dXNlcjp3b3Jk',
    'Basic of the call',
    undefined,
  ]);
});

it('writes an IPv6 address in brackets', async () => {
  const server = untilTestEnds(
    await listen(
      createServer((_request, response) => response.end()),
      '::1',
    ),
  );
  const proxy = untilTestEnds(await startConnectProxy());
  expect(await through(proxy.url(), server)).toBe(200);
  expect(proxy.requests[0]?.target).toBe(server.host);
});

it.each<[ConnectMode, string, object]>([
  [407, 'tunneling socket could not be established, statusCode=407', { code: 'ECONNRESET', statusCode: 407 }],
  ['close', 'Socket is closed', { code: 'ERR_SOCKET_CLOSED' }],
  ['never-answer', 'ETIMEDOUT', { code: 'ETIMEDOUT', connect: true }],
])('fails as in request when the proxy answers with: %s', async (mode, message, fields) => {
  const { server, proxy } = await started({ mode });
  const error = await failureOf(through(proxy.url(), server, { request: { timeout: 20 } }));
  expect([error.message, { ...error }]).toEqual([message, fields]);
});

it('says why a proxy was not reached', async () => {
  const { server, proxy } = await started();
  await proxy.close();
  const error = await failureOf(through(proxy.url(), server));
  const cause = `connect ECONNREFUSED ${proxy.host}`;
  expect(error.message).toBe(`tunneling socket could not be established, cause=${cause}`);
  expect([error.code, error.cause?.code]).toEqual(['ECONNRESET', 'ECONNREFUSED']);
});

it('ends a CONNECT with the call', async () => {
  const { server, proxy } = await started({ mode: 'never-answer' });
  const controller = new AbortController();
  const failed = failureOf(through(proxy.url(), server, { request: { connectSignal: controller.signal } }));
  await proxy.asked();
  controller.abort();
  expect((await failed).cause?.name).toBe('AbortError');
  await proxy.allClosed();
});

it.each([
  [true, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  [false, undefined],
])('verifies the proxy itself if the call demands it: %s', async (rejectUnauthorized, code) => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  const { server, proxy } = await started({ tls: selfSigned() });
  // TLS has no server names that are addresses, and Node 26 refuses them.
  const url = proxy.url().replace('127.0.0.1', 'localhost');
  const call = through(url, server, { options: { rejectUnauthorized } });
  if (code === undefined) expect(await call).toBe(200);
  else expect((await failureOf(call)).cause?.code).toBe(code);
});
