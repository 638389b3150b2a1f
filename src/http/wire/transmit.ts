import type { ClientRequest, IncomingMessage } from 'node:http';
import { ownProperties } from '../../internal/own-properties';
import { shieldFromPrototype } from '../../internal/shield';
import type { Route } from './agents';
import { toAbortSignal } from './cancellation';
import { type HeaderValue, type Hop, type HopResponse, isStream, type WireBody } from './message';

/** Opens Node's own request for a hop on its route. Nothing is written before the body is given to {@link transmit}. */
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
      ...(route.servername === undefined ? {} : { servername: route.servername }),
      // For a tunnel: the time that the proxy may take to answer CONNECT.
      ...(route.tunnelled && hop.timeoutMs > 0 ? { timeout: hop.timeoutMs } : {}),
      // The name is ours: Node keeps `signal` from agents, and the agent of a tunnel ends its CONNECT with this signal.
      ...(route.tunnelled && hop.signal ? { connectSignal: toAbortSignal(hop.signal) } : {}),
    }),
  );
}

/**
 * Sends an open request with its body.
 * @returns the answer as soon as its headers are there; a failure of the body comes through the answer's stream
 * @throws the error of the socket or of the parser as Node raised it
 */
export function transmit(request: ClientRequest, body: WireBody): Promise<HopResponse> {
  return new Promise((resolve, reject) => {
    // The listener stays: nock 14 reports some errors twice, and a socket may fail after the answer.
    request.on('error', reject);
    request.once('response', (response) => resolve(toHopResponse(response)));
    if (!isStream(body)) {
      request.end(body);
      return;
    }
    body.once('error', (error) => request.destroy(error));
    body.pipe(request);
  });
}

/** What the rest of this library knows of an answer of Node. */
export function toHopResponse(response: IncomingMessage): HopResponse {
  const { statusCode = 0, statusMessage = '', httpVersion, headers, rawHeaders } = response;
  // An error may come before anybody reads the body: readers find it in `stream.errored`.
  response.on('error', () => {});
  return { statusCode, statusMessage, httpVersion, headers, rawHeaders, stream: response };
}

function wireHeaders({ headers, url }: Hop, route: Route): Record<string, HeaderValue> {
  const wire = ownProperties(headers);
  let namesHost = false;
  for (const name of Object.keys(wire)) {
    const lower = name.toLowerCase();
    if (lower === 'host') namesHost = true;
    // The agent sends this header itself. Set by hand it changes nothing on the wire, but nock 14 never ends the
    // reply to a request that carries it.
    else if (lower === 'connection' && /^keep-alive$/i.test(String(wire[name]))) delete wire[name];
    // The credentials of the proxy went with CONNECT, or there is no proxy: a target must not see them.
    else if (!route.isProxied && lower === 'proxy-authorization') delete wire[name];
  }
  // Node would name the proxy where the request goes to a proxy.
  if (!namesHost) wire.host = url.host;
  if (route.proxyAuthorization !== undefined) wire['proxy-authorization'] ??= route.proxyAuthorization;
  return wire;
}
