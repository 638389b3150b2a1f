/** One cookie jar, as `HTTPClient.jar()` makes it: shared by every call it is given to. */
export interface CookieJar {
  /** Stores a cookie (`name=value; Path=/…` or a cookie of `HTTPClient.cookie()`) for a URL. */
  setCookie(cookie: string | Cookie, url: string): void;
  /** The `Cookie` header for a URL, `''` when nothing matches. */
  getCookieString(url: string): string;
  /** The cookies that would be sent to a URL. */
  getCookies(url: string): Cookie[];
}

/** A cookie as text plus its parts. */
export interface Cookie {
  /** Name. */
  readonly key: string;
  /** Value. */
  readonly value: string;
  /** The cookie as in a `set-cookie` header. */
  toString(): string;
}

type ToughCookie = typeof import('tough-cookie');

/** The only loader of tough-cookie. */
function tough(): ToughCookie {
  return require('tough-cookie') as ToughCookie;
}

/** A new, empty jar, kept in memory. */
export function createCookieJar(): CookieJar {
  const { CookieJar: ToughJar } = tough();
  // Host names without a dot (localhost) are accepted, as in request's jar; a cookie for all of ".net" is not.
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

/** Parses `name=value; Path=/…`; `undefined` when it is no cookie. */
export function parseCookie(text: string): Cookie | undefined {
  return tough().Cookie.parse(text, { loose: true });
}

/** Stores the cookies of a response; one that a browser would refuse is skipped. */
export function storeCookies(jar: CookieJar, setCookie: string | string[] | undefined, url: URL): void {
  for (const cookie of typeof setCookie === 'string' ? [setCookie] : (setCookie ?? [])) {
    try {
      jar.setCookie(cookie, url.href);
    } catch {
      // A cookie for another domain, say: the call goes on without it, as in a browser.
    }
  }
}
