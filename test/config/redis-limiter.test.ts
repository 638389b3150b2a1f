import { expect, it } from 'vitest';
import { Configuration } from '../../src/config/configuration';
import { type LimiterLoader, loadRedisLimiter } from '../../src/config/redis-limiter';
import { ErrorCodes } from '../../src/errors';

class Limiter {}

function failing(code: string, message: string): LimiterLoader {
  return () => {
    throw Object.assign(new Error(message), { code });
  };
}

it('loads the one file of the package that is needed', () => {
  const loaded: string[] = [];
  const load: LimiterLoader = (path) => {
    loaded.push(path);
    return Limiter;
  };
  expect(loadRedisLimiter(load)).toBe(Limiter);
  expect(loaded).toEqual(['rate-limiter-flexible/lib/RateLimiterRedis']);
});

it('takes the class from the package when that has put its files elsewhere', () => {
  const hidden = failing('ERR_PACKAGE_PATH_NOT_EXPORTED', 'not exported from rate-limiter-flexible');
  const load: LimiterLoader = (path) =>
    path === 'rate-limiter-flexible' ? { RateLimiterRedis: Limiter } : hidden(path);
  expect(loadRedisLimiter(load)).toBe(Limiter);
});

it('says what to install when the package is missing', () => {
  const load = failing('MODULE_NOT_FOUND', "Cannot find module 'rate-limiter-flexible'");
  expect(() => loadRedisLimiter(load)).toThrow(
    expect.objectContaining({
      code: ErrorCodes.Toolbelt.INVALID_CONFIGURATION,
      message:
        'Toolbelt.configure: rateLimit.store.redis: Requests are counted in Redis with the package ' +
        '"rate-limiter-flexible", which is not installed: run "npm install rate-limiter-flexible".',
      cause: expect.objectContaining({ code: 'MODULE_NOT_FOUND' }),
    }),
  );
});

it('says which version to install when the one there has no such limiter', () => {
  expect(() => loadRedisLimiter(() => ({}))).toThrow('run "npm install rate-limiter-flexible@11"');
});

it('hands on what the package itself fails with', () => {
  const load = failing('MODULE_NOT_FOUND', "Cannot find module './component/RateLimiterRes'");
  expect(() => loadRedisLimiter(load)).toThrow("Cannot find module './component/RateLimiterRes'");
});

it('is loaded by configure, and only for a store on Redis', () => {
  const configuration = new Configuration();
  const store = { redis: { eval: () => undefined }, keyPrefix: 'ours' };
  configuration.configure({ rateLimit: { store } });
  expect(configuration.rateLimit().store).toBe(store);
});
