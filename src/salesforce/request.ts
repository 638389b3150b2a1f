// Prepares a request of jsforce before it is sent, and its answer before jsforce gets it.
import { URL, URLSearchParams } from 'node:url';
import { isLoopback } from '../config/host-pattern';
import { RequestError } from '../errors';
import type { HttpRequestOptions } from '../http/request/options';
import type { HttpResponse } from '../http/response/types';
import { isRecord } from '../internal/is-record';
import { shownUrl, staysOnHost } from './answers';
import type { TransportOptions, TransportRequest } from './jsforce';

/** Milliseconds that Salesforce may be silent, unless a request sets another time. A lambda has 30 s. */
const TIMEOUT_MS = 25_000;

/** The options with which a request is sent. */
export function requestOptions(
  { method, url, headers, body }: TransportRequest,
  { followRedirect, httpProxy, timeout }: TransportOptions,
  proxy: string | undefined,
): HttpRequestOptions {
  return {
    method,
    uri: url,
    headers,
    body,
    gzip: true,
    simple: false,
    followRedirect: followRedirect !== false && ((response) => staysOnHost(url, response)),
    // The header Referer would send the query of the URL, which may hold a token, to the next host.
    removeRefererHeader: true,
    proxy: httpProxy ?? proxy,
    timeout: timeout ?? TIMEOUT_MS,
  };
}

/** A login, a refresh or an identity may name another URL for the organisation's data, and jsforce accepts any URL. */
export function refusePlainHttp(method: string, url: string): void {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : {};
  if (protocol !== 'http:' || isLoopback(hostname ?? '')) return;
  const cause = new Error('Salesforce named a URL without TLS, where the session could be read on the way.');
  throw new RequestError(cause, { method, uri: shownUrl(url) }, undefined);
}

/** The error of a request that has no host. */
export function notConnected(method: string, url: string): RequestError {
  const cause = new Error(
    'The connection has no instanceUrl: log in first, or pass the "instance_url" that came with the token.',
  );
  return new RequestError(cause, { method, uri: shownUrl(url) }, undefined);
}

/**
 * The URL of a repeated call. A session refresh may say that the organisation's data has moved to another host. jsforce would repeat the
 * call at the old host.
 */
export function moved(url: string, from: string, to: string): string {
  return from !== '' && from !== to && url.startsWith(`${from}/`) ? to + url.slice(from.length) : url;
}

/** The body to send. For blob fields, jsforce makes forms of the package `form-data`. Such a form returns its bytes. */
export function bytesOf(body: unknown): unknown {
  if (isRecord(body) && typeof body.getBuffer === 'function') return body.getBuffer();
  return body instanceof URLSearchParams ? body.toString() : body;
}

/** The headers of an answer, as jsforce expects them. */
export function textHeaders(headers: HttpResponse['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]),
  );
}
