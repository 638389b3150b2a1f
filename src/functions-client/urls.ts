import { URL, URLSearchParams } from 'node:url';
import { isServiceHost } from '../config/option-values';
import { encodePathSegment } from '../internal/path-segment';
import { maskUserInfo } from '../internal/wording';
import { createError, ErrorNames } from './errors';

/** Names and values of a query. A list of values repeats the name. */
export type Query = ReadonlyArray<readonly [name: string, value: string | readonly string[] | undefined]>;

/**
 * The origin of a host, with its port. When the host is given with a scheme, the scheme is kept.
 * @throws VError `FaaSCreateUrVError` for a value that is no host
 */
export function originOf(domain: unknown, protocol: string): string {
  const text = typeof domain === 'string' ? domain : '';
  const url = /^https?:\/\//i.test(text) ? text : `${protocol}://${text}`;
  if (text !== '' && isServiceHost(text)) return new URL(url).origin;
  const shown = JSON.stringify(typeof domain === 'string' ? maskUserInfo(domain) : domain);
  throw createError(
    ErrorNames.CREATE_URL,
    `${shown} is no host: name one such as "va.faasgw.liveperson.net"`,
  );
}

/**
 * Replaces the `%s` of a path in their order, and adds the query.
 * @throws VError `FaaSCreateUrVError` for a value that cannot be a segment, and for a template with a different number of `%s`
 */
export function createUrl(
  origin: string,
  template: string,
  segments: readonly string[],
  query: Query,
): string {
  const parts = template.replace(/^\//, '').split('%s');
  if (parts.length !== segments.length + 1) {
    throw createError(
      ErrorNames.CREATE_URL,
      `the path "${template}" must have ${segments.length} times %s, and has ${parts.length - 1}`,
    );
  }
  const path = parts.map(
    (part, index) => part + (index < segments.length ? encode(segments[index] ?? '') : ''),
  );
  const search = new URLSearchParams();
  for (const [name, value] of query) {
    for (const item of Array.isArray(value) ? value : [value ?? '']) search.append(name, String(item));
  }
  const text = search.toString();
  return `${origin}/${path.join('')}${text === '' ? '' : `?${text}`}`;
}

function encode(segment: string): string {
  const encoded = encodePathSegment(segment);
  if (encoded !== undefined) return encoded;
  throw createError(ErrorNames.CREATE_URL, `${JSON.stringify(segment)} cannot be part of a path`);
}
