import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/settings-folder';
import { expectWrongUsage, linkPackages, projectFolder, ROOT, runCli, runHere } from './run-cli';

const V1 = "function lambda(input, callback) {\n  callback(null, 'hello');\n}\n";
const V2 = "async function lambda(input) {\n  return 'hello';\n}\n";
const LEFT =
  "function lambda(input, callback) {\n  if (input) callback(null, 1);\n  console.info('more');\n}\n";
const config = (variables: unknown) => ({ name: 'a', environmentVariables: variables });
const read = (...path: string[]) => readFileSync(join(...path), 'utf8');
const git = (folder: string, ...args: string[]) =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args]);
const committed = (folder: string) => {
  git(folder, 'init', '-q');
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'all');
  return folder;
};

describe('a dry run', () => {
  it('prints the difference and writes nothing', async () => {
    const cwd = projectFolder({
      'functions/a/index.js': V1,
      'functions/a/config.json': config([{ key: 'K', value: 'secret' }]),
    });
    const { code, stdout } = await runHere(['migrate'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain(
      "-function lambda(input, callback) {\n-  callback(null, 'hello');\n+async function lambda(input) {\n+  return 'hello';",
    );
    expect(stdout).toContain(
      'functions/a/config.json: environmentVariables becomes an object of 1 variable.',
    );
    expect(stdout).toContain('1 function: 1 done, 0 left, 0 refused.\nNothing was written.');
    // What configuration holds may be secret.
    expect(stdout).not.toContain('secret');
    expect(read(cwd, 'functions/a/index.js')).toBe(V1);
  });

  it('names what is left with its place, and exits with 1', async () => {
    const cwd = projectFolder({ 'functions/a/index.js': LEFT });
    const { code, stdout } = await runHere(['migrate', 'functions/a'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/functions\/a\/index\.js:2:14 callback Code runs after the callback/);
  });

  it('takes single files, folders of functions and projects', async () => {
    const cwd = projectFolder({ 'x.js': V1, 'functions/a/index.js': V1, 'functions/b/index.js': V1 });
    const files = async (...args: string[]) => {
      const { stdout } = await runHere(['migrate', ...args, '--json'], { cwd });
      return JSON.parse(stdout).functions.map(({ file }: { file: string }) => file);
    };
    expect(await files('x.js', 'functions/b')).toEqual(['x.js', 'functions/b/index.js']);
    expect(await files()).toEqual(['functions/a/index.js', 'functions/b/index.js']);
    expect(await files('functions', 'functions/a/index.js')).toEqual([
      'functions/a/index.js',
      'functions/b/index.js',
    ]);
  });
});

it('prints exactly the documented keys as JSON', async () => {
  const cwd = projectFolder({ 'a.js': V1, 'b.js': LEFT, 'c.js': 'function (', 'd.ts': 'let x: number;' });
  const { code, stdout } = await runHere(['migrate', 'a.js', 'b.js', 'c.js', 'd.ts', '--json'], { cwd });
  expect(code).toBe(1);
  const { functions, ...rest } = JSON.parse(stdout);
  expect(rest).toEqual({});
  expect(functions[0]).toEqual({ file: 'a.js', status: 'done', leftovers: [], output: V2, size: V2.length });
  expect(functions[1]).toMatchObject({
    status: 'left',
    leftovers: [{ line: 2, column: 14, rule: 'callback' }],
  });
  expect(Object.keys(functions[1].leftovers[0])).toEqual(['line', 'column', 'rule', 'message']);
  expect(functions[2]).toMatchObject({
    status: 'refused',
    leftovers: [{ line: 1, column: 10, rule: 'syntax' }],
  });
  expect(functions[3]).toMatchObject({
    status: 'refused',
    leftovers: [{ message: expect.stringMatching(/TypeScript/) }],
  });
});

describe('--write', () => {
  it('writes into a clean tree, and a second run changes nothing', async () => {
    const cwd = committed(
      projectFolder({
        'functions/a/index.js': V1,
        'functions/a/config.json': config([{ key: 'K', value: 'v' }]),
      }),
    );
    expect(await runHere(['migrate', '--write'], { cwd })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/2 files written/),
    });
    expect(read(cwd, 'functions/a/index.js')).toBe(V2);
    expect(JSON.parse(read(cwd, 'functions/a/config.json'))).toEqual(config({ K: 'v' }));
    expect(await runHere(['migrate', '--check'], { cwd })).toMatchObject({ code: 0 });
    expect((await runHere(['migrate'], { cwd })).stdout).not.toContain('Nothing was written');
  });

  it('refuses a dirty tree unless told', async () => {
    const cwd = committed(projectFolder({ 'functions/a/index.js': V1 }));
    writeFileSync(join(cwd, 'other.txt'), 'new');
    expectWrongUsage(await runHere(['migrate', '--write'], { cwd }), /changes that are not committed/);
    expect(read(cwd, 'functions/a/index.js')).toBe(V1);
    expect(await runHere(['migrate', '--write', '--force'], { cwd })).toMatchObject({ code: 0 });
    expect(read(cwd, 'functions/a/index.js')).toBe(V2);
  });

  it('keeps line ends, byte order mark and indentation', async () => {
    const crlf = `\uFEFF${V1.replaceAll('\n', '\r\n').replace('  callback', '\tcallback')}`;
    const cwd = projectFolder({ 'a.js': crlf });
    await runHere(['migrate', 'a.js', '--write'], { cwd });
    expect(read(cwd, 'a.js')).toBe(`\uFEFF${V2.replaceAll('\n', '\r\n').replace('  return', '\treturn')}`);
  });
});

describe('a function that V2 could not load', () => {
  const WITH_FS =
    "const fs = require('node:fs');\nconst run = require('child_process');\nfunction lambda(input, callback) {\n  callback(null, fs.readFileSync(run.x));\n  more();\n}\n";

  it('is refused before anything is written, and others are written', async () => {
    const cwd = projectFolder({
      'functions/a/index.js': WITH_FS,
      'functions/a/config.json': config([{ key: 'K', value: 'v' }]),
      'functions/b/index.js': V1,
    });
    const { code, stdout } = await runHere(['migrate', '--write'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain('refused functions/a/index.js');
    expect(stdout).toMatch(/functions\/a\/index\.js:1:12 modules V2 offers functions no "fs"/);
    expect(stdout).toMatch(/functions\/a\/index\.js:2:13 modules V2 offers functions no "child_process"/);
    // What else is left shows at once, so that one change is enough.
    expect(stdout).toMatch(/functions\/a\/index\.js:4:3 callback Code runs after the callback/);
    expect(stdout.indexOf('modules')).toBeLessThan(stdout.indexOf('1 file written.'));
    expect(stdout).toContain('Not written: functions/a/index.js was refused.');
    expect(read(cwd, 'functions/a/index.js')).toBe(WITH_FS);
    expect(JSON.parse(read(cwd, 'functions/a/config.json'))).toEqual(config([{ key: 'K', value: 'v' }]));
    expect(read(cwd, 'functions/b/index.js')).toBe(V2);
  });

  it('keeps its source in the report for machines, and is not run', async () => {
    const cwd = projectFolder({ 'a.js': WITH_FS, 'long.js': `${V1}//${'x'.repeat(100_000)}` });
    const { stdout } = await runHere(['migrate', 'a.js', 'long.js', '--json'], { cwd });
    expect(JSON.parse(stdout).functions).toMatchObject([
      {
        status: 'refused',
        output: WITH_FS,
        size: WITH_FS.length,
        leftovers: [{ rule: 'modules' }, { rule: 'modules' }, { rule: 'callback' }],
      },
      {
        status: 'refused',
        leftovers: [{ rule: 'size', message: expect.stringMatching(/^The source has 100,\d+ characters/) }],
      },
    ]);
  });
});

it('says what the helpers do in another way than V1, where they are written', async () => {
  const http =
    "const { Toolbelt } = require('lp-faas-toolbelt');\nasync function lambda(input, callback) {\n  callback(null, await Toolbelt.HTTPClient()('https://a.example/'));\n}\n";
  const cwd = projectFolder({ 'a.js': http, 'b.js': V1 });
  const { stdout } = await runHere(['migrate', 'a.js'], { cwd });
  expect(stdout).toContain('What differs from V1 there:\n- After a redirect, no referer is sent');
  await runHere(['migrate', 'a.js', '--write'], { cwd });
  expect((await runHere(['migrate', 'a.js', 'b.js'], { cwd })).stdout).not.toContain('What differs');
});

describe('--check', () => {
  it('exits with 1 for a function that would change, and prints no difference', async () => {
    const cwd = projectFolder({ 'functions/a/index.js': V1 });
    const { code, stdout } = await runHere(['migrate', '--check'], { cwd });
    expect(code).toBe(1);
    expect(stdout).not.toContain('@@');
  });

  it('counts what an earlier run has left', async () => {
    const cwd = projectFolder({ 'functions/a/index.js': LEFT });
    await runHere(['migrate', '--write'], { cwd });
    const first = read(cwd, 'functions/a/index.js');
    expect(first).toContain('// migrate: [callback]');
    expect(await runHere(['migrate', '--check'], { cwd })).toMatchObject({ code: 1 });
    await runHere(['migrate', '--write'], { cwd });
    expect(read(cwd, 'functions/a/index.js')).toBe(first);
  });
});

describe('settings', () => {
  const settings = {
    whitelist: [],
    secrets: [{ key: 'lp-faas-default-app-key', value: { client_id: 'i', client_secret: 'top-secret' } }],
  };

  it('get the names of V2 when the whole project is rewritten, and no value is shown', async () => {
    const cwd = projectFolder({ 'functions/a/index.js': V1, 'functions/settings.json': settings });
    const { stdout, stderr } = await runHere(['migrate', '--write'], { cwd });
    expect(JSON.parse(read(cwd, 'functions/settings.json')).secrets[0].key).toBe(
      'LIVEPERSON_DEFAULT_APP_KEY',
    );
    expect(stdout + stderr).not.toContain('top-secret');
  });

  it('stay when another function stays with V1', async () => {
    const cwd = projectFolder({
      'functions/a/index.js': V1,
      'functions/b/index.js': V1,
      'functions/settings.json': settings,
    });
    await runHere(['migrate', 'functions/a', '--write'], { cwd });
    expect(JSON.parse(read(cwd, 'functions/settings.json'))).toEqual(settings);
  });

  it('ask for OAuth 2 where OAuth 1.0a is stored', async () => {
    const old = { ...settings, secrets: [{ key: 'lp-faas-default-app-key', value: { consumerKey: 'k' } }] };
    const cwd = projectFolder({ 'functions/a/index.js': V1, 'functions/settings.json': old });
    const { code, stderr } = await runHere(['migrate'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/Store \{ client_id, client_secret \}/);
  });
});

it.each([
  [['--check', '--write'], /exclude each other/],
  [['--force'], /--force needs --write/],
  [['nowhere'], /there is no file or folder/],
  [['.'], /has no functions/],
])('refuses %j', async (args, explanation) => {
  expectWrongUsage(await runHere(['migrate', ...args]), explanation);
});

it('refuses a config.json whose variables are no list of keys, with the place', async () => {
  const cwd = projectFolder({ 'functions/a/index.js': V1, 'functions/a/config.json': config(['x']) });
  expectWrongUsage(
    await runHere(['migrate'], { cwd }),
    /config\.json: line \d+, column \d+: .*expected \{ "key"/,
  );
});

it('tells a proof from a difference, and from what could not run', async () => {
  const lambda = (body: string) => `function lambda(input, callback) {\n  ${body}\n}\n`;
  const cwd = projectFolder({
    'functions/chance/index.js': lambda('callback(null, Math.random());'),
    'functions/exits/index.js': lambda('process.exit();'),
    'functions/late/index.js': lambda("callback(null, 'now');\n  console.info('more');"),
    'functions/same/index.js': lambda('callback(input.payload.error, input.payload.value);'),
    'functions/same/payloads/a.json': { value: [1] },
    'functions/same/payloads/b.json': { payload: { error: 'no' } },
  });
  linkPackages(cwd);
  const { code, stdout, stderr } = await runCli(['migrate', '--prove', '--json'], { cwd });
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  const { proofs } = JSON.parse(stdout) as { proofs: Record<string, string>[] };
  const of = (name: string) => proofs.filter(({ file }) => file === `functions/${name}/index.js`);
  expect(of('chance')).toMatchObject([
    { verdict: 'differs', detail: expect.stringMatching(/^result: V1 0\.\d+, V2 0\.\d+$/) },
  ]);
  expect(of('exits')).toMatchObject([
    { verdict: 'not run', detail: 'the process ended before the function did' },
  ]);
  expect(of('late')).toMatchObject([
    { verdict: 'not run', detail: expect.stringMatching(/^1 place is left for a person/) },
  ]);
  expect(of('same').map(({ input, verdict }) => [input, verdict])).toEqual([
    ['config.json', 'proven'],
    ['payloads/a.json', 'proven'],
    ['payloads/b.json', 'proven'],
  ]);
}, 60_000);

it('takes the example project through', async () => {
  const cwd = temporaryFolder();
  cpSync(join(ROOT, 'examples/migrate'), cwd, { recursive: true });
  linkPackages(cwd, 'lodash', 'es-toolkit');
  writeFileSync(join(cwd, '.gitignore'), 'node_modules\n');
  committed(cwd);
  const { code, stdout, stderr } = await runCli(['migrate', '--prove', '--write'], { cwd });
  expect(stderr).toBe('');
  expect(code).toBe(1);
  expect(stdout).toContain('3 functions: 2 done, 1 left, 0 refused.');
  // Whether the work that nothing waits for still gets out is a matter of chance.
  expect(stdout).toMatch(/5 comparisons: [45] proven, 0 differ, [01] not run\./);
  expect(stdout).toMatch(/Escalation\/index\.js:7:3 open-work/);
  expect(readdirSync(join(cwd, 'functions/Greeting')).sort()).toEqual(['config.json', 'index.js']);
  // A person puts the await where the comment asks for it, and takes the comment away.
  const file = join(cwd, 'functions/Escalation/index.js');
  writeFileSync(
    file,
    read(file)
      .replace(/ *\/\/ migrate: .*\n/, '')
      .replace('  sdeUtil', '  await sdeUtil'),
  );
  expect((await runCli(['migrate', '--check'], { cwd })).code).toBe(0);
}, 60_000);
