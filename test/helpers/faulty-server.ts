import { createServer, type Socket } from 'node:net';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { type Listening, listen } from './listen';
import type { Certificates, Identity } from './make-certificates';

/** What goes wrong, and in which part of an exchange. */
export const FAULTS = [
  'refused',
  'silent after connect',
  'self-signed certificate',
  'unknown authority',
  'expired certificate',
  'wrong host name',
  'reset before headers',
  'silent after the request',
  'huge headers',
  'reset mid-body',
  'silent mid-body',
  'slow bytes',
  'truncated gzip',
  'Content-Length too long',
  'Content-Length too short',
  'redirect loop',
  'redirect to a denied host',
  'redirect to http',
  'HTML instead of JSON',
  '500',
  '503 with Retry-After',
  '429',
] as const;

/** One of {@link FAULTS}. */
export type Fault = (typeof FAULTS)[number];

/** Faults of the TLS handshake: no request is sent. */
const CERTIFICATE_FAULTS = [
  'self-signed certificate',
  'unknown authority',
  'expired certificate',
  'wrong host name',
] as const;
type CertificateFault = (typeof CERTIFICATE_FAULTS)[number];

/** The target of `redirect to a denied host`. The client must neither send a request there nor look up the name. */
export const DENIED_HOST = 'denied.example';
/** The body of `HTML instead of JSON`. */
export const HTML = '<html><body>Sign in</body></html>';
/** Node's parser refuses headers of more than 16 KiB; this is twice as much. */
const HUGE = 'x'.repeat(32 * 1024);
/** The time between two bytes of `slow bytes`. */
const DRIP_MS = 2;
/** After this many bytes of an endless body, a test may conclude that the body does not end. */
const MANY_BYTES = 10;

/** An answer that nothing is wrong with. */
export interface GoodAnswer {
  status?: number;
  headers?: Record<string, string>;
  body: string;
}

/** A server that has one fault. */
export interface FaultyServer extends Listening {
  origin: string;
  /** Requests that met the fault, oldest first, as text. */
  requests: string[];
  /** How often it has reached the point from which it sends nothing more, or sends without end. */
  stalls(): number;
  /** Open connections in the middle of an exchange. A client must leave none of them behind. */
  busy(): number;
  /** Closes the idle connections, which a server may do at any time. */
  endIdle(): void;
}

/** How a server of a fault behaves otherwise. */
export interface FaultyOptions {
  scheme: 'http' | 'https';
  identities: Identities;
  /** The answer that the fault spoils. */
  answer: GoodAnswer;
  /** Good answers before the fault sets in, each on a connection of its own. */
  before?: readonly GoodAnswer[];
  /** `slow bytes` never end. */
  endless?: boolean;
  /** Origin that `redirect to http` leads to. */
  plainOrigin: string;
}

/** Certificates of the servers, and the authority that clients trust. */
export interface Identities {
  ca: string;
  good: Identity;
  bad: Readonly<Record<CertificateFault, Identity>>;
  client: Identity;
}

/** Makes the certificates of all faults, for 127.0.0.1. Clients trust one of the two authorities. */
export function makeIdentities(trusted: Certificates, unknown: Certificates): Identities {
  return {
    ca: trusted.ca,
    good: trusted.server('127.0.0.1'),
    bad: {
      'self-signed certificate': trusted.selfSigned('127.0.0.1'),
      'unknown authority': unknown.server('127.0.0.1'),
      'expired certificate': trusted.expiredServer('127.0.0.1'),
      'wrong host name': trusted.server('other.example'),
    },
    client: trusted.client('client'),
  };
}

interface Connection {
  /** The socket below TLS. */
  raw: Socket;
  isBusy: boolean;
}

/** Starts a server that has one fault. */
export async function startFaultyServer(fault: Fault, options: FaultyOptions): Promise<FaultyServer> {
  const connections = new Set<Connection>();
  const requests: string[] = [];
  let stalls = 0;
  const onStall = (): void => {
    stalls += 1;
  };
  const goodFirst = [...(options.before ?? [])];
  const server = createServer((raw) => {
    // A connection is idle only after an answer. Until then a handshake or a request is under way.
    const connection: Connection = { raw, isBusy: true };
    connections.add(connection);
    raw.on('close', () => connections.delete(connection));
    const good = goodFirst.shift();
    if (good) {
      if (goodFirst.length === 0 && fault === 'refused') server.close();
      const secure = options.identities.good;
      receive(layer(raw, options, secure), (socket) => {
        socket.end(text({ ...good, headers: { ...good.headers, connection: 'close' } }));
      });
      return;
    }
    if (fault === 'silent after connect') {
      // Only a socket that is read reports that the client has gone.
      raw.on('data', () => undefined).on('end', () => raw.destroy());
      onStall();
      return;
    }
    const identity = isCertificateFault(fault) ? options.identities.bad[fault] : options.identities.good;
    receive(layer(raw, options, identity), (socket, request) => {
      connection.isBusy = true;
      requests.push(request);
      misbehave(fault, { socket, connection, request, onStall, ...options });
    });
  });
  const listening = await listen(server);
  const isRefusedAtOnce = fault === 'refused' && goodFirst.length === 0;
  if (isRefusedAtOnce) await listening.close();
  return {
    ...listening,
    origin: `${options.scheme}://${listening.host}`,
    requests,
    stalls: () => stalls,
    busy: () => [...connections].filter(({ isBusy }) => isBusy).length,
    endIdle: () => {
      for (const { raw, isBusy } of connections) if (!isBusy) raw.destroy();
    },
  };
}

