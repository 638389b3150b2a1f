import type { ClientRequest, IncomingMessage } from 'node:http';
import { ownProperties, shieldFromPrototype } from '../../internal/own-properties';
import type { Route } from './agents';
import { toAbortSignal } from './cancellation';
import { aborted, requestFailure } from './failures';
import { type HeaderValue, type Hop, type HopResponse, isStream, type WireBody } from './message';

/** Opens Node's own request for a hop. Nothing is written before {@link transmit} gets the body. */
export function openRequest(hop: Hop, route: Route): ClientRequest {
  const { request } = route.secure
    ? (require('node:https') as typeof import('node:https'))
    : (require('node:http') as typeof import('node:http'));
  return request(
    shieldFromPrototype({
      method: hop.method,
      host: route.host,
      port: route.port,
      path: route.path,
      headers: wireHeaders(hop, route),
      agent: route.agent,
      ...(hop.maxHeaderSize === undefined ? {} : { maxHeaderSize: hop.maxHeaderSize }),
      ...(route.servername === undefined ? {} : { servername: route.servername }),
      // For a tunnel, this is the time that the proxy may take to answer CONNECT.
      ...(route.tunnelled && hop.timeoutMs > 0 ? { timeout: hop.timeoutMs } : {}),
      // Node does not pass `signal` on to agents, so this option has its own name. The agent of a tunnel ends
      // its CONNECT with it.
      ...(route.tunnelled && hop.signal ? { connectSignal: toAbortSignal(hop.signal) } : {}),
    }),
  );
}

/**
 * Sends an open request with its body.
 * @returns the answer as soon as its headers have arrived; a later failure is an error of the answer's stream
 * @throws the error of the socket or of the parser as Node raised it, and an error for an answer 101
 */
export function transmit(request: ClientRequest, body: WireBody): Promise<HopResponse> {
  return new Promise((resolve, reject) => {
    let answer: IncomingMessage | undefined;
    // When a body breaks, Node emits the reason on the request and not on the answer. The listener stays
    // after the first error, since nock 14 reports some errors twice.
    request.on('error', (error) => {
      if (answer) answer.destroy(error);
      else reject(error);
    });
    request.once('response', (response) => {
      answer = response;
      resolve(toHopResponse(response));
    });
    // Without a listener Node would close the connection and say nothing.
    request.once('upgrade', (_response, socket) => {
      socket.destroy();
      reject(
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
      request.destroy(body.errored ?? aborted());
      return;
    }
    body.once('error', (error) => request.destroy(error));
    body.pipe(request);
  });
}

/** What the rest of this library knows of an answer of Node. */
export function toHopResponse(response: IncomingMessage): HopResponse {
  const { statusCode = 0, statusMessage = '', httpVersion, headers, rawHeaders } = response;
  // An error may occur before the body is read. Without a listener it would end the process. Readers find it
  // in `stream.errored`.
  response.on('error', () => {});
  return { statusCode, statusMessage, httpVersion, headers, rawHeaders, stream: response };
}

function wireHeaders({ headers, url }: Hop, route: Route): Record<string, HeaderValue> {
  const wire = ownProperties(headers);
  let namesHost = false;
  for (const name of Object.keys(wire)) {
    const lower = name.toLowerCase();
    if (lower === 'host') namesHost = true;
    // The agent sends this header itself, so the wire is the same without it. With it, nock 14 would never
    // end its reply.
    else if (lower === 'connection' && /^keep-alive$/i.test(String(wire[name]))) delete wire[name];
    // A target must not see the credentials of the proxy. CONNECT has carried them, or there is no proxy.
    else if (!route.isProxied && lower === 'proxy-authorization') delete wire[name];
  }
  // Without this line, Node would name the proxy in a request that goes to a proxy.
  if (!namesHost) wire.host = url.host;
  if (route.proxyAuthorization !== undefined) wire['proxy-authorization'] ??= route.proxyAuthorization;
  return wire;
}
