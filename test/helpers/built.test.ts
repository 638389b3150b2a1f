import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { buildProblem } from './built';
import { temporaryFolder } from './settings-folder';

it('a build that is missing, or older than a source, is told of', () => {
  const root = temporaryFolder();
  const write = (name: string, time: number) => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), '');
    utimesSync(join(root, name), time, time);
  };
  for (const name of ['src/a.ts', 'src/b/c.ts', 'scripts/bundle.mjs', 'scripts/vendor.mjs']) write(name, 100);
  expect(buildProblem(root)).toMatch(/^dist\/ is missing: run "npm run build"/);
  write('dist/index.js', 200);
  expect(buildProblem(root)).toBeUndefined();
  for (const name of ['src/b/c.ts', 'scripts/bundle.mjs']) {
    write(name, 201);
    expect(buildProblem(root)).toContain(`dist/ is older than ${join(name)}: run "npm run build"`);
    write(name, 100);
  }
});
