import type { ClientRequest, IncomingMessage, RequestOptions } from 'node:http';
import type { Socket } from 'node:net';
import { passableError } from '../../internal/node/passable-error';
import { setOwn, shieldFromPrototype } from '../../internal/own-properties';
import type { Route } from './agents';
import { toAbortSignal } from './cancellation';
import { aborted, requestFailure, withoutRawAnswer } from './failures';
import { type HeaderValue, type Hop, type HopResponse, isStream, type WireBody } from './message';

type Engine = typeof import('node:http') | typeof import('node:https');

let http: Engine | undefined;
let https: Engine | undefined;

/** Node's module for a scheme. Loading it takes longer than a request, so it is loaded before a request is admitted. */
export function loadEngine(isSecure: boolean): Engine {
  if (isSecure) {
    https ??= require('node:https') as typeof import('node:https');
    return https;
  }
  http ??= require('node:http') as typeof import('node:http');
  return http;
}

/** Opens Node's own request for a hop. Nothing is written before {@link transmit} gets the body. */
export function openRequest(hop: Hop, route: Route): ClientRequest {
  const { request } = loadEngine(route.secure);
  const options: RequestOptions & { connectSignal?: AbortSignal } = {
    method: hop.method,
    host: route.host,
    port: route.port,
    path: route.path,
    headers: wireHeaders(hop, route),
    // The headers name the host. Node would replace an empty one.
    setHost: false,
    agent: route.agent,
  };
  if (hop.maxHeaderSize !== undefined) options.maxHeaderSize = hop.maxHeaderSize;
  if (route.servername !== undefined) Object.assign(options, { servername: route.servername });
  if (route.tunnelled) {
    // For a tunnel, this is the time that the proxy may take to answer CONNECT.
    if (hop.timeoutMs > 0) options.timeout = hop.timeoutMs;
    // Node does not pass `signal` on to agents, so this option has its own name. The agent of a tunnel ends
    // its CONNECT with it.
    if (hop.signal) options.connectSignal = toAbortSignal(hop.signal);
  }
  return request(shieldFromPrototype(options));
}

/**
 * Calls `sent` once, when the headers of an open request are being written to its connection.
 *
 * @returns a function to call when the first part of a streamed body was written, since the headers go with it
 */
export function whenSent(request: ClientRequest, sent: () => void): () => void {
  let isConnected = false;
  let isSent = false;
  const check = (): void => {
    if (isSent || !isConnected || !request.headersSent) return;
    isSent = true;
    sent();
  };
  const connected = (): void => {
    isConnected = true;
    check();
  };
  request.once('socket', (socket: Socket & { secureConnecting?: boolean }) => {
    if (socket.secureConnecting) socket.once('secureConnect', connected);
    else if (socket.connecting) socket.once('connect', connected);
    else connected();
  });
  request.once('finish', check);
  return check;
}

/**
 * Sends an open request with its body.
 * @param onAnswer gets the answer as soon as its headers have arrived. A later failure is an error of the answer's stream.
 * @param onFailure gets the error of the socket or of the parser as Node raised it, or an error for an answer 101
 */
export function transmit(
  request: ClientRequest,
  body: WireBody,
  onAnswer: (answer: HopResponse) => void,
  onFailure: (error: Error) => void,
): void {
  let answer: IncomingMessage | undefined;
  // When a body breaks, Node emits the reason on the request and not on the answer. The listener stays
  // after the first error, since nock 14 reports some errors twice.
  request.on('error', (error) => {
    const failure = withoutRawAnswer(error);
    if (answer) answer.destroy(failure);
    else onFailure(failure);
  });
  request.on('response', (response) => {
    answer = response;
    onAnswer(toHopResponse(response));
  });
  // Without a listener Node would close the connection and say nothing.
  request.on('upgrade', (_response, socket) => {
    socket.destroy();
    onFailure(
      requestFailure('The server answered 101: it left HTTP for a protocol that the call cannot read.', {
        code: 'ERR_UNEXPECTED_UPGRADE',
      }),
    );
  });
  if (!isStream(body)) {
    request.end(body);
    return;
  }
  if (body.destroyed) {
    // A destroyed stream emits nothing more, so the request would wait for its body for ever.
    request.destroy(passableError(body.errored ?? aborted()));
    return;
  }
  body.once('error', (error) => request.destroy(passableError(error)));
  body.pipe(request);
}

/** Keeps the parts of an answer of Node that the rest of this library uses. */
export function toHopResponse(response: IncomingMessage): HopResponse {
  const { httpVersion, headers, rawHeaders } = response;
  // Node's type is that of requests too, and those have no status.
  const { statusCode, statusMessage } = response as { statusCode: number; statusMessage: string };
  // An error may occur before the body is read. Without a listener it would end the process. Readers find it
  // in `stream.errored`.
  response.on('error', () => {});
  return { statusCode, statusMessage, httpVersion, headers, rawHeaders, stream: response };
}

function wireHeaders({ headers, url }: Hop, route: Route): Record<string, HeaderValue> {
  const wire: Record<string, HeaderValue> = {};
  let namesHost = false;
  let namesProxy = false;
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (lower === 'host') namesHost = true;
    // The agent sends this header itself, so the wire is the same without it. With it, nock 14 would never
    // end its reply.
    if (lower === 'connection' && /^keep-alive$/i.test(String(value))) continue;
    if (lower === 'proxy-authorization') {
      // A target must not see the credentials of the proxy. CONNECT has carried them, or there is no proxy.
      if (!route.isProxied) continue;
      namesProxy = true;
    }
    setOwn(wire, name, value);
  }
  // Without this line, Node would name the proxy in a request that goes to a proxy.
  if (!namesHost) wire.host = url.host;
  if (route.proxyAuthorization !== undefined && !namesProxy) {
    wire['proxy-authorization'] = route.proxyAuthorization;
  }
  return Object.setPrototypeOf(wire, null);
}
