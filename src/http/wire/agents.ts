import type { Agent, AgentOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import { isTlsVerificationOff } from '../../config/env';
import { realTime } from '../../internal/real-time';
import { basicAuthorization } from '../../internal/user-info';
import { type ConnectionOptions, identityOf, tlsOptions, trustOf } from './connection-options';
import { FRESH_MS, type HeaderValue, isRepeatable } from './message';
import { requestTarget } from './request-target';
import { tunnelAgent } from './tunnel';

/** Idle sockets are closed after this time, before the server closes them: common servers do so after 5 s. */
const IDLE_SOCKET_MS = 4_000;
/** The greatest number of agents that are kept. Then the oldest is dropped. Only a process with a new identity in each call needs more. */
const MAX_CACHED_AGENTS = 100;

/** How one hop reaches its target. */
export interface Route {
  agent: Agent;
  /** Whether Node's request itself goes over TLS, to the target or to the proxy. */
  secure: boolean;
  host: string;
  port: number;
  /** The request target: a path, or the whole URL for a proxy. */
  path: string;
  /** The name for SNI, if it is not `host`. */
  servername?: string | undefined;
  /** Credentials for the proxy, if the request itself and not a CONNECT goes to the proxy. */
  proxyAuthorization?: string | undefined;
  /** Whether the request itself and not a CONNECT goes to a proxy. */
  isProxied: boolean;
  /** Whether a CONNECT to a proxy is sent before the request. */
  tunnelled: boolean;
}

/** The parts of a hop that decide its route. */
export interface Destination extends ConnectionOptions {
  method: string;
  url: URL;
  headers: Record<string, HeaderValue>;
}

/**
 * Agents, cached by proxy and TLS identity. Sockets are reused, but two identities never share a socket. No connection is opened before the
 * first hop.
 */
export class AgentCache {
  readonly #agents = new Map<string, Agent>();

  /**
   * The route of a hop to its target, directly or through `proxy`.
   * @param reuse with false, the hop gets a new connection. It is closed afterwards and not returned to the pool.
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
      // RFC 6066: the server name in a TLS handshake has no trailing dot.
      servername: secure && url.hostname.endsWith('.') ? url.hostname.slice(0, -1) : undefined,
      proxyAuthorization: undefined,
      isProxied: false,
      tunnelled: proxy !== undefined,
    };
  }

  #absoluteForm(hop: Destination, proxy: URL, reuse: boolean): Route {
    const { url } = hop;
    const secure = proxy.protocol === 'https:';
    return {
      agent: this.#agent(secure, secure ? trustOf(hop) : {}, reuse),
      secure,
      host: bareHost(proxy),
      port: portOf(proxy),
      path: url.origin + requestTarget(url),
      servername: secure ? bareHost(proxy) : undefined,
      proxyAuthorization: basicAuthorization(proxy),
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
    // The variable may change. A connection that was opened without verification must not serve a later call.
    const trust = isTlsVerificationOff() ? 'anyone' : 'verified';
    const key = `${secure} ${trust} ${reuse} ${proxy?.href} ${proxyAuthorization} ${identityOf(options)}`;
    let agent = this.#agents.get(key);
    if (!agent) {
      const agentOptions = { ...tlsOptions(secure, options), keepAlive: true };
      agent = proxy
        ? tunnelAgent(secure, proxy, proxyAuthorization, agentOptions)
        : directAgent(secure, agentOptions);
      manageIdleSockets(agent, reuse);
      const oldest = this.#agents.keys().next();
      // The dropped agent is not destroyed. Its requests finish, and its idle sockets close by themselves.
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
 * Closes the connections that have been idle for too long for a request that must not be sent twice. The clock decides, and not a timer,
 * because the timers of a process that was frozen have not run yet.
 */
function closeStaleSockets(agent: Agent): void {
  const latest = realTime.now() - FRESH_MS;
  for (const socket of Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? [])) {
    if ((idleSince.get(socket) ?? latest) <= latest) socket.destroy();
  }
}

/**
 * Closes idle sockets before the server closes them. (The `timeout` option of an agent would limit CONNECT too.) With
 * `reuse` false, a connection is closed right after its only request, although this request asks for keep-alive too.
 */
function manageIdleSockets(agent: Agent, reuse: boolean): void {
  // The method returns whether the socket is kept, which Node's types leave out.
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

/** Closes an idle connection on which bytes arrive: the next response must not begin with these bytes. */
function refuseBytes(this: Duplex): void {
  this.destroy();
}

function setIdleTimeout(socket: Duplex & { setTimeout?: (ms: number) => void }, ms: number): void {
  // Sockets of interceptors such as nock may not have this method.
  socket.setTimeout?.(ms);
}

/** The proxy credentials among the caller's headers, for CONNECT. */
function proxyAuthorizationOf({ headers }: Destination): string | undefined {
  const name = Object.keys(headers).find((header) => header.toLowerCase() === 'proxy-authorization');
  return name === undefined ? undefined : String(headers[name]);
}

function bareHost(url: URL): string {
  return url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
}

function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
}
