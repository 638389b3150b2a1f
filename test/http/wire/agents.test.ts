import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AgentCache, type Destination } from '../../../src/http/wire/agents';
import { attempt } from '../../../src/http/wire/attempt';
import { realTime } from '../../../src/internal/real-time';
import { startConnectProxy } from '../../helpers/connect-proxy';
import { untilTestEnds } from '../../helpers/listen';
import { startServer } from '../../helpers/with-server';

const agents = new AgentCache();
afterEach(() => {
  agents.close();
  vi.restoreAllMocks();
});

const DIRECT = { servername: undefined, proxyAuthorization: undefined, isProxied: false, tunnelled: false };

function hopTo(url: string, extras: Partial<Destination> = {}): Destination {
  return { method: 'GET', url: new URL(url), headers: {}, ...extras };
}

/** The options of an agent, which Node documents and its types leave out. */
function optionsOf(agent: HttpAgent): Record<string, unknown> {
  return (agent as HttpAgent & { options: Record<string, unknown> }).options;
}

function agentOf(maxCachedSessions: number, reuse = true) {
  return agents.route(
    hopTo('https://api.example.com/', { agentOptions: { maxCachedSessions } }),
    undefined,
    reuse,
  ).agent;
}

describe('AgentCache', () => {
  it('keeps an agent for each identity, and one for calls that do not share their connection', () => {
    expect(agentOf(1)).toBe(agentOf(1));
    expect(agentOf(2)).not.toBe(agentOf(1));
    expect(agentOf(1, false)).not.toBe(agentOf(1));
  });

  it('keeps 100 agents, and forgets the oldest for one more', () => {
    const first = agentOf(0);
    const second = agentOf(1);
    for (let identity = 2; identity < 100; identity += 1) agentOf(identity);
    expect(agentOf(0)).toBe(first);
    agentOf(100);
    expect(agentOf(1)).toBe(second);
    expect(agentOf(0)).not.toBe(first);
  });

  it('forgets its agents when it is closed, and closes their connections', async () => {
    const server = untilTestEnds(await startServer());
    const sockets: Socket[] = [];
    const onSocket = (socket: Socket) => void sockets.push(socket);
    const hop = { ...hopTo(server.url()), body: undefined, timeoutMs: 0, onSocket };
    await (await attempt(agents, hop, { proxy: undefined, sent: undefined })).stream.resume().toArray();
    await new Promise(setImmediate);
    const { agent } = agents.route(hop, undefined, true);
    expect(sockets.map(({ destroyed }) => destroyed)).toEqual([false]);
    agents.close();
    expect(sockets.map(({ destroyed }) => destroyed)).toEqual([true]);
    expect(agents.route(hop, undefined, true).agent).not.toBe(agent);
  });
});

describe('a direct route', () => {
  it.each([
    ['http://api.example.com/a?b=1', false, 'api.example.com', 80, '/a?b=1', undefined],
    ['https://api.example.com/', true, 'api.example.com', 443, '/', undefined],
    ['https://api.example.com:8443/', true, 'api.example.com', 8443, '/', undefined],
    ['http://[::1]:81/', false, '::1', 81, '/', undefined],
    ['https://api.example.com./', true, 'api.example.com.', 443, '/', 'api.example.com'],
    ['http://api.example.com./', false, 'api.example.com.', 80, '/', undefined],
  ])('to %s', (url, secure, host, port, path, servername) => {
    const { agent, ...route } = agents.route(hopTo(url), undefined, true);
    expect(route).toEqual({ ...DIRECT, secure, host, port, path, servername });
    expect(agent).toBeInstanceOf(secure ? HttpsAgent : HttpAgent);
    expect(optionsOf(agent)).toMatchObject({ keepAlive: true });
    expect(optionsOf(agent).minVersion).toBe(secure ? 'TLSv1.2' : undefined);
  });
});

