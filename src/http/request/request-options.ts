import type { Readable } from 'node:stream';
import { proxyText } from '../../internal/node/url-object';
import { readByteLimit } from '../response/response-limit';
import { isAbortSignal } from '../wire/cancellation';
import type { TlsOptions } from '../wire/connection-options';
import { requestFailure } from '../wire/failures';
import type { HeaderValue, Hop, WireBody } from '../wire/message';
import { type Authorizer, authorizerFor } from './auth';
import { headOfStream, type StreamHead } from './byte-stream';
import { type CallerJar, jarOf } from './cookies';
import { HeaderMap } from './header-map';
import { oauthAuthorizer } from './oauth';
import { AGENT_OPTIONS, CONNECTION_OPTIONS } from './option-names';
import type { HttpRequestOptions } from './options';
import { buildBody, isStreamBody } from './request-body';
import { resolveUrl } from './request-url';

/** A call whose options have been checked, ready to be sent hop by hop. */
export interface PreparedRequest {
  method: string;
  /** The URL as it was given, with its user info. Hops are sent without the user info. */
  url: URL;
  headers: HeaderMap;
  body: Promise<WireBody>;
  authorizer: Authorizer | undefined;
  jar: CallerJar | undefined;
  /** How many bytes of the response body may be kept in memory. */
  maxResponseBytes: number;
  connection: Pick<
    Hop,
    'tls' | 'agentOptions' | 'tunnel' | 'maxHeaderSize' | 'timeoutMs' | 'proxy' | 'admission' | 'allows'
  >;
}

/** Options of request that this library does not support. A warning names them, so they are not ignored silently. */
export const UNSUPPORTED_OPTIONS: readonly string[] = [
  'agent',
  'agentClass',
  'aws',
  'forever',
  'har',
  'hawk',
  'httpSignature',
  'insecureHTTPParser',
  'joinDuplicateHeaders',
  'pool',
  'proxyHeaderWhiteList',
  'proxyHeaderExclusiveList',
];

/** A request body that comes from outside of the options. `isFile` is undefined if the body is written and not piped. */
export interface PipedBody
  extends Pick<StreamHead, 'headers' | 'method'>,
    Partial<Pick<StreamHead, 'isFile'>> {
  stream: Readable;
}

/** The values that {@link prepareRequest} needs besides the options. */
export interface PrepareContext {
  /** The method as the caller wrote it. */
  method: string | undefined;
  defaultHeaders: Record<string, string>;
  /** How many bytes of the response body may be kept in memory, unless the options set another limit. */
  maxResponseBytes: number;
  /** The authorizer of one of the library's own clients. It takes precedence over `auth` and `oauth`. */
  authorizer?: Authorizer | undefined;
  /** `queue` waits for a slot of the rate limit instead of failing. */
  admission?: 'policy' | 'queue' | 'exempt' | undefined;
  /** Hosts that the call may reach in addition to the whitelist. */
  allows?: ((hostname: string) => boolean) | undefined;
}

/**
 * Checks the options of a call and builds the request from them.
 * @param upload the body that is piped or written into the call
 * @throws Error with request's message for a URL, a header, credentials or a body that cannot be sent
 */
export function prepareRequest(
  options: HttpRequestOptions,
  context: PrepareContext,
  upload?: PipedBody,
): PreparedRequest {
  checkHead(options, context.method);
  checkEncoding(options);
  checkSignal(options);
  checkRedirectHeaders(options);
  const url = resolveUrl(options);
  const headers = headersOf(options, context.defaultHeaders);
  const authorizer =
    context.authorizer ??
    (options.oauth ? oauthAuthorizer(options.oauth) : authorizerUnlessSet(options, url, headers));
  if (options.gzip) headers.setDefault('accept-encoding', 'gzip, deflate, br');
  const body = buildBody(options, headers, upload?.stream);
  // A rejection is handled when the request starts. Until then Node would report it as unhandled.
  body.catch(() => {});
  const request: PreparedRequest = {
    // Node changes the method to upper case, or throws for a wrong one. The rules of request use it as it was given.
    method: context.method || 'GET',
    url,
    headers,
    body,
    authorizer,
    jar: jarOf(options.jar),
    maxResponseBytes: readByteLimit(options.maxResponseBytes, context.maxResponseBytes),
    connection: {
      tls: tlsOf(options),
      agentOptions: agentOptionsOf(options),
      proxy: proxyOf(options),
      tunnel: options.tunnel,
      maxHeaderSize: options.maxHeaderSize,
      timeoutMs: timeoutOf(options),
      admission: context.admission,
      allows: context.allows,
    },
  };
  if (upload) applyPiped(request, upload, options, context.method);
  else if (isStreamBody(options)) takeHead(request, headOfStream(options.body), context.method);
  return request;
}

function checkHead({ body, json, multipart }: HttpRequestOptions, method: string | undefined): void {
  const hasBody = body || multipart || (json && typeof json !== 'boolean');
  if (method === 'HEAD' && hasBody) throw new Error('HTTP HEAD requests MUST NOT include a request body.');
}

function checkEncoding({ encoding }: { encoding?: unknown }): void {
  const isDefault = encoding === undefined || encoding === null;
  const isKnown = isDefault || (typeof encoding === 'string' && Buffer.isEncoding(encoding));
  if (!isKnown)
    throw requestFailure(`Unknown encoding: ${String(encoding)}`, { code: 'ERR_UNKNOWN_ENCODING' });
}

function checkSignal({ signal }: { signal?: unknown }): void {
  if (!signal || isAbortSignal(signal)) return;
  throw requestFailure('options.signal must be an AbortSignal.', { code: 'ERR_INVALID_ARG_TYPE' });
}

