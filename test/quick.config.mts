import { mergeConfig } from 'vitest/config';
import base from '../vitest.config.mts';

/** Tests that start many programs, wait for real clocks, or make many cases. `npm run test:all` runs them too. */
const SLOW = [
  'test/{acceptance,adapters,bench,cli,faults,fuzz,package,scripts}/**',
  'test/docs/guides.test.ts',
  'test/functions-client/differential.test.ts',
  'test/host/{observation,processes}.test.ts',
  'test/http/rules/{arrivals,rate-limiter-clocks}.test.ts',
  'test/migrate/{patterns,property,http-helper}.test.ts',
  'test/secrets/crash.test.ts',
  'test/security/{answer-memory,answer-size,bounds,jest-report,leak-guard,planted-credentials,planted-elsewhere,regular-expressions}.test.ts',
];

/** What `npm test` runs. */
const config = mergeConfig(base, {});
config.test.exclude = [...config.test.exclude, ...SLOW];

export default config;
