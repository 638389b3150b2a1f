/** The answer of a {@link RateLimitStore}. */
export interface Admission {
  /** Whether the request may leave now. */
  admitted: boolean;
  /** When not admitted: milliseconds until it is worth asking again. */
  retryAfterMs: number;
}

/** Counts requests. The default counts in memory; a shared store serves a function that runs as many instances. */
export interface RateLimitStore {
  /**
   * Takes one place in the budget of `key`.
   *
   * One that throws, rejects, or has not answered after 500 ms is left alone for 5 seconds: the process warns once
   * and counts in its own memory until the store answers again.
   *
   * @param key the function id, or a fixed name when there is none
   * @param limit requests allowed in any `intervalMs`
   * @param intervalMs length of the window in milliseconds
   */
  take(key: string, limit: number, intervalMs: number): Admission | Promise<Admission>;
}

/** A client of the package `ioredis`, or of the package `redis` 4 or later; connected or about to be. */
export interface RedisClient {
  /** Runs a Lua script on the server; how it takes keys and arguments differs between the two packages. */
  eval(...args: never[]): unknown;
}

/**
 * Counts in Redis 5 or later, for all processes that use the same server, prefix and function id. It needs the package
 * `rate-limiter-flexible` (docs/scaling.md).
 */
export interface RedisRateLimitStore {
  /** The client to count with. It stays yours to close. */
  redis: RedisClient;
  /**
   * What the keys in Redis begin with; the function id follows, after a colon.
   * @default 'lp-faas-toolbelt'
   */
  keyPrefix?: string | undefined;
}

/** What happens to a request over the limit: answered with 429, held back until there is room, or nothing. */
export type RateLimitMode = 'reject' | 'queue' | 'off';

/** The limit of outgoing requests; a property left out keeps its default (facts §5.1). */
export interface RateLimitOptions {
  /**
   * Requests allowed in any interval, a positive integer.
   * @default 20
   */
  limit?: number | undefined;
  /**
   * Length of the interval in milliseconds, a positive integer.
   * @default 1000
   */
  intervalMs?: number | undefined;
  /**
   * What happens to a request over the limit; the platform rejects it with 429.
   * @default 'reject'
   */
  mode?: RateLimitMode | undefined;
  /**
   * How long a held-back request waits at most, in milliseconds.
   * @default 10000
   */
  maxWaitMs?: number | undefined;
  /**
   * Where requests are counted: in Redis, or in a store of your own.
   * @default in memory
   */
  store?: RateLimitStore | RedisRateLimitStore | undefined;
}

/** The limit with every default filled in. */
export interface RateLimitSettings {
  readonly limit: number;
  readonly intervalMs: number;
  readonly mode: RateLimitMode;
  readonly maxWaitMs: number;
  readonly store?: RateLimitStore | RedisRateLimitStore;
}

/** Receives what the library has to say; a missing method means silence at that level. */
export interface Logger {
  /** Gets the settings that were found and one line a request, without secrets. */
  debug?(message: string, ...extras: unknown[]): void;
  /** Nothing goes here at present. */
  info?(message: string, ...extras: unknown[]): void;
  /** Gets what users should look at, once each: a denied host, the rate limit, an option that is not supported. */
  warn?(message: string, ...extras: unknown[]): void;
  /** Nothing goes here at present: errors are thrown. */
  error?(message: string, ...extras: unknown[]): void;
}

/** A store of secrets of your own. Values are strings or JSON values. */
export interface SecretProvider {
  /** The value of a secret, or `undefined` when there is no such secret. */
  readSecret(key: string): unknown;
  /** Replaces the value of a secret that exists. */
  updateSecret(key: string, value: unknown): void | Promise<void>;
}

/** Where secrets come from: see `secrets` of {@link ToolbeltOptions}. */
export type SecretsOption = 'file' | 'environment' | Readonly<Record<string, unknown>> | SecretProvider;

/** How a request to a host outside the whitelist ends. */
export type WhitelistViolation = 'socket-closed' | 'forbidden';

/** Options of `Toolbelt.configure`. A property set to `undefined` goes back to its default. */
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
   * The settings file that holds the whitelist and the secrets; a relative path starts at the working directory.
   * @default the environment variable LP_FAAS_SETTINGS, else functions/settings.json
   */
  settingsPath?: string | undefined;
  /**
   * Hosts that may be called, in addition to LivePerson's own and to those in the settings file:
   * exact names, or names with one leading `*.`.
   * @default []
   */
  whitelist?: readonly string[] | undefined;
  /**
   * How a request to any other host ends: with a closed socket as on the platform, or with a 403 response.
   * @default 'socket-closed'
   */
  whitelistViolation?: WhitelistViolation | undefined;
  /**
   * Where secrets come from: the settings file, environment variables named `LP_FAAS_SECRET_<KEY>`,
   * a record of names and values (copied, kept in memory), or a store of your own.
   * @default 'file'
   */
  secrets?: SecretsOption | undefined;
  /**
   * The HTTP proxy as a URL or `host:port`, or `false` for none.
   * @default the environment variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY
   */
  proxy?: string | false | undefined;
  /**
   * The limit of outgoing requests.
   * @default 20 in any 1000 milliseconds, more are rejected with 429
   */
  rateLimit?: RateLimitOptions | undefined;
  /**
   * How many bytes of an answer may be kept in memory, counted after decompression; a larger one rejects with
   * `ErrorCodes.Toolbelt.RESPONSE_TOO_LARGE`. A positive integer, or `Infinity` for no limit. Calls have an option of
   * the same name.
   * @default 16777216 (16 MiB)
   */
  maxResponseBytes?: number | undefined;
  /**
   * Hosts of LivePerson services by service name, used in place of a domain look-up; a host may carry scheme and port.
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
   * @default none
   */
  logger?: Logger | undefined;
}