/** The `host` header names the called host, so it must not be sent to another host. */
function checkRedirectHeaders({ redirectHeaders }: { redirectHeaders?: unknown }): void {
  if (redirectHeaders === undefined) return;
  const isName = (name: unknown) => typeof name === 'string' && /^[\w!#$%&'*+.^`|~-]+$/.test(name);
  const isList = Array.isArray(redirectHeaders) && redirectHeaders.every(isName);
  if (isList && !redirectHeaders.some((name) => /^host$/i.test(name))) return;
  throw requestFailure(
    'options.redirectHeaders must be a list of header names other than "host", such as ["x-trace"].',
    { code: 'ERR_INVALID_ARG_TYPE' },
  );
}

function headersOf(options: HttpRequestOptions, defaults: Record<string, string>): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    // The type is not checked here, because Node writes the value, or throws for a wrong one.
    if (value !== undefined) headers.set(name, value as HeaderValue);
  }
  for (const [name, value] of Object.entries(defaults)) headers.setDefault(name, value);
  return headers;
}

/**
 * Sends what is piped or written into the call instead of any other body. The source of a pipe may give headers. It may also give the
 * method for a call without a method. As in request, a body that is piped in with `json` gets the type JSON, unless it is a file or has
 * another type.
 */
export function applyPiped(
  request: PreparedRequest,
  piped: PipedBody,
  { json }: HttpRequestOptions,
  method: string | undefined,
): void {
  request.body = Promise.resolve(piped.stream);
  takeHead(request, piped, method);
  if (json && piped.isFile === false) request.headers.setDefault('content-type', 'application/json');
}

function takeHead(
  request: PreparedRequest,
  head: Pick<StreamHead, 'headers' | 'method'>,
  method: string | undefined,
): void {
  if (!method && head.method) request.method = head.method;
  for (const [name, value] of head.headers) if (value !== undefined) request.headers.setDefault(name, value);
}

function authorizerUnlessSet(
  options: HttpRequestOptions,
  url: URL,
  headers: HeaderMap,
): Authorizer | undefined {
  if (!options.auth && headers.has('authorization')) return undefined;
  return authorizerFor(options.auth || undefined, url);
}

/**
 * As in request, an option of the call takes precedence over `agentOptions`, unless it is empty. A certificate and a key
 * do so together only.
 */
function tlsOf(options: HttpRequestOptions): TlsOptions | undefined {
  const { cert, key, pfx, passphrase, ca, agentOptions } = options;
  const rejectUnauthorized = verificationOf(options);
  if ([cert, key, pfx, passphrase, ca, rejectUnauthorized].every((value) => value === undefined))
    return undefined;
  const identity = { cert, key, pfx, passphrase, ca, rejectUnauthorized };
  const counts = ([name, value]: [string, unknown]): boolean => {
    if (value === undefined) return false;
    if (name === 'rejectUnauthorized' || agentOptions?.[name] === undefined) return true;
    return Boolean(name === 'cert' || name === 'key' ? cert && key : value);
  };
  const given = Object.entries(identity).filter(counts);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

/**
 * What a call says about the verification of certificates. `undefined` if it says nothing. The strictest option wins, also over
 * `NODE_TLS_REJECT_UNAUTHORIZED`. As in Node, only `false` switches verification off.
 */
function verificationOf({
  strictSSL,
  rejectUnauthorized,
  agentOptions,
}: HttpRequestOptions): boolean | undefined {
  const ofAgent = agentOptions?.rejectUnauthorized;
  if (strictSSL === undefined && rejectUnauthorized === undefined && ofAgent === undefined) return undefined;
  return [strictSSL, rejectUnauthorized, ofAgent].some((value) => value !== undefined && value !== false);
}

/** The options that request gives to its agent even if `agentOptions` has them too. */
const OVER_AGENT_OPTIONS: readonly string[] = ['ciphers', 'secureOptions', 'secureProtocol'];

/**
 * The options for the agent. In Node, the options of an agent take precedence over those of a request. So `agentOptions` take precedence
 * here, with some exceptions. Only options that are known to keep the target unchanged are taken.
 */
function agentOptionsOf(options: HttpRequestOptions): Record<string, unknown> | undefined {
  const { agentOptions } = options;
  const given = Object.keys(options).filter(
    (name) => CONNECTION_OPTIONS.has(name) && options[name] !== undefined,
  );
  if (given.length === 0 && !agentOptions) return undefined;
  const own = Object.entries(agentOptions ?? {}).filter(([name]) => AGENT_OPTIONS.has(name));
  if (given.length === 0 && own.length === Object.keys(agentOptions ?? {}).length) return agentOptions;
  const over = given.filter((name) => OVER_AGENT_OPTIONS.includes(name) && options[name]);
  const entriesOf = (names: readonly string[]) => names.map((name) => [name, options[name]] as const);
  return Object.fromEntries([...entriesOf(given), ...own, ...entriesOf(over)]);
}

/** The text of the proxy URL. `null` for no proxy, and `undefined` for the configured proxy. */
function proxyOf({ proxy }: { proxy?: unknown }): string | null | undefined {
  if (proxy === undefined) return undefined;
  if (!proxy) return null;
  const text = proxyText(proxy);
  if (typeof text === 'string' && text !== '') return text;
  throw new Error(
    'options.proxy must be a URL such as "http://proxy.example.com:8080", or false for no proxy',
  );
}

/** request ignores a timeout that is not a number. */
function timeoutOf({ timeout }: { timeout?: unknown }): number {
  return typeof timeout === 'number' && Number.isFinite(timeout) ? Math.max(timeout, 0) : 0;
}
