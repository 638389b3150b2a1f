import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { URL } from 'node:url';
import type { Tracer } from '../../internal/observe/request-trace';
import { basicAuthorization, withoutUserInfo } from '../../internal/user-info';
import type { HttpCore } from '../http-core';
import type { Authorizer } from '../request/auth';
import { type CallerJar, storeCookies } from '../request/cookies';
import type { HeaderMap } from '../request/header-map';
import type { HttpRequestOptions } from '../request/options';
import type { PreparedRequest } from '../request/request-options';
import { legacyUrl } from '../request/request-url';
import { decodeBody } from '../response/decode-body';
import { discard, HttpClientResponse } from '../response/http-response';
import { SentRequest } from '../response/request-summary';
import { attempt } from '../wire/attempt';
import { type CancelSignal, toAbortSignal } from '../wire/cancellation';
import { requestFailure } from '../wire/failures';
import { type Hop, type HopResponse, isStream, type WireBody } from '../wire/message';
import { loadEngine } from '../wire/transmit';
import { connectionFor, isCalledHost } from './redirect-credentials';
import { agrees, checkRedirects, nextHop, type RedirectState, shouldFollow } from './redirects';

/** What was sent in one hop. */
export interface SentHop {
  readonly url: URL;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: WireBody;
}

/** A call that {@link follow} sends and follows to its last answer. */
export interface FollowedCall {
  readonly request: PreparedRequest;
  readonly options: HttpRequestOptions;
  readonly signal: CancelSignal;
  /** Collects what each hop sends. */
  readonly sent: SentHop[];
  /** The body as the caller sees it. */
  shownBody(): unknown;
  /** Called with each request of Node before anything is written to it. */
  onRequest(request: ClientRequest): void;
  /** Called with the socket of each request. */
  onSocket(socket: Socket, request: ClientRequest): void;
  /** Called for each redirect that is followed. */
  onRedirect(next: RedirectState): void;
}

/**
 * Sends a call hop by hop, until a response is neither a redirect to follow nor a challenge to answer. Each
 * hop asks for admission, so whitelist and rate limit apply to redirects too.
 *
 * @returns the last response, whose body has not been read
 * @throws the error of a hop, or an Error for too many redirects, for a redirect from https to http, or for a
 *   body that cannot be sent again
 */
export async function follow(core: HttpCore, call: FollowedCall): Promise<HttpClientResponse> {
  const { request, options } = call;
  let body = await request.body;
  const { method, url, headers } = request;
  let state: RedirectState = { method, url, headers, keepsBody: true };
  for (let redirects = 0, challenged = false; ; redirects += 1) {
    const response = await sendHop(core, call, state, body);
    const mayAnswer = !challenged && response.statusCode === 401 && isCalledHost(request, state.url);
    if (
      mayAnswer &&
      (await request.authorizer?.challenged?.(response.headers)) &&
      agrees(options, response)
    ) {
      challenged = true;
      discard(response);
      checkRedirects(options, redirects, state.url, call.sent);
      checkRepeatable(body, state.url);
      if (!options.removeRefererHeader) state.headers.set('referer', withoutUserInfo(state.url).href);
    } else if (shouldFollow(options, state.method, response)) {
      discard(response);
      state = nextHop(core.log, options, state, response, redirects, call.sent);
      if (state.keepsBody) checkRepeatable(body, state.url);
      else body = undefined;
      call.onRedirect(state);
    } else return response;
  }
}

