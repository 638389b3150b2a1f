import { ErrorCodes, ToolbeltError } from '../errors';

/** The answer of rate-limiter-flexible. Over the limit, its promise rejects with an object of the same shape. */
export interface LimiterAnswer {
  msBeforeNext: number;
}

/** The part of rate-limiter-flexible's limiter that is used here. */
export interface RedisLimiter {
  consume(key: string): Promise<LimiterAnswer>;
}

/** The class of the limiter. Its options are described where it is used. */
export type RedisLimiterClass = new (options: object) => RedisLimiter;

/** A function that loads the package, or one file of it. Tests pass their own. */
export type LimiterLoader = (
  path: 'rate-limiter-flexible' | 'rate-limiter-flexible/lib/RateLimiterRedis',
) => unknown;

const PACKAGE = 'rate-limiter-flexible';
const INSTALL = `npm install ${PACKAGE}`;

/** Only this function loads rate-limiter-flexible. */
const installed: LimiterLoader = (path) =>
  path === PACKAGE ? require('rate-limiter-flexible') : require('rate-limiter-flexible/lib/RateLimiterRedis');

/**
 * Loads the Redis limiter of rate-limiter-flexible, which is an optional peer dependency of this package.
 *
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_CONFIGURATION` that says what to install
 */
export function loadRedisLimiter(load: LimiterLoader = installed): RedisLimiterClass {
  const found = requireLimiter(load);
  if (typeof found === 'function') return found as RedisLimiterClass;
  throw problem(`The package "${PACKAGE}" that is installed has no RateLimiterRedis: run "${INSTALL}@11".`);
}

function requireLimiter(load: LimiterLoader): unknown {
  try {
    // The whole package loads limiters for many databases. That takes ten times as long as this file.
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

/** Whether an error says that the package or this file of it is missing. When another module is missing, that is another problem. */
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
