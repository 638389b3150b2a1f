import type { Agent, AgentOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import { realTime } from '../../internal/real-time';
import { type ConnectionOptions, identityOf, tlsOptions, trustOf } from './connection-options';
import { FRESH_MS, type HeaderValue, isRepeatable } from './message';
import { requestTarget } from './request-target';
import { tunnelAgent } from './tunnel';

/** Idle sockets are closed after this long: less than the 5 s after which common servers close theirs. */
const IDLE_SOCKET_MS = 4_000;
/** A process with more identities than this uses a new identity for each call; the oldest agents are forgotten then. */
const MAX_CACHED_AGENTS = 100;

/** How one hop reaches its target. */
export interface Route {
  agent: Agent;
  /** Whether the connection made by Node's request itself is TLS. */
  secure: boolean;
  host: string;
  port: number;
  /** The request target: a path, or the whole URL for a proxy. */
  path: string;
  /** Name for SNI when it is not the host's. */
  servername?: string;
  /** For the proxy, when the request itself (not CONNECT) goes to it. */
  proxyAuthorization?: string;
  /** Whether the request itself, and not a CONNECT, goes to a proxy. */
  isProxied: boolean;
  /** True when a CONNECT comes first. */
  tunnelled: boolean;
}

/** What of a hop decides its route. */
export interface Destination extends ConnectionOptions {
  method: string;
  url: URL;
  headers: Record<string, HeaderValue>;
}

/**
 * Agents, cached by proxy and TLS identity, so that sockets are reused and two identities never share one.
 * Nothing is opened before the first hop.
 */
export class AgentCache {
  readonly #agents = new Map<string, Agent>();

  /**
   * The way of a hop to its target, directly or through `proxy`.
   * @param reuse false for a connection of its own, never taken from or returned to the pool
   */
  route(hop: Destination, proxy: URL | undefined, reuse: boolean): Route {
    const tunnels = hop.tunnel ?? hop.url.protocol === 'https:';
    const route =
      proxy && !tunnels ? this.#absoluteForm(hop, proxy, reuse) : this.#straight(hop, proxy, reuse);
    if (!isRepeatable(hop.method)) closeStaleSockets(route.agent);
    return route;
  }

  /** Closes every socket, in use or idle. For tests and for a clean end of a process. */
  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
    this.#agents.clear();
  }

  #straight(hop: Destination, proxy: URL | undefined, reuse: boolean): Route {
    const { url } = hop;
    const secure = url.protocol === 'https:';
    return {
      agent: this.#agent(secure, hop, reuse, proxy, proxy && proxyAuthorizationOf(hop)),
      secure,
      host: bareHost(url),
      port: portOf(url),
      path: requestTarget(url),
      isProxied: false,
      // RFC 6066: the name in a handshake has no trailing dot.
      ...(secure && url.hostname.endsWith('.') ? { servername: url.hostname.slice(0, -1) } : {}),
      tunnelled: proxy !== undefined,
    };
  }

  #absoluteForm(hop: Destination, proxy: URL, reuse: boolean): Route {
    const { url } = hop;
    const secure = proxy.protocol === 'https:';
    const authorization = basicAuthorization(proxy);
    return {
      agent: this.#agent(secure, secure ? trustOf(hop) : {}, reuse),
      secure,
      host: bareHost(proxy),
      port: portOf(proxy),
      path: url.origin + requestTarget(url),
      ...(secure ? { servername: bareHost(proxy) } : {}),
      ...(authorization === undefined ? {} : { proxyAuthorization: authorization }),
      isProxied: true,
      tunnelled: false,
    };
  }

  #agent(
    secure: boolean,
    options: ConnectionOptions,
    reuse: boolean,
    proxy?: URL,
    proxyAuthorization = '',
  ): Agent {
    const key = `${secure} ${reuse} ${proxy?.href ?? ''} ${proxyAuthorization} ${identityOf(options)}`;
    let agent = this.#agents.get(key);
    if (!agent) {
      const agentOptions = { ...tlsOptions(secure, options), keepAlive: true };
      agent = proxy
        ? tunnelAgent(secure, proxy, proxyAuthorization, agentOptions)
        : directAgent(secure, agentOptions);
      manageIdleSockets(agent, reuse);
      const oldest = this.#agents.keys().next();
      // The forgotten agent is not destroyed: its requests finish, and its idle sockets close by themselves.
      if (this.#agents.size >= MAX_CACHED_AGENTS && !oldest.done) this.#agents.delete(oldest.value);
      this.#agents.set(key, agent);
    }
    return agent;
  }
}

function directAgent(secure: boolean, options: AgentOptions): Agent {
  const { Agent: Direct } = secure
    ? (require('node:https') as typeof import('node:https'))
    : (require('node:http') as typeof import('node:http'));
  return new Direct(options);
}

/** When a socket became idle, on a clock that never goes back. */
const idleSince = new WeakMap<Duplex, number>();

/**
 * Closes the connections that a request must not take which must not be sent twice. The clock decides, and not a timer:
 * after a process was frozen its timers have not run yet.
 */
function closeStaleSockets(agent: Agent): void {
  const latest = realTime.now() - FRESH_MS;
  for (const socket of Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? [])) {
    if ((idleSince.get(socket) ?? latest) <= latest) socket.destroy();
  }
}

/**
 * Closes idle sockets before the server closes them (an agent's own `timeout` would limit CONNECT too). A connection
 * that is for one request alone is closed at once, though its request asks for keep-alive as every other does.
 */
function manageIdleSockets(agent: Agent, reuse: boolean): void {
  // The types of Node leave out that the method tells whether the socket is kept.
  const keep = agent.keepSocketAlive.bind(agent) as (socket: Duplex) => unknown;
  const take = agent.reuseSocket.bind(agent);
  Object.assign(agent, {
    keepSocketAlive(socket: Duplex): boolean {
      const kept = reuse && keep(socket) === true;
      idleSince.set(socket, realTime.now());
      setIdleTimeout(socket, IDLE_SOCKET_MS);
      socket.on('data', refuseBytes);
      return kept;
    },
    reuseSocket(socket: Duplex, request: Parameters<typeof take>[1]): void {
      socket.removeListener('data', refuseBytes);
      setIdleTimeout(socket, 0);
      take(socket, request);
    },
  });
}

/** Nobody has asked for bytes that come on an idle connection: the next response must not begin with them. */
function refuseBytes(this: Duplex): void {
  this.destroy();
}

function setIdleTimeout(socket: Duplex & { setTimeout?: (ms: number) => void }, ms: number): void {
  // Interceptors hand out sockets that know no timeouts.
  socket.setTimeout?.(ms);
}

/** The caller's own credentials for the proxy, for CONNECT. */
function proxyAuthorizationOf({ headers }: Destination): string | undefined {
  const name = Object.keys(headers).find((header) => header.toLowerCase() === 'proxy-authorization');
  return name === undefined ? undefined : String(headers[name]);
}

function basicAuthorization({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

function bareHost(url: URL): string {
  return url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
}

function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
}
