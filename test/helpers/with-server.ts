import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { createServer as createNetServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { type Listening, listen } from './listen';

/** A request as it arrived. Header names are lower-cased; one that came more than once has all its values. */
export interface SeenRequest {
  method: string;
  /** As it stood in the request line. */
  url: string;
  headers: Record<string, string | string[]>;
  /** Name, value, name, value, … in the order and the spelling of the wire. */
  rawHeaders: string[];
  /** UTF-8 text, or `hex:…` when the bytes are not UTF-8. */
  body: string;
  /** Whether the body arrived whole. */
  complete: boolean;
}

/** Answers one request, after its body has arrived. */
export type Handler = (request: SeenRequest, response: ServerResponse) => void;

/** What a raw server does with a connection: text or bytes to send before it closes, or a function. */
export type RawReply = string | Buffer | ((socket: Socket, request: string) => void);

/** A server on the loopback interface. */
export interface TestServer extends Listening {
  url(path?: string): string;
  /** Every request so far, oldest first. */
  requests: SeenRequest[];
  /** Replaces the handler. */
  use(handler: Handler): void;
  /** Waits until no request is being received or answered. */
  idle(): Promise<void>;
}

/** Starts an echo server: see {@link echo}. */
export async function startServer(handler: Handler = echo, tls?: ServerOptions): Promise<TestServer> {
  const requests: SeenRequest[] = [];
  const open = new Set<Promise<void>>();
  let current = handler;
  const listener: RequestListener = (request, response) => {
    response.sendDate = false;
    const seen = record(request);
    requests.push(seen);
    const answered = new Promise<void>((resolve) => response.once('close', resolve));
    open.add(answered);
    answered.then(() => open.delete(answered));
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      seen.body = readable(Buffer.concat(chunks));
    });
    request.on('error', () => undefined);
    request.on('end', () => {
      seen.complete = true;
      current(seen, response);
    });
  };
  const server = tls === undefined ? createHttpServer(listener) : createHttpsServer(tls, listener);
  const listening = await listen(server);
  const scheme = tls === undefined ? 'http' : 'https';
  return {
    ...listening,
    requests,
    url: (path = '/') => `${scheme}://${listening.host}${path}`,
    use: (next) => {
      current = next;
    },
    idle: async () => {
      await Promise.all(open);
    },
  };
}

/** Runs `use` with a server, and closes the server with all its connections whatever happens. */
export async function withServer<T>(handler: Handler, use: (server: TestServer) => Promise<T>): Promise<T> {
  const server = await startServer(handler);
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

/** A server below HTTP, for answers that no HTTP server would give. It replies once a request has arrived. */
export async function startRawServer(
  reply: RawReply,
  tls?: TlsOptions,
): Promise<Listening & { requests: string[] }> {
  const requests: string[] = [];
  const serve = (socket: Socket): void => {
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (!isWhole(received)) return;
      const request = received;
      received = '';
      requests.push(request);
      if (typeof reply === 'function') reply(socket, request);
      else socket.end(reply);
    });
  };
  const server = tls === undefined ? createNetServer(serve) : createTlsServer(tls, serve);
  return { ...(await listen(server)), requests };
}

/**
 * The default handler.
 * `/status/<code>[/json|/empty]` answers with that status, `/redirect/<code>?to=<location>` redirects,
 * everything else echoes method, URL and body as JSON.
 */
export function echo(request: SeenRequest, response: ServerResponse): void {
  const mark = `${request.url}?`.indexOf('?');
  const path = request.url.slice(0, mark);
  const query = request.url.slice(mark + 1);
  const [, kind, code = '200', form] = path.split('/');
  if (kind === 'status') answerStatus(Number(code), form, response);
  else if (kind === 'redirect') {
    const to = new URLSearchParams(query).get('to');
    response.writeHead(Number(code), to === null ? {} : { location: to }).end('moved');
  } else {
    const text = JSON.stringify({ method: request.method, url: request.url, body: request.body });
    response.writeHead(200, { 'content-type': 'application/json' }).end(text);
  }
}

function answerStatus(code: number, form: string | undefined, response: ServerResponse): void {
  if (form === 'empty') response.writeHead(code).end();
  else if (form === 'json') {
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify({ status: code }));
  } else response.writeHead(code, { 'content-type': 'text/plain' }).end(`status ${code}`);
}

function record(request: IncomingMessage): SeenRequest {
  const headers: Record<string, string | string[]> = {};
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const name = (request.rawHeaders[i] ?? '').toLowerCase();
    const value = request.rawHeaders[i + 1] ?? '';
    const before = headers[name];
    headers[name] = before === undefined ? value : [before, value].flat();
  }
  const { method = '', url = '', rawHeaders } = request;
  return { method, url, headers, rawHeaders, body: '', complete: false };
}

function readable(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : `hex:${bytes.toString('hex')}`;
}

function isWhole(received: string): boolean {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(received.slice(0, end))?.[1] ?? '0';
  return received.length >= end + 4 + Number(length);
}
