import { execFileSync } from 'node:child_process';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { Client } from '../../src/functions-client/index';
import { Toolbelt } from '../../src/index';
import { echo, type RawReply, startRawServer, withServer } from '../helpers/with-server';
import { skipWaits } from './waits';
import '../helpers/built';

// Without nock, which gives each request a connection of its own.

const ROOT = join(__dirname, '..', '..');

afterEach(() => {
  Toolbelt.reset();
  vi.restoreAllMocks();
});

function clientOf(port: number, Own = Client): Client {
  return new Own(
    { accountId: '12345', authStrategy: () => 'Bearer x', protocol: 'http' },
    { getCsdsEntry: async () => `127.0.0.1:${port}` },
  );
}

const answer =
  (status: number): RawReply =>
  (socket) => {
    socket.write(`HTTP/1.1 ${status} Status\r\nContent-Length: 2\r\n\r\n[]`);
  };

/** Answers requests in turn, and tells the connection of each. */
async function startKeeping(...replies: RawReply[]) {
  const sockets: Socket[] = [];
  const server = await startRawServer((socket, request) => {
    const reply = replies[sockets.push(socket) - 1] ?? answer(200);
    if (typeof reply === 'function') reply(socket, request);
    else socket.end(reply);
  });
  return { ...server, sockets };
}

it('a call takes the connection of the call before', async () => {
  const server = await startKeeping();
  const client = clientOf(server.port);
  for (let call = 0; call < 3; call += 1) await client.getLambdas();
  expect(server.sockets).toHaveLength(3);
  expect(new Set(server.sockets).size).toBe(1);
  await server.close();
});

it('a repeat takes a new connection, since kept ones may be closed already', async () => {
  skipWaits();
  const server = await startKeeping(answer(200), (socket) => socket.resetAndDestroy());
  const client = clientOf(server.port);
  await client.getLambdas();
  expect(await client.getLambdas()).toMatchObject({ status: 200, retryCount: 1 });
  const [first, second, third] = server.sockets;
  expect(second).toBe(first);
  expect(third).not.toBe(first);
  await server.close();
});

it('an answer that is too large closes its connection', async () => {
  const server = await startKeeping(
    (socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n'),
    (socket) => void socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\naaaa\r\n'),
  );
  Toolbelt.configure({ maxResponseBytes: 3 });
  for (const index of [0, 1]) {
    await expect(clientOf(server.port).getLambdas()).rejects.toThrow(/larger than 3 bytes/);
    await vi.waitFor(() => expect(server.sockets[index]?.destroyed).toBe(true));
  }
  expect(server.sockets).toHaveLength(2);
  await server.close();
});

it('Toolbelt.reset closes the connections of a process that has used the functions client alone', async () => {
  vi.resetModules();
  const fresh = await import('../../src/functions-client/index.js');
  const { Toolbelt: freshToolbelt } = await import('../../src/index.js');
  const server = await startKeeping();
  await clientOf(server.port, fresh.Client).getLambdas();
  expect(server.sockets[0]?.destroyed).toBe(false);
  freshToolbelt.reset();
  // Less than the 4 s after which an idle connection closes anyway.
  await vi.waitFor(() => expect(server.sockets[0]?.destroyed).toBe(true), { timeout: 2_000 });
  await server.close();
});

it('got is loaded by the first call, and by nothing that happens before', async () => {
  await withServer(echo, async ({ port }) => {
    const script = `
    const { Client } = require('./dist/functions-client/index.js');
    const client = new Client({ accountId: '1', authStrategy: () => 'Bearer x', protocol: 'http' },
      { getCsdsEntry: async () => '127.0.0.1:${port}' });
    const isLoaded = () => Object.keys(require.cache).some((file) => /got\\.cjs$/.test(file));
    const before = isLoaded();
    client.invoke({ lambdaUuid: 'a', timeout: 1 }).catch(() => {});
    setImmediate(() => { console.log(JSON.stringify([before, isLoaded()])); process.exit(0); });
  `;
    const printed = execFileSync(process.execPath, ['-e', script], { cwd: ROOT, encoding: 'utf8' });
    expect(JSON.parse(printed)).toEqual([false, true]);
  });
});
