import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ToolbeltError } from '../../errors';
import { type Double, type DoubleRequest, type DoubleResponse, json, truncate } from '../doubles/double';

/** A server on which doubles answer. */
export interface HttpMount {
  /** The origin of the server, such as `http://127.0.0.1:40123`. */
  readonly origin: string;
  /** Ends the server with all its connections. A second call does nothing. */
  close(): Promise<void>;
}

/**
 * Mounts doubles on a server of the loopback interface. The server does not keep the process alive.
 * @param doubles the doubles. The first one that has the operation of a request answers it.
 */
export async function mountHttp(doubles: readonly Double[]): Promise<HttpMount> {
  const { createServer } = require('node:http') as typeof import('node:http');
  const server = createServer((request, response) => {
    // A client that ends its connection early is not an error of the server.
    serve(doubles, request, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => socket.unref());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
  server.unref();
  let closed: Promise<void> | undefined;
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      closed ??= new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      return closed;
    },
  };
}

async function serve(
  doubles: readonly Double[],
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const request = await toRequest(incoming);
  const path = incoming.url ?? '/';
  const double = doubles.find(({ handles }) => handles(request.method, path)) ?? doubles[0];
  let response: DoubleResponse;
  try {
    response = double ? await double.handle(request) : { status: 404 };
  } catch (error) {
    // This error stands for a failure of the network. A real server can only end the connection.
    if (!(error instanceof ToolbeltError)) {
      incoming.socket.resetAndDestroy();
      return;
    }
    response = json(500, { error: { message: error.message } });
  }
  send(response, outgoing);
}

async function toRequest(incoming: IncomingMessage): Promise<DoubleRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: incoming.method ?? 'GET',
    url: `http://${incoming.headers.host}${incoming.url}`,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  };
}

function send(
  { status, headers = {}, body = '', truncated }: DoubleResponse,
  outgoing: ServerResponse,
): void {
  const bytes = Buffer.from(body);
  if (status === 204) outgoing.writeHead(status, headers).end();
  else if (!truncated) outgoing.writeHead(status, { ...headers, 'content-length': bytes.length }).end(bytes);
  else {
    const { sent, length } = truncate(bytes);
    outgoing.writeHead(status, { ...headers, 'content-length': length });
    outgoing.write(sent, () => outgoing.destroy());
  }
}
