import { URL } from 'node:url';
import { isSameParty } from '../http/redirects/redirect-credentials';
import type { HttpResponse } from '../http/response/types';
import { isRecord } from '../internal/is-record';
import { redactText } from '../internal/redact';
import type { TransportOptions, TransportRequest, TransportResponse } from './jsforce';

/** How many characters of an answer an error message quotes. */
const SHOWN_CHARACTERS = 200;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const FOLLOWED = new Set(['GET', 'HEAD']);

/**
 * Whether a redirect stays on the host of the call. Other redirects are not followed. The session is only for this host, and the answer of
 * another host would look like data of the organisation.
 */
export function staysOnHost(url: string, { headers }: HttpResponse): boolean {
  const location = String(headers.location);
  return URL.canParse(location, url) && isSameParty(new URL(url), new URL(location, url));
}

/**
 * Refuses a redirect that was not followed: a redirect to another host, and a redirect of a method other than GET and HEAD. jsforce would
 * take the answer for success.
 *
 * @throws Error `ERROR_HTTP_<status>` that names the host to use
 */
export function checkRedirect(
  { method, url }: TransportRequest,
  { statusCode, headers }: HttpResponse,
  { followRedirect }: TransportOptions,
): void {
  const { location } = headers;
  if (followRedirect === false || !REDIRECTS.has(statusCode) || typeof location !== 'string') return;
  const target = URL.canParse(location, url) ? new URL(location, url).origin : redactText(location);
  const reason = FOLLOWED.has(method) ? 'the session is for its own host alone' : 'it would lose its body';
  throw salesforceError(
    `ERROR_HTTP_${statusCode}`,
    `${method} ${shownUrl(url)} was redirected to ${target} and not repeated there, as ${reason}: ` +
      'set instanceUrl (or loginUrl) to that host if it is yours.',
  );
}

/**
 * The resources of the REST API that always answer with JSON. The path of a blob field is one segment longer than the
 * path of its record, and must not match: a blob may be anything.
 */
const JSON_RESOURCES =
  /^\/services\/data\/v[\d.]+\/(query|queryAll|search|parameterizedSearch|limits|composite|sobjects(\/[^/]+){0,2}\/?$)/;

/**
 * Refuses an answer that should be JSON and is something else, such as a sign-in page or half an answer. jsforce would fail with a
 * TypeError that says nothing about the answer.
 *
 * @throws Error `INVALID_RESPONSE` that quotes the beginning of the answer
 */
export function checkJson(
  method: string,
  url: string,
  { statusCode, headers, body }: TransportResponse,
): void {
  const text = body.trim();
  if (statusCode >= 300 || text === '' || !JSON_RESOURCES.test(new URL(url).pathname)) return;
  if (/^application\/json\b/.test(headers['content-type'] ?? '') && /^(\{.*\}|\[.*\])$/s.test(text)) return;
  const beginning = JSON.stringify(redactText(text.slice(0, SHOWN_CHARACTERS)));
  throw salesforceError(
    'INVALID_RESPONSE',
    `${method} ${shownUrl(url)} was answered ${statusCode}, but with ${headers['content-type'] ?? 'a body without a type'} ` +
      `that is no JSON: ${beginning}. Check instanceUrl and what is on the way to it.`,
  );
}

/**
 * Refuses an answer "session expired" to a call that jsforce has already repeated with a renewed session. jsforce would renew the session
 * again and again. The answer is recognised by what jsforce itself looks for in answers of the REST, SOAP and bulk APIs.
 *
 * @throws Error with the code that Salesforce gave
 */
export function checkSession(response: TransportResponse): void {
  const { statusCode, body } = response;
  const isExpired =
    statusCode === 401 || (statusCode >= 400 && /INVALID_SESSION_ID|InvalidSessionId/.test(body));
  if (isExpired) throw sessionError(response);
}

function sessionError({ statusCode, body }: TransportResponse): Error {
  let [data]: unknown[] = [];
  try {
    [data] = [JSON.parse(body)].flat();
  } catch {
    // The SOAP and bulk APIs answer in XML.
  }
  const { errorCode, message } = isRecord(data) ? data : {};
  const fault = /<(?:faultstring|exceptionMessage)>([^<]+)</.exec(body)?.[1];
  const code = /INVALID_SESSION_ID|InvalidSessionId/.exec(body)?.[0] ?? `ERROR_HTTP_${statusCode}`;
  return salesforceError(String(errorCode ?? code), String(message ?? fault ?? body), data);
}

/** An error with the same fields as the errors that jsforce raises itself. */
function salesforceError(errorCode: string, message: string, data?: unknown): Error {
  return Object.assign(new Error(message), { name: errorCode, errorCode, data });
}

/** A URL in the form that error messages show: without its query, which may hold a token. */
export function shownUrl(url: string): string {
  return url.split(/[?#]/)[0] ?? '';
}
