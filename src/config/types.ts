/** The decision of a {@link RateLimitStore} about a request. */
export interface Admission {
  /** Whether the request may leave now. */
  admitted: boolean;
  /** When the request is not admitted, milliseconds after which the store may admit it. */
  retryAfterMs: number;
}

/** Counts requests. The default store counts in memory. A function with many instances needs a shared store. */
export interface RateLimitStore {
  /**
   * Takes one place in the budget of `key`.
   *
   * When the store throws, rejects, or does not answer within 500 ms, it is not called for 5 seconds. The process warns
   * once, and counts in its own memory until the store answers again.
   *
   * @param key the function id, or a fixed name when there is none
   * @param limit how many requests are allowed in any `intervalMs`
   * @param intervalMs length of the window in milliseconds
   */
  take(key: string, limit: number, intervalMs: number): Admission | Promise<Admission>;
}

/** A client of the package `ioredis`, or of the package `redis` 4 or later. It must be connected, or be connecting. */
export interface RedisClient {
  /** Runs a Lua script on the server. The two packages have different parameters for keys and arguments. */
  eval(...args: never[]): unknown;
}

/**
 * Counts in Redis 5 or later, for all processes that use the same server, prefix and function id. It needs the package
 * `rate-limiter-flexible` (docs/scaling.md).
 */
export interface RedisRateLimitStore {
  /** The client that is used for counting. The toolbelt does not close it. */
  redis: RedisClient;
  /**
   * The beginning of the keys in Redis. A colon and the function id follow.
   * @default 'lp-faas-toolbelt'
   */
  keyPrefix?: string | undefined;
}

/**
 * What happens to a request over the limit: `reject` answers it with 429, `queue` holds it back until there is room,
 * and `off` sends it.
 */
export type RateLimitMode = 'reject' | 'queue' | 'off';

/**
 * The limit of outgoing requests. A property that is missing has its default
 * (docs/platform.md, "Rate limit").
 */
export interface RateLimitOptions {
  /**
   * How many requests are allowed in any interval. A positive integer.
   * @default 20
   */
  limit?: number | undefined;
  /**
   * Length of the interval in milliseconds. A positive integer.
   * @default 1000
   */
  intervalMs?: number | undefined;
  /**
   * What happens to a request over the limit. The platform rejects it with 429.
   * @default 'reject'
   */
  mode?: RateLimitMode | undefined;
  /**
   * How many milliseconds a request may be held back.
   * @default 10000
   */
  maxWaitMs?: number | undefined;
  /**
   * Where requests are counted: in Redis, or in a store of your own.
   * @default requests are counted in memory
   */
  store?: RateLimitStore | RedisRateLimitStore | undefined;
}

/** The rate limit with every default filled in. */
export interface RateLimitSettings {
  readonly limit: number;
  readonly intervalMs: number;
  readonly mode: RateLimitMode;
  readonly maxWaitMs: number;
  readonly store?: RateLimitStore | RedisRateLimitStore;
}

/** Receives the messages of the library. Messages of a level whose method is missing are dropped. */
export interface Logger {
  /** Gets the settings that were found, and one line for each request, without secrets. */
  debug?(message: string, ...extras: unknown[]): void;
  /** The library does not call it at present. */
  info?(message: string, ...extras: unknown[]): void;
  /** Gets warnings, each once: a denied host, the rate limit, an option that is not supported, … */
  warn?(message: string, ...extras: unknown[]): void;
  /** The library does not call it at present, because it throws errors. */
  error?(message: string, ...extras: unknown[]): void;
}

/** A store of secrets of your own. Values are strings or JSON values. */
export interface SecretProvider {
  /** The value of a secret, or `undefined` when there is no such secret. */
  readSecret(key: string): unknown;
  /** Replaces the value of a secret that exists. */
  updateSecret(key: string, value: unknown): void | Promise<void>;
  /** What to do about a missing secret. The error about it ends with these words. */
  explainMissing?(key: string): string;
}

/** Where secrets come from. See `secrets` of {@link ToolbeltOptions}. */
export type SecretsOption = 'file' | 'environment' | Readonly<Record<string, unknown>> | SecretProvider;

/** How a request to a host outside the whitelist ends. */
export type WhitelistViolation = 'socket-closed' | 'forbidden';

/** Options of `Toolbelt.configure`. A property that is `undefined` goes back to its default. */
export interface ToolbeltOptions {
  /**
   * The LivePerson account (brand, site) id.
   * @default the environment variable BRAND_ID, else X_LIVEPERSON_BRAND_ID
   */
  accountId?: string | undefined;
  /**
   * The id of the function, sent in the User-Agent header.
   * @default the environment variable LAMBDA_UUID, else X_LIVEPERSON_FUNCTION_UUID
   */
  functionId?: string | undefined;
  /**
   * Path of the settings file, which holds the whitelist and the secrets. A relative path starts at the working
   * directory.
   * @default the environment variable LP_FAAS_SETTINGS, else functions/settings.json
   */
  settingsPath?: string | undefined;
  /**
   * Hosts that may be called, in addition to LivePerson's hosts and to the hosts in the settings file. A host is an
   * exact name, or a name with one leading `*.`.
   * @default []
   */
  whitelist?: readonly string[] | undefined;
  /**
   * How a request to any other host ends: with a closed socket as on the platform, or with a 403 response.
   * @default 'socket-closed'
   */
  whitelistViolation?: WhitelistViolation | undefined;
  /**
   * Where secrets come from: `'file'` for the settings file, `'environment'` for variables named
   * `LP_FAAS_SECRET_<KEY>`, a record of names and values, which is copied and kept in memory, or a store of your own.
   * @default 'file'
   */
  secrets?: SecretsOption | undefined;
  /**
   * The HTTP proxy as text (a URL or `host:port`), a `URL` or a legacy Url object; or `false` for no proxy.
   * @default the environment variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY
   */
  proxy?:
    | string
    | {
        /** The URL as text. */
        readonly href: string;
      }
    | false
    | undefined;
  /**
   * The limit of outgoing requests.
   * @default 20 requests in any 1000 milliseconds; more are rejected with 429
   */
  rateLimit?: RateLimitOptions | undefined;
  /**
   * How many bytes of an answer may be kept in memory, counted after decompression. A call with a larger answer rejects
   * with `ErrorCodes.Toolbelt.RESPONSE_TOO_LARGE`. A positive integer, or `Infinity` for no limit. Calls have an option
   * of the same name.
   * @default 16777216 (16 MiB)
   */
  maxResponseBytes?: number | undefined;
  /**
   * Hosts of LivePerson services, by service name. They are used instead of service discovery. A host may have a
   * scheme and a port.
   * @default {}
   */
  csds?: Readonly<Record<string, string>> | undefined;
  /**
   * The zone of the Context Session Store.
   * @default the environment variable CONTEXT_SERVICE_ENVIRONMENT
   */
  contextServiceEnvironment?: string | undefined;
  /**
   * Receives warnings and debug output.
   * @default no logger
   */
  logger?: Logger | undefined;
}
