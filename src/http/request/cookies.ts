import { isRecord } from '../../internal/is-record';

/** A cookie jar, made by `HTTPClient.jar()`. All calls that are given the same jar share its cookies. */
export interface CookieJar {
  /**
   * Stores a cookie (`name=value; Path=/…` or a cookie of `HTTPClient.cookie()`) for a URL.
   * @param options options of tough-cookie's `setCookie`. With `ignoreError: true`, a refused cookie is skipped.
   * @returns the stored cookie, or `undefined` for a cookie that was skipped
   * @throws Error for a text that is no cookie, for a cookie that a browser would refuse, and for a cookie of more than 65,536 characters
   *   with its attributes
   */
  setCookie(cookie: string | Cookie, url: string, options?: SetCookieOptions): Cookie | undefined;
  /** The value of the `Cookie` header for a URL. `''` if no cookie matches. */
  getCookieString(url: string): string;
  /** The cookies that would be sent to a URL. */
  getCookies(url: string): Cookie[];
  /** The jar of tough-cookie that holds the cookies. Use it to serialise them, and replace it to restore them. */
  _jar: StoringJar;
}

/** The part of tough-cookie's jar that a {@link CookieJar} needs. Jars of every version of tough-cookie have it. */
export interface StoringJar {
  /** Stores a cookie for a URL. */
  setCookieSync(cookie: string | Cookie, url: string, options?: SetCookieOptions): Cookie | undefined;
  /** The value of the `Cookie` header for a URL. */
  getCookieStringSync(url: string): string;
  /** The cookies that would be sent to a URL. */
  getCookiesSync(url: string): Cookie[];
  /** The cookies as data that JSON can hold. */
  serializeSync(): unknown;
  /** The same as `serializeSync`. */
  toJSON(): unknown;
}

/** Options of {@link CookieJar.setCookie}, which tough-cookie reads. */
export interface SetCookieOptions {
  /** True skips a cookie that would be refused. False throws for it. @default false */
  ignoreError?: boolean;
  /** Other options are passed on to tough-cookie. */
  [option: string]: unknown;
}

/**
 * A jar that a call accepts in addition to those of `HTTPClient.jar()`: a jar of tough-cookie, or an object with these methods. They may
 * return promises.
 */
export interface CallerJar {
  /** The value of the `Cookie` header for a URL. */
  getCookieString(url: string): string | Promise<string>;
  /** Stores a cookie of a response. */
  setCookie(cookie: string, url: string, options: { ignoreError: true }): unknown;
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
/** A store of tough-cookie that keeps the cookies of a jar. It may be of any version, and it has to be synchronous. */
export interface CookieStore {
  /** Whether the store answers at once. */
  synchronous?: boolean;
  /** Looks for one cookie. */
  findCookie(...values: never[]): unknown;
  /** Looks for the cookies of a domain. */
  findCookies(...values: never[]): unknown;
  /** Keeps a cookie. */
  putCookie(...values: never[]): unknown;
  /** Replaces a cookie. */
  updateCookie(...values: never[]): unknown;
  /** Removes a cookie. */
  removeCookie(...values: never[]): unknown;
  /** Removes the cookies of a domain. */
  removeCookies(...values: never[]): unknown;
}

/** Only this function loads tough-cookie, so that calls without cookies do not load it. */
function tough(): ToughCookie {
  return require('tough-cookie') as ToughCookie;
}

/** Servers fill a jar, and every call searches it. Browsers have limits of this size. */
const MAX_COOKIES_OF_DOMAIN = 180;
const MAX_DOMAINS = 1_000;
/** Browsers refuse more than 4,096 bytes. Old lambdas may store more, but hardly any server accepts a header of this size. */
const MAX_COOKIE_LENGTH = 65_536;

/** The store of tough-cookie in memory. When it is full, it removes the oldest cookie of a domain, or the oldest domain. */
function boundedStore(): CookieStore {
  const Tough = tough();
  // Serialised jars show the name of the class.
  class MemoryCookieStore extends Tough.MemoryCookieStore {
    readonly #domains = new Map<string, Map<string, [path: string, key: string]>>();

    override putCookie(cookie: import('tough-cookie').Cookie): Promise<void>;
    override putCookie(cookie: import('tough-cookie').Cookie, callback: (error: Error | null) => void): void;
    override putCookie(
      cookie: import('tough-cookie').Cookie,
      callback?: (error: Error | null) => void,
    ): unknown {
      if (cookie.domain && cookie.path) this.#makeRoom(cookie.domain, cookie.path, cookie.key);
      return callback ? super.putCookie(cookie, callback) : super.putCookie(cookie);
    }

    #makeRoom(domain: string, path: string, key: string): void {
      const places = this.#domains.get(domain) ?? new Map<string, [string, string]>();
      this.#domains.delete(domain);
      this.#domains.set(domain, places);
      const id = JSON.stringify([path, key]);
      places.delete(id);
      places.set(id, [path, key]);
      const [oldest] = places;
      if (places.size > MAX_COOKIES_OF_DOMAIN && oldest) {
        places.delete(oldest[0]);
        void super.removeCookie(domain, ...oldest[1]);
      }
      const [[other] = ['']] = this.#domains;
      if (this.#domains.size <= MAX_DOMAINS) return;
      this.#domains.delete(other);
      void super.removeCookies(other, '');
    }
  }
  return new MemoryCookieStore();
}

class RequestJar implements CookieJar {
  #jar: StoringJar;

