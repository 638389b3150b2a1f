import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/settings-folder';

const SCRIPT = join(__dirname, '../../scripts/addresses.mjs');

it.each([
  [
    'names what is missing',
    { homepage: 'https://example.com' },
    /^warning: .* has no repository, bugs\. Set them/,
  ],
  ['says nothing when all are there', { repository: 'a', homepage: 'b', bugs: 'c' }, /^$/],
])('%s, and never fails', (_what, manifest, message) => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'package.json'), JSON.stringify(manifest));
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT], { cwd, encoding: 'utf8' });
  expect(status).toBe(0);
  expect(stderr).toMatch(message);
});
