import { withoutUserInfo } from '../../internal/user-info';

/** The part of a URL for the request line: path and query as they are written. Even a bare `?` is kept. */
export function requestTarget(url: URL): string {
  const { href, hash, origin } = withoutUserInfo(url);
  const end = hash || (href.endsWith('#') ? '#' : '');
  return href.slice(origin.length, href.length - end.length);
}
