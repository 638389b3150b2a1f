// Writes docs/api, the API reference, of the docstrings in src/; fails when one is missing or a link leads nowhere.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { joinSmallPages } from './api-pages.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const API = join(ROOT, 'docs/api');
const typedoc = join(ROOT, 'node_modules/typedoc/bin/typedoc');

const options = ['--options', join(ROOT, 'docs/typedoc.json'), '--logLevel', 'Warn'];
const { status } = spawnSync(process.execPath, [typedoc, ...options], { cwd: ROOT, stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

joinSmallPages(ROOT, API);

// References such as (docs/platform.md, "Rate limit") are for those who change the code: CONTRIBUTING.md explains them.
for (const name of readdirSync(API, { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.md')) continue;
  const path = join(API, name);
  const text = readFileSync(path, 'utf8');
  const readable = text.replace(/\s*\(docs\/[\w-]+\.md,(?:\s+"[^"]+",?)+\)/g, '').trimEnd();
  writeFileSync(path, `${readable}\n`);
}