  constructor(store?: CookieStore) {
    const { CookieJar: ToughJar } = tough();
    // Host names without a dot (localhost) are accepted, as in the jar of request. A cookie for all of ".net" is refused.
    this.#jar = new ToughJar(
      (store ? takeStore(store) : boundedStore()) as import('tough-cookie').Store | undefined,
      {
        looseMode: true,
        rejectPublicSuffixes: true,
        allowSpecialUseDomain: true,
        allowSecureOnLocal: false,
        // As in the jar of request, a cookie with `Secure` is kept wherever it comes from, but sent only over https.
        enforceSecureOriginOnStorage: false,
      },
    ) as StoringJar;
  }

  /** This is an accessor, so that an error that shows the options of its call does not show the cookies. */
  get _jar(): StoringJar {
    return this.#jar;
  }

  set _jar(jar: StoringJar) {
    this.#jar = jar;
  }

  setCookie(cookie: string | Cookie, url: string, options: SetCookieOptions = {}): Cookie | undefined {
    const checked = checkCookie(cookie);
    const { length } = String(checked);
    if (length <= MAX_COOKIE_LENGTH) return this.#jar.setCookieSync(checked, url, options);
    if (options.ignoreError) return undefined;
    throw new Error(
      `A jar takes no cookie of more than ${MAX_COOKIE_LENGTH} characters, and this one has ${length}.`,
    );
  }

  getCookieString(url: string): string {
    return this.#jar.getCookieStringSync(url);
  }

  getCookies(url: string): Cookie[] {
    return this.#jar.getCookiesSync(url);
  }
}

type FindCookies = (domain: unknown, path: unknown, callback: unknown) => unknown;

/** Stores for the tough-cookie of request take three arguments in `findCookies`, and newer stores take four. */
function takeStore(store: CookieStore): CookieStore {
  if (store.findCookies?.length !== 3) return store;
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      if (name !== 'findCookies') return value.bind(target);
      const find: FindCookies = value.bind(target);
      return (domain: unknown, path: unknown, _special: unknown, callback: unknown) =>
        find(domain, path, callback);
    },
  });
}

/**
 * The cookie in a form that our tough-cookie accepts. A cookie of another copy of tough-cookie becomes text.
 * @throws TypeError for a value that is no cookie. `ignoreError` is only for cookies that are refused.
 */
function checkCookie(cookie: string | Cookie): string | Cookie {
  if (typeof cookie === 'string' || cookie instanceof tough().Cookie) return cookie;
  if (isRecord(cookie) && typeof cookie.key === 'string') return String(cookie);
  throw new TypeError(
    'A cookie is a text such as "name=value; Path=/", or the result of HTTPClient.cookie().',
  );
}

/**
 * Creates a jar.
 * @param store a synchronous store of tough-cookie that keeps the cookies. Without it, they are kept in memory.
 */
export function createCookieJar(store?: CookieStore): CookieJar {
  return new RequestJar(store);
}

/** Parses `name=value; Path=/…`. Returns `undefined` if the text is not a cookie. */
export function parseCookie(text: string): Cookie | undefined {
  return tough().Cookie.parse(text, { loose: true });
}

let sharedJar: CookieJar | undefined;

/**
 * The jar that a call reads and fills, or undefined for a call without a jar. All calls with `jar: true` share one jar. As in request, the
 * shared jar replaces any value that is no jar, and any method that a jar lacks.
 */
export function jarOf(jar: unknown): CallerJar | undefined {
  // request drops a function among the options when one of its own methods has the same name.
  if (!jar || typeof jar === 'function') return undefined;
  const given = jar as Partial<CallerJar>;
  if (hasCallbacks(given)) return promisingJar(given);
  sharedJar ??= createCookieJar();
  const reader = typeof given.getCookieString === 'function' ? (given as CallerJar) : sharedJar;
  const writer = typeof given.setCookie === 'function' ? (given as CallerJar) : sharedJar;
  return {
    getCookieString: (url) => reader.getCookieString(url),
    setCookie: (cookie, url, options) => writer.setCookie(cookie, url, options),
  };
}

/** Drops the jar that all calls with `jar: true` share. */
export function resetCookies(): void {
  sharedJar = undefined;
}

type Callback<Result> = (error: unknown, result: Result) => void;

/** A jar of tough-cookie itself. Only in new versions do its methods return promises. They take callbacks in all versions. */
interface ToughJar {
  getCookieString(url: string, options: object, callback: Callback<string>): void;
  setCookie(cookie: string, url: string, options: object, callback: Callback<unknown>): void;
}

function hasCallbacks(jar: object): jar is ToughJar {
  return 'getCookieStringSync' in Object(jar);
}

function promisingJar(jar: ToughJar): CallerJar {
  return {
    getCookieString: (url) => promised((callback) => jar.getCookieString(url, {}, callback)),
    setCookie: (cookie, url, options) =>
      promised((callback) => jar.setCookie(cookie, url, { ...options, loose: true }, callback)),
  };
}

function promised<Result>(run: (callback: Callback<Result>) => void): Promise<Result> {
  return new Promise((resolve, reject) => {
    run((error, result) => (error ? reject(error) : resolve(result)));
  });
}

/**
 * Stores the cookies of a response. A cookie that a browser would refuse is skipped. It may be for another domain, and the call continues
 * without it.
 * @throws the error of a jar that does not work
 */
export async function storeCookies(
  jar: CallerJar,
  setCookie: string | string[] | undefined,
  url: URL,
): Promise<void> {
  for (const cookie of typeof setCookie === 'string' ? [setCookie] : (setCookie ?? [])) {
    await jar.setCookie(cookie, url.href, { ignoreError: true });
  }
}
