// Writes the declarations of the package into dist/: those that an entry of package.json leads to. The others would only
// make the package larger.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const DIST = join(ROOT, 'dist');
const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');

const args = [tsc, '-p', ROOT, '--emitDeclarationOnly'];
const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

const files = readdirSync(DIST, { recursive: true })
  .filter((name) => name.endsWith('.d.ts'))
  .map((name) => join(DIST, name));
const known = new Set(files);
const manifest = readFileSync(join(ROOT, 'package.json'), 'utf8');
const wanted = new Set();
for (const [, entry] of manifest.matchAll(/"(\.\/dist\/[^"]+\.d\.ts)"/g)) follow(resolve(ROOT, entry));
for (const file of files) if (!wanted.has(file)) rmSync(file);

function follow(file) {
  if (wanted.has(file)) return;
  wanted.add(file);
  for (const [, id] of readFileSync(file, 'utf8').matchAll(/["'](\.{1,2}\/[^"']*|\.{1,2})["']/g)) {
    const base = resolve(dirname(file), id);
    const found = [`${base}.d.ts`, join(base, 'index.d.ts')].find((candidate) => known.has(candidate));
    if (found) follow(found);
  }
}
