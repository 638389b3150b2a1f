import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import type { Got } from 'got';
import { ownProperties } from '../../internal/own-properties';
import type { HeaderValue } from '../request/header-map';
import type { Route } from './agents';
import { type CancelSignal, toAbortSignal } from './cancellation';
import { aborted } from './failures';

/** One hop on the wire: everything is decided, the engine only sends it. */
export interface EngineRequest {
  method: string;
  url: URL;
  headers: Record<string, HeaderValue>;
  body: string | Buffer | Readable | undefined;
  /** Where to connect, through which agent, and the request target to write. */
  route: Route;
  /** Milliseconds that a proxy may take to answer CONNECT; 0 for no limit. */
  connectTimeoutMs: number;
  signal?: CancelSignal | undefined;
  /** Called with the live request before anything is written, so that timers and aborts can hold on to it. */
  onRequest(request: ClientRequest): void;
}

/** The answer to one hop. `stream` carries the body as received, still encoded. */
export interface EngineResponse {
  statusCode: number;
  statusMessage: string;
  httpVersion: string;
  headers: Record<string, string | string[] | undefined>;
  rawHeaders: string[];
  stream: Readable;
}

/**
 * Sends one hop. Rejects, and fails the body's stream, with the error of the socket or the parser as Node
 * raised it. Exchangeable: bench/ measures the pipeline on a plain node:http engine as well.
 */
export type Engine = (request: EngineRequest) => Promise<EngineResponse>;

/** Creates Node's own request for a hop. Whatever engine carries it, the wire shows these and nothing else. */
export function createNativeRequest(hop: EngineRequest): ClientRequest {
  const { route } = hop;
  const { request } = route.secure
    ? (require('node:https') as typeof import('node:https'))
    : (require('node:http') as typeof import('node:http'));
  return request({
    ...NOT_FROM_PROTOTYPE,
    method: hop.method,
    host: route.host,
    port: route.port,
    path: route.path,
    headers: wireHeaders(hop),
    agent: route.agent,
    ...(route.servername === undefined ? {} : { servername: route.servername }),
    ...(hop.connectTimeoutMs > 0 ? { timeout: hop.connectTimeoutMs } : {}),
    // Our own name: Node keeps `signal` from agents, and the agent ends its CONNECT with this one.
    ...(route.tunnelled && hop.signal ? { connectSignal: toAbortSignal(hop.signal) } : {}),
  });
}

/** Node reads its options from a plain object: each of these could be planted on `Object.prototype` otherwise. */
const NOT_FROM_PROTOTYPE = {
  auth: undefined,
  createConnection: undefined,
  defaultPort: undefined,
  family: undefined,
  hostname: undefined,
  insecureHTTPParser: undefined,
  localAddress: undefined,
  lookup: undefined,
  protocol: undefined,
  servername: undefined,
  setHost: undefined,
  signal: undefined,
  socketPath: undefined,
  timeout: undefined,
};

function wireHeaders({ headers, route, url }: EngineRequest): Record<string, HeaderValue> {
  const wire = ownProperties(headers);
  let namesHost = false;
  for (const name of Object.keys(wire)) {
    const lower = name.toLowerCase();
    if (lower === 'host') namesHost = true;
    // The agent sends this one itself. Set by hand it changes nothing on the wire, but nock 14 never ends
    // the reply to a request that carries it.
    else if (lower === 'connection' && /^keep-alive$/i.test(String(wire[name]))) delete wire[name];
    // It went with CONNECT, or there is no proxy: it is none of the target's business.
    else if (!route.isProxied && lower === 'proxy-authorization') delete wire[name];
  }
  // Node would name the proxy where the request goes to one.
  if (!namesHost) wire.host = url.host;
  if (route.proxyAuthorization !== undefined) wire['proxy-authorization'] ??= route.proxyAuthorization;
  return wire;
}

/** The parts of got's stream that are used here, and of the options that it makes for each request. */
type GotStream = Duplex & { options: { createNativeRequestOptions(): unknown } };
type GotClient = (url: URL, options?: Record<string, unknown>) => GotStream;

let client: GotClient | undefined;

/** The only place that loads got. Its redirects, retries, decompression, cookies, timeouts and status errors are off. */
function loadGot(): GotClient {
  client ??= (require('#got') as { got: Got }).got.extend(
    ownProperties({
      isStream: true,
      request: sendNative as never,
      decompress: false,
      followRedirect: false,
      throwHttpErrors: false,
      http2: false,
      retry: ownProperties({ limit: 0 }),
      headers: ownProperties({ 'user-agent': undefined }),
    }),
  ) as unknown as GotClient;
  return client;
}

/** What got hands on to {@link sendNative} in place of options for Node. */
interface Departing {
  hop: EngineRequest;
  onResponse(response: IncomingMessage): void;
}

/** got's `request` option: the same function for every hop, since options given with a hop would be merged and copied. */
function sendNative(_url: URL, { hop, onResponse }: Departing): ClientRequest {
  const request = createNativeRequest(hop)
    // got listens once, and nock 14 reports some errors twice: nobody would hear the second.
    .on('error', () => {})
    // Ahead of got, which fills in a phrase where the server sent none.
    .once('response', onResponse);
  // got would encode text twice more to count its bytes: it only ends the request.
  if (hop.body !== undefined && !isStream(hop.body)) request.write(hop.body);
  return request;
}

/** got copies its options into a plain object, and takes what that inherits for options too. */
function notInherited(options: Record<string, unknown>): Record<string, unknown> {
  for (const name in {}) if (!Object.hasOwn(options, name)) options[name] = undefined;
  return options;
}

function isStream(body: EngineRequest['body']): body is Readable {
  return typeof body === 'object' && !Buffer.isBuffer(body);
}

/** The engine on got. */
export const gotEngine: Engine = (hop) =>
  new Promise((resolve, reject) => {
    let statusMessage = '';
    const onResponse = (response: IncomingMessage): void => {
      statusMessage = response.statusMessage ?? '';
    };
    // got uses the method only to judge whether a body is allowed; what is sent is in createNativeRequest.
    const stream = isStream(hop.body)
      ? loadGot()(hop.url, notInherited({ method: 'POST', body: hop.body }))
      : loadGot()(hop.url);
    // got would gather 33 options for Node that nobody reads here, which takes a tenth of a call's time.
    stream.options.createNativeRequestOptions = (): Departing => ({ hop, onResponse });
    unwrapErrors(stream);
    stream.once('request', hop.onRequest);
    stream.once('error', reject);
    stream.once('response', (response: IncomingMessage) => {
      // An error may come before the body is read: readers find it in `stream.errored`.
      stream.on('error', () => {});
      resolve({
        statusCode: response.statusCode as number,
        statusMessage,
        httpVersion: response.httpVersion,
        headers: response.headers,
        rawHeaders: response.rawHeaders,
        stream,
      });
    });
  });

/**
 * Every error passes `destroy`, from where `stream.errored` has it, and `_destroy`, where got wraps what is not
 * its own and from where the event has it: both get what Node raised.
 */
function unwrapErrors(stream: Duplex): void {
  const destroy = stream.destroy.bind(stream);
  const destroyHook = stream._destroy.bind(stream);
  stream.destroy = (error) => destroy(error ? nativeError(error) : error);
  stream._destroy = (error, callback) =>
    destroyHook(error, (wrapped) => callback(wrapped ? nativeError(wrapped) : wrapped));
}

/** What Node raised, out of the error that got wrapped around it. */
function nativeError(error: Error): Error {
  if (error.cause instanceof Error) return error.cause;
  if (error.name === 'ReadError') return aborted();
  return error;
}
