import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/settings-folder';
import { type CliRun, linkPackages, projectFolder, ROOT, runCli, runHere } from './run-cli';

const FILES = [
  '.gitignore',
  'functions/greet/config.json',
  'functions/greet/index.js',
  'functions/settings.json',
  'functions/settings.local.json',
  'package.json',
  'test/greet.test.js',
];

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  return files.map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1)).sort();
}

/** Runs the tests of a project. */
function testReport(folder: string): unknown {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const env = { PATH: process.env.PATH, NO_COLOR: '1' };
  const options = { cwd: folder, env, encoding: 'utf8' } as const;
  return JSON.parse(execFileSync(process.execPath, [vitest, 'run', '--reporter=json'], options));
}

function expectRefused({ code, stdout, stderr }: CliRun, explanation: RegExp): void {
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(explanation);
}

describe('lp-faas-toolbelt init', () => {
  it('writes a project and says what to do next', async () => {
    const cwd = temporaryFolder();
    const { code, stdout, stderr } = await runCli(['init', 'my functions'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const folder = join(cwd, 'my functions');
    expect(filesIn(folder)).toEqual(FILES);
    for (const file of FILES) expect(stdout).toContain(`wrote ${file}\n`);
    expect(stdout).toContain(
      '  cd "my functions"\n  npm install\n  npm test\n  npx lp-faas-toolbelt invoke greet\n',
    );
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({
      name: 'my-functions',
      private: true,
      scripts: { test: 'vitest run' },
      devDependencies: { 'lp-faas-toolbelt': `file:${ROOT}`, nock: '~14.0.17', vitest: '~4.1.12' },
    });
  });

  it.runIf(process.platform !== 'win32')('keeps the secrets to their owner, and out of git', async () => {
    const folder = temporaryFolder();
    await runHere(['init'], { cwd: folder });
    expect(statSync(join(folder, 'functions/settings.local.json')).mode & 0o777).toBe(0o600);
    execFileSync('git', ['init', '--quiet', folder]);
    execFileSync('git', ['-C', folder, 'add', '.']);
    const tracked = execFileSync('git', ['-C', folder, 'ls-files'], { encoding: 'utf8' }).trim().split('\n');
    expect(tracked).toEqual(FILES.filter((file) => !file.includes('local')));
  });

  it('gives every project a secret of its own', async () => {
    const [one, other] = [temporaryFolder(), temporaryFolder()];
    await runHere(['init', one]);
    await runHere(['init', other]);
    const secretOf = (folder: string) => readFileSync(join(folder, 'functions/settings.local.json'), 'utf8');
    expect(secretOf(one)).not.toBe(secretOf(other));
  });

  it('has a test that passes', async () => {
    const folder = temporaryFolder();
    await runHere(['init', '--name', 'routeVips'], { cwd: folder });
    linkPackages(folder, 'vitest', 'nock');
    expect(testReport(folder)).toMatchObject({ success: true, numPassedTests: 1, numTotalTests: 1 });
  });

  it('has a test that passes after the migration to V2, too', async () => {
    const folder = temporaryFolder();
    await runHere(['init'], { cwd: folder });
    const migrated = await runHere(['migrate', '--write', '--force'], { cwd: folder });
    expect(migrated).toMatchObject({ code: 0, stdout: expect.stringContaining('1 done, 0 left') });
    expect(readFileSync(join(folder, 'functions/greet/index.js'), 'utf8')).toContain('lambda(input) {');
    linkPackages(folder, 'vitest', 'nock');
    expect(testReport(folder)).toMatchObject({ success: true, numPassedTests: 1, numTotalTests: 1 });
  });

  it('writes a project in TypeScript that compiles, passes its test, and is built', {
    timeout: 60_000,
  }, async () => {
    const folder = temporaryFolder();
    const { code, stdout, stderr } = await runHere(['init', '--ts'], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('  npm test\n  npm run build\n  npx lp-faas-toolbelt invoke greet\n');
    expect(filesIn(folder)).toEqual(
      [...FILES.map((file) => file.replace(/(index|test)\.js$/, '$1.ts')), 'tsconfig.json'].sort(),
    );
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(manifest.scripts).toEqual({
      build: 'lp-faas-toolbelt build',
      typecheck: 'tsc --noEmit',
      test: 'vitest run',
    });
    const { devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
    mkdirSync(join(folder, 'node_modules/@swc'));
    const others = Object.keys(manifest.devDependencies).filter((name) => name !== 'lp-faas-toolbelt');
    for (const name of others) expect(devDependencies).toHaveProperty(name);
    linkPackages(folder, ...others);

    const env = { PATH: process.env.PATH, NO_COLOR: '1' };
    const node = (...args: string[]) =>
      execFileSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8' });
    expect(node(join(ROOT, 'node_modules/typescript/bin/tsc'), '--noEmit')).toBe('');
    const report = node(join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--reporter=json');
    expect(JSON.parse(report)).toMatchObject({ success: true, numPassedTests: 2 });
    const built = await runCli(['build'], { cwd: folder });
    // Newer Nodes remove types by themselves, and say that this is experimental.
    const said = built.stderr.replace(/^\(node:\d+\) ExperimentalWarning: .*\n\(Use .*\n/, '');
    expect({ code: built.code, said }).toEqual({ code: 0, said: '' });
    const file = join(folder, 'functions/greet/index.js');
    expect(readFileSync(file, 'utf8')).toMatch(/^function lambda\(input, callback\)/);
    for (const lambda of ['greet', file]) {
      const invoked = await runCli(['invoke', lambda], { cwd: folder });
      expect(invoked.code).toBe(0);
      expect(JSON.parse(invoked.stdout)).toMatch(/^Hello Ada, your voucher is [0-9a-f]{8}\.$/);
      expect(invoked.stderr.includes('without a check of their types')).toBe(lambda === 'greet');
    }
    const doctor = await runHere(['doctor'], { cwd: folder, env: { BRAND_ID: '12345678' } });
    expect(doctor.stdout).toMatch(/0 problems, 1 warning\.\n$/);
  });

  it('has a function that runs, and settings that the doctor finds in order', async () => {
    const folder = temporaryFolder();
    await runHere(['init'], { cwd: folder });
    linkPackages(folder, 'nock');
    const { code, stdout, stderr } = await runCli(['invoke', 'greet'], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "info  Voucher issued { name: 'Ada' }\n" });
    expect(JSON.parse(stdout)).toMatch(/^Hello Ada, your voucher is [0-9a-f]{8}\.$/);
    const doctor = await runHere(['doctor'], { cwd: folder, env: { BRAND_ID: '12345678' } });
    expect(doctor.stdout).toMatch(/0 problems, 1 warning\.\n$/);
    expect(doctor.stdout).toContain('There is no secret "lp-faas-default-app-key"');
  });

  it('leaves a package.json as it is, and says what to add', async () => {
    const folder = projectFolder({ 'package.json': '{ "name": "mine" }' });
    const { code, stdout } = await runHere(['init'], { cwd: folder });
    expect(code).toBe(0);
    expect(readFileSync(join(folder, 'package.json'), 'utf8')).toBe('{ "name": "mine" }');
    const [, parts = ''] = /Add to your package\.json:\n([\s\S]*?)\n\nNext:/.exec(stdout) ?? [];
    expect(JSON.parse(parts)).toMatchObject({
      scripts: { test: 'vitest run' },
      devDependencies: { vitest: '~4.1.12' },
    });
    expect(stdout).not.toContain('  cd ');
  });

  it('lists every file that is in the way, and writes nothing', async () => {
    const folder = projectFolder({ 'functions/settings.json': '{"mine":1}', 'test/greet.test.js': '' });
    symlinkSync('/nowhere', join(folder, '.gitignore'));
    const before = filesIn(folder);
    expectRefused(
      await runHere(['init'], { cwd: folder }),
      /Nothing was written: these exist in .*: functions\/settings\.json, test\/greet\.test\.js\. Move/,
    );
    expect(filesIn(folder)).toEqual(before);
    expect(readFileSync(join(folder, 'functions/settings.json'), 'utf8')).toBe('{"mine":1}');
  });

  it('adds a second function only to a folder of its own', async () => {
    const folder = temporaryFolder();
    await runHere(['init'], { cwd: folder });
    expectRefused(
      await runHere(['init', '--name', 'other'], { cwd: folder }),
      /these exist in .*: functions\/settings\.json/,
    );
    expect(existsSync(join(folder, 'functions/other'))).toBe(false);
  });

  it.each([
    [
      'a name with a path',
      ['init', '--name', '../x'],
      /name needs 1 to 50 letters and digits, found "\.\.\/x"/,
    ],
    ['an empty name', ['init', '--name='], /--name needs a value that is not empty: --name name/],
    ['two folders', ['init', 'a', 'b'], /one argument too many: "b"/],
  ])('refuses %s', async (_what, args, explanation) => {
    const cwd = temporaryFolder();
    const { code, stdout, stderr } = await runHere(args, { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(explanation);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it('keeps a .gitignore that keeps the secrets out of git, and refuses any other', async () => {
    const kept = '/dist\nfunctions/settings.local.json\n';
    const good = projectFolder({ '.gitignore': kept });
    expect((await runHere(['init'], { cwd: good })).code).toBe(0);
    expect(readFileSync(join(good, '.gitignore'), 'utf8')).toBe(kept);
    const run = await runHere(['init'], { cwd: projectFolder({ '.gitignore': '/dist\n' }) });
    expectRefused(run, /these exist in .*: \.gitignore\. Move/);
  });

  it('says why it cannot write', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'file'), '');
    mkdirSync(join(cwd, 'folder'));
    expectRefused(await runHere(['init', 'file/below'], { cwd }), /Nothing was written: .*: ENOTDIR/);
  });

  it.each(['functions', 'functions/greet', 'test'])('does not write through a link: %s', async (path) => {
    const [cwd, elsewhere] = [projectFolder({ 'functions/x': '' }), temporaryFolder()];
    if (path === 'functions') rmSync(join(cwd, path), { recursive: true });
    symlinkSync(elsewhere, join(cwd, path));
    const run = await runHere(['init', '.'], { cwd });
    expectRefused(run, new RegExp(`Nothing was written: ${path} is a link, so`));
    expect(readdirSync(elsewhere)).toEqual([]);
    expect(existsSync(join(cwd, '.gitignore'))).toBe(false);
  });
});
