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

/** A call, checked and ready to be sent hop by hop. */
export interface PreparedRequest {
  method: string;
  /** The URL as given, user info included; hops go out without it. */
  url: URL;
  headers: HeaderMap;
  body: Promise<WireBody>;
  authorizer: Authorizer | undefined;
  jar: CookieJar | undefined;
  /** Bytes of a kept body. */
  maxResponseBytes: number;
  connection: Pick<Hop, 'tls' | 'agentOptions' | 'tunnel' | 'timeoutMs' | 'proxy' | 'admission'>;
}

/** Options that request had and this library does not: named in a warning, never dropped in silence. */
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

/** Options that request hands on to Node's connection; here they go the way of `agentOptions`. */
const CONNECTION_OPTIONS = [
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

/** What of `agentOptions` would lead a connection past the whitelist: it goes where the URL says. */
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

/** Default headers and the body of a call that is piped into. */
export interface PrepareContext {
  /** As the caller wrote it. */
  method: string | undefined;
  defaultHeaders: Record<string, string>;
  upload: Readable | undefined;
  /** Bytes of a kept body, unless the options say another number. */
  maxResponseBytes: number;
  /** An authorizer of the library's own clients; it goes before the options'. */
  authorizer?: Authorizer;
  /** `queue`: wait for a slot of the rate limit in place of failing. */
  admission?: 'policy' | 'queue';
}

/**
 * Checks the options of a call and works out what will be sent.
 * @throws Error in request's words for a URL, a header, credentials or a body that cannot be sent
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
  // A rejection is picked up when the request starts; until then it is nobody's.
  body.catch(() => {});
  return {
    // Node writes it in capitals, or says what is wrong with it; request's own rules look at it as given.
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
    // Whatever its type: Node writes it, or says what is wrong with it.
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

function jarOf({ jar }: HttpRequestOptions): CookieJar | undefined {
  if (!jar) return undefined;
  if (jar !== true) return jar;
  ownJar ??= createCookieJar();
  return ownJar;
}

/** Forgets the jar that `jar: true` shares. */
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

/** Node lets an agent's options win over those of a request, so `agentOptions` do here, but for the target. */
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
