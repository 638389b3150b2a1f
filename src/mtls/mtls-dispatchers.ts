import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Client, Dispatcher, Pool } from 'undici';
import { requestFailure, socketClosed, tunnelRefused } from '../http/wire/failures';
import { FRESH_MS, isRepeatable } from '../http/wire/message';
import { ownProperties } from '../internal/own-properties';
import { realTime } from '../internal/real-time';
import type { MtlsCredentials } from './mtls-credentials';
import { basicAuthorization } from './mtls-request';

/** Idle sockets are closed after this long: less than the 5 s after which common servers close theirs. */
const IDLE_SOCKET_MS = 4_000;
/** More identities than this in one process means one per call; the least used are forgotten then. */
const MAX_CACHED_DISPATCHERS = 100;

/** What shapes the connections of a call besides its target. */
export interface MtlsConnection {
  credentials: MtlsCredentials;
  /** Accept any certificate of the server. */
  allowSelfSigned: boolean;
  proxy: URL | undefined;
  /** For CONNECT, when the proxy URL carries no credentials. */
  proxyAuthorization: string | undefined;
}

/** One try of a call, as its connection sees it. */
export interface MtlsAttempt {
  /** Ends the connection that is being made for it. */
  signal: AbortSignal;
  /** The kept connection that it went out on, and what had been read from it before; undefined on a new one. */
  reused: { socket: Socket; bytesBefore: number } | undefined;
}

/** Hands a request of fetch's to the connections. */
export type MtlsDispatch = (request: object, handler: object, attempt: MtlsAttempt) => void;

/**
 * undici's dispatchers, cached by identity and proxy, so that sockets are reused and two identities never share
 * one. The only place that loads undici. Nothing is opened before the first request.
 */
export class MtlsDispatchers {
  readonly #limit: number;
  readonly #dispatchers = new Map<string, Dispatcher>();
  readonly #sockets = new Set<Duplex>();

  /** @param limit dispatchers that are kept */
  constructor(limit = MAX_CACHED_DISPATCHERS) {
    this.#limit = limit;
  }

  /**
   * The way through which requests of an identity leave.
   * @param reuse false for a connection of its own, never taken from or left for others
   */
  dispatch(connection: MtlsConnection, reuse: boolean): MtlsDispatch {
    const dispatcher = this.#dispatcher(connection, reuse);
    return (request, handler, attempt) => {
      // undici takes a connection back one turn of the event loop after a response: a call that follows at once
      // would open another.
      setImmediate(() => {
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
      ...(proxy ? [proxy.href, proxyAuthorization] : []),
    ]);
    const dispatcher = this.#dispatchers.get(key) ?? this.#create(connection, reuse);
    // Last in line to be forgotten.
    this.#dispatchers.delete(key);
    this.#dispatchers.set(key, dispatcher);
    const [oldest] = this.#dispatchers.keys();
    // The forgotten one is not destroyed: its requests finish, its idle sockets close by themselves.
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
      // Whatever the server offers.
      keepAliveMaxTimeout: IDLE_SOCKET_MS,
      pipelining: reuse ? 1 : 0,
      // The call's own deadline governs.
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
      // The client certificate is for the target alone.
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
  // undici makes itself the dispatcher of every fetch in the process, unless Node's own has been loaded before.
  void globalThis.Response;
  return require('undici') as typeof import('undici');
}

/** Made once for many connections: reading the key and Node's authorities takes longer than a request. */
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

/** Lets a socket be closed from outside for as long as it lives, and by the call that waits for it. */
function holdSocket(sockets: Set<Duplex>, socket: Duplex, signal: AbortSignal | undefined): void {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
  socket.on('error', () => {});
  const end = () => socket.destroy(signal?.reason);
  if (signal?.aborted) end();
  else signal?.addEventListener('abort', end, { once: true });
}

/**
 * One connection at a time, with one request at a time. undici leaves a connection under way when the request
 * that waits for it is given up, and tells nobody whether it was a kept one that failed: both are added here.
 */
function createClient(origin: string | URL, options: object, hold: Hold): Client {
  const { Client: HttpClient } = loadUndici();
  const { connect } = options as { connect: Connector };
  let request: DispatchOptions | undefined;
  let socket: Socket | undefined;
  let idleSince = 0;
  const settings: Client.Options = {
    ...options,
    connect(target, callback) {
      const { signal, attempt } = request ?? {};
      // A connector that tunnels gives the signal on to its CONNECT.
      const aim = { ...target, servername: nameOf(target.servername), signal };
      const connecting = connect(aim, (error, connected) => {
        if (attempt) attempt.reused = undefined;
        socket = connected ?? undefined;
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
    // A request that must not be sent twice does not take a connection that the server may have closed already. undici
    // connects anew for it.
    if (!isRepeatable(given.method) && realTime.now() - idleSince > FRESH_MS) socket?.destroy();
    if (given.attempt && socket && !socket.destroyed) {
      given.attempt.reused = { socket, bytesBefore: socket.bytesRead };
    }
    return dispatch(given, handler);
  };
  return client;
}

/** RFC 6066: an address is no name, and a name has no trailing dot. */
function nameOf(servername: string | undefined): string | undefined {
  const { isIP } = require('node:net') as typeof import('node:net');
  if (!servername || isIP(servername.replace(/^\[|\]$/g, '')) !== 0) return undefined;
  return servername.replace(/\.$/, '');
}

/**
 * The connections to one origin. undici's agents close a pool when it has lost its last connection, and when the
 * report is late, the one that took its place: from then on hardly a connection is used twice. They do not get
 * to know here; a pool without connections holds nothing.
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

/** Connections to a proxy. A CONNECT that fails is put in the terms of decisions, HTTPClient. */
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

/** Not one of undici's own codes for a closed socket: it would try again for ever. */
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
