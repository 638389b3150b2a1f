import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { processTerminal } from '../../src/cli/terminal';
import { KeptState } from '../../src/host/kept-state';
import { Feed } from '../../src/host/observe/feed';
import { readForeignFile, writeForeignFile } from '../../src/internal/node/foreign-files';
import { projectFolder, runCli, runHere } from '../cli/run-cli';
import { failureOf } from '../helpers/failure-of';
import { temporaryFolder } from '../helpers/settings-folder';
import { hostOf } from '../host/support';

// What the commands read and write in a folder that somebody else has made.

const V1 = `function lambda(input, callback) { callback(null, 'ran'); }\n`;
const TS = `export async function lambda(input: unknown) { return 'ran'; }\n`;
const HOLD = { timeout: 30_000 };

afterEach(() => vi.restoreAllMocks());

/** A file outside of the project, and links that lead to it and to a name beside it. */
function outside(text: string) {
  const folder = temporaryFolder();
  const file = join(folder, 'theirs');
  writeFileSync(file, text);
  return {
    link: (path: string) => symlinkSync(file, path),
    dangle: (path: string) => symlinkSync(join(folder, 'new'), path),
    /** Nothing has changed there. */
    expectUntouched() {
      expect(readFileSync(file, 'utf8')).toBe(text);
      expect(readdirSync(folder)).toEqual(['theirs']);
    },
  };
}

const pipe = (path: string) => execFileSync('mkfifo', [path]);