describe('a route through a proxy', () => {
  const PLAIN = 'http://proxy.example.com';

  it.each([
    ['http://api.example.com/', undefined, false],
    ['https://api.example.com/', undefined, true],
    ['http://api.example.com/', true, true],
    ['https://api.example.com/', false, false],
  ])('to %s with the option tunnel %s is a tunnel: %s', (url, tunnel, tunnelled) => {
    const route = agents.route(hopTo(url, { tunnel }), new URL(PLAIN), true);
    expect([route.tunnelled, route.isProxied]).toEqual([tunnelled, !tunnelled]);
    expect(route.host).toBe(tunnelled ? 'api.example.com' : 'proxy.example.com');
  });

  it.each([
    [PLAIN, false, 'proxy.example.com', 80, undefined, undefined],
    ['https://proxy.example.com', true, 'proxy.example.com', 443, 'proxy.example.com', undefined],
    ['https://[::1]:8443', true, '::1', 8443, '::1', undefined],
    ['http://user:word@[::1]:3128', false, '::1', 3128, undefined, 'Basic dXNlcjp3b3Jk'],
  ])('at %s has the absolute URL', (proxy, secure, host, port, servername, proxyAuthorization) => {
    const { agent, ...route } = agents.route(hopTo('http://api.example.com:81/a?b'), new URL(proxy), true);
    const path = 'http://api.example.com:81/a?b';
    const target = { secure, host, port, path, servername, proxyAuthorization };
    expect(route).toEqual({ ...target, isProxied: true, tunnelled: false });
    expect(agent).toBeInstanceOf(secure ? HttpsAgent : HttpAgent);
  });

  it('shows the client certificate of the call to no proxy, and trusts the authorities of the call', () => {
    const tls = { cert: 'a certificate', key: 'a key', ca: 'an authority', rejectUnauthorized: true };
    const hop = hopTo('http://api.example.com/', { tls, agentOptions: { maxSockets: 1 } });
    const secure = agents.route(hop, new URL('https://proxy.example.com'), true).agent;
    expect(optionsOf(secure)).toMatchObject({ ca: 'an authority', rejectUnauthorized: true });
    expect(optionsOf(secure)).not.toHaveProperty('cert');
    const plain = agents.route(hop, new URL(PLAIN), true).agent;
    expect(optionsOf(plain)).not.toHaveProperty('ca');
    expect([secure.maxSockets, plain.maxSockets]).toEqual([Infinity, Infinity]);
  });

  it('has the credentials of the call in its CONNECT, and none without them', async () => {
    const server = untilTestEnds(await startServer());
    const proxy = untilTestEnds(await startConnectProxy());
    for (const headers of [{}, { 'Proxy-Authorization': 'Basic of the call' }]) {
      const hop = { ...hopTo(server.url(), { tunnel: true, headers }), body: undefined, timeoutMs: 0 };
      const answer = await attempt(agents, hop, { proxy: new URL(proxy.url()), sent: undefined });
      await answer.stream.resume().toArray();
    }
    const seen = proxy.requests.map(({ method, headers }) => [method, headers['proxy-authorization']]);
    expect(seen).toEqual([
      ['CONNECT', undefined],
      ['CONNECT', 'Basic of the call'],
    ]);
  });
});

describe('an idle connection', () => {
  const url = 'http://api.example.com/';

  it('is closed after four seconds, and when bytes arrive', () => {
    const { agent } = agents.route(hopTo(url), undefined, true);
    const socket = new Socket();
    expect(agent.keepSocketAlive(socket)).toBe(true);
    expect(socket.timeout).toBe(4_000);
    socket.emit('data', Buffer.from('too early'));
    expect(socket.destroyed).toBe(true);
  });

  it('may be silent for longer, and may receive, once it is in use again', () => {
    const { agent } = agents.route(hopTo(url), undefined, true);
    const socket = new Socket();
    const request = { reusedSocket: false };
    agent.keepSocketAlive(socket);
    agent.reuseSocket(socket, request as never);
    expect(request.reusedSocket).toBe(true);
    expect(socket.timeout).toBe(0);
    socket.emit('data', Buffer.from('an answer'));
    expect(socket.destroyed).toBe(false);
    socket.destroy();
  });

  it('may be one of an interceptor, which has no time', () => {
    const { agent } = agents.route(hopTo(url), undefined, false);
    const socket = Object.assign(new Socket(), { setTimeout: undefined });
    expect(() => agent.keepSocketAlive(socket as never)).not.toThrow();
  });

  it('is not kept if the call shares no connection, or if the server keeps it for a second only', async () => {
    expect(agents.route(hopTo(url), undefined, false).agent.keepSocketAlive(new Socket())).toBe(false);
    const server = untilTestEnds(
      await startServer((_request, response) => response.setHeader('keep-alive', 'timeout=1').end()),
    );
    const hop = { ...hopTo(server.url()), body: undefined, timeoutMs: 0 };
    await (await attempt(agents, hop, { proxy: undefined, sent: undefined })).stream.resume().toArray();
    await server.allClosed();
  });

  it.each([
    ['POST', 999, false],
    ['POST', 1_000, true],
    ['PATCH', 5_000, true],
    ['GET', 5_000, false],
  ])('before a %s after %i ms is closed: %s', (method, idleMs, closed) => {
    const now = vi.spyOn(realTime, 'now').mockReturnValue(10_000);
    const { agent } = agents.route(hopTo(url), undefined, true);
    const socket = new Socket();
    agent.keepSocketAlive(socket);
    Object.assign(agent.freeSockets, { 'api.example.com:80:': [socket] });
    now.mockReturnValue(10_000 + idleMs);
    agents.route(hopTo(url, { method }), undefined, true);
    expect(socket.destroyed).toBe(closed);
  });
});
