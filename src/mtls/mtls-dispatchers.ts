import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Client, Dispatcher, Pool } from 'undici';
import { isTlsVerificationOff } from '../config/env';
import { requestFailure, socketClosed, tunnelRefused } from '../http/wire/failures';
import { FRESH_MS, isRepeatable } from '../http/wire/message';
import { requireOutside } from '../internal/node/require-outside';
import { ownProperties } from '../internal/own-properties';
import { realTime } from '../internal/real-time';
import { basicAuthorization } from '../internal/user-info';
import { type AwaitedHead, skipInterimAnswers } from './interim-answers';
import type { MtlsCredentials } from './mtls-credentials';

/** Idle sockets are closed after this time, before the server closes them: common servers do so after 5 s. */
const IDLE_SOCKET_MS = 4_000;
/**
 * The greatest number of dispatchers that are kept. Then the oldest is dropped. Only a process with a new identity in each call needs more.
 */
const MAX_CACHED_DISPATCHERS = 100;

/** The properties of a call's connection, without its target. */
export interface MtlsConnection {
  credentials: MtlsCredentials;
  allowSelfSigned: boolean;
  proxy: URL | undefined;
  /** Credentials for CONNECT, if the proxy URL has no credentials. */
  proxyAuthorization: string | undefined;
}

/** One attempt of a call, as its connection sees it. */
export interface MtlsAttempt {
  /** Ends a connection that is still being opened for the attempt. */
  signal: AbortSignal;
  /** Called when the request is written to its connection. */
  readonly sent: (() => void) | undefined;
  /** The reused connection, and the number of bytes read from it before the attempt. Undefined for a new connection. */
  reused: { socket: Socket; bytesBefore: number } | undefined;
}

/** Passes a request of fetch on to the connections. */
export type MtlsDispatch = (request: object, handler: object, attempt: MtlsAttempt) => void;

/**
 * Dispatchers of undici, cached by identity and proxy. Sockets are reused, but two identities never share a socket. Only this file loads
 * undici. No connection is opened before the first request.
 */
export class MtlsDispatchers {
  readonly #limit: number;
  readonly #dispatchers = new Map<string, Dispatcher>();
  readonly #sockets = new Set<Duplex>();

  /** @param limit how many dispatchers are kept */
  constructor(limit = MAX_CACHED_DISPATCHERS) {
    this.#limit = limit;
  }

  /**
   * The function that sends requests of an identity.
   * @param reuse with false, the request gets a new connection, and this connection is not used again afterwards
   */
  dispatch(connection: MtlsConnection, reuse: boolean): MtlsDispatch {
    const dispatcher = this.#dispatcher(connection, reuse);
    return (request, handler, attempt) => {
      // undici frees a connection one turn of the event loop after a response. Without this delay, a call
      // that follows at once would open a new connection. The fake timers of a test must not hold the request back.
      realTime.setImmediate(() => {
        dispatcher.dispatch({ ...request, attempt, signal: attempt.signal } as DispatchOptions, handler);
      });
    };
  }