/** Signs one hop, asks for its admission, and sends it. */
async function sendHop(
  { admission, agents, log }: HttpCore,
  call: FollowedCall,
  state: RedirectState,
  payload: WireBody,
): Promise<HttpClientResponse> {
  const { request, options, signal, onRequest, onSocket } = call;
  const { method } = state;
  const { authorizer } = request;
  const plain = { url: withoutUserInfo(state.url), headers: state.headers.copy(), body: payload };
  // Only a hop to the called host carries the call's credentials.
  const isSigned = authorizer !== undefined && isCalledHost(request, state.url);
  const { url, headers, body } = isSigned ? await sign(plain, authorizer, method, signal) : plain;
  if (request.jar) await addCookies(request.jar, url, headers);
  // As in request, `content-length: 0` is left out if the request may be sent again with credentials.
  const saysEmpty = body === undefined && method !== 'GET' && !authorizer?.isWaiting;
  if (saysEmpty) headers.set('content-length', 0);
  // Servers refuse a request that has both headers, and RFC 9112 forbids it. Without chunks, the length is the only end of the body.
  if (/\bchunked\b/i.test(String(headers.get('transfer-encoding')))) headers.delete('content-length');
  const sent = headers.toObject();
  call.sent.push({ url, headers: sent, body });
  const {
    tls,
    agentOptions,
    tunnel,
    maxHeaderSize,
    timeoutMs,
    proxy,
    admission: kind,
    allows,
  } = connectionFor(request, url);
  // No spreading: see `joinProperties`.
  const hop: Required<Hop> = {
    method,
    url,
    headers: sent,
    body,
    signal,
    onRequest,
    onSocket,
    tls,
    agentOptions,
    tunnel,
    maxHeaderSize,
    timeoutMs,
    proxy,
    admission: kind,
    allows,
    sent: call.sent.map(({ headers: credentials }) => credentials),
  };
  loadEngine(url.protocol === 'https:');
  const passage = await admission.admit(hop);
  if (!passage.refusal && passage.proxy) {
    const authorization = basicAuthorization(passage.proxy);
    call.sent.push({
      url: passage.proxy,
      headers: { 'proxy-authorization': authorization },
      body: undefined,
    });
    if (hop.tunnel === false && url.protocol === 'https:') log.sentInClear(url, passage.proxy);
  }
  const answer: HopResponse =
    passage.refusal ?? (await passage.conclude(attempt(agents, traced(hop, passage.trace), passage)));
  if (request.jar) await keepCookies(request.jar, answer, url);
  // Signing may have added parameters to the body.
  const shownBody = body === payload ? call.shownBody : () => body;
  const summary = () => new SentRequest(legacyUrl(state.url), method, sent, shownBody);
  const answered = { method, host: url.host, summary };
  return new HttpClientResponse(answer, answered, decodeBody(answer, method, Boolean(options.gzip)));
}

/** Gives the trace of a hop the connection that the hop uses. */
function traced(hop: Hop, trace: Tracer | undefined): Hop {
  if (trace === undefined) return hop;
  return {
    ...hop,
    onRequest: (request) => {
      trace.follow(request);
      hop.onRequest?.(request);
    },
  };
}

interface SignedHop {
  url: URL;
  headers: HeaderMap;
  body: WireBody;
}

/** The URL, headers and body of a hop with credentials. The headers are changed, and the URL is not. */
async function sign(
  { url, headers, body }: SignedHop,
  authorizer: Authorizer,
  method: string,
  signal: CancelSignal,
): Promise<SignedHop> {
  // Signing may add parameters to the query. The URL is copied, since they are for this hop only.
  const hop = { url: new URL(url), headers, body };
  await authorizer.authorize({
    method,
    url: hop.url,
    headers,
    body: isStream(body) ? undefined : body,
    form: formText(body, headers),
    get signal() {
      return toAbortSignal(signal);
    },
    setForm(form) {
      hop.body = form;
      headers.set('content-length', Buffer.byteLength(form));
    },
  });
  return hop;
}

function formText(body: WireBody, headers: HeaderMap): string | undefined {
  const type = String(headers.get('content-type'));
  return typeof body === 'string' && /^application\/x-www-form-urlencoded\b/i.test(type) ? body : undefined;
}

async function addCookies(jar: CallerJar, url: URL, headers: HeaderMap): Promise<void> {
  const fromJar = await jar.getCookieString(url.href);
  if (!fromJar) return;
  const own = headers.get('cookie');
  headers.set('cookie', own ? `${own}; ${fromJar}` : fromJar);
}

/** Stores the cookies of an answer. Without `destroy`, the answer would keep its connection after a jar has failed. */
async function keepCookies(jar: CallerJar, { headers, stream }: HopResponse, url: URL): Promise<void> {
  try {
    await storeCookies(jar, headers['set-cookie'], url);
  } catch (error) {
    stream.destroy();
    throw error;
  }
}

/** Refuses to send a stream again: the first hop has read it, so the next hop would send only a part of it. */
function checkRepeatable(body: WireBody, url: URL): void {
  if (!isStream(body)) return;
  throw requestFailure(
    `The body is a stream and cannot be sent again to ${url.origin}: pass it as text or bytes.`,
    { code: 'ERR_BODY_NOT_REPEATABLE' },
  );
}
