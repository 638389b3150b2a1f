/** The part of a URL that stands in the request line: path and query as they are written, a bare `?` included. */
export function requestTarget(url: URL): string {
  const { href, hash, origin } = withoutUserInfo(url);
  const end = hash || (href.endsWith('#') ? '#' : '');
  return href.slice(origin.length, href.length - end.length);
}

/** The URL to send: user name and password never leave as part of a URL. */
export function withoutUserInfo(url: URL): URL {
  if (url.username === '' && url.password === '') return url;
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare;
}
