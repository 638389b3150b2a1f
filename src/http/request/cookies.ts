/** A cookie jar, made by `HTTPClient.jar()`. All calls that are given the same jar share its cookies. */
export interface CookieJar {
  /** Stores a cookie (`name=value; Path=/…` or a cookie of `HTTPClient.cookie()`) for a URL. */
  setCookie(cookie: string | Cookie, url: string): void;
  /** The value of the `Cookie` header for a URL; `''` if no cookie matches. */
  getCookieString(url: string): string;
  /** The cookies that would be sent to a URL. */
  getCookies(url: string): Cookie[];
}

/** A parsed cookie. */
export interface Cookie {
  /** Name. */
  readonly key: string;
  /** Value. */
  readonly value: string;
  /** The cookie as the text of a `set-cookie` header. */
  toString(): string;
}

type ToughCookie = typeof import('tough-cookie');

/** Only this function loads tough-cookie, so that calls without cookies do not load it. */
function tough(): ToughCookie {
  return require('tough-cookie') as ToughCookie;
}

/** Creates an empty jar, which keeps its cookies in memory. */
export function createCookieJar(): CookieJar {
  const { CookieJar: ToughJar } = tough();
  // Host names without a dot (localhost) are accepted, as in the jar of request. A cookie for all of ".net" is refused.
  const jar = new ToughJar(undefined, {
    looseMode: true,
    rejectPublicSuffixes: true,
    allowSpecialUseDomain: true,
    allowSecureOnLocal: false,
  });
  return {
    setCookie: (cookie, url) => void jar.setCookieSync(String(cookie), url, { loose: true }),
    getCookieString: (url) => jar.getCookieStringSync(url),
    getCookies: (url) => jar.getCookiesSync(url),
  };
}

/** Parses `name=value; Path=/…`. Returns `undefined` if the text is not a cookie. */
export function parseCookie(text: string): Cookie | undefined {
  return tough().Cookie.parse(text, { loose: true });
}

/** Stores the cookies of a response. A cookie that a browser would refuse is skipped. */
export function storeCookies(jar: CookieJar, setCookie: string | string[] | undefined, url: URL): void {
  for (const cookie of typeof setCookie === 'string' ? [setCookie] : (setCookie ?? [])) {
    try {
      jar.setCookie(cookie, url.href);
    } catch {
      // The cookie may be for another domain. The call goes on without the cookie, as in a browser.
    }
  }
}
