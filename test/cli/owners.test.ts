import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, lchownSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findTarget } from '../../src/cli/invoke/target';
import { projectFolders } from '../../src/cli/project-files';
import { UsageError } from '../../src/cli/usage-error';
import { projectFolder, ROOT, runCli } from './run-cli';

const CODE = "function lambda(input, callback) { callback(null, 'ran'); }";
const [ME, OTHER] = [process.getuid?.() ?? 0, 65_534];
/** Only root can give files away. */
const describeAsRoot = describe.runIf(ME === 0 && process.platform !== 'win32');

const FILES = {
  'functions/greet/index.js': CODE,
  'functions/greet/config.json': {},
  'functions/settings.json': {},
  'a/b/x.txt': '',
};

describe('the folders of a project', () => {
  it.each<[mark: string, isRoot: boolean]>([
    ['package.json', true],
    ['.git', true],
    ['.git/HEAD', true],
    ['functions/settings.json', true],
    ['functions/settings.local.json', true],
    ['functions/greet/index.js', false],
    ['README.md', false],
  ])('with %s end there: %s', (mark, isRoot) => {
    const root = projectFolder({ [`a/${mark}`]: '', 'a/b/c/x': '' });
    const folders = projectFolders(join(root, 'a', 'b', 'c'));
    expect(folders.slice(0, 3)).toEqual(['a/b/c', 'a/b', 'a'].map((path) => join(root, path)));
    expect(folders.length === 3).toBe(isRoot);
  });

  it('do not end at the package.json of a function', () => {
    const root = projectFolder({ ...FILES, 'functions/greet/package.json': {} });
    expect(findTarget('greet', join(root, 'functions', 'greet')).settingsPath).toBe(
      join(root, 'functions', 'settings.json'),
    );
  });

  it('do not let a name mean a function above the root, or settings above the root count', () => {
    const root = projectFolder({ ...FILES, 'a/package.json': {}, 'a/b/l.js': CODE });
    expect(() => findTarget('greet', join(root, 'a', 'b'))).toThrow(
      /no functions\/greet\/index\.js in the working/,
    );
    expect(findTarget('./l.js', join(root, 'a', 'b')).settingsPath).toBeUndefined();
  });
});

