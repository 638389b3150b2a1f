import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import type { TLSSocket, TlsOptions } from 'node:tls';

/** A request, and what the server knew about who sent it. */
export interface MtlsRequestSeen {
  /** Common name in the client's certificate. */
  client: string;
  /** Name that the client asked for in its handshake; false for none. */
  servername: string | false;
  method: string;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Answers a request. */
export type MtlsHandler = (request: MtlsRequestSeen, response: ServerResponse) => void;

/** A server on the loopback interface that demands a client certificate. */
export interface MtlsServer {
  port: number;
  url(path?: string, host?: string): string;
  /** Every request so far, oldest first. */
  requests: MtlsRequestSeen[];
  /** How many connections were made. */
  connections(): number;
  /** Waits until no client is connected. */
  allClosed(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a server that greets clients by name. `tls` has its identity, and the authority of its clients in `ca`. */
export async function startMtlsServer(
  tls: TlsOptions,
  handler: MtlsHandler = ({ client }, response) => void response.end(`hello ${client}`),
  address = '127.0.0.1',
): Promise<MtlsServer> {
  const requests: MtlsRequestSeen[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ ...tls, requestCert: true, rejectUnauthorized: true });
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      server.emit('client-closed');
    });
  });
  server.on('request', async (incoming, response) => {
    const socket = incoming.socket as TLSSocket & { servername?: string | false };
    const { method = '', url = '', headers } = incoming;
    const client = String(socket.getPeerCertificate().subject.CN);
    const seen = { client, servername: socket.servername ?? false, method, url, headers, body: '' };
    requests.push(seen);
    incoming.setEncoding('utf8');
    for await (const chunk of incoming) seen.body += chunk;
    handler(seen, response);
  });
  server.listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    requests,
    url: (path = '/', host = 'localhost') => `https://${host}:${port}${path}`,
    connections: () => connections,
    allClosed: async () => {
      while (sockets.size > 0) await once(server, 'client-closed');
    },
    close: async () => {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** A server below TLS or HTTP on the loopback interface. */
export interface RawMtlsServer {
  url: string;
  /** How many connections were made. */
  connections(): number;
  /** Waits until no client is connected. */
  allGone(): Promise<void>;
  close(): Promise<void>;
}

/** Lets `server` listen. A client that hangs up is gone: half-open connections are not kept. */
export async function startRawMtlsServer(server: NetServer): Promise<RawMtlsServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('end', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      server.emit('client-closed');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://localhost:${(server.address() as AddressInfo).port}/`,
    connections: () => connections,
    allGone: async () => {
      while (sockets.size > 0) await once(server, 'client-closed');
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
