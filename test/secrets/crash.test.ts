import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { updateSecretInFile } from '../../src/secrets/file';
import { temporaryFolder, writeSettings } from '../helpers/settings-folder';
import '../helpers/built';

const CRASH = resolve(__dirname, '../fixtures/secrets/crash.cjs');

/** What an update finds: nothing, or what a process left that was killed in the middle of one. */
const STATES = [
  { state: 'a folder where nobody works', prepare: () => undefined },
  {
    state: 'a folder where a process was killed before',
    prepare: (path: string) => {
      const { pid } = spawnSync(process.execPath, ['-e', '']);
      const owner = { pid, host: hostname(), token: 'of-the-killed' };
      symlinkSync(JSON.stringify(owner), `${path}.lock`);
      symlinkSync(JSON.stringify({ ...owner, token: 'claim' }), `${path}.lock.of-the-k`);
      writeFileSync(join(dirname(path), '.settings.json.left-over.tmp'), '{"secrets":[{"key":"a","va');
    },
  },
];

describe.skipIf(process.platform === 'win32')('a process that is killed', () => {
  it.each(STATES)(
    'at any change of a file leaves a file that parses, and nobody waits: $state',
    { timeout: 120_000 },
    async ({ prepare }) => {
      const crashes: string[] = [];
      for (let crashAt = 1; ; crashAt += 1) {
        const folder = temporaryFolder();
        const path = writeSettings(folder, {
          secrets: [{ key: 'a', value: 'old' }],
          whitelist: ['example.com'],
        });
        chmodSync(path, 0o640);
        prepare(path);
        const { stdout, signal, stderr } = spawnSync(process.execPath, [CRASH, path, String(crashAt)], {
          encoding: 'utf8',
        });
        expect(stderr).toBe('');
        const found = valueIn(path);
        if (signal === null) {
          expect([stdout, found]).toEqual(['acknowledged', 'new']);
          expect(readdirSync(folder)).toEqual(['settings.json']);
          break;
        }
        crashes.push(stdout);
        const isReplaced = crashes.includes('renameSync') && crashes.at(-1) !== 'renameSync';
        expect([signal, found, statSync(path).mode & 0o777]).toEqual([
          'SIGKILL',
          isReplaced ? 'new' : 'old',
          0o640,
        ]);
        // Time stands still for the age of locks: the next process must know that their owner is gone.
        const now = vi.spyOn(Date, 'now').mockReturnValue(Date.now());
        try {
          expect(await updateSecretInFile(path, 'a', 'next')).toBe(true);
        } finally {
          now.mockRestore();
        }
        expect([valueIn(path), statSync(path).mode & 0o777]).toEqual(['next', 0o640]);
        expect(readdirSync(folder)).toEqual(['settings.json']);
      }
      // It was killed at each step: the lock, the new text, its way to the disk, the replacement, and the release.
      for (const call of ['symlinkSync', 'openSync', 'writeFileSync', 'fsyncSync', 'renameSync', 'rmSync']) {
        expect(crashes).toContain(call);
      }
    },
  );
});

/** The value of the only secret of a settings file. It must parse, with everything else still there. */
function valueIn(path: string): unknown {
  const { secrets, whitelist } = JSON.parse(readFileSync(path, 'utf8'));
  expect(whitelist).toEqual(['example.com']);
  return secrets[0].value;
}
