import type { Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Toolbelt } from '../../src/index';
import { startRawServer } from '../helpers/with-server';
import { turns, until } from './watch';

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n';
const FORGED = `${HEAD}Content-Length: 6\r\n\r\nforged`;

beforeEach(() => {
  Toolbelt.configure({ whitelist: ['127.0.0.1'], logger: { warn() {} } });
});
afterEach(() => Toolbelt.reset());

// An idle connection closes by itself after 4 s. The test must end before that.
it('what comes on an idle connection closes it, and is not the answer to the next request', {
  timeout: 3_000,
}, async () => {
  const sockets: Socket[] = [];
  const server = await startRawServer((socket) => {
    if (!sockets.includes(socket)) sockets.push(socket);
    socket.write(`${HEAD}Content-Length: 6\r\n\r\nreal ${sockets.length}`);
  });
  try {
    const get = () => Toolbelt.HTTPClient()(`http://127.0.0.1:${server.port}/`);
    expect(await get()).toBe('real 1');
    await turns();
    const [first] = sockets;
    first?.write(FORGED);
    await until(() => first?.destroyed === true);
    expect(await get()).toBe('real 2');
  } finally {
    await server.close();
  }
});

it('a body longer than its Content-Length fails the call, and not the next one', async () => {
  let isFirst = true;
  const server = await startRawServer((socket) => {
    socket.write(
      isFirst ? `${HEAD}Content-Length: 4\r\n\r\nreal${FORGED.slice(3)}` : FORGED.replace('forged', 'second'),
    );
    isFirst = false;
  });
  try {
    const get = () => Toolbelt.HTTPClient()(`http://127.0.0.1:${server.port}/`);
    await expect(get()).rejects.toMatchObject({
      name: 'RequestError',
      cause: { code: 'HPE_INVALID_CONSTANT' },
    });
    expect(await get()).toBe('second');
    expect(server.requests).toHaveLength(2);
  } finally {
    await server.close();
  }
});

it('an idle connection without surprises is used again', async () => {
  const sockets = new Set<Socket>();
  const server = await startRawServer((socket) => {
    sockets.add(socket);
    socket.write(`${HEAD}Content-Length: 4\r\n\r\nreal`);
  });
  try {
    for (let call = 0; call < 5; call += 1) {
      expect(await Toolbelt.HTTPClient()(`http://127.0.0.1:${server.port}/`)).toBe('real');
      await turns();
    }
    expect(sockets.size).toBe(1);
  } finally {
    await server.close();
  }
});
