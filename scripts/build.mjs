// Builds vendor/ and dist/. The lambdas of a fresh checkout run on what this writes.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

await import('./vendor.mjs');
rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [tsc, '-p', ROOT, '--emitDeclarationOnly'], {
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);
await import('./bundle.mjs');
await import('./page.mjs');
