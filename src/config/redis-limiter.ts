import { ErrorCodes, ToolbeltError } from '../errors';

/** What rate-limiter-flexible answers, or rejects with when it is beyond the limit. */
export interface LimiterAnswer {
  msBeforeNext: number;
}

/** The limiter of rate-limiter-flexible, as far as it is used here. */
export interface RedisLimiter {
  consume(key: string): Promise<LimiterAnswer>;
}

/** Its class; the options are described at the one place that uses them. */
export type RedisLimiterClass = new (options: object) => RedisLimiter;

/** Loads the package, or its one file. */
export type LimiterLoader = (
  path: 'rate-limiter-flexible' | 'rate-limiter-flexible/lib/RateLimiterRedis',
) => unknown;

const PACKAGE = 'rate-limiter-flexible';
const INSTALL = `npm install ${PACKAGE}`;

/** The only place that loads rate-limiter-flexible. */
const installed: LimiterLoader = (path) =>
  path === PACKAGE ? require('rate-limiter-flexible') : require('rate-limiter-flexible/lib/RateLimiterRedis');

/**
 * Loads the Redis limiter of rate-limiter-flexible, which is an optional peer of this package.
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_CONFIGURATION` that says what to install
 */
export function loadRedisLimiter(load: LimiterLoader = installed): RedisLimiterClass {
  const found = requireLimiter(load);
  if (typeof found === 'function') return found as RedisLimiterClass;
  throw problem(`The package "${PACKAGE}" that is installed has no RateLimiterRedis: run "${INSTALL}@11".`);
}

function requireLimiter(load: LimiterLoader): unknown {
  try {
    // The whole package brings a limiter for each database: ten times the loading time of this one.
    return load('rate-limiter-flexible/lib/RateLimiterRedis');
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  try {
    return (load(PACKAGE) as { RateLimiterRedis?: unknown }).RateLimiterRedis;
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw problem(
      `Requests are counted in Redis with the package "${PACKAGE}", which is not installed: run "${INSTALL}".`,
      error,
    );
  }
}

/** Not for a file that the package itself lacks. */
function isMissing(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  const isAbsent = code === 'MODULE_NOT_FOUND' || code === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
  return isAbsent && String(message).includes(PACKAGE);
}

function problem(text: string, cause?: unknown): ToolbeltError {
  return new ToolbeltError(
    ErrorCodes.Toolbelt.INVALID_CONFIGURATION,
    `Toolbelt.configure: rateLimit.store.redis: ${text}`,
    cause,
  );
}
