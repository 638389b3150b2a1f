import type { IncomingMessage, OutgoingHttpHeader, Server, ServerResponse } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';
import { ErrorCodes, ToolbeltError } from '../../errors';
import type { HostAddress, HostRequest, HostResponse } from '../types';
import { foreignProblem, ownNames } from './guard';

/** The largest body that is read, in bytes. */
const MAX_BODY_BYTES = 10 * 2 ** 20;
/** The greatest number of bytes of bodies that have not arrived whole. */
const MAX_ARRIVING_BYTES = 128 * 2 ** 20;
const TOO_LARGE: Refusal = { status: 413, reason: `The body is larger than ${MAX_BODY_BYTES} bytes.` };
const TOO_MANY: Refusal = {
  status: 503,
  reason: 'Too many bodies are arriving at the same time: send fewer.',
};

/** Why a body is not taken. */
interface Refusal {
  readonly status: number;
  readonly reason: string;
}

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
  if (parts.stream({ method, path: url, headers }, outgoing)) return;
  readBody(incoming, (body) => {
    if ('reason' in body) refuse(outgoing, body.status, body.reason);
    else {
      parts
        .handle({ method, path: url, headers, body })
        .then((answer) => send(answer, outgoing))
        .catch(() => outgoing.destroy());
    }
  });
}

/** The bytes of all bodies that have not arrived whole. */
let arriving = 0;

/**
 * Calls `done` with the whole body, or with the reason why it is not taken. When the client ends its connection early, nobody waits for an
 * answer, and `done` is not called.
 */
function readBody(incoming: IncomingMessage, done: (body: Buffer | Refusal) => void): void {
  let chunks: Buffer[] = [];
  let length = 0;
  let counted = 0;
  const drop = (): void => {
    arriving -= counted;
    counted = 0;
    chunks = [];
  };
  const take = (chunk: Buffer): void => {
    chunks.push(chunk);
    length += chunk.length;
    // Nearly all bodies come in one piece, and are whole by now.
    if (!incoming.complete) {
      if (counted === 0) incoming.once('close', drop);
      counted += chunk.length;
      arriving += chunk.length;
    }
    const isTooLarge = length > MAX_BODY_BYTES;
    if (!isTooLarge && arriving <= MAX_ARRIVING_BYTES) return;
    incoming.off('data', take).off('end', end).resume();
    drop();
    done(isTooLarge ? TOO_LARGE : TOO_MANY);
  };
  const end = (): void => {
    const body = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
    drop();
    done(body);
  };
  incoming.on('data', take).on('end', end);
}

function refuse(outgoing: ServerResponse, status: number, error: string): void {
  const headers = { 'content-type': 'application/json', connection: 'close' };
  send({ status, headers, body: JSON.stringify({ error }) }, outgoing);
}

function send({ status, headers, body }: HostResponse, outgoing: ServerResponse): void {
  // A list of names and values takes half the time of a copied object.
  const fields: OutgoingHttpHeader[] = ['content-length', Buffer.byteLength(body)];
  for (const [name, value] of Object.entries(headers)) fields.push(name, value);
  outgoing.writeHead(status, fields);
  outgoing.end(body);
}
