import type { Readable } from 'node:stream';
import { readByteLimit } from '../response/response-limit';
import type { TlsOptions } from '../wire/connection-options';
import { requestFailure } from '../wire/failures';
import type { HeaderValue, Hop, WireBody } from '../wire/message';
import { type Authorizer, authorizerFor } from './auth';
import { type CookieJar, createCookieJar } from './cookies';
import { HeaderMap } from './header-map';
import { oauthAuthorizer } from './oauth';
import type { HttpRequestOptions } from './options';
import { buildBody } from './request-body';
import { resolveUrl } from './request-url';

/** A call whose options have been checked, ready to be sent hop by hop. */
export interface PreparedRequest {
  method: string;
  /** The URL as given, with its user info. Hops are sent without the user info. */
  url: URL;
  headers: HeaderMap;
  body: Promise<WireBody>;
  authorizer: Authorizer | undefined;
  jar: CookieJar | undefined;
  /** How many bytes of the response body may be kept in memory. */
  maxResponseBytes: number;
  connection: Pick<Hop, 'tls' | 'agentOptions' | 'tunnel' | 'timeoutMs' | 'proxy' | 'admission'>;
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
  'pool',
  'proxyHeaderWhiteList',
  'proxyHeaderExclusiveList',
];

/** Options that request passes on to Node's connection. Here they are treated like `agentOptions`. */
export const CONNECTION_OPTIONS: readonly string[] = [
  'ciphers',
  'checkServerIdentity',
  'ecdhCurve',
  'family',
  'localAddress',
  'lookup',
  'maxVersion',
  'minVersion',
  'secureOptions',
  'secureProtocol',
  'servername',
  'sigalgs',
];

/**
 * Members of `agentOptions` that are ignored. They could lead the connection to another host than that of the
 * URL, past the whitelist.
 */
export const TARGET_OPTIONS: readonly string[] = [
  'createConnection',
  'defaultPort',
  'fd',
  'handle',
  'host',
  'hostname',
  'path',
  'port',
  'protocol',
  'proxy',
  'proxyRequestOptions',
  'socket',
  'socketPath',
];

/** The values that {@link prepareRequest} needs besides the options. */
export interface PrepareContext {
  /** The method as the caller wrote it. */
  method: string | undefined;
  defaultHeaders: Record<string, string>;
  upload: Readable | undefined;
  /** How many bytes of the response body may be kept in memory, unless the options set another limit. */
  maxResponseBytes: number;
  /** The authorizer of one of the library's own clients. It takes precedence over `auth` and `oauth`. */
  authorizer?: Authorizer;
  /** `queue`: wait for a slot of the rate limit instead of failing. */
  admission?: 'policy' | 'queue';
}

/**
 * Checks the options of a call and builds the request from them.
 * @throws Error with request's message for a URL, a header, credentials or a body that cannot be sent
 */
export function prepareRequest(options: HttpRequestOptions, context: PrepareContext): PreparedRequest {
  checkHead(options, context.method);
  checkEncoding(options);
  const url = resolveUrl(options);
  const headers = headersOf(options, context.defaultHeaders);
  const authorizer =
    context.authorizer ??
    (options.oauth ? oauthAuthorizer(options.oauth) : authorizerUnlessSet(options, url, headers));
  if (options.gzip) headers.setDefault('accept-encoding', 'gzip, deflate, br');
  const body = buildBody(options, headers, context.upload);
  // A rejection is handled when the request starts. Until then Node would report it as unhandled.
  body.catch(() => {});
  return {
    // Node turns the method into capitals, or throws for a wrong one. The rules of request compare it as given.
    method: context.method || 'GET',
    url,
    headers,
    body,
    authorizer,
    jar: jarOf(options),
    maxResponseBytes: readByteLimit(options.maxResponseBytes, context.maxResponseBytes),
    connection: {
      tls: tlsOf(options),
      agentOptions: agentOptionsOf(options),
      proxy: options.proxy === false ? null : options.proxy,
      tunnel: options.tunnel,
      timeoutMs: timeoutOf(options),
      admission: context.admission,
    },
  };
}

function checkHead({ body, json, multipart }: HttpRequestOptions, method: string | undefined): void {
  const hasBody = body || multipart || (json && typeof json !== 'boolean');
  if (method === 'HEAD' && hasBody) throw new Error('HTTP HEAD requests MUST NOT include a request body.');
}

function checkEncoding({ encoding }: { encoding?: unknown }): void {
  const isKnown = typeof encoding === 'string' ? Buffer.isEncoding(encoding) : !encoding;
  if (!isKnown)
    throw requestFailure(`Unknown encoding: ${String(encoding)}`, { code: 'ERR_UNKNOWN_ENCODING' });
}

function headersOf(options: HttpRequestOptions, defaults: Record<string, string>): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    // The type is not checked here: Node writes the value, or throws for a wrong one.
    if (value !== undefined) headers.set(name, value as HeaderValue);
  }
  for (const [name, value] of Object.entries(defaults)) headers.setDefault(name, value);
  return headers;
}

function authorizerUnlessSet(
  options: HttpRequestOptions,
  url: URL,
  headers: HeaderMap,
): Authorizer | undefined {
  if (!options.auth && headers.has('authorization')) return undefined;
  return authorizerFor(options.auth || undefined, url);
}

let ownJar: CookieJar | undefined;

/** The jar of a call. All calls with `jar: true` share one jar. */
export function jarOf({ jar }: HttpRequestOptions): CookieJar | undefined {
  if (!jar) return undefined;
  if (jar !== true) return jar;
  ownJar ??= createCookieJar();
  return ownJar;
}

/** Forgets the jar that all calls with `jar: true` share. */
export function resetCookies(): void {
  ownJar = undefined;
}

function tlsOf(options: HttpRequestOptions): TlsOptions | undefined {
  const { cert, key, pfx, passphrase, ca } = options;
  const identity = { cert, key, pfx, passphrase, ca, rejectUnauthorized: verificationOf(options) };
  const given = Object.entries(identity).filter(([, value]) => value !== undefined);
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

/**
 * What a call says about the verification of certificates, `undefined` if it says nothing. The strictest option wins, and
 * it also wins over `NODE_TLS_REJECT_UNAUTHORIZED`. As in Node, only `false` switches verification off.
 */
function verificationOf({
  strictSSL,
  rejectUnauthorized,
  agentOptions,
}: HttpRequestOptions): boolean | undefined {
  const said = [strictSSL, rejectUnauthorized, agentOptions?.rejectUnauthorized].filter(
    (value) => value !== undefined,
  );
  return said.length === 0 ? undefined : said.some((value) => value !== false);
}

/**
 * The options for the agent. In Node the options of an agent take precedence over those of a request, so
 * `agentOptions` do so here. Options that would change the target are left out.
 */
function agentOptionsOf(options: HttpRequestOptions): Record<string, unknown> | undefined {
  const { agentOptions } = options;
  const own = Object.entries(agentOptions ?? {}).filter(([name]) => !TARGET_OPTIONS.includes(name));
  const given = CONNECTION_OPTIONS.filter((name) => options[name] !== undefined);
  if (given.length === 0 && own.length === Object.keys(agentOptions ?? {}).length) return agentOptions;
  return Object.fromEntries([...given.map((name) => [name, options[name]]), ...own]);
}

/** request ignores a timeout that is not a number. */
function timeoutOf({ timeout }: { timeout?: unknown }): number {
  return typeof timeout === 'number' && Number.isFinite(timeout) && timeout > 0 ? timeout : 0;
}
