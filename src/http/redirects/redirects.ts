import { redactor } from '../../internal/redact/sent-values';
import type { HttpLog } from '../http-log';
import type { HeaderMap } from '../request/header-map';
import type { HttpRequestOptions } from '../request/options';
import { resolveLocation } from '../request/request-url';
import type { HttpResponse } from '../response/types';
import { requestFailure } from '../wire/failures';
import { dropCredentials, refererFor } from './redirect-credentials';

/** The state of a request that changes from hop to hop. */
export interface RedirectState {
  method: string;
  url: URL;
  headers: HeaderMap;
  /** Whether the next hop sends the body again. */
  keepsBody: boolean;
}

/**
 * Methods whose redirects are followed only with `followAllRedirects`. The method is compared as given:
 * request follows the redirects of a lower-case `post`, and lambdas write it that way.
 */
const UNSAFE_METHODS = new Set(['PATCH', 'PUT', 'POST', 'DELETE']);
const DEFAULT_MAX_REDIRECTS = 10;

/** Whether this response is a redirect that request would follow. The target is its `Location` header. */
export function shouldFollow(options: HttpRequestOptions, method: string, response: HttpResponse): boolean {
  const { statusCode, headers } = response;
  if (statusCode < 300 || statusCode >= 400 || !headers.location) return false;
  const { followAllRedirects, followRedirect = true } = options;
  if (!followAllRedirects && (!followRedirect || UNSAFE_METHODS.has(method))) return false;
  return agrees(options, response);
}

/**
 * Asks a `followRedirect` function about a redirect. It is also asked about a challenge, because request treats a challenge like a
 * redirect.
 */
export function agrees({ followRedirect }: HttpRequestOptions, response: HttpResponse): boolean {
  return typeof followRedirect !== 'function' || Boolean(followRedirect(response));
}

/**
 * The next hop of a redirect, by request's rules for method, body and headers (docs/platform.md, "HTTPClient"). In addition, a redirect
 * from https to http is refused, and credentials stay with their host (docs/platform.md, "Redirects").
 * @param log is told which headers are not sent
 * @param count redirects followed so far
 * @param sent what the hops sent
 * @throws Error for too many redirects and for a redirect from https to http
 */
export function nextHop(
  log: HttpLog,
  options: HttpRequestOptions,
  current: RedirectState,
  response: HttpResponse,
  count: number,
  sent: readonly unknown[],
): RedirectState {
  const { url, headers } = current;
  checkRedirects(options, count, url, sent);
  const target = resolveLocation(String(response.headers.location), url);
  if (url.protocol === 'https:' && target.protocol === 'http:') {
    throw requestFailure(
      `Redirect from https://${url.host} to http://${target.host} refused: it would leave TLS. ` +
        `Call the http URL itself if that is what you want.`,
      { code: 'ERR_INSECURE_REDIRECT' },
    );
  }
  const next = { ...current, ...methodAfter(options, current.method, response.statusCode), url: target };
  next.headers = headers.copy();
  if (!next.keepsBody)
    for (const name of ['host', 'content-type', 'content-length']) next.headers.delete(name);
  log.stayedBehind(dropCredentials(next.headers, { from: url, to: target }, options), url, target);
  if (!options.removeRefererHeader) next.headers.set('referer', refererFor(url, target));
  return next;
}

/**
 * Checks the number of redirects. The answer to a challenge counts as a redirect, as in request.
 * @param count redirects followed so far
 * @param sent what the hops sent
 * @throws Error for too many redirects
 */
export function checkRedirects(
  options: HttpRequestOptions,
  count: number,
  url: URL,
  sent: readonly unknown[],
): void {
  const most = options.maxRedirects === undefined ? DEFAULT_MAX_REDIRECTS : options.maxRedirects;
  // As in request, null counts as 0, and a value that is no number means no limit.
  if (!(count >= most)) return;
  // The server may have written this URL, and may have included what it received.
  const { redactText, secretsIn, withoutKnown } = redactor();
  const shown = redactText(withoutKnown(url.href, secretsIn([...sent, options])));
  throw requestFailure(`Exceeded maxRedirects. Probably stuck in a redirect loop ${shown}`);
}

function methodAfter(
  options: HttpRequestOptions,
  method: string,
  statusCode: number,
): Pick<RedirectState, 'method' | 'keepsBody'> {
  if (statusCode === 307) return { method, keepsBody: true };
  const changes = options.followAllRedirects && method !== 'HEAD' && !options.followOriginalHttpMethod;
  return { method: changes ? 'GET' : method, keepsBody: false };
}
