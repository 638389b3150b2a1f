import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ErrorCodes } from '../../src/errors';
import { updateSecretInFile } from '../../src/secrets/file';
import { ROOT } from '../cli/run-cli';
import { failureOf } from '../helpers/failure-of';
import { ageFile, temporaryFolder, writeSettings } from '../helpers/settings-folder';
import '../helpers/built';

const SETTINGS = { secrets: [{ key: 'a', value: 'old' }] };
const USER = 65_534;
const isPosix = process.platform !== 'win32';
const isRoot = process.getuid?.() === 0;

/** The program for access control lists. `.ci/run` installs it. */
const hasLists = isPosix && spawnSync('setfacl', ['--version']).status === 0;
if (!hasLists)
  console.warn('test/secrets/access-rights.test.ts: skipped, the package "acl" is not installed');

function listOf(path: string): string[] {
  const text = execFileSync('getfacl', ['--omit-header', '--numeric', '--absolute-names', path], {
    encoding: 'utf8',
  });
  return text.trim().split('\n');
}

function valueIn(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8')).secrets[0].value;
}

describe.runIf(hasLists)('an access control list', () => {
  it.each([
    ['u:65534:r', 0o600],
    ['u:65534:rw,g:12:r', 0o600],
    ['u:65534:r,m::r', 0o640],
    ['u:65534:r,g::-,m::rw', 0o600],
    ['u:65534:r,m::-', 0o600],
  ])('is kept as a whole: %s', async (entries, mode) => {
    const path = writeSettings(temporaryFolder(), SETTINGS);
    chmodSync(path, mode);
    execFileSync('setfacl', ['-m', entries, path]);
    const before = { list: listOf(path), mode: statSync(path).mode };
    const mask = before.list.find((line) => line.startsWith('mask'));
    expect(await updateSecretInFile(path, 'a', 'new')).toBe(true);
    expect(valueIn(path)).toBe('new');
    expect(statSync(path).mode).toBe(before.mode);
    // A list whose mask gives nobody anything may go: it gives nobody anything afterwards, either.
    if (mask === 'mask::---') expect(listOf(path)).toContain('group::---');
    else expect(listOf(path)).toEqual(before.list);
  });

  it('of the folder gives nobody more than the file gave', async () => {
    const folder = temporaryFolder();
    const path = writeSettings(folder, SETTINGS);
    for (const mode of [0o600, 0o640, 0o644]) {
      execFileSync('setfacl', ['-b', path]);
      chmodSync(path, mode);
      execFileSync('setfacl', ['-d', '-m', `u:${USER}:rwx`, folder]);
      const before = listOf(path);
      await updateSecretInFile(path, 'a', `for ${mode}`);
      const granted = listOf(path).filter((line) => !/#effective:---|^mask/.test(line));
      expect(granted).toEqual(before);
    }
  });
});

describe.runIf(isPosix && isRoot)('owner and group', () => {
  it.each([0o600, 0o640, 0o660, 0o644])('are kept, with mode %o', async (mode) => {
    const path = writeSettings(temporaryFolder(), SETTINGS);
    chownSync(path, 1234, 4321);
    chmodSync(path, mode);
    await updateSecretInFile(path, 'a', 'new');
    expect(statSync(path)).toMatchObject({ uid: 1234, gid: 4321, mode: 0o100000 | mode });
  });

  it('that cannot be kept do not give another group access', () => {
    const folder = temporaryFolder();
    const path = writeSettings(folder, SETTINGS);
    chownSync(folder, USER, USER);
    chownSync(path, USER, 4321);
    chmodSync(path, 0o660);
    const script = `
      const { Toolbelt } = require(${JSON.stringify(join(ROOT, 'dist'))});
      Toolbelt.configure({ settingsPath: ${JSON.stringify(path)} });
      Toolbelt.SecretClient().updateSecret({ key: 'a', value: 'new' }).catch((error) => {
        console.error(error);
        process.exit(1);
      });`;
    const child = spawnSync(process.execPath, ['-e', script], { uid: USER, gid: USER, encoding: 'utf8' });
    expect(child).toMatchObject({ status: 0, stderr: '' });
    expect(valueIn(path)).toBe('new');
    expect(statSync(path)).toMatchObject({ uid: USER, gid: USER, mode: 0o100600 });
  });
});

describe.runIf(isPosix)('what somebody planted beside the file', () => {
  const PLANTS: [what: string, plant: (path: string) => void][] = [
    ['a pipe', (path) => execFileSync('mkfifo', [path])],
    ['a folder', (path) => mkdirSync(path)],
    ['a link to nothing', (path) => symlinkSync('/nowhere', path)],
    ['a link to a device', (path) => symlinkSync('/dev/zero', path)],
    ['a link to itself', (path) => symlinkSync(path, path)],
  ];

  it.each(PLANTS)('does not stop an update: %s in the place of a temporary file', async (_what, plant) => {
    const folder = temporaryFolder();
    const path = writeSettings(folder, SETTINGS);
    plant(join(folder, '.settings.json.planted.tmp'));
    expect(await updateSecretInFile(path, 'a', 'new')).toBe(true);
    expect(valueIn(path)).toBe('new');
  });

  it.each(PLANTS)(
    'does not stop an update for ever: an old %s in the place of the lock',
    async (_what, plant) => {
      const folder = temporaryFolder();
      const path = writeSettings(folder, SETTINGS);
      plant(`${path}.lock`);
      if (lstatSync(`${path}.lock`).isDirectory()) utimesSync(`${path}.lock`, 0, 0);
      else ageFile(`${path}.lock`);
      expect(await updateSecretInFile(path, 'a', 'new')).toBe(true);
      expect(valueIn(path)).toBe('new');
      expect(lstatSync(`${path}.lock`, { throwIfNoEntry: false })).toBeUndefined();
    },
  );

  it('in the place of the file itself is refused', async () => {
    const path = join(temporaryFolder(), 'settings.json');
    execFileSync('mkfifo', [path]);
    expect(await failureOf(updateSecretInFile(path, 'a', 'new'))).toMatchObject({
      code: ErrorCodes.Toolbelt.INVALID_SETTINGS,
    });
  });
});
