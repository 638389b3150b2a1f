// Builds vendor/ and dist/. The lambdas of a fresh checkout run on what this writes.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');

await import('./vendor.mjs');
rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
// Comments are for readers of the declarations and of the sources in the maps: in the code they would be shipped twice.
for (const options of [
  ['--emitDeclarationOnly'],
  ['--declaration', 'false', '--removeComments', '--noCheck'],
]) {
  const { status } = spawnSync(process.execPath, [tsc, '-p', ROOT, ...options], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
await import('./page.mjs');