describe.skipIf(process.platform === 'win32')('links in a project', () => {
  it.each(['link', 'dangle'] as const)('build writes through none: a %s', async (kind) => {
    const there = outside('// Built by lp-faas-toolbelt build from index.ts.\n');
    const cwd = projectFolder({ 'functions/greet/index.ts': TS });
    there[kind](join(cwd, 'functions/greet/index.js'));
    const { code, stderr } = await runHere(['build'], { cwd });
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(/is a link/) });
    there.expectUntouched();
  });

  it.each(['functions', 'functions/greet'])(
    'build writes through none on the way, unless its folder is named: %s',
    async (path) => {
      const there = projectFolder({ 'functions/greet/index.ts': TS });
      const cwd = projectFolder({ 'package.json': {} });
      if (path !== 'functions') mkdirSync(join(cwd, 'functions'));
      symlinkSync(join(there, path), join(cwd, path));
      const { code, stderr } = await runHere(['build'], { cwd });
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(/is a link/) });
      expect(readdirSync(join(there, 'functions/greet'))).toEqual(['index.ts']);
      expect((await runHere(['build', 'functions/greet'], { cwd })).code).toBe(0);
      expect(readdirSync(join(there, 'functions/greet'))).toEqual(['index.js', 'index.ts']);
    },
  );

  it.each(['functions', 'functions/greet'])(
    'migrate writes through none on the way, unless its folder is named: %s',
    async (path) => {
      const there = projectFolder({ 'functions/greet/index.js': V1 });
      const cwd = projectFolder({ 'package.json': {} });
      if (path !== 'functions') mkdirSync(join(cwd, 'functions'));
      symlinkSync(join(there, path), join(cwd, path));
      const { code, stderr } = await runHere(['migrate', '--write'], { cwd });
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(/is a link/) });
      const proof = await runHere(['migrate', '--prove', '--check'], { cwd });
      expect(proof.stdout).toMatch(/not run.*is a link/);
      expect(readFileSync(join(there, 'functions/greet/index.js'), 'utf8')).toBe(V1);
      expect((await runHere(['migrate', '--write', 'functions/greet'], { cwd })).stderr).not.toMatch(
        /is a link/,
      );
      expect(readFileSync(join(there, 'functions/greet/index.js'), 'utf8')).not.toBe(V1);
    },
  );

  it.each([
    ['index.js', V1],
    ['config.json', '{ "environmentVariables": [{ "key": "A", "value": "b" }] }'],
    ['../settings.json', '{ "secrets": [{ "key": "lp-faas-default-app-key", "value": {} }] }'],
  ])('migrate --write writes through none, and nothing else: %s', async (name, text) => {
    const there = outside(text);
    const cwd = projectFolder({ 'functions/other/index.js': V1, 'functions/greet/README': '' });
    if (name !== 'index.js') writeFileSync(join(cwd, 'functions/greet/index.js'), V1);
    there.link(join(cwd, 'functions/greet', name));
    const { code, stderr } = await runHere(['migrate', '--write'], { cwd });
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/nothing was written: .* is a link/),
    });
    there.expectUntouched();
    expect(readFileSync(join(cwd, 'functions/other/index.js'), 'utf8')).toBe(V1);
  });

  it.each<[what: string, place: (cwd: string, there: ReturnType<typeof outside>) => void]>([
    ['functions', (cwd, there) => there.link(join(cwd, 'functions'))],
    [
      'functions/hello, which leads nowhere',
      (cwd, there) => {
        mkdirSync(join(cwd, 'functions'));
        there.dangle(join(cwd, 'functions/hello'));
      },
    ],
    ['test', (cwd) => symlinkSync(temporaryFolder(), join(cwd, 'test'))],
    [
      'the test',
      (cwd, there) => {
        mkdirSync(join(cwd, 'test'));
        there.dangle(join(cwd, 'test/hello.test.js'));
      },
    ],
    [
      'settings.json',
      (cwd, there) => {
        mkdirSync(join(cwd, 'functions'));
        there.link(join(cwd, 'functions/settings.json'));
      },
    ],
    [
      'settings.local.json, which leads nowhere',
      (cwd, there) => {
        mkdirSync(join(cwd, 'functions'));
        there.dangle(join(cwd, 'functions/settings.local.json'));
      },
    ],
  ])('new writes through none, and nothing else: %s', async (_what, place) => {
    const there = outside('{}');
    const cwd = projectFolder({ 'package.json': {} });
    place(cwd, there);
    const before = readdirSync(cwd, { recursive: true });
    const args = ['new', 'hello', '--template', 'secret-storage', '--domain', 'api.example.com', '--yes'];
    const { code, stderr } = await runHere(args, { cwd });
    expect(stderr).toMatch(/link|exists/);
    expect(code).not.toBe(0);
    expect(readdirSync(cwd, { recursive: true })).toEqual(before);
    there.expectUntouched();
  });

  it('new leaves a .gitignore alone that leads nowhere', async () => {
    const there = outside('');
    const cwd = projectFolder({ 'package.json': {} });
    there.dangle(join(cwd, '.gitignore'));
    const { code } = await runHere(['new', 'hello', '--template', 'secret-storage', '--yes'], { cwd });
    expect(code).toBe(0);
    expect(lstatSync(join(cwd, '.gitignore')).isSymbolicLink()).toBe(true);
    there.expectUntouched();
  });

  it.each<[what: string, place: (folder: string, there: ReturnType<typeof outside>) => void]>([
    ['the folder', (folder) => symlinkSync(temporaryFolder(), folder)],
    [
      '.gitignore',
      (folder, there) => {
        mkdirSync(folder);
        there.link(join(folder, '.gitignore'));
      },
    ],
    [
      'oauth.json, which leads nowhere',
      (folder, there) => {
        mkdirSync(folder);
        there.dangle(join(folder, 'oauth.json'));
      },
    ],
  ])('the keys of serve --oauth go through none: %s', async (_what, place) => {
    const there = outside('*.log\n');
    const folder = projectFolder({ 'functions/greet/index.js': V1 });
    place(join(folder, '.lp-faas-toolbelt'), there);
    const error = await failureOf(hostOf(folder, { oauth: true }));
    expect(error.message).toMatch(/cannot be kept: .*(is a link|EEXIST)/);
    there.expectUntouched();
  });

  it('the state of serve is written beside its file under a name that nobody can guess', () => {
    const there = outside('theirs');
    const folder = temporaryFolder();
    const path = join(folder, 'state.json');
    for (const pid of [process.pid, process.pid + 1]) there.link(`${path}.${pid}.tmp`);
    const account = { secrets: {}, context: { namespaces: () => [] }, files: new Map(), sdes: [] };
    const state = new KeptState(path, account as never, new Feed());
    state.save();
    state.save();
    there.expectUntouched();
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ secrets: {}, files: {} });
    expect(lstatSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toHaveLength(3);
  });

  it('serve does not watch what a link leads to', async () => {
    const tree = temporaryFolder();
    for (let index = 0; index < 300; index += 1) mkdirSync(join(tree, `folder-${index}`));
    const folder = projectFolder({ 'functions/greet/index.js': V1 });
    symlinkSync(tree, join(folder, 'functions/greet/tree'));
    symlinkSync(folder, join(folder, 'functions/greet/loop'));
    const watchers = () => process.getActiveResourcesInfo().filter((name) => /FSEvent/.test(name)).length;
    const before = watchers();
    await hostOf(folder, { watch: true });
    expect(watchers() - before).toBeLessThan(20);
  });
});

