import { URL } from 'node:url';

/** User name and password of a URL, decoded. A text with a broken escape stays as it is. */
export function decodeUserInfo({ username, password }: URL): [username: string, password: string] {
  return [decode(username), decode(password)];
}

/** The credentials of a URL as a header of Basic authentication. `undefined` for a URL without credentials. */
export function basicAuthorization(url: URL): string | undefined {
  if (url.username === '' && url.password === '') return undefined;
  return `Basic ${Buffer.from(decodeUserInfo(url).join(':')).toString('base64')}`;
}

/** The URL without user name and password, which must never be sent as part of a URL. */
export function withoutUserInfo(url: URL): URL {
  if (url.username === '' && url.password === '') return url;
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  return bare;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
