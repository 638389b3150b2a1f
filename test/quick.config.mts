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

/**
 * Files that leave nothing behind in their process, so that one process runs many of them and loads the library once. This saves about
 * half of their time. `npm run test:all` gives each file a process of its own.
 */
const SHARED =
  'test/{config,conversation,differential,docs,http/request,http/response,internal,migrate}/**/*.test.ts';
/** Files of these folders that do leave something behind: loaded modules, mocks of nock, or the agents of request. */
const ALONE = [
  'test/config/lazy-loading.test.ts',
  'test/differential/headers.test.ts',
  'test/docs/troubleshooting.test.ts',
];

/** What `npm test` runs. */
const config = mergeConfig(base, {});
config.test.exclude = [...config.test.exclude, ...SLOW];
const { include } = config.test;
config.test.include = [];
config.test.projects = [
  { extends: true, test: { name: 'shared', include: [SHARED], exclude: ALONE, isolate: false } },
  { extends: true, test: { name: 'alone', include, exclude: [SHARED] } },
  { extends: true, test: { name: 'alone in a shared folder', include: ALONE } },
];

export default config;