describe.skipIf(process.platform === 'win32')('files that are none', () => {
  it.each<[what: string, place: (path: string) => void, reason: RegExp]>([
    ['a pipe', pipe, /no regular file/],
    ['a folder', (path) => mkdirSync(path), /this is a folder/],
    ['a device that never ends', (path) => symlinkSync('/dev/zero', path), /no regular file/],
    ['a file of 20 MB', (path) => writeFileSync(path, ' '.repeat(20 * 2 ** 20)), /more than 16777216 bytes/],
  ])('%s in the place of config.json stops serve with a reason', HOLD, async (_what, place, reason) => {
    const cwd = projectFolder({ 'functions/greet/index.js': V1 });
    place(join(cwd, 'functions/greet/config.json'));
    const { code, stderr } = await runCli(['serve', cwd, '--port', '0'], { cwd });
    expect(code).not.toBe(0);
    expect(stderr).toMatch(reason);
    expect(stderr).toContain('config.json');
  });

  it('a function of 20 MB is not read by serve', HOLD, async () => {
    const folder = projectFolder({ 'functions/greet/index.js': `${V1}//${'x'.repeat(20 * 2 ** 20)}` });
    expect((await failureOf(hostOf(folder))).message).toMatch(/index\.js cannot be read: it has more than/);
  });

  it.each(['build', 'migrate'])('%s waits for no pipe', HOLD, async (command) => {
    const cwd = projectFolder({ 'functions/greet/index.ts': TS });
    pipe(join(cwd, 'functions/greet/index.js'));
    pipe(join(cwd, 'functions/greet/config.json'));
    const { code } = await runCli([command], { cwd });
    expect(code).not.toBe(0);
  });

  it('a pipe is not written to, even when somebody reads it', () => {
    const path = join(temporaryFolder(), 'pipe');
    pipe(path);
    expect(() => writeForeignFile(path, 'text')).toThrow(/ENXIO|no regular file/);
    expect(() => readForeignFile(path)).toThrow('this is no regular file');
    expect(readForeignFile(join(path, 'below'))).toBeUndefined();
  });

  it('a file that exists is kept when a new one is asked for', () => {
    const path = join(temporaryFolder(), 'file');
    writeForeignFile(path, 'a longer text', { mode: 0o600, isNew: true });
    expect(() => writeForeignFile(path, 'x', { isNew: true })).toThrow(/EEXIST/);
    expect(readForeignFile(path)).toBe('a longer text');
    writeForeignFile(path, 'short');
    expect(readForeignFile(path)).toBe('short');
    expect(lstatSync(path).mode & 0o777).toBe(0o600);
  });
});

