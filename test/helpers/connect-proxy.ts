import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { type Listening, listen } from './listen';

/** How a proxy treats a CONNECT. A number is the status of its answer. */
export type ConnectMode = 'tunnel' | 'close' | 'never-answer' | 'stall-after-200' | number;

/** A request as the proxy saw it. */
export interface ProxiedRequest {
  method: string;
  /** The request target: `host:port` of a CONNECT, a whole URL in absolute form. */
  target: string;
  /** By lower-case name. */
  headers: IncomingMessage['headers'];
}

export interface ConnectProxyOptions {
  mode?: ConnectMode;
  /** `user:password` that requests must carry; others are answered with 407. */
  credentials?: string;
  /** For an https proxy. */
  tls?: ServerOptions;
}

/** A proxy on the loopback interface. */
export interface ConnectProxy extends Listening {
  /** Its URL, with user info in front of the host when given. */
  url(userInfo?: string): string;
  /** Every request so far, oldest first. */
  requests: ProxiedRequest[];
  /** Every byte that clients sent through tunnels, as Latin-1. With TLS from end to end none of it is readable. */
  received(): string;
  /** For each request, the common name in the certificate that the client showed to the proxy, or `''`. */
  clientNames: string[];
  /** Changes how it treats the next CONNECT. */
  use(mode: ConnectMode): void;
  /** Waits until a request has arrived. */
  asked(): Promise<void>;
}

/**
 * Starts an HTTP proxy that understands CONNECT and requests in absolute form. It takes every name for this machine:
 * a request for `service.test:8443` goes to 127.0.0.1:8443, and only `[::1]:8443` goes to ::1.
 */
export async function startConnectProxy(options: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  let mode = options.mode ?? 'tunnel';
  const requests: ProxiedRequest[] = [];
  const clientNames: string[] = [];
  const bytes: Buffer[] = [];
  const upstreams = new Set<Duplex>();
  const server = options.tls ? createTlsServer(options.tls) : createServer();
  const isAllowed = ({ headers }: IncomingMessage) =>
    options.credentials === undefined ||
    headers['proxy-authorization'] === `Basic ${Buffer.from(options.credentials).toString('base64')}`;

  server.on('request', (incoming: IncomingMessage, response: ServerResponse) => {
    requests.push(seen(incoming));
    clientNames.push(clientNameOf(incoming.socket));
    server.emit('asked');
    if (!isAllowed(incoming)) return void response.writeHead(407).end('who are you?');
    forward(incoming, response);
  });
  server.on('connect', (incoming: IncomingMessage, client: Duplex, head: Buffer) => {
    requests.push(seen(incoming));
    clientNames.push(clientNameOf(client));
    client.on('error', () => undefined);
    // An HTTP server of Node keeps a connection open when its client has ended it. This proxy closes it.
    client.on('end', () => client.destroy());
    client.resume();
    server.emit('asked');
    if (!isAllowed(incoming)) return void client.end(reply(407));
    if (mode === 'close') return void client.destroy();
    if (mode === 'never-answer') return;
    if (typeof mode === 'number') return void client.end(reply(mode));
    if (mode === 'stall-after-200') return void client.write('HTTP/1.1 200 OK\r\n\r\n');
    const upstream = connect(portOf(incoming.url ?? ''), addressOf(incoming.url ?? ''));
    upstreams.add(upstream);
    upstream.on('error', () => client.destroy());
    upstream.on('close', () => {
      upstreams.delete(upstream);
      client.destroy();
    });
    client.on('close', () => upstream.destroy());
    upstream.once('connect', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      client.on('data', (chunk: Buffer) => bytes.push(chunk));
      upstream.write(head);
      client.pipe(upstream).pipe(client);
    });
  });
  const listening = await listen(server);
  const scheme = options.tls ? 'https' : 'http';

  return {
    ...listening,
    requests,
    clientNames,
    url: (userInfo) => `${scheme}://${userInfo === undefined ? '' : `${userInfo}@`}${listening.host}`,
    received: () => Buffer.concat(bytes).toString('latin1'),
    use: (next) => {
      mode = next;
    },
    asked: async () => {
      if (requests.length === 0) await once(server, 'asked');
    },
    close: async () => {
      for (const socket of upstreams) socket.destroy();
      await listening.close();
    },
  };
}

function clientNameOf(client: Duplex): string {
  return client instanceof TLSSocket ? String(client.getPeerCertificate().subject?.CN ?? '') : '';
}

function seen({ method = '', url = '', headers }: IncomingMessage): ProxiedRequest {
  return { method, target: url, headers };
}

function reply(status: number): string {
  return `HTTP/1.1 ${status} No\r\nContent-Length: 2\r\nX-From: proxy\r\n\r\nno`;
}

/** Passes on a request in absolute form, unchanged but for the headers that are meant for the proxy. */
function forward(incoming: IncomingMessage, response: ServerResponse): void {
  const { 'proxy-authorization': _credentials, connection: _connection, ...headers } = incoming.headers;
  const target = new URL(incoming.url ?? '');
  const onward = request({
    host: addressOf(target.host),
    port: target.port,
    method: incoming.method,
    path: target.pathname + target.search,
    headers,
  });
  onward.on('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  incoming.pipe(onward);
}

function portOf(authority: string): number {
  return Number(/:(\d+)$/.exec(authority)?.[1] ?? 80);
}

function addressOf(authority: string): string {
  return authority.startsWith('[::1]') ? '::1' : '127.0.0.1';
}
