import { URL } from 'node:url';
/** The part of a URL for the request line: path and query as they are written. Even a bare `?` is kept. */
export function requestTarget(url: URL): string {
  const { href, hash, origin } = withoutUserInfo(url);
  const end = hash || (href.endsWith('#') ? '#' : '');
  return href.slice(origin.length, href.length - end.length);
}

/** The URL without user name and password, which must never be sent as part of a URL. */
export function withoutUserInfo(url: URL): URL {
  if (url.username === '' && url.password === '') return url;
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare;
}
