import { withoutUserInfo } from '../../internal/user-info';
import type { HeaderMap } from '../request/header-map';
import type { HttpRequestOptions } from '../request/options';
import type { PreparedRequest } from '../request/request-options';

// Only this file decides which credentials of a call are sent after a redirect. There are two rules.
// Headers are compared with the previous hop: when the host changes, only harmless headers and headers that the call names in
// `redirectHeaders` are sent. A header that was dropped does not come back.
// `auth`, `oauth`, the signatures of the library's own clients and the client certificate are for the host that the call was made to. They
// are used again when a redirect comes back to that host.

/**
 * Headers that are sent to another host too. They say what kind of answer is wanted, what kind of body is sent, who calls, or how calls
 * belong together. Any other header may be a credential, whatever its name is (docs/platform.md, "HTTPClient").
 */
const HARMLESS_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'b3',
  'cache-control',
  'connection',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-md5',
  'content-type',
  'date',
  'dnt',
  'expect',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'keep-alive',
  'lp-url',
  'max-forwards',
  'origin',
  'pragma',
  'prefer',
  // This header is for the proxy, and the proxy is the same for every hop. `transmit` does not send it to targets.
  'proxy-authorization',
  'range',
  'te',
  'traceparent',
  'tracestate',
  'trailer',
  'transfer-encoding',
  'user-agent',
  'x-amzn-trace-id',
  'x-b3-flags',
  'x-b3-parentspanid',
  'x-b3-sampled',
  'x-b3-spanid',
  'x-b3-traceid',
  'x-cloud-trace-context',
  'x-correlation-id',
  'x-request-id',
  'x-requested-with',
]);

/** Whether two URLs belong to the same owner. As in the whitelist, all ports of a host belong to one owner. */
export function isSameParty(from: URL, to: URL): boolean {
  return from.hostname === to.hostname;
}

/**
 * Removes the headers that must not go to the new host of a redirect.
 * @returns the names of the removed headers
 */
export function dropCredentials(
  headers: HeaderMap,
  { from, to }: { from: URL; to: URL },
  { redirectHeaders = [] }: HttpRequestOptions,
): string[] {
  if (isSameParty(from, to)) return [];
  const allowed = new Set(redirectHeaders.map((name) => name.toLowerCase()));
  const names = [...headers].map(([name]) => name);
  const dropped = names.filter((name) => {
    const lowerCase = name.toLowerCase();
    return !HARMLESS_HEADERS.has(lowerCase) && !allowed.has(lowerCase);
  });
  for (const name of dropped) headers.delete(name);
  return dropped;
}

/**
 * The `referer` of a redirect. Another host learns which host redirected to it. It does not learn the path and the query, because they may
 * hold a credential.
 */
export function refererFor(from: URL, to: URL): string {
  return isSameParty(from, to) ? withoutUserInfo(from).href : `${from.origin}/`;
}

/** Whether a hop goes to the host that the call was made to. The call's credentials are for this host. */
export function isCalledHost({ url }: PreparedRequest, hop: URL): boolean {
  return isSameParty(url, hop);
}

/**
 * The connection options of a hop. A host other than the called host gets no client certificate. The
 * `servername` option is left out too, since it names the called host.
 */
export function connectionFor(request: PreparedRequest, hop: URL): PreparedRequest['connection'] {
  const { connection } = request;
  if (isCalledHost(request, hop)) return connection;
  return {
    ...connection,
    tls: withoutIdentity(connection.tls),
    agentOptions: withoutIdentity(connection.agentOptions),
  };
}

const IDENTITY_OPTIONS = new Set(['cert', 'key', 'pfx', 'passphrase', 'secureContext', 'servername']);

function withoutIdentity<Options extends object>(options: Options | undefined): Options | undefined {
  if (options === undefined) return undefined;
  const rest = Object.entries(options).filter(([name]) => !IDENTITY_OPTIONS.has(name));
  return rest.length === 0 ? undefined : (Object.fromEntries(rest) as Options);
}
