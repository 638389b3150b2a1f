import { EventEmitter } from 'node:events';
import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import type { Route } from '../../../src/http/wire/agents';
import type { Hop, WireBody } from '../../../src/http/wire/message';
import { openRequest, toHopResponse, transmit, whenSent } from '../../../src/http/wire/transmit';

function agentFor(protocol: string) {
  const addRequest = vi.fn();
  return { addRequest, agent: { addRequest, defaultPort: 80, protocol } as unknown as Agent };
}

/** Opens a request with an agent that connects to nothing, and returns it with the options that the agent gets. */
function opened(hop: Partial<Hop> = {}, way: Partial<Route> = {}) {
  const { agent, addRequest } = agentFor('http:');
  const url = new URL('http://api.example.com/a');
  const route: Route = {
    ...{ agent, secure: false, host: 'api.example.com', port: 80, path: '/a' },
    ...{ isProxied: false, tunnelled: false },
    ...way,
  };
  const call = { method: 'GET', url, headers: {}, body: undefined, timeoutMs: 0, ...hop };
  const request = openRequest(call, route);
  return { request, options: addRequest.mock.calls[0]?.[1] as Record<string, unknown> };
}

describe('openRequest', () => {
  it('opens the request of the hop on the agent of its route', () => {
    const { request, options } = opened(
      { method: 'POST', headers: { 'X-One': '1', two: ['a', 'b'], three: 3 } },
      { host: '::1', port: 8080, path: '/a?b' },
    );
    expect([request.method, request.path]).toEqual(['POST', '/a?b']);
    expect({ ...request.getHeaders() }).toEqual({
      'x-one': '1',
      two: ['a', 'b'],
      three: 3,
      host: 'api.example.com',
    });
    expect(request.getRawHeaderNames()).toContain('X-One');
    expect(options).toMatchObject({ host: '::1', port: 8080, setHost: false });
    for (const name of ['timeout', 'connectSignal', 'servername']) expect(options).not.toHaveProperty(name);
  });

  it('opens a request over TLS for a secure route', () => {
    const { request } = opened({}, { secure: true, agent: agentFor('https:').agent });
    expect(request.protocol).toBe('https:');
  });

  it.each([
    ['names the host with its port', {}, {}, { host: 'api.example.com:81' }],
    ['keeps a host of the caller', { HOST: 'other' }, {}, { host: 'other' }],
    ['keeps an empty host', { host: '' }, {}, { host: '' }],
    ['leaves out keep-alive, which Node sends itself', { Connection: 'Keep-Alive' }, {}, {}],
    ['keeps another connection', { connection: 'close' }, {}, { connection: 'close' }],
    [
      'keeps a connection that only begins so',
      { connection: 'keep-alive, x' },
      {},
      { connection: 'keep-alive, x' },
    ],
    [
      'sends keep-alive in another header',
      { 'x-connection': 'keep-alive' },
      {},
      { 'x-connection': 'keep-alive' },
    ],
    ['shows no target the credentials of a proxy', { 'Proxy-Authorization': 'Basic eA==' }, {}, {}],
    [
      'shows the proxy the credentials of the call',
      { 'Proxy-Authorization': 'Basic eA==' },
      { isProxied: true, proxyAuthorization: 'Basic eQ==' },
      { 'proxy-authorization': 'Basic eA==' },
    ],
    [
      'shows the proxy the credentials of its URL',
      { other: 'x' },
      { isProxied: true, proxyAuthorization: 'Basic eQ==' },
      { other: 'x', 'proxy-authorization': 'Basic eQ==' },
    ],
    ['shows a proxy without credentials none', {}, { isProxied: true }, {}],
  ])('%s', (_name, headers, way, sent) => {
    const { request } = opened({ url: new URL('http://api.example.com:81/'), headers }, way);
    expect({ ...request.getHeaders() }).toEqual({ host: 'api.example.com:81', ...sent });
  });

  it('reads no header from a prototype', () => {
    const { request } = opened({ headers: JSON.parse('{"__proto__": "x"}') });
    expect(request.getRawHeaderNames()).toEqual(['__proto__', 'host']);
  });

  it('passes on the name for TLS and the limit of the headers, if there are any', () => {
    expect(opened({}, { servername: 'api.example.com' }).options.servername).toBe('api.example.com');
    expect(opened({ maxHeaderSize: 99 }).request).toMatchObject({ maxHeaderSize: 99 });
    expect(opened().request).toMatchObject({ maxHeaderSize: undefined });
  });

  it('limits the time of a CONNECT, and ends it with the call', () => {
    const { signal } = new AbortController();
    const hop = { timeoutMs: 1, signal };
    expect(opened(hop, { tunnelled: true }).options).toMatchObject({ timeout: 1, connectSignal: signal });
    const direct = opened(hop).options;
    expect([direct.timeout, direct.connectSignal]).toEqual([undefined, undefined]);
    const endless = opened({}, { tunnelled: true }).options;
    expect(endless).not.toHaveProperty('timeout');
    expect(endless).not.toHaveProperty('connectSignal');
  });
});

