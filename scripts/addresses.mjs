// Warns about the addresses that package.json has to have before the first release. It never fails.
import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const missing = ['repository', 'homepage', 'bugs'].filter((name) => manifest[name] === undefined);
if (missing.length > 0) {
  console.warn(
    `warning: package.json has no ${missing.join(', ')}. Set them before the first release (CONTRIBUTING.md, "Releases").`,
  );
}
