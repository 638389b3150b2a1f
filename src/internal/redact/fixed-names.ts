/**
 * Names that requests, answers and errors have, whatever was sent: their own fields, and the usual headers. A credential that is an
 * ordinary word, such as `length`, is not removed from them. They say nothing about it, and without them nobody could read the rest.
 * Other names may come from a server, which may write a credential into them.
 */
const NAMES = [
  // Errors
  'name message stack cause code errno syscall hostname address port reason error errors options response statusCode failed replaced',
  // Options
  'url uri baseUrl method headers qs qsParseOptions qsStringifyOptions useQuerystring body json jsonReviver jsonReplacer form formData',
  'multipart preambleCRLF postambleCRLF timeout encoding maxResponseBytes gzip followRedirect followAllRedirects maxRedirects',
  'followOriginalHttpMethod removeRefererHeader redirectHeaders proxy tunnel strictSSL agentOptions rejectUnauthorized time simple',
  'resolveWithFullResponse transform transform2xxOnly callback signal maxHeaderSize',
  // Answers, and the parts of a URL
  'statusMessage httpVersion rawHeaders trailers request protocol slashes host hash search query pathname path href',
  // Headers
  'accept accept-charset accept-encoding accept-language accept-ranges access-control-allow-credentials access-control-allow-headers',
  'access-control-allow-methods access-control-allow-origin access-control-expose-headers access-control-max-age age allow alt-svc',
  'cache-control connection content-disposition content-encoding content-language content-length content-location content-md5',
  'content-range content-security-policy content-type date etag expect expires forwarded from if-match if-modified-since if-none-match',
  'if-range if-unmodified-since keep-alive last-modified link location lp-url max-forwards origin pragma prefer proxy-authenticate',
  'proxy-connection range referer referrer-policy retry-after server server-timing strict-transport-security te trailer',
  'transfer-encoding upgrade user-agent vary via warning www-authenticate x-content-type-options x-correlation-id x-forwarded-for',
  'x-forwarded-host x-forwarded-proto x-frame-options x-powered-by x-request-id x-requested-with x-xss-protection',
];

const FIXED = new Set(NAMES.flatMap((line) => line.toLowerCase().split(' ')));

/** Whether a field may have this name in any request, answer or error. */
export function isFixedName(name: string): boolean {
  return FIXED.has(name.toLowerCase());
}

/** Names of the toolbelt's and Node's error classes, and methods of HTTP: texts that are no less fixed than names. */
const WORDS: Readonly<Record<string, RegExp>> = {
  name: /^(?:(?:StatusCode|Request|Transform|Toolbelt|Secret|ReplaceFiles|Type|Range|Syntax|Aggregate|Abort|Timeout|V)?Error)$/,
  method: /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|CONNECT)$/i,
  protocol: /^https?:$/,
};

/** Whether a field has a text that it may have in any request, answer or error. */
export function isFixedText(name: string, text: unknown): boolean {
  return typeof text === 'string' && Object.hasOwn(WORDS, name) && WORDS[name]?.test(text) === true;
}
