// Asks the registry for known advisories of what is shipped: the dependencies, and what `vendor/` and the page bundle. Fails on an
// advisory. Where the registry cannot be asked, it says so and does not fail.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** The development dependencies that scripts/vendor.mjs and scripts/page.mjs bundle. */
const BUNDLED = ['acorn-walk', 'diff', 'got', 'jsonc-parser', 'magic-string', 'p-map', 'preact', 'qs', 'zod'];

const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
const shipped = new Set([
  ...Object.keys(packages).filter((path) => path !== '' && !packages[path].dev),
  ...bundled(),
]);

const { stdout } = spawnSync('npm', ['audit', '--json'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 26 });
const answer = parse(stdout);
if (answer?.vulnerabilities === undefined) {
  console.log(
    `could not ask for advisories: ${answer?.message ?? answer?.error?.summary ?? 'no answer of npm audit'}`,
  );
} else {
  const hits = Object.values(answer.vulnerabilities).flatMap(({ name, severity, nodes, via }) =>
    nodes.filter((path) => shipped.has(path)).map((path) => describe(name, severity, path, via)),
  );
  for (const hit of hits) console.error(hit);
  console.log(`${shipped.size} shipped packages, ${hits.length} with a known advisory`);
  process.exitCode = hits.length === 0 ? 0 : 1;
}

/** The paths of the bundled packages and of all that they depend on. */
function bundled() {
  const found = new Set();
  const add = (path) => {
    if (path === undefined || found.has(path)) return;
    found.add(path);
    for (const name of Object.keys(packages[path].dependencies ?? {})) add(pathOf(name, path));
  };
  for (const name of BUNDLED) add(pathOf(name, ''));
  return found;
}

/** Where Node would find a package from another one. */
function pathOf(name, from) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    const path = `${folder}${folder === '' ? '' : '/'}node_modules/${name}`;
    if (packages[path]) return path;
    if (folder === '') return undefined;
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describe(name, severity, path, via) {
  const { version } = packages[path];
  const titles = via.map((cause) =>
    typeof cause === 'string' ? `through ${cause}` : `${cause.title} ${cause.url}`,
  );
  return `${name}@${version} (${path}), ${severity}: ${titles.join('; ')}`;
}