describeAsRoot('what another user has a hand in', () => {
  it.each(['functions', 'functions/greet', 'functions/greet/index.js', 'functions/greet/config.json', '.'])(
    'is not run by name, when %s is theirs, and the message says how to',
    (path) => {
      const root = projectFolder(FILES);
      chownSync(join(root, path), OTHER, OTHER);
      const run = () => findTarget('greet', join(root, 'a', 'b'));
      expect(run).toThrow(UsageError);
      expect(run).toThrow(/may be the work of another user .*it belongs to the user 65534/);
      expect(run).toThrow('give its path: ../../functions/greet/index.js');
      expect(findTarget('../../functions/greet/index.js', join(root, 'a', 'b')).file).toContain('greet');
    },
  );

  it('is not run for a word that is a folder here, either', () => {
    const root = projectFolder({ 'greet/index.js': CODE });
    chownSync(join(root, 'greet'), OTHER, OTHER);
    expect(() => findTarget('greet', root)).toThrow('give its path: greet/index.js');
    expect(findTarget('greet/', root).file).toBe(join(root, 'greet', 'index.js'));
  });

  it.each<[what: string, plant: (root: string, evil: string) => void]>([
    ['link in the place of functions/', (root) => link(root, 'functions')],
    ['link in the place of the function', (root) => link(root, 'functions/greet')],
    ['link in the place of the file', (root) => link(root, 'functions/greet/index.js')],
  ])('is not run through a %s that is theirs, though its target is ours', (_what, plant) => {
    const root = projectFolder(FILES);
    plant(root, '');
    expect(() => findTarget('greet', root)).toThrow(/it belongs to the user 65534/);
  });

  it('is not run through a link of ours to something of theirs', () => {
    const [root, evil] = [projectFolder(FILES), projectFolder(FILES)];
    chownSync(join(evil, 'functions', 'greet', 'index.js'), OTHER, OTHER);
    renameSync(join(root, 'functions'), join(root, 'old'));
    symlinkSync(join(evil, 'functions'), join(root, 'functions'));
    expect(() => findTarget('greet', root)).toThrow(/it belongs to the user 65534/);
  });

  it('counts when it may be changed by everybody, but not in a sticky folder', () => {
    for (const path of ['functions', 'functions/greet', 'functions/greet/index.js']) {
      const root = projectFolder(FILES);
      chmodSync(join(root, path), 0o777);
      expect(() => findTarget('greet', root)).toThrow(/every user of this machine can change it/);
    }
    const root = projectFolder(FILES);
    chmodSync(root, 0o1777);
    expect(findTarget('greet', root).file).toBe(join(root, 'functions', 'greet', 'index.js'));
  });

  it('counts not for the user who became root with sudo', () => {
    const root = projectFolder(FILES);
    chownSync(join(root, 'functions', 'greet', 'index.js'), OTHER, OTHER);
    process.env.SUDO_UID = String(OTHER);
    expect(findTarget('greet', root).file).toContain('greet');
  });

  it.each(['settings.json', 'settings.local.json'])(
    'gives a lambda no whitelist and no secrets: %s',
    async (name) => {
      const root = projectFolder({ 'functions/settings.json': {}, 'functions/settings.local.json': {} });
      // Nothing marks where the project of the lambda ends, so the search comes to the folder above.
      const cwd = join(root, 'mine');
      mkdirSync(cwd);
      writeFileSync(join(cwd, 'l.js'), CODE);
      chownSync(join(root, 'functions', name), OTHER, OTHER);
      const refused = await runCli(['invoke', './l.js'], { cwd });
      expect(refused.code).toBe(2);
      expect(refused.stderr).toMatch(/the settings .* may be the work of another user .*LP_FAAS_SETTINGS/);
      const told = await runCli(['invoke', './l.js'], {
        cwd,
        env: { LP_FAAS_SETTINGS: join(root, 'functions', 'settings.json') },
      });
      expect(told).toMatchObject({ code: 0, stdout: '"ran"\n' });
      // The owner of a lambda that was named by its path may bring settings along.
      chownSync(join(cwd, 'l.js'), OTHER, OTHER);
      expect((await runCli(['invoke', './l.js'], { cwd })).code).toBe(0);
    },
  );

  it('is asked of the user who runs the command: a user other than root', () => {
    const root = projectFolder(FILES);
    chmodSync(root, 0o755);
    const run = () => invokeAs(OTHER, join(root, 'a', 'b'));
    // Files of root are trusted: root can do everything anyway.
    expect(run()).toMatchObject({ status: 0, stdout: '"ran"\n' });
    chownSync(join(root, 'functions', 'greet', 'index.js'), 1234, 1234);
    expect(run()).toMatchObject({ status: 2, stderr: expect.stringContaining('the user 1234') });
    chownSync(join(root, 'functions', 'greet', 'index.js'), OTHER, OTHER);
    expect(run()).toMatchObject({ status: 0, stdout: '"ran"\n' });
  });
});

/** Moves something away, and puts a link to it, of the other user, in its place. */
function link(root: string, path: string): void {
  const place = join(root, path);
  const away = join(root, 'away');
  renameSync(place, away);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(away, place);
  lchownSync(place, OTHER, OTHER);
}

function invokeAs(uid: number, cwd: string) {
  const program = join(ROOT, 'dist', 'cli', 'index.js');
  return spawnSync(process.execPath, [program, 'invoke', 'greet'], {
    cwd,
    uid,
    gid: uid,
    env: { PATH: process.env.PATH ?? '' },
    encoding: 'utf8',
  });
}