function isCertificateFault(fault: Fault): fault is CertificateFault {
  return (CERTIFICATE_FAULTS as readonly Fault[]).includes(fault);
}

const contexts = new WeakMap<Identity, SecureContext>();

function layer(raw: Socket, { scheme }: FaultyOptions, identity: Identity): Socket {
  if (scheme === 'http') return raw;
  const secureContext =
    contexts.get(identity) ?? createSecureContext({ cert: identity.cert, key: identity.key });
  contexts.set(identity, secureContext);
  const socket = new TLSSocket(raw, { isServer: true, secureContext });
  socket.on('error', () => raw.destroy());
  return socket;
}

function receive(socket: Socket, onRequest: (socket: Socket, request: string) => void): void {
  let received = '';
  socket.on('error', () => undefined);
  // A client that ends the connection wants no answer any more.
  socket.on('end', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1');
    if (!isWhole(received)) return;
    const request = received;
    received = '';
    onRequest(socket, request);
  });
}

function isWhole(received: string): boolean {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const head = received.slice(0, end);
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) return received.endsWith('0\r\n\r\n');
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? '0';
  return received.length >= end + 4 + Number(length);
}

interface Exchange extends FaultyOptions {
  socket: Socket;
  connection: Connection;
  request: string;
  /** Is called when the server sends nothing more, or sends without end. */
  onStall(): void;
}

/** Behaves as the fault says. The returned value has no meaning: it allows `return reset()`. */
function misbehave(fault: Fault, exchange: Exchange): unknown {
  const { socket, connection, request, answer, plainOrigin } = exchange;
  const body = Buffer.from(answer.body);
  const half = body.subarray(0, Math.ceil(body.length / 2));
  const reset = () => connection.raw.resetAndDestroy();
  /** Sends a whole answer. The connection can be used again afterwards. */
  const reply = (given: GoodAnswer): void => {
    socket.write(text(given));
    connection.isBusy = false;
  };
  const redirect = (location: string): void => reply({ status: 302, headers: { location }, body: '' });
  switch (fault) {
    case 'reset before headers':
      return reset();
    case 'silent after the request':
      return exchange.onStall();
    case 'huge headers':
      return reply({ ...answer, headers: { ...answer.headers, 'x-huge': HUGE } });
    case 'reset mid-body':
      return socket.write(Buffer.concat([head(answer, body.length), half]), reset);
    case 'silent mid-body':
      return socket.write(Buffer.concat([head(answer, body.length), half]), exchange.onStall);
    case 'slow bytes':
      return drip(exchange);
    case 'truncated gzip': {
      const packed = gzipSync(body).subarray(0, -12);
      const headers = { ...answer.headers, 'content-encoding': 'gzip' };
      socket.write(Buffer.concat([head({ ...answer, headers }, packed.length), packed]));
      connection.isBusy = false;
      return;
    }
    case 'Content-Length too long':
      return socket.end(Buffer.concat([head(answer, body.length + 100), body]));
    case 'Content-Length too short':
      socket.write(Buffer.concat([head(answer, half.length), body]));
      connection.isBusy = false;
      return;
    case 'redirect loop':
      return redirect(request.split(' ', 2)[1] ?? '/');
    case 'redirect to a denied host':
      return redirect(`https://${DENIED_HOST}/`);
    case 'redirect to http':
      return redirect(`${plainOrigin}/`);
    case 'HTML instead of JSON':
      return reply({ headers: { 'content-type': 'text/html' }, body: HTML });
    case '500':
      return reply({ status: 500, body: '{"error":"down"}' });
    case '503 with Retry-After':
      return reply({ status: 503, headers: { 'retry-after': '1' }, body: '{"error":"down"}' });
    case '429':
      return reply({ status: 429, body: '{"error":"slow down"}' });
    default:
      // Faults of the connection set in before a request arrives.
      throw new Error(`no behaviour for ${fault}`);
  }
}

/** Sends the body byte by byte, so that the connection is never silent for long. */
function drip({ socket, connection, answer, onStall, endless = false }: Exchange): void {
  const body = Buffer.from(answer.body);
  socket.write(head(answer, endless ? 2 ** 20 : body.length));
  let sent = 0;
  const timer = setInterval(() => {
    socket.write(endless ? ' ' : body.subarray(sent, sent + 1));
    sent += 1;
    if (endless && sent === MANY_BYTES) onStall();
    if (endless || sent < body.length) return;
    connection.isBusy = false;
    clearInterval(timer);
  }, DRIP_MS);
  connection.raw.once('close', () => clearInterval(timer));
}

function head({ status = 200, headers = {} }: GoodAnswer, length: number): Buffer {
  const all = { 'content-type': 'application/json', ...headers, 'content-length': String(length) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`HTTP/1.1 ${status} Status\r\n${lines.join('')}\r\n`, 'latin1');
}

function text(answer: GoodAnswer): Buffer {
  const body = Buffer.from(answer.body);
  return Buffer.concat([head(answer, body.length), body]);
}