describe.runIf(process.getuid?.() === 0)('the working directory of serve', () => {
  const FILES = {
    'functions/greet/index.js': V1,
    'functions/greet/config.json': {},
    'functions/settings.json': {},
  };
  const serve = (cwd: string, ...args: string[]) =>
    runHere(['serve', '--print-schedules', 'k8s', ...args], { cwd });

  it.each([...Object.keys(FILES), 'functions', 'functions/greet'])(
    'is not served when another user has a hand in %s',
    async (path) => {
      const cwd = projectFolder(FILES);
      expect((await serve(cwd)).stderr).not.toMatch(/another user/);
      chownSync(join(cwd, path), 65_534, 65_534);
      const { code, stderr } = await serve(cwd);
      expect(code).toBe(2);
      expect(stderr).toMatch(/may be the work of another user .*the user 65534.*name the folder/);
      expect((await serve(cwd, cwd)).stderr).not.toMatch(/another user/);
    },
  );

  it.each(['.lp-faas-toolbelt', '.lp-faas-toolbelt/oauth.json'])(
    'is not served with keys of another user: %s',
    async (path) => {
      const cwd = projectFolder({ ...FILES, '.lp-faas-toolbelt/oauth.json': {} });
      chmodSync(cwd, 0o1777);
      expect((await serve(cwd)).stderr).not.toMatch(/another user/);
      chownSync(join(cwd, path), 65_534, 65_534);
      for (const folder of [cwd, join(cwd, 'functions')]) {
        expect((await serve(folder)).stderr).toMatch(
          /oauth.*may be the work of another user|toolbelt may be/,
        );
      }
    },
  );

  it('is not run for a proof of migrate, unless its folder is named', async () => {
    const cwd = projectFolder({ ...FILES, 'functions/greet/payloads/a.json': {} });
    for (const path of ['functions/greet/index.js', 'functions/greet/payloads', 'functions/settings.json']) {
      const prove = (...args: string[]) => runHere(['migrate', '--prove', '--check', ...args], { cwd });
      chownSync(join(cwd, path), 65_534, 65_534);
      expect((await prove()).stderr).toMatch(
        /may be the work of another user .*name the folder: migrate --prove/,
      );
      const named = await runCli(['migrate', '--prove', '--check', '.'], { cwd });
      expect(named.stderr).not.toMatch(/another user/);
      chownSync(join(cwd, path), 0, 0);
    }
  });

  it('is not served from a sticky folder in which another user has put functions', async () => {
    const cwd = projectFolder(FILES);
    chmodSync(cwd, 0o1777);
    for (const path of ['functions', 'functions/greet', ...Object.keys(FILES)])
      chownSync(join(cwd, path), 65_534, 65_534);
    expect((await serve(cwd)).code).toBe(2);
    symlinkSync('/nowhere', join(cwd, 'functions/dangling'));
    expect((await serve(cwd)).code).toBe(2);
  });
});

describe('texts of a project on a terminal', () => {
  it('command nothing but colours', () => {
    const written: string[] = [];
    const { isTTY } = process.stdout;
    Object.defineProperty(process.stdout, 'isTTY', { value: true, configurable: true });
    onTestFinished(
      () => void Object.defineProperty(process.stdout, 'isTTY', { value: isTTY, configurable: true }),
    );
    process.env.FORCE_COLOR = '1';
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    const { out } = processTerminal();
    const evil =
      'a\u001b[2J\u001b]0;title\u0007\u001b[8mhidden\u001b[30;40m\u001b]8;;https://x\u001b\\b\r\u202ec\u009b2J';
    out.line(`${out.paint('good', 'ready')} ${evil}\n\tnext ${out.paint('faint', 'line')}`);
    write.mockRestore();
    const [line = ''] = written;
    expect(line).toContain('\u001b[32mready\u001b[39m');
    expect(line).toContain('\n\tnext \u001b[90mline\u001b[39m\n');
    const ours = ['\u001b[32m', '\u001b[39m', '\u001b[90m', '\n', '\t'];
    const rest = ours.reduce((text, part) => text.replaceAll(part, ''), line);
    expect(rest).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(rest).toContain('a\\u001b[2J');
  });

  it.each(['\u001b[2J', 'a\nb', '__proto__'])('a name of a function is no danger: %j', async (name) => {
    const folder = projectFolder({
      'functions/greet/index.js': V1,
      'functions/greet/config.json': `{"name":${JSON.stringify(name)},"environmentVariables":{"__proto__":"x","constructor":"y"},"__proto__":{"polluted":1},"input":{"payload":{"__proto__":{"polluted":1}}}}`,
    });
    const [result] = await (await hostOf(folder)).invoke(name);
    expect(result).toMatchObject({ result: 'ran', function: name });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
