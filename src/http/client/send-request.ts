import type { ClientRequest } from 'node:http';
import type { Readable } from 'node:stream';
import type { HopResponse, HttpPipeline } from '../pipeline';
import { storeCookies } from '../request/cookies';
import type { HeaderMap } from '../request/header-map';
import type { WireBody } from '../request/request-body';
import type { PreparedRequest } from '../request/request-options';
import { legacyUrl, withoutUserInfo } from '../request/request-url';
import { HttpClientResponse, summarise } from '../response/http-response';
import { type CancelSignal, toAbortSignal } from '../wire/cancellation';
import { requestFailure } from '../wire/failures';
import { agrees, checkRedirects, isSameParty, nextHop, type RedirectState, shouldFollow } from './redirects';
import type { HttpRequestOptions } from './types';

/** A new connection costs less than to read more than this. */
const MAX_DISCARDED_BYTES = 128 * 1024;

/** What a call lets others observe while it is under way. */
export interface SendObserver {
  signal: CancelSignal;
  onRequest(request: ClientRequest): void;
  onRedirect(): void;
}

/**
 * Sends a call hop by hop until a response is neither a redirect to follow nor a challenge to answer.
 * Every hop is a `pipeline.send`, so each one meets the whitelist and the limiter.
 */
export async function sendRequest(
  pipeline: HttpPipeline,
  request: PreparedRequest,
  options: HttpRequestOptions,
  observer: SendObserver,
): Promise<HttpClientResponse> {
  let body = await request.body;
  let state: RedirectState = { ...request, keepsBody: true };
  for (let redirects = 0, challenged = false; ; ) {
    const { response, hop } = await sendHop(pipeline, request, state, body, options, observer);
    const mayAnswer = !challenged && hop.statusCode === 401 && isCalledHost(state, request);
    if (mayAnswer && (await request.authorizer?.challenged?.(hop.headers)) && agrees(options, response)) {
      challenged = true;
      discard(response);
      checkRedirects(options, redirects, state.url);
      redirects += 1;
      checkRepeatable(body, state.url);
      if (!options.removeRefererHeader) state.headers.set('referer', withoutUserInfo(state.url).href);
      continue;
    }
    if (!shouldFollow(options, state.method, response)) return response;
    discard(response);
    state = nextHop(options, state, response, redirects);
    redirects += 1;
    if (state.keepsBody) checkRepeatable(body, state.url);
    else body = undefined;
    observer.onRedirect();
  }
}

async function sendHop(
  pipeline: HttpPipeline,
  request: PreparedRequest,
  state: RedirectState,
  payload: WireBody,
  options: HttpRequestOptions,
  observer: SendObserver,
): Promise<{ response: HttpClientResponse; hop: HopResponse }> {
  const bare = withoutUserInfo(state.url);
  // Signing may add to the query of this hop, and of no other.
  const url = request.authorizer ? new URL(bare) : bare;
  const headers = state.headers.copy();
  let body = payload;
  if (request.authorizer && isCalledHost(state, request)) {
    await request.authorizer.authorize({
      method: state.method,
      url,
      headers,
      body: typeof body === 'string' || Buffer.isBuffer(body) ? body : undefined,
      form: formText(body, headers),
      get signal() {
        return toAbortSignal(observer.signal);
      },
      setForm(form) {
        body = form;
        headers.set('content-length', Buffer.byteLength(form));
      },
    });
  }
  addCookies(request, url, headers);
  // As request has it: nothing is said of the body of a request that may be sent again with credentials.
  const saysEmpty = body === undefined && state.method !== 'GET' && !request.authorizer?.isWaiting;
  if (saysEmpty) headers.setDefault('content-length', 0);
  const sent = headers.toObject();
  const hop = await pipeline.send({
    ...(isCalledHost(state, request) ? request.connection : withoutIdentity(request.connection)),
    method: state.method,
    url,
    headers: sent,
    body,
    signal: observer.signal,
    onRequest: observer.onRequest,
  });
  if (request.jar) storeCookies(request.jar, hop.headers['set-cookie'], url);
  const summary = summarise(legacyUrl(state.url), state.method, sent);
  return { response: new HttpClientResponse(hop, summary, contentOf(hop, state.method, options)), hop };
}

function formText(body: WireBody, headers: HeaderMap): string | undefined {
  const type = String(headers.get('content-type') ?? '');
  return typeof body === 'string' && /^application\/x-www-form-urlencoded\b/i.test(type) ? body : undefined;
}

function addCookies({ jar }: PreparedRequest, url: URL, headers: HeaderMap): void {
  const fromJar = jar?.getCookieString(url.href);
  if (!fromJar) return;
  const own = headers.get('cookie');
  headers.set('cookie', own ? `${own}; ${fromJar}` : fromJar);
}

/** The body as the caller reads it: decoded only when `gzip` asks for it. */
function contentOf(hop: HopResponse, method: string, options: HttpRequestOptions): Readable {
  const { statusCode, headers, stream } = hop;
  const empty = method === 'HEAD' || statusCode < 200 || statusCode === 204 || statusCode === 304;
  const encoding = String(headers['content-encoding'] ?? 'identity')
    .trim()
    .toLowerCase();
  if (!options.gzip || empty || !['gzip', 'deflate', 'br'].includes(encoding)) return stream;
  const zlib = require('node:zlib') as typeof import('node:zlib');
  // Servers that flush without ending their stream are read as far as they got.
  const lenient = { flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH };
  const decoder =
    encoding === 'br'
      ? zlib.createBrotliDecompress()
      : encoding === 'deflate'
        ? zlib.createInflate(lenient)
        : zlib.createGunzip(lenient);
  if (stream.errored) decoder.destroy(stream.errored);
  else stream.once('error', (error) => decoder.destroy(error));
  decoder.once('close', () => stream.destroy());
  return stream.pipe(decoder);
}

/** Credentials are for the host that the call was made to. */
function isCalledHost(state: RedirectState, request: PreparedRequest): boolean {
  return isSameParty(request.url, state.url);
}

/** A client certificate is for the host that the call was made to; so is the name that its certificate is checked for. */
function withoutIdentity(connection: PreparedRequest['connection']): PreparedRequest['connection'] {
  return { ...connection, tls: pickTrust(connection.tls), agentOptions: pickTrust(connection.agentOptions) };
}

function pickTrust<Options extends object>(options: Options | undefined): Options | undefined {
  if (options === undefined) return undefined;
  const rest = Object.entries(options).filter(([name]) => !IDENTITY_OPTIONS.has(name));
  return rest.length === 0 ? undefined : (Object.fromEntries(rest) as Options);
}

const IDENTITY_OPTIONS = new Set(['cert', 'key', 'pfx', 'passphrase', 'secureContext', 'servername']);

/** A stream has been read by the first hop; half a request must not follow. */
function checkRepeatable(body: WireBody, url: URL): void {
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) return;
  throw requestFailure(
    `The body is a stream and cannot be sent again to ${url.origin}: pass it as text or bytes.`,
    { code: 'ERR_BODY_NOT_REPEATABLE' },
  );
}

/** Reads a body that nobody wants, so that its socket can be used again; a large one is not worth it. */
function discard({ content, announcedBytes = 0 }: HttpClientResponse): void {
  let left = MAX_DISCARDED_BYTES;
  content.on('error', () => {});
  if (announcedBytes > left) {
    content.destroy();
    return;
  }
  content.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) content.destroy();
  });
}
