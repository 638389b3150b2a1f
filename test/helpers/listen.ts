import { once } from 'node:events';
import { type AddressInfo, isIPv6, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server that listens. */
export interface Listening {
  port: number;
  /** Its address with the port, as it stands in a URL. */
  host: string;
  /** How many connections were made so far. */
  connections(): number;
  /** How many connections are open. */
  open(): number;
  /** Waits until no connection is open. */
  allClosed(): Promise<void>;
  /** Destroys all connections and closes the server. */
  close(): Promise<void>;
}

/** Lets a server of any kind (TCP, TLS, HTTP, HTTPS) listen on the loopback interface, at a port that is free. */
export async function listen(server: Server, address = '127.0.0.1'): Promise<Listening> {
  const sockets = new Set<Socket>();
  let connections = 0;
  // TLS servers, too, emit this event with the socket below TLS.
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      server.emit('client-closed');
    });
  });
  for (const event of ['connection', 'secureConnection']) {
    server.on(event, (socket: Socket) => socket.on('error', () => undefined));
  }
  server.listen(0, address);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    host: `${isIPv6(address) ? `[${address}]` : address}:${port}`,
    connections: () => connections,
    open: () => sockets.size,
    allClosed: async () => {
      while (sockets.size > 0) await once(server, 'client-closed');
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
}

/** Closes a server, a proxy or the like when the running test ends, and returns it. */
export function untilTestEnds<T extends { close(): unknown }>(closable: T): T {
  onTestFinished(async () => void (await closable.close()));
  return closable;
}
