import { createServer, Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { listen } from './listen';
import { selfSigned } from './self-signed';

/** A connection that the process wanted to make, and what it sent over it. */
export interface CapturedConnection {
  /** The host as the socket got it. Without this helper, a name would now be looked up in DNS. */
  host: string;
  port: number;
  /** Set for a pipe or a Unix socket. */
  path: string | undefined;
  isTls: boolean;
  /** The server name in the TLS handshake: `''` for a handshake without a name, undefined without TLS. */
  servername: string | undefined;
  /** Everything that was sent, as Latin-1, after decryption. */
  sent: string;
}

export interface CapturedConnections {
  connections: CapturedConnection[];
  /** Sets the answers for the next connections, one each. The last answer is used for all further connections. */
  answerWith(...replies: string[]): void;
  /** From then on connections go to their real destinations again. */
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
 * Leads every TCP connection of this process to servers on the loopback interface, which answer all requests, and
 * records the destination that it was meant for. Nothing leaves the machine, and no name is looked up.
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

/** The arguments of `Socket.connect`: `net.connect` passes them as one normalised array, other callers as they are. */
function readArguments(args: unknown[]): [Aim, unknown] {
  const [first, second, third] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'object' && first !== null) return [first as Aim, second];
  if (typeof second === 'string') return [{ port: first as number, host: second }, third];
  return [typeof first === 'string' && !/^\d+$/.test(first) ? { path: first } : { port: first }, second];
}
