import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { AgentCache } from '../../../src/http/wire/agents';
import { attempt } from '../../../src/http/wire/attempt';
import type { Hop } from '../../../src/http/wire/message';
import { startServer, type TestServer } from '../../helpers/with-server';

const agents = new AgentCache();
let server: TestServer;

afterEach(async () => {
  agents.close();
  await server.close();
});

function send(extras: Partial<Hop> = {}): ReturnType<typeof attempt> {
  const hop = { method: 'GET', url: new URL(server.url()), headers: {}, body: undefined, timeoutMs: 0 };
  return attempt(agents, { ...hop, ...extras }, { proxy: undefined, sent() {} });
}

it('opens no connection for a call that was aborted before', async () => {
  server = await startServer();
  const onRequest = vi.fn();
  const signal = AbortSignal.abort(new Error('given up'));
  await expect(send({ signal, onRequest })).rejects.toThrow('given up');
  expect(onRequest).not.toHaveBeenCalled();
  expect(server.requests).toEqual([]);
});

it('ends a request that is under way when the call is aborted', async () => {
  const controller = new AbortController();
  const reason = new Error('given up');
  server = await startServer(() => controller.abort(reason));
  await expect(send({ signal: controller.signal })).rejects.toBe(reason);
});

it('tries once more after a kept connection was reset, and then no more', async () => {
  let isFirst = true;
  server = await startServer((_request, response) => {
    if (isFirst) response.end('ok');
    else response.socket?.destroy();
    isFirst = false;
  });
  const first = await send();
  await first.stream.resume().toArray();
  // The socket returns to the pool one turn after the body has ended.
  await new Promise(setImmediate);
  await expect(send()).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(server.requests).toHaveLength(3);
});

it.each([
  ['ECONNRESET', 'GET', 2],
  ['EPIPE', 'GET', 2],
  ['ETIMEDOUT', 'GET', 1],
  ['EPIPE', 'POST', 1],
])('after %s of a kept connection a %s is tried %i times in all', async (code, method, tries) => {
  server = await startServer();
  await (await send()).stream.resume().toArray();
  await new Promise(setImmediate);
  const onSocket = vi.fn((socket: Socket, request: ClientRequest) => {
    if (request.reusedSocket) socket.destroy(Object.assign(new Error('of the system'), { code }));
  });
  const sent = send({ method, onSocket });
  if (tries === 2) await (await sent).stream.resume().toArray();
  else await expect(sent).rejects.toMatchObject({ code });
  expect(onSocket).toHaveBeenCalledTimes(tries);
});

it('fails with what a listener throws, and sends nothing', async () => {
  server = await startServer();
  const thrown = new Error('of the listener');
  const onRequest = (): never => {
    throw thrown;
  };
  await expect(send({ onRequest, timeoutMs: 1_000 })).rejects.toBe(thrown);
  expect(server.requests).toEqual([]);
});
