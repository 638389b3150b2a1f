import type { Agent, AgentOptions } from 'node:http';
import type { Duplex } from 'node:stream';
import type { PeerCertificate } from 'node:tls';
import { shieldFromPrototype } from '../../internal/own-properties';
import { requestFailure, socketClosed, timedOut, tunnelRefused } from './failures';

type ConnectionCallback = (error: Error | null, socket: Duplex | null) => void;

interface ConnectOptions {
  host: string;
  /** Ends a running CONNECT. */
  connectSignal?: AbortSignal | undefined;
  checkServerIdentity?: (host: string, certificate: PeerCertificate) => Error | undefined;
}

/**
 * The members of an agent of hpagent that are used here. Its types leave out `proxyRequestOptions`, and
 * Node's type of `createConnection` allows more than hpagent can handle.
 */
type TunnelAgent = Omit<Agent, 'createConnection'> & {
  proxyRequestOptions: Record<string, unknown>;
  createConnection(options: ConnectOptions, callback: ConnectionCallback): void;
};

/**
 * An agent whose connections go through a proxy with CONNECT. Its errors are those of request. Only this
 * function loads hpagent.
 *
 * @param authorization the caller's own credentials for the proxy; `''` for the credentials in the proxy URL
 */
export function tunnelAgent(
  secure: boolean,
  proxy: URL,
  authorization: string,
  options: AgentOptions & { rejectUnauthorized?: boolean },
): Agent {
  const hpagent = require('hpagent') as typeof import('hpagent');
  const Tunnel = secure ? hpagent.HttpsProxyAgent : hpagent.HttpProxyAgent;
  const headers = authorization === '' ? {} : { 'proxy-authorization': authorization };
  const agent: Agent = new Tunnel({ ...options, proxy: proxy.href });
  const tunnel = agent as TunnelAgent;
  const createConnection = tunnel.createConnection.bind(agent);
  tunnel.createConnection = (target, callback) => {
    // hpagent reads these options during the call below and not later, so each CONNECT gets its own signal.
    tunnel.proxyRequestOptions = shieldFromPrototype({
      headers,
      // When verification is demanded, this holds for the proxy too. Permission to skip it is only for the target.
      ...(options.rejectUnauthorized ? { rejectUnauthorized: true } : {}),
      ...(target.connectSignal ? { signal: target.connectSignal } : {}),
    });
    createConnection(target.host.includes(':') ? withBrackets(target) : target, (error, socket) => {
      callback(error ? tunnelFailure(error) : null, socket);
    });
  };
  return agent;
}

/** A CONNECT writes an IPv6 address in brackets, but a certificate has the address without brackets. */
function withBrackets(target: ConnectOptions): ConnectOptions {
  const { checkServerIdentity } = require('node:tls') as typeof import('node:tls');
  return {
    checkServerIdentity: (_host, certificate) => checkServerIdentity(target.host, certificate),
    ...target,
    host: `[${target.host}]`,
  };
}

/**
 * The error for a failed CONNECT: the status of the proxy, a timeout, a closed socket, or the message of
 * request (docs/platform.md, "Proxy").
 */
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
