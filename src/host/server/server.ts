import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { ErrorCodes, ToolbeltError } from '../../errors';
import type { HostAddress, HostRequest, HostResponse } from '../types';
import { foreignProblem, ownNames } from './guard';

/** The largest body that is read, in bytes. */
const MAX_BODY_BYTES = 10 * 2 ** 20;
/** The greatest number of bytes of bodies that have not arrived whole. */
const MAX_ARRIVING_BYTES = 128 * 2 ** 20;

/** The parts of a server. */
export interface ServerParts {
  readonly port: number;
  readonly hostname: string;
  readonly allowedHosts: readonly string[];
  /** Whether the server keeps the process alive. */
  readonly isKeptAlive: boolean;
  handle(request: HostRequest): Promise<HostResponse>;
  /** Answers a request whose answer is no plain object. @returns whether it has done so */
  stream(request: HostRequest, response: ServerResponse): boolean;
}

/** A server that listens. */
export interface LocalServer {
  readonly address: HostAddress;
  /** Ends the server with all its connections. */
  close(): Promise<void>;
}

/**
 * Starts a server of node:http.
 * @throws ToolbeltError (a rejection) `ErrorCodes.Toolbelt.INVALID_ARGUMENT` when it cannot listen
 */
export async function startServer(parts: ServerParts): Promise<LocalServer> {
  const { createServer } = require('node:http') as typeof import('node:http');
  const names = ownNames(parts.hostname, parts.allowedHosts);
  const server = createServer((incoming, outgoing) => serve(parts, names, incoming, outgoing));
  await listen(server, parts);
  if (!parts.isKeptAlive) server.unref();
  const { port } = server.address() as AddressInfo;
  const name = isIPv6(parts.hostname) ? `[${parts.hostname}]` : parts.hostname;
  // Nearly all requests have this Host header, which is then found without taking it apart.
  names.add(`${name}:${port}`);
  return {
    address: { url: `http://${name}:${port}`, port },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, { port, hostname }: ServerParts): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const reasons: Record<string, string> = {
        EADDRINUSE:
          'the port is in use. Choose another one, as with --port 4281, or 0 to let the system choose',
        EACCES: 'this user may not listen there. Choose a port above 1023',
        EADDRNOTAVAIL: 'this machine has no such address. Use 127.0.0.1, or 0.0.0.0 for all of its addresses',
        ENOTFOUND: 'there is no such name. Use 127.0.0.1, or 0.0.0.0 for all addresses of this machine',
      };
      const reason = reasons[error.code ?? ''] ?? error.message;
      const text = `The host cannot listen on ${hostname}:${port}: ${reason}.`;
      reject(new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, text, error));
    });
    server.listen(port, hostname, () => resolve());
  });
}

function serve(
  parts: ServerParts,
  names: ReadonlySet<string>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): void {
  const { headers, method = 'GET', url = '/' } = incoming;
  const problem = foreignProblem(headers, names);
  if (problem !== undefined) {
    refuse(outgoing, 403, problem);
    return;
  }
  const head = { method, path: url, headers };
  if (parts.stream(head, outgoing)) return;
  readBody(
    incoming,
    (body) => {
      parts
        .handle({ ...head, body })
        .then((answer) => send(answer, outgoing))
        .catch(() => outgoing.destroy());
    },
    (status, reason) => refuse(outgoing, status, reason),
  );
  // A client that ends its connection early is not an error of the server.
  incoming.on('error', () => outgoing.destroy());
}

/** The bytes of all bodies that have not arrived whole. */
let arriving = 0;

/** Calls `arrived` with the whole body, or `refused` with the reason for a body that is not taken. */
function readBody(
  incoming: IncomingMessage,
  arrived: (body: Buffer) => void,
  refused: (status: number, reason: string) => void,
): void {
  let chunks: Buffer[] = [];
  let length = 0;
  let isRefused = false;
  const drop = (): Buffer[] => {
    const dropped = chunks;
    arriving -= length;
    [chunks, length] = [[], 0];
    return dropped;
  };
  const take = (chunk: Buffer): void => {
    length += chunk.length;
    arriving += chunk.length;
    chunks.push(chunk);
    const isTooLarge = length > MAX_BODY_BYTES;
    if (!isTooLarge && arriving <= MAX_ARRIVING_BYTES) return;
    isRefused = true;
    incoming.off('data', take).resume();
    drop();
    if (isTooLarge) refused(413, `The body is larger than ${MAX_BODY_BYTES} bytes.`);
    else refused(503, 'Too many bodies are arriving at the same time: send fewer.');
  };
  incoming.on('data', take);
  incoming.once('end', () => {
    const whole = drop();
    if (!isRefused) arrived(whole.length === 1 && whole[0] ? whole[0] : Buffer.concat(whole));
  });
  incoming.once('close', drop);
}

function refuse(outgoing: ServerResponse, status: number, error: string): void {
  const headers = { 'content-type': 'application/json', connection: 'close' };
  send({ status, headers, body: JSON.stringify({ error }) }, outgoing);
}

function send({ status, headers, body }: HostResponse, outgoing: ServerResponse): void {
  outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  outgoing.end(body);
}
