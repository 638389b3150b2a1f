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
 * Files that leave nothing behind in their process, so that one process runs many of a group and loads the library once. This saves about
 * half of their time. `npm run test:all` gives each file a process of its own. The groups are not mixed: those of `differential` need an
 * HTTP module that no mock has replaced.
 */
const SHARED = {
  differential: 'test/differential/**/*.test.ts',
  pure: 'test/{config,conversation,http/request,http/response,internal}/**/*.test.ts',
  clients: 'test/{context,gdpr,liveperson,orchestrator,sde}/**/*.test.ts',
};
/** Files of these folders that do leave something behind: loaded modules, or the agents of request. */
const ALONE = ['test/config/lazy-loading.test.ts', 'test/differential/headers.test.ts'];

/** What `npm test` runs. */
const config = mergeConfig(base, {});
config.test.exclude = [...config.test.exclude, ...SLOW];
const { include } = config.test;
config.test.include = [];
const shared = Object.entries(SHARED).map(([name, files]) => ({
  extends: true,
  test: { name, include: [files], exclude: ALONE, isolate: false },
}));
config.test.projects = [
  ...shared,
  { extends: true, test: { name: 'alone', include, exclude: Object.values(SHARED) } },
  { extends: true, test: { name: 'alone in a shared folder', include: ALONE } },
];

export default config;
