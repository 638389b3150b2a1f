import { createServer, Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { listen } from './listen';
import { selfSigned } from './self-signed';

/** A connection that the process wanted to make, and what it sent over it. */
export interface CapturedConnection {
  /** As it was handed to the socket: a name goes to DNS from here. */
  host: string;
  port: number;
  /** Set for a pipe or a Unix socket. */
  path: string | undefined;
  isTls: boolean;
  /** Name in the handshake; undefined without TLS, `''` for none. */
  servername: string | undefined;
  /** Everything that was sent, as Latin-1, after decryption. */
  sent: string;
}

export interface CapturedConnections {
  connections: CapturedConnection[];
  /** What the next connections are answered with once their request has arrived; repeated while it is the last. */
  answerWith(...replies: string[]): void;
  /** Lets connections go where they want again. */
  restore(): Promise<void>;
}

export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}';

interface Aim {
  host?: string;
  port?: number | string;
  path?: string | null;
  [option: string]: unknown;
}

/**
 * Takes every TCP connection of this process to servers on the loopback interface that answer all requests, and
 * keeps where it was meant to go. Nothing leaves the machine, no name is looked up.
 */
export async function captureConnections(): Promise<CapturedConnections> {
  const connections: CapturedConnection[] = [];
  const byPort = new Map<number, CapturedConnection>();
  let replies = [OK];
  const serve = (socket: Socket): void => {
    let connection: CapturedConnection | undefined;
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      connection ??= byPort.get(socket.remotePort ?? 0);
      if (!connection) return void socket.destroy();
      if (socket instanceof TLSSocket)
        connection.servername = (socket as { servername?: string | false }).servername || '';
      connection.sent += chunk.toString('latin1');
      if (connection.sent.includes('\r\n\r\n'))
        socket.end(Buffer.from(replies.length > 1 ? (replies.shift() ?? OK) : (replies[0] ?? OK), 'latin1'));
    });
  };
  const plain = createServer(serve);
  const secure = createTlsServer(selfSigned(), serve);
  secure.on('tlsClientError', () => undefined);
  const servers = { plain: await listen(plain), secure: await listen(secure) };

  const connect = Socket.prototype.connect as (this: Socket, aim: object, done?: () => void) => Socket;
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
    const [aim, done] = readArguments(args);
    const isTls = this instanceof TLSSocket;
    const connection: CapturedConnection = {
      host: String(aim.host ?? 'localhost'),
      port: Number(aim.port),
      path: aim.path ?? undefined,
      isTls,
      servername: undefined,
      sent: '',
    };
    connections.push(connection);
    this.once('connect', () => byPort.set(this.localPort ?? 0, connection));
    const { port } = isTls ? servers.secure : servers.plain;
    return connect.call(this, { host: '127.0.0.1', port, autoSelectFamily: false }, done as () => void);
  } as typeof Socket.prototype.connect;

  return {
    connections,
    answerWith: (...next) => {
      replies = next;
    },
    restore: async () => {
      Socket.prototype.connect = connect as typeof Socket.prototype.connect;
      await Promise.all([servers.plain.close(), servers.secure.close()]);
    },
  };
}

/** What `net.connect` and `tls.connect` hand to a socket: their arguments, put in order or not. */
function readArguments(args: unknown[]): [Aim, unknown] {
  const [first, second, third] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'object' && first !== null) return [first as Aim, second];
  if (typeof second === 'string') return [{ port: first as number, host: second }, third];
  return [typeof first === 'string' && !/^\d+$/.test(first) ? { path: first } : { port: first }, second];
}