  /** Closes every socket, in use, idle or being connected. For tests and for a clean end of a process. */
  close(): void {
    const dispatchers = [...this.#dispatchers.values()];
    this.#dispatchers.clear();
    const reason = requestFailure('The connection was closed by Toolbelt.reset()', { code: 'ECONNABORTED' });
    for (const dispatcher of dispatchers) dispatcher.destroy(reason).catch(() => {});
    for (const socket of this.#sockets) socket.destroy(reason);
  }

  #dispatcher(connection: MtlsConnection, reuse: boolean): Dispatcher {
    const { credentials, allowSelfSigned, proxy, proxyAuthorization } = connection;
    const key = JSON.stringify([
      ...[credentials.fingerprint, allowSelfSigned, reuse],
      // Whether the proxy is verified depends on a variable, which may change.
      ...(proxy ? [proxy.href, proxyAuthorization, isTlsVerificationOff()] : []),
    ]);
    const dispatcher = this.#dispatchers.get(key) ?? this.#create(connection, reuse);
    // Moves the dispatcher to the end of the map, so that it is the last to be forgotten.
    this.#dispatchers.delete(key);
    this.#dispatchers.set(key, dispatcher);
    const [oldest] = this.#dispatchers.keys();
    // The dropped dispatcher is not destroyed. Its requests finish, and its idle sockets close by themselves.
    if (this.#dispatchers.size > this.#limit && oldest !== undefined) {
      this.#dispatchers.delete(oldest);
    }
    return dispatcher;
  }

  #create({ credentials, allowSelfSigned, proxy, proxyAuthorization }: MtlsConnection, reuse: boolean) {
    const { Agent, ProxyAgent } = loadUndici();
    const hold: Hold = (socket, signal) => holdSocket(this.#sockets, socket, signal);
    const options = {
      keepAliveTimeout: IDLE_SOCKET_MS,
      // This limit applies even if the server offers a longer time.
      keepAliveMaxTimeout: IDLE_SOCKET_MS,
      pipelining: reuse ? 1 : 0,
      // The deadline of the call limits these times instead.
      headersTimeout: 0,
      bodyTimeout: 0,
      factory: (origin: string | URL, given: object) => createPool(origin, given, hold),
    };
    const tls = {
      secureContext: secureContextOf(credentials),
      rejectUnauthorized: !allowSelfSigned,
      timeout: 0,
    };
    if (!proxy) return new Agent({ ...options, connect: tls });
    return new ProxyAgent({
      ...options,
      uri: `${proxy.protocol}//${proxy.host}`,
      ...proxyToken(basicAuthorization(proxy) ?? proxyAuthorization),
      requestTls: tls,
      // The client certificate is only for the target.
      proxyTls: { timeout: 0, minVersion: 'TLSv1.2' },
      clientFactory: (origin, given) => createProxyPool(origin, given, hold),
    });
  }
}

type DispatchOptions = Dispatcher.DispatchOptions & { attempt?: MtlsAttempt; signal?: AbortSignal };
type Hold = (socket: Duplex, signal: AbortSignal | undefined) => void;
type ConnectCallback = (error: Error | null, socket: Socket | null) => void;
type Connector = (target: object, callback: ConnectCallback) => Socket | Promise<void>;

function loadUndici(): typeof import('undici') {
  // undici makes itself the dispatcher of every fetch in the process, unless Node's own fetch is loaded first.
  void globalThis.Response;
  return (requireOutside('undici') ?? require('undici')) as typeof import('undici');
}

/** Made once for many connections, because parsing the key and Node's authorities takes longer than a request. */
function secureContextOf({ cert, key, ca, passphrase }: MtlsCredentials) {
  const { createSecureContext } = require('node:tls') as typeof import('node:tls');
  return createSecureContext(
    ownProperties({
      cert,
      key,
      minVersion: 'TLSv1.2' as const,
      ...(ca === undefined ? {} : { ca: [...ca] }),
      ...(passphrase === undefined ? {} : { passphrase }),
    }),
  );
}

/** Lets `close` end a socket at any time. The signal of the call that waits for the socket can end it too. */
function holdSocket(sockets: Set<Duplex>, socket: Duplex, signal: AbortSignal | undefined): void {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
  socket.on('error', () => {});
  const end = () => socket.destroy(signal?.reason);
  if (signal?.aborted) end();
  else signal?.addEventListener('abort', end, { once: true });
}

/**
 * A client with one connection at a time, and one request at a time on it. Three things are added to undici's client: A connection that is
 * still being opened ends when its request is aborted. The attempt learns whether it used an existing connection. Interim answers are
 * skipped.
 */
function createClient(origin: string | URL, options: object, hold: Hold): Client {
  const { Client: HttpClient } = loadUndici();
  const { connect } = options as { connect: Connector };
  let request: DispatchOptions | undefined;
  let socket: Socket | undefined;
  let idleSince = 0;
  const head: AwaitedHead = { isAwaited: false };
  const settings: Client.Options = {
    ...options,
    connect(target, callback) {
      const { signal, attempt } = request ?? {};
      // A connector that opens a tunnel passes the signal on to its CONNECT.
      const aim = { ...target, servername: nameOf(target.servername), signal };
      const connecting = connect(aim, (error, connected) => {
        if (attempt) attempt.reused = undefined;
        socket = connected ?? undefined;
        if (connected) skipInterimAnswers(connected, head);
        (callback as ConnectCallback)(error, connected);
      });
      if ('destroy' in connecting) hold(connecting, signal);
    },
  };
  const client = new HttpClient(origin, ownProperties(settings));
  const dispatch = client.dispatch.bind(client);
  client.on('drain', () => {
    idleSince = realTime.now();
  });
  client.dispatch = (given: DispatchOptions, handler) => {
    request = given;
    head.isAwaited = true;
    // A request that must not be sent twice does not use a connection that the server may have closed already. undici opens a new
    // connection for it.
    if (!isRepeatable(given.method) && realTime.now() - idleSince > FRESH_MS) socket?.destroy();
    if (given.attempt && socket && !socket.destroyed) {
      given.attempt.reused = { socket, bytesBefore: socket.bytesRead };
    }
    return dispatch(given, handler);
  };
  return client;
}

/** The server name for the TLS handshake. RFC 6066: it is not an IP address, and it has no trailing dot. */
function nameOf(servername: string | undefined): string | undefined {
  const { isIP } = require('node:net') as typeof import('node:net');
  if (!servername || isIP(servername.replace(/^\[|\]$/g, '')) !== 0) return undefined;
  return servername.replace(/\.$/, '');
}

/**
 * The connections to one origin. When a pool has lost its last connection, an agent of undici closes the pool. If the event comes late, the
 * agent closes the pool that has replaced it, and afterwards hardly any connection is reused. So the agent does not get these events. A
 * pool without connections needs nearly no resources.
 */
function createPool(origin: string | URL, options: object, hold: Hold): Pool {
  const { Pool: ClientPool } = loadUndici();
  const settings: Pool.Options = { ...options, factory: (to, more) => createClient(to, more, hold) };
  const pool = new ClientPool(origin, ownProperties(settings));
  const on = pool.on.bind(pool) as (event: string, listener: () => void) => Pool;
  return Object.assign(pool, {
    on: (event: string, listener: () => void) =>
      event === 'disconnect' || event === 'connectionError' ? pool : on(event, listener),
  });
}

/**
 * Connections to a proxy. A CONNECT that fails has the same errors as in HTTPClient
 * (docs/platform.md, "Proxy").
 */
function createProxyPool(origin: URL, options: object, hold: Hold): Pool {
  const { Pool: ClientPool } = loadUndici();
  const settings: Pool.Options = {
    ...options,
    headersTimeout: 0,
    factory: (to, more) => createClient(to, more, hold),
  };
  const pool = new ClientPool(origin, ownProperties(settings));
  const connect = pool.connect.bind(pool) as (
    options: Dispatcher.ConnectOptions,
  ) => Promise<Dispatcher.ConnectData>;
  return Object.assign(pool, {
    async connect(target: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> {
      const signal = target.signal as AbortSignal | undefined;
      const tunnel = await connect(target).catch((error) => {
        throw signal?.aborted ? signal.reason : tunnelFailure(error);
      });
      if (tunnel.statusCode === 200) return tunnel;
      tunnel.socket.destroy();
      throw tunnelRefused(tunnel.statusCode);
    },
  });
}

/** The error for a failed CONNECT. With undici's own code for a closed socket, undici would try again for ever. */
function tunnelFailure(error: Error & { code?: string }): Error {
  if (error.code === 'UND_ERR_SOCKET' || error.code === 'ECONNRESET') return socketClosed();
  return requestFailure(`tunneling socket could not be established, cause=${error.message || error.code}`, {
    code: 'ECONNRESET',
    cause: error,
  });
}

function proxyToken(token: string | undefined): { token?: string } {
  return token === undefined ? {} : { token };
}
