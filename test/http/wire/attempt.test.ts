import { EventEmitter } from 'node:events';
import type { Agent, ClientRequest } from 'node:http';
import { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AgentCache } from '../../../src/http/wire/agents';
import { attempt } from '../../../src/http/wire/attempt';
import { Cancellation } from '../../../src/http/wire/cancellation';
import type { Hop } from '../../../src/http/wire/message';
import { untilTestEnds } from '../../helpers/listen';
import { startRawServer, startServer, type TestServer } from '../../helpers/with-server';

const agents = new AgentCache();
let server: TestServer;

afterEach(async () => {
  vi.useRealTimers();
  agents.close();
  await server?.close();
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

it('tries no second time when bytes of an answer have arrived', async () => {
  let answers = 0;
  const raw = await startRawServer((socket) => {
    answers += 1;
    if (answers === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    else socket.write('HTTP/1.1 20', () => socket.resetAndDestroy());
  });
  untilTestEnds(raw);
  const url = new URL(`http://${raw.host}/`);
  await (await send({ url })).stream.resume().toArray();
  await new Promise(setImmediate);
  await expect(send({ url })).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(raw.requests).toHaveLength(2);
});

/** An attempt whose agent connects to nothing. The test gives it a socket and an answer. */
function detached(extras: Partial<Hop> = {}, sent?: () => void) {
  const requests: ClientRequest[] = [];
  const agent = {
    defaultPort: 80,
    protocol: 'http:',
    addRequest: (request: never) => requests.push(request),
  };
  const route = vi.fn((..._values: unknown[]) => ({
    ...{ agent: agent as unknown as Agent, secure: false, host: 'api.example.com', port: 80, path: '/' },
    ...{ isProxied: false, tunnelled: false },
  }));
  const url = new URL('http://api.example.com/');
  const hop = { method: 'GET', url, headers: {}, body: undefined, timeoutMs: 100, ...extras };
  const proxy = new URL('http://proxy.example.com/');
  const call = attempt({ route } as unknown as AgentCache, hop, { proxy, sent });
  const outcome: { error?: unknown; answer?: Awaited<typeof call> } = {};
  const settled = call.then(
    (answer) => Object.assign(outcome, { answer }),
    (error: unknown) => Object.assign(outcome, { error }),
  );
  const [request] = requests as [ClientRequest];
  return { route, requests, request, outcome, settled, hop, proxy };
}

/** A socket as Node's agents give it. */
function nodeSocket(connecting: boolean): Socket {
  return Object.assign(new Socket(), { connecting });
}

/** A socket of an interceptor, which measures no time. */
function fakeSocket(connecting: boolean): Socket {
  return Object.assign(new EventEmitter(), { connecting, bytesRead: 0 }) as unknown as Socket;
}

const answerOf = () => Object.assign(new PassThrough(), { statusCode: 200, headers: {}, rawHeaders: [] });
const CONNECTING_FAILED = { code: 'ETIMEDOUT', connect: true };
const SILENT = { code: 'ESOCKETTIMEDOUT', connect: false };

describe('the route of an attempt', () => {
  it.each([
    ['text, which may use a kept connection', 'text', true],
    ['a stream, which can be sent only once', new PassThrough(), false],
  ])('is that of %s', (_name, body, reuse) => {
    const { route, hop, proxy } = detached({ body, timeoutMs: 0 });
    expect(route.mock.calls).toEqual([[hop, proxy, reuse]]);
  });

  it('is a new connection for the second time', async () => {
    const { route, requests, request, hop, proxy } = detached({ timeoutMs: 0 });
    Object.assign(request, { reusedSocket: true });
    request.emit('error', Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    await vi.waitFor(() => expect(requests).toHaveLength(2));
    expect(route.mock.calls[1]).toEqual([hop, proxy, false]);
  });

  it.each([
    ['of a new connection', {}, { code: 'ECONNRESET' }],
    ['without a code', { reusedSocket: true }, {}],
  ])('is used once for an error %s', async (_name, state, error) => {
    const { requests, request, settled, outcome } = detached({ timeoutMs: 0 });
    Object.assign(request, state);
    const failure = Object.assign(new Error('failed'), error);
    request.emit('error', failure);
    await settled;
    expect(outcome.error).toBe(failure);
    expect(requests).toHaveLength(1);
  });
});

describe('the time of an attempt', () => {
  it('limits the wait for a socket', async () => {
    vi.useFakeTimers();
    const { outcome, request } = detached();
    await vi.advanceTimersByTimeAsync(99);
    expect(outcome).toEqual({});
    await vi.advanceTimersByTimeAsync(1);
    expect(outcome.error).toMatchObject(CONNECTING_FAILED);
    expect(request.destroyed).toBe(true);
  });

  it('limits how long a socket connects, and does nothing to it later', async () => {
    vi.useFakeTimers();
    const { outcome, request } = detached();
    const socket = nodeSocket(true);
    request.emit('socket', socket);
    await vi.advanceTimersByTimeAsync(100);
    expect(outcome.error).toMatchObject(CONNECTING_FAILED);
    socket.emit('connect');
    expect([socket.timeout, socket.listenerCount('timeout')]).toEqual([undefined, 0]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([true, false])('is measured by a socket of Node, which connects first: %s', async (connecting) => {
    vi.useFakeTimers();
    const { outcome, request } = detached();
    const socket = nodeSocket(connecting);
    request.emit('socket', socket);
    if (connecting) {
      expect([socket.timeout, vi.getTimerCount()]).toEqual([undefined, 1]);
      socket.emit('connect');
    }
    expect(socket.timeout).toBe(100);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(outcome).toEqual({});
    socket.emit('timeout');
    await vi.advanceTimersByTimeAsync(0);
    expect(outcome.error).toMatchObject(SILENT);
    expect([socket.timeout, socket.listenerCount('timeout')]).toEqual([0, 0]);
  });

  it('is measured by a timer for a socket of an interceptor, from the last byte on', async () => {
    vi.useFakeTimers();
    const { outcome, request } = detached();
    const socket = fakeSocket(true);
    request.emit('socket', socket);
    const response = answerOf();
    const steps = [
      () => socket.emit('connect'),
      () => request.emit('response', response),
      () => outcome.answer?.stream.resume().push('a'),
      () => response.push('b'),
      () => response.push('c'),
    ];
    for (const step of steps) {
      await vi.advanceTimersByTimeAsync(60);
      step();
    }
    await vi.advanceTimersByTimeAsync(99);
    expect(response.errored).toBe(null);
    await vi.advanceTimersByTimeAsync(1);
    expect(response.errored).toMatchObject(SILENT);
    expect([vi.getTimerCount(), response.listenerCount('data')]).toEqual([0, 0]);
  });

  it('may be a millisecond', async () => {
    vi.useFakeTimers();
    const waiting = detached({ timeoutMs: 1 });
    const measured = detached({ timeoutMs: 1 });
    const [socket, response] = [nodeSocket(false), answerOf()];
    measured.request.emit('socket', socket);
    measured.request.emit('response', response);
    response.emit('end');
    expect(socket.timeout).toBe(0);
    const timed = detached({ timeoutMs: 1 });
    timed.request.emit('socket', fakeSocket(false));
    const silent = answerOf();
    timed.request.emit('response', silent);
    expect(silent.listenerCount('data')).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(waiting.outcome.error).toMatchObject(CONNECTING_FAILED);
    expect(silent.errored).toMatchObject(SILENT);
  });

  it('does not make the answer flow', async () => {
    const { outcome, request, settled } = detached();
    request.emit('socket', fakeSocket(false));
    request.emit('response', answerOf());
    await settled;
    expect(outcome.answer?.stream.readableFlowing).toBe(null);
  });

  it.each([
    ['end', false],
    ['close', true],
  ])('is over with the %s of the answer', async (event, destroys) => {
    const socket = nodeSocket(false);
    const { request, settled } = detached();
    request.emit('socket', socket);
    const response = answerOf();
    request.emit('response', response);
    await settled;
    expect([socket.timeout, socket.listenerCount('timeout')]).toEqual([100, 1]);
    if (destroys) response.destroy();
    else response.emit('end');
    await new Promise(setImmediate);
    expect([event, socket.timeout, socket.listenerCount('timeout')]).toEqual([event, 0, 0]);
  });

  it('is over when the answer is broken from the start', async () => {
    const socket = nodeSocket(false);
    const { request, settled, outcome } = detached();
    request.emit('socket', socket);
    const response = answerOf();
    response.destroy();
    await new Promise(setImmediate);
    request.emit('response', response);
    await settled;
    expect(outcome.answer?.stream).toBe(response);
    expect([socket.timeout, socket.listenerCount('timeout')]).toEqual([0, 0]);
  });

  it('is over when the request fails', async () => {
    vi.useFakeTimers();
    const { request, settled, outcome } = detached();
    expect(vi.getTimerCount()).toBe(1);
    request.emit('error', new Error('refused'));
    await settled;
    expect(outcome.error).toMatchObject({ message: 'refused' });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('has no limit of 0', async () => {
    vi.useFakeTimers();
    const { request, outcome } = detached({ timeoutMs: 0 });
    const sockets = [nodeSocket(true), nodeSocket(false), fakeSocket(false)];
    for (const socket of sockets) {
      request.emit('socket', socket);
      socket.emit('connect');
      expect([socket.timeout, socket.listenerCount('timeout')]).toEqual([undefined, 0]);
    }
    request.emit('response', answerOf());
    await vi.advanceTimersByTimeAsync(1_000);
    expect(vi.getTimerCount()).toBe(0);
    expect(outcome.answer?.stream.errored).toBe(null);
  });

  it('leaves a socket alone that another request uses already', async () => {
    const { request, settled } = detached({ timeoutMs: 0 });
    const socket = nodeSocket(false);
    request.emit('socket', socket);
    const response = answerOf();
    request.emit('response', response);
    await settled;
    socket.setTimeout(4_000);
    response.destroy();
    await new Promise(setImmediate);
    expect(socket.timeout).toBe(4_000);
    socket.destroy();
  });
});

describe('the signal of an attempt', () => {
  it('ends it before it has a socket', async () => {
    const signal = new Cancellation();
    const { request, settled, outcome } = detached({ signal });
    signal.abort('enough');
    await settled;
    expect(outcome.error).toBe('enough');
    expect(request.destroyed).toBe(true);
  });

  it('breaks its answer', async () => {
    const signal = new Cancellation();
    const { request, settled } = detached({ signal });
    const response = answerOf();
    request.emit('response', response);
    await settled;
    const reason = new Error('enough');
    signal.abort(reason);
    expect(response.errored).toBe(reason);
  });

  it.each(['the answer has ended', 'the request has failed', 'a listener has thrown'])(
    'is left alone when %s',
    async (end) => {
      const signal = new Cancellation();
      const remove = vi.spyOn(signal, 'removeEventListener');
      const onRequest = (): void => {
        if (end === 'a listener has thrown') throw new Error('of the listener');
      };
      const { request, settled } = detached({ signal, onRequest });
      const response = answerOf();
      if (end === 'the answer has ended') request.emit('response', response);
      else if (end === 'the request has failed') request.emit('error', new Error('refused'));
      await settled;
      response.destroy();
      await new Promise(setImmediate);
      expect(remove.mock.calls).toEqual([['abort', expect.any(Function)]]);
      request.destroy = vi.fn();
      signal.abort('enough');
      expect(request.destroy).not.toHaveBeenCalled();
    },
  );
});

it('swallows the error of a request that a listener has given up', async () => {
  const onRequest = (): never => {
    throw new Error('of the listener');
  };
  const { request, settled } = detached({ onRequest });
  await settled;
  expect(request.destroyed).toBe(true);
  expect(() => request.emit('error', new Error('later'))).not.toThrow();
});

it.each([
  ['text', () => 'text'],
  ['a stream', () => new PassThrough()],
])('tells when %s has left', async (_name, make) => {
  const sent = vi.fn();
  const body = make();
  const { request } = detached({ method: 'POST', body, timeoutMs: 0 }, sent);
  request.emit('socket', nodeSocket(false));
  expect(sent).toHaveBeenCalledTimes(typeof body === 'string' ? 1 : 0);
  if (typeof body !== 'string') body.write('a part');
  await vi.waitFor(() => expect(sent).toHaveBeenCalledTimes(1));
});

it('shows each socket with its request', () => {
  const onSocket = vi.fn();
  const { request } = detached({ onSocket, timeoutMs: 0 });
  const socket = nodeSocket(true);
  request.emit('socket', socket);
  expect(onSocket.mock.calls).toEqual([[socket, request]]);
});