describe('whenSent', () => {
  function watched(socket: { connecting?: boolean; secureConnecting?: boolean }) {
    const request = Object.assign(new EventEmitter(), { headersSent: false });
    const sent = vi.fn();
    const written = whenSent(request as unknown as ClientRequest, sent);
    const connection = Object.assign(new EventEmitter(), socket);
    return { request, connection, sent, written, assign: () => request.emit('socket', connection) };
  }

  it.each([
    ['connected', {}, undefined],
    ['connecting', { connecting: true }, 'connect'],
    ['in its handshake', { connecting: true, secureConnecting: true }, 'secureConnect'],
    ['in the handshake of a tunnel', { secureConnecting: true }, 'secureConnect'],
  ])('tells once that the headers left on a socket that was %s', (_name, state, event) => {
    const { request, connection, sent, written, assign } = watched(state);
    request.headersSent = true;
    request.emit('finish');
    expect(sent).not.toHaveBeenCalled();
    assign();
    expect(sent).toHaveBeenCalledTimes(event === undefined ? 1 : 0);
    for (const each of ['connect', 'secureConnect']) {
      connection.emit(each);
      if (each === event) expect(sent).toHaveBeenCalledTimes(1);
    }
    written();
    expect(sent).toHaveBeenCalledTimes(1);
  });

  it.each(['finish', 'the body'])('waits for the headers of a body that comes later: %s', (event) => {
    const { request, sent, written, assign } = watched({});
    assign();
    expect(sent).not.toHaveBeenCalled();
    request.headersSent = true;
    if (event === 'finish') request.emit('finish');
    else written();
    expect(sent).toHaveBeenCalledTimes(1);
  });
});

describe('transmit', () => {
  function started(body: WireBody) {
    const request = new PassThrough();
    const [onAnswer, onFailure] = [vi.fn(), vi.fn()];
    transmit(request as unknown as ClientRequest, body, onAnswer, onFailure);
    return { request, onAnswer, onFailure };
  }

  const answered = () =>
    Object.assign(new PassThrough(), {
      statusCode: 201,
      statusMessage: 'Created',
      httpVersion: '1.1',
      headers: { a: 'b' },
      rawHeaders: ['A', 'b'],
    });

  it.each([
    ['nothing', undefined, ''],
    ['text', 'text', 'text'],
    ['bytes', Buffer.from('bytes'), 'bytes'],
  ])('writes %s, and ends the request', async (_name, body, written) => {
    const { request } = started(body);
    expect(Buffer.concat(await request.toArray()).toString()).toBe(written);
  });

  it('writes a stream', async () => {
    const body = new PassThrough();
    const { request } = started(body);
    body.end('streamed');
    expect(Buffer.concat(await request.toArray()).toString()).toBe('streamed');
  });

  it('hands over the answer, and then a failure to the answer', () => {
    const { request, onAnswer, onFailure } = started(undefined);
    const response = answered();
    request.emit('response', response);
    const { statusCode, statusMessage, httpVersion, headers, rawHeaders } = response;
    const answer = { statusCode, statusMessage, httpVersion, headers, rawHeaders, stream: response };
    expect(onAnswer.mock.calls).toEqual([[answer]]);
    const failure = new Error('reset');
    request.emit('error', failure);
    expect(response.errored).toBe(failure);
    expect(onFailure).not.toHaveBeenCalled();
  });

  it('hands over a failure before the answer without its bytes, and survives a second one', () => {
    const { request, onFailure } = started(undefined);
    const failure = Object.assign(new Error('Parse Error'), { rawPacket: Buffer.from('x') });
    request.emit('error', failure);
    expect(onFailure.mock.calls).toEqual([[failure]]);
    expect(failure).not.toHaveProperty('rawPacket');
    expect(() => request.emit('error', failure)).not.toThrow();
  });

  it('refuses an answer that leaves HTTP', () => {
    const { request, onFailure } = started(undefined);
    const socket = new PassThrough();
    request.emit('upgrade', {}, socket);
    expect(socket.destroyed).toBe(true);
    const [error] = onFailure.mock.lastCall ?? [];
    expect(error.message).toBe(
      'The server answered 101: it left HTTP for a protocol that the call cannot read.',
    );
    expect({ ...error }).toEqual({ code: 'ERR_UNEXPECTED_UPGRADE' });
  });

  it.each([
    ['its error', new Error('no such file'), { message: 'no such file' }],
    ['the code of an aborted request', undefined, { message: 'aborted', code: 'ECONNRESET' }],
  ])('fails for a stream that was closed before with %s', async (_name, cause, error) => {
    const body = new PassThrough();
    body.on('error', () => {});
    body.destroy(cause);
    const { request, onFailure } = started(body);
    await vi.waitFor(() => expect(onFailure).toHaveBeenCalled());
    expect(onFailure.mock.lastCall?.[0]).toMatchObject(error);
    expect(request.destroyed).toBe(true);
  });

  it('fails with the error of a stream that breaks', async () => {
    const body = new PassThrough();
    const { request, onFailure } = started(body);
    const cause = new Error('no such file');
    body.destroy(cause);
    await vi.waitFor(() => expect(onFailure).toHaveBeenCalledWith(cause));
    expect(request.destroyed).toBe(true);
  });

  it('keeps an error of the answer that nobody waits for yet', () => {
    const response = answered();
    const { stream } = toHopResponse(response as unknown as IncomingMessage);
    expect(() => stream.emit('error', new Error('reset'))).not.toThrow();
  });
});
