import type { Agent, AgentOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import type { PeerCertificate } from 'node:tls';
import type { TlsOptions } from '../client/types';
import { requestTarget } from '../request/request-url';
import { requestFailure, socketClosed, timedOut, tunnelRefused } from './failures';

/** Idle sockets are closed after this long: less than the 5 s after which common servers close theirs. */
const IDLE_SOCKET_MS = 4_000;
/** More identities than this in one process means one per call; the oldest are forgotten then. */
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

/** What shapes a connection besides its target. */
export interface ConnectionOptions {
  tls?: TlsOptions | undefined;
  agentOptions?: Record<string, unknown> | undefined;
  /** True: CONNECT for http as well. False: absolute form for https as well. */
  tunnel?: boolean | undefined;
  /** For CONNECT, when the proxy URL carries no credentials. */
  proxyAuthorization?: string | undefined;
}

/**
 * Agents, cached by proxy and TLS identity, so that sockets are reused and two identities never share one.
 * Nothing is opened before the first hop.
 */
export class AgentCache {
  readonly #agents = new Map<string, Agent>();

  /**
   * The way to `url`, directly or through `proxy`.
   * @param reuse false for a connection of its own, never taken from or returned to the pool
   */
  route(url: URL, proxy: URL | undefined, options: ConnectionOptions, reuse = true): Route {
    const secure = url.protocol === 'https:';
    if (proxy && !(options.tunnel ?? secure)) return this.#absoluteForm(url, proxy, options, reuse);
    return {
      agent: this.#agent(secure, proxy, options, reuse),
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

  /** Closes every socket, in use or idle. For tests and for a clean end of a process. */
  close(): void {
    for (const agent of this.#agents.values()) agent.destroy();
    this.#agents.clear();
  }

  #absoluteForm(url: URL, proxy: URL, options: ConnectionOptions, reuse: boolean): Route {
    const secure = proxy.protocol === 'https:';
    const authorization = basicAuthorization(proxy);
    return {
      agent: this.#agent(secure, undefined, secure ? trustOf(options) : {}, reuse),
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

  #agent(secure: boolean, proxy: URL | undefined, options: ConnectionOptions, reuse: boolean): Agent {
    const authorization = proxy && options.proxyAuthorization;
    const key = `${secure} ${reuse} ${proxy?.href ?? ''} ${authorization ?? ''} ${identityOf(options)}`;
    let agent = this.#agents.get(key);
    if (!agent) {
      agent = createAgent(secure, proxy, authorization, { ...tlsOptions(secure, options), keepAlive: true });
      manageIdleSockets(agent, reuse);
      const oldest = this.#agents.keys().next();
      // The forgotten agent is not destroyed: its requests finish, its idle sockets close by themselves.
      if (this.#agents.size >= MAX_CACHED_AGENTS && !oldest.done) this.#agents.delete(oldest.value);
      this.#agents.set(key, agent);
    }
    return agent;
  }
}

function createAgent(
  secure: boolean,
  proxy: URL | undefined,
  authorization: string | undefined,
  options: AgentOptions,
): Agent {
  if (proxy) return tunnelAgent(secure, proxy, authorization, options);
  const { Agent: Direct } = secure
    ? (require('node:https') as typeof import('node:https'))
    : (require('node:http') as typeof import('node:http'));
  return new Direct(options);
}

type ConnectionCallback = (error: Error | null, socket: Duplex | null) => void;

interface ConnectOptions {
  host: string;
  /** Ends a CONNECT that is still under way. */
  connectSignal?: AbortSignal | undefined;
  checkServerIdentity?: (host: string, certificate: PeerCertificate) => Error | undefined;
}

/** As for Node's options below: what is not set is read from the prototype. */
const CONNECT_OPTIONS = {
  auth: undefined,
  createConnection: undefined,
  defaultPort: undefined,
  hostname: undefined,
  insecureHTTPParser: undefined,
  localAddress: undefined,
  lookup: undefined,
  protocol: undefined,
  signal: undefined,
  socketPath: undefined,
};

interface Tunnel {
  proxyRequestOptions: Record<string, unknown>;
  createConnection(options: ConnectOptions, callback: ConnectionCallback): void;
}

/** The only place that loads hpagent. Its errors are translated where they arise. */
function tunnelAgent(
  secure: boolean,
  proxy: URL,
  authorization: string | undefined,
  options: AgentOptions,
): Agent {
  const hpagent = require('hpagent') as typeof import('hpagent');
  const TunnelAgent = secure ? hpagent.HttpsProxyAgent : hpagent.HttpProxyAgent;
  const headers = authorization === undefined ? {} : { 'proxy-authorization': authorization };
  const agent = new TunnelAgent({ ...options, proxy: proxy.href });
  const tunnel = agent as unknown as Tunnel;
  const createConnection = tunnel.createConnection.bind(agent);
  tunnel.createConnection = (target, callback) => {
    // Read during the call below and not later: an aborted call ends its own CONNECT.
    tunnel.proxyRequestOptions = {
      ...CONNECT_OPTIONS,
      headers,
      ...(target.connectSignal ? { signal: target.connectSignal } : {}),
    };
    createConnection(target.host.includes(':') ? withBrackets(target) : target, (error, socket) => {
      callback(error ? tunnelFailure(error) : null, socket);
    });
  };
  return agent;
}

/** CONNECT names an IPv6 address in brackets, a certificate without them. */
function withBrackets(target: ConnectOptions): ConnectOptions {
  const { checkServerIdentity } = require('node:tls') as typeof import('node:tls');
  return {
    checkServerIdentity: (_host, certificate) => checkServerIdentity(target.host, certificate),
    ...target,
    host: `[${target.host}]`,
  };
}

/** A refused CONNECT in the terms of decisions, HTTPClient: closed, 429, or request's own words. */
function tunnelFailure(error: Error & { code?: string }): Error {
  const status = /^Bad response: (\d+)$/.exec(error.message)?.[1];
  if (status !== undefined) return tunnelRefused(Number(status));
  if (error.message === 'Proxy timeout') return timedOut(false);
  if (error.code === 'ECONNRESET') return socketClosed();
  return requestFailure(`tunneling socket could not be established, cause=${error.message}`, {
    code: 'ECONNRESET',
    cause: error,
  });
}

/**
 * Closes sockets that lie idle before the server does (an agent's own `timeout` would limit CONNECT too), and
 * at once where a connection is for one request alone, though it asks for keep-alive as every other does.
 */
function manageIdleSockets(agent: Agent, reuse: boolean): void {
  const keep = agent.keepSocketAlive.bind(agent) as unknown as (socket: Duplex) => boolean;
  const take = agent.reuseSocket.bind(agent);
  Object.assign(agent, {
    keepSocketAlive(socket: Duplex): boolean {
      const kept = reuse && keep(socket);
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

/** Nobody has asked for what comes on an idle connection: the next response must not begin with it. */
function refuseBytes(this: Duplex): void {
  this.destroy();
}

function setIdleTimeout(socket: Duplex & { setTimeout?: (ms: number) => void }, ms: number): void {
  // Interceptors hand out sockets that know no timeouts.
  socket.setTimeout?.(ms);
}

/** The call's trust goes for the proxy as well; its client certificate is for the target alone. */
function trustOf({ tls }: ConnectionOptions): ConnectionOptions {
  if (!tls) return {};
  const { ca, rejectUnauthorized } = tls;
  return {
    tls: {
      ...(ca === undefined ? {} : { ca }),
      ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
    },
  };
}

/** Node copies these into a plain object before it reads them: each could be planted on `Object.prototype` otherwise. */
const NOT_FROM_PROTOTYPE = {
  ca: undefined,
  cert: undefined,
  key: undefined,
  lookup: undefined,
  passphrase: undefined,
  pfx: undefined,
  pskCallback: undefined,
  secureContext: undefined,
  secureProtocol: undefined,
  socket: undefined,
};

function tlsOptions(secure: boolean, { tls, agentOptions }: ConnectionOptions): Record<string, unknown> {
  if (!secure) return { ...NOT_FROM_PROTOTYPE, ...agentOptions };
  const pinned =
    agentOptions !== undefined &&
    (Object.hasOwn(agentOptions, 'secureProtocol') || Object.hasOwn(agentOptions, 'minVersion'));
  return {
    ...NOT_FROM_PROTOTYPE,
    ...(pinned ? {} : { minVersion: 'TLSv1.2' }),
    ...agentOptions,
    ...tls,
  };
}

/** A digest of everything that shapes the connection: never the key itself. */
function identityOf({ tls, agentOptions }: ConnectionOptions): string {
  if (!tls && !agentOptions) return '';
  const { createHash } = require('node:crypto') as typeof import('node:crypto');
  return createHash('sha256')
    .update(JSON.stringify([tls, agentOptions], numberFunctions))
    .digest('hex');
}

const functionNumbers = new WeakMap<object, number>();
let lastFunctionNumber = 0;

/** Functions (`checkServerIdentity`, `lookup`) shape a connection as well, and JSON would drop them. */
function numberFunctions(_key: string, value: unknown): unknown {
  if (typeof value !== 'function') return value;
  const number = functionNumbers.get(value) ?? ++lastFunctionNumber;
  functionNumbers.set(value, number);
  return `function ${number}`;
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
