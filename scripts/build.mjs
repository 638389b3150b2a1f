// Builds vendor/ and dist/. The lambdas of a fresh checkout run on what this writes.
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

await import('./vendor.mjs');
rmSync(join(ROOT, 'dist'), { recursive: true, force: true });
await import('./declarations.mjs');
await import('./bundle.mjs');
await import('./page.mjs');
