import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/**
 * What is wrong with the build that tests are about to use: it is missing, or older than what it was made of.
 * @returns undefined when nothing is wrong
 */
export function buildProblem(root = ROOT): string | undefined {
  const built = statSync(join(root, 'dist/index.js'), { throwIfNoEntry: false });
  if (!built) return 'dist/ is missing: run "npm run build" first.';
  const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' });
  const files = [...sources.map((name) => join('src', name)), 'scripts/bundle.mjs', 'scripts/vendor.mjs'];
  const newer = files.find((file) => {
    const stat = statSync(join(root, file));
    return stat.isFile() && stat.mtimeMs > built.mtimeMs;
  });
  return newer && `dist/ is older than ${newer}: run "npm run build" first, or the tests see the last build.`;
}

// Test files that use dist/ import this file for its effect: they fail at once when the build is stale.
const problem = buildProblem();
if (problem !== undefined) throw new Error(problem);
