import { defineConfig, type Plugin } from 'vitest/config';

/**
 * Vitest runs src/ as ES modules, where Node's require cannot load TypeScript: files of ours that are
 * required on first use are imported up front instead. Packages (`#got`, `qs`, …) stay lazy.
 */
const lazyFiles: Plugin = {
  name: 'lazy-files',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('/src/') || !/require\('\.\.?\//.test(code)) return null;
    const imports: string[] = [];
    const body = code.replace(/\brequire\('(\.\.?\/[^']+)'\)/g, (_call, path) => {
      imports.push(`import * as lazy${imports.length} from '${path}';`);
      return `lazy${imports.length - 1}`;
    });
    // A line for the shell, `#!…`, is allowed at the beginning of a file only.
    return { code: `${imports.join(' ')} ${body.replace(/^#!.*/, '')}`, map: null };
  },
};

export default defineConfig({
  plugins: [lazyFiles],
  test: {
    include: ['test/**/*.test.ts'],
    // They need real programs: `npm run test:integration`.
    exclude: ['test/integration/**', 'node_modules/**'],
    // Whatever a run prints is searched for the credentials that its tests plant.
    globalSetup: ['test/helpers/leak-guard.ts'],
    setupFiles: ['test/setup.ts'],
    // Without this, vitest leaves one processor idle, which is half of a small machine.
    maxWorkers: '100%',
    // A test that needs a second needs many on a machine with other work, so these limits only end tests that hang.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      // The page runs in a browser, where the integration tests look at it. The others run in processes of their own,
      // which are not counted.
      exclude: [
        'src/page/**',
        'src/cli/migrate/prove/**',
        'src/cli/serve/**',
        'src/host/process/**',
        'src/testing/runners/**',
      ],
      reporter: ['text-summary', 'html'],
      // What is missing should be missing for a reason: look at it before you lower one. Branches of the command line
      // run in processes of their own, which are not counted.
      thresholds: { statements: 96, branches: 91, functions: 96, lines: 97 },
    },
  },
});
