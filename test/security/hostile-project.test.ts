import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { gitState } from '../../src/cli/git';
import { projectFolder, ROOT, runCli, runHere } from '../cli/run-cli';
import { temporaryFolder } from '../helpers/settings-folder';
import '../helpers/built';

// What a cloned project carries must not run when somebody only looks at the project.

let marker: string;
let trap: string;

/** A program that leaves a mark when somebody runs it. */
beforeEach(() => {
  const folder = temporaryFolder();
  marker = join(folder, 'marker');
  trap = join(folder, 'trap');
  writeFileSync(trap, `#!/bin/sh\necho ran >> ${marker}\n`, { mode: 0o755 });
});

function hasRun(): boolean {
  return existsSync(marker);
}

const SECRETS = { whitelist: [], secrets: [{ key: 'k', value: 'S3CRETvalue' }] };

/** A project in a repository that tracks its settings file. */
function clonedProject(files: Record<string, unknown> = {}): string {
  const cwd = projectFolder({ 'functions/settings.json': SECRETS, ...files });
  execFileSync('git', ['init', '--quiet', cwd]);
  execFileSync('git', ['-C', cwd, 'add', '.']);
  return cwd;
}

/** A bare repository among the files of the folder, which `git clone` would bring along. */
function bury(folder: string, config: string): void {
  for (const name of ['objects', 'refs']) mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(join(folder, 'config'), config);
}

describe.skipIf(process.platform === 'win32')('doctor', () => {
  it('runs nothing of a bare repository that is buried in functions/', async () => {
    const cwd = clonedProject();
    bury(
      join(cwd, 'functions'),
      `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ${cwd}\n\tfsmonitor = ${trap}\n`,
    );
    // The trap works: git itself falls into it.
    cpSync(join(cwd, '.git', 'index'), join(cwd, 'functions', 'index'));
    execFileSync('git', ['-C', join(cwd, 'functions'), 'ls-files'], { stdio: 'ignore' });
    expect(hasRun()).toBe(true);
    writeFileSync(marker, '');
    const { stdout } = await runHere(['doctor'], { cwd });
    expect(readFileSync(marker, 'utf8')).toBe('');
    expect(stdout).toMatch(/functions\/settings\.json holds secrets, and git tracks it/);
  });

  it.each<[what: string, config: (trap: string, cwd: string) => string]>([
    ['core.fsmonitor', (program) => `[core]\n\tfsmonitor = ${program}\n`],
    ['core.fsmonitor = true, which starts a service', () => '[core]\n\tfsmonitor = true\n'],
    [
      'hooks',
      (program, cwd) => {
        mkdirSync(join(cwd, 'hooks'));
        for (const hook of ['post-index-change', 'fsmonitor-watchman', 'reference-transaction']) {
          cpSync(program, join(cwd, 'hooks', hook));
        }
        return `[core]\n\thooksPath = ${join(cwd, 'hooks')}\n`;
      },
    ],
    [
      'pagers and editors',
      (program) =>
        `[core]\n\tpager = ${program}\n\teditor = ${program}\n[pager]\n\tls-files = ${program}\n\tcheck-ignore = ${program}\n`,
    ],
    [
      'aliases of the commands',
      (program) => `[alias]\n\tls-files = !${program}\n\tcheck-ignore = !${program}\n`,
    ],
    [
      'filters and drivers',
      (program) =>
        `[filter "x"]\n\tclean = ${program}\n\tsmudge = ${program}\n\tprocess = ${program}\n[diff "x"]\n\tcommand = ${program}\n\ttextconv = ${program}\n[diff]\n\texternal = ${program}\n`,
    ],
    [
      'a remote that git could fetch from',
      (program) =>
        `[extensions]\n\tpartialClone = origin\n[remote "origin"]\n\tpromisor = true\n\turl = ext::${program}\n\tuploadpack = ${program}\n[core]\n\tsshCommand = ${program}\n[credential]\n\thelper = !${program}\n[protocol "ext"]\n\tallow = always\n`,
    ],
    [
      'another configuration',
      (program, cwd) => {
        writeFileSync(join(cwd, 'other.conf'), `[core]\n\tfsmonitor = ${program}\n`);
        return `[include]\n\tpath = ${join(cwd, 'other.conf')}\n`;
      },
    ],
  ])('runs nothing of a .git/config with %s', async (_what, config) => {
    const cwd = clonedProject({
      '.gitattributes': '* filter=x diff=x\n',
      'functions/settings.local.json': SECRETS,
    });
    appendFileSync(join(cwd, '.git', 'config'), config(trap, cwd));
    const { stdout } = await runHere(['doctor'], { cwd });
    expect(hasRun()).toBe(false);
    expect(stdout).toMatch(/functions\/settings\.local\.json holds secrets, and git tracks it/);
  });

  it('is not led to another folder by core.worktree', async () => {
    const cwd = clonedProject();
    appendFileSync(join(cwd, '.git', 'config'), `[core]\n\tworktree = ${temporaryFolder()}\n`);
    expect(await gitState(join(cwd, 'functions', 'settings.json'))).toBe('tracked');
  });

  it('reads neither another repository nor another configuration from the variables of git', async () => {
    const cwd = clonedProject();
    const { stdout } = await runHere(['doctor'], {
      cwd,
      env: {
        GIT_DIR: join(temporaryFolder(), 'none'),
        GIT_WORK_TREE: temporaryFolder(),
        GIT_INDEX_FILE: join(temporaryFolder(), 'index'),
        GIT_CONFIG_COUNT: '2',
        GIT_CONFIG_KEY_0: 'core.fsmonitor',
        GIT_CONFIG_VALUE_0: trap,
        GIT_CONFIG_KEY_1: 'core.hooksPath',
        GIT_CONFIG_VALUE_1: join(trap, '..'),
        GIT_PAGER: trap,
        GIT_EXTERNAL_DIFF: trap,
        GIT_EXEC_PATH: join(trap, '..'),
        GIT_TRACE: join(cwd, 'trace'),
      },
    });
    expect(hasRun()).toBe(false);
    expect(existsSync(join(cwd, 'trace'))).toBe(false);
    expect(stdout).toMatch(/git tracks it/);
  });

  it('starts no program "git" of the project, also with a relative PATH', async () => {
    const cwd = clonedProject();
    cpSync(trap, join(cwd, 'git'));
    const { stdout } = await runCli(['doctor'], { cwd, env: { PATH: `.:${process.env.PATH}` } });
    expect(hasRun()).toBe(false);
    expect(stdout).toMatch(/git tracks it/);
  });

  it('reads the manifest of a package without running what it names', async () => {
    const cwd = projectFolder({ 'functions/settings.json': SECRETS });
    mkdirSync(join(cwd, 'node_modules', 'nock'), { recursive: true });
    const program = `require('node:fs').writeFileSync(${JSON.stringify(marker)}, ''); exports.version = '14.0.0';`;
    writeFileSync(join(cwd, 'node_modules', 'nock', 'trap.js'), program);
    writeFileSync(
      join(cwd, 'node_modules', 'nock', 'package.json'),
      JSON.stringify({ name: 'nock', exports: { './package.json': './trap.js' } }),
    );
    // Only an installed copy of this package looks into the project: in the checkout nock is found beside it.
    mkdirSync(join(cwd, 'node_modules', 'lp-faas-toolbelt'));
    for (const name of ['dist', 'vendor', 'package.json']) {
      cpSync(join(ROOT, name), join(cwd, 'node_modules', 'lp-faas-toolbelt', name), { recursive: true });
    }
    const program2 = join(cwd, 'node_modules', 'lp-faas-toolbelt', 'dist', 'cli', 'index.js');
    const stdout = runProgram(program2, ['doctor'], cwd);
    expect(hasRun()).toBe(false);
    expect(stdout).toMatch(/nock is not installed/);
  });

  it('waits for no pipe in the place of a file', async () => {
    const cwd = projectFolder({ 'functions/greet/index.js': 'function lambda() {}' });
    for (const name of ['settings.json', 'settings.local.json', join('greet', 'config.json')]) {
      execFileSync('mkfifo', [join(cwd, 'functions', name)]);
    }
    const { code, stdout } = await runCli(['doctor'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/settings\.json: this is no regular file/);
    expect(stdout).toMatch(/config\.json: this is no regular file/);
    const invoked = await runCli(['invoke', 'greet'], { cwd });
    expect(invoked).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/config\.json: this is no regular file/),
    });
  });
});

describe.skipIf(process.platform === 'win32')('gitState, on repositories of other shapes', () => {
  const git = (cwd: string, ...args: string[]) =>
    execFileSync('git', ['-C', cwd, '-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], {
      stdio: 'ignore',
    });

  it('knows worktrees, submodules and folders that are links', async () => {
    const cwd = clonedProject();
    git(cwd, 'commit', '-m', 'x');
    const worktree = join(temporaryFolder(), 'worktree');
    git(cwd, 'worktree', 'add', worktree);
    expect(await gitState(join(worktree, 'functions', 'settings.json'))).toBe('tracked');
    const outer = clonedProject();
    git(outer, '-c', 'protocol.file.allow=always', 'submodule', 'add', cwd, 'inner');
    expect(await gitState(join(outer, 'inner', 'functions', 'settings.json'))).toBe('tracked');
    const elsewhere = temporaryFolder();
    symlinkSync(join(cwd, 'functions'), join(elsewhere, 'functions'));
    expect(await gitState(join(elsewhere, 'functions', 'settings.json'))).toBe('tracked');
  });

  it('knows what .git/info/exclude ignores, also for a worktree', async () => {
    const cwd = clonedProject({ 'a.json': '' });
    git(cwd, 'commit', '-m', 'x');
    appendFileSync(join(cwd, '.git', 'info', 'exclude'), 'local.json\n');
    const worktree = join(temporaryFolder(), 'worktree');
    git(cwd, 'worktree', 'add', worktree);
    for (const root of [cwd, worktree]) {
      writeFileSync(join(root, 'local.json'), '');
      expect(await gitState(join(root, 'local.json'))).toBe('ignored');
      expect(await gitState(join(root, 'other.json'))).toBe('not-ignored');
    }
  });

  it.each<[what: string, spoil: (cwd: string) => void]>([
    ['an index that is a pipe', (cwd) => execFileSync('mkfifo', [join(cwd, '.git', 'index')])],
    ['an index of nonsense', (cwd) => writeFileSync(join(cwd, '.git', 'index'), 'DIRC nonsense')],
    ['an index that is a folder', (cwd) => mkdirSync(join(cwd, '.git', 'index'))],
  ])('says that git cannot read %s', async (_what, spoil) => {
    const cwd = projectFolder({ 'a.json': '' });
    execFileSync('git', ['init', '--quiet', cwd]);
    spoil(cwd);
    expect(await gitState(join(cwd, 'a.json'))).toBe('no-repository');
  });

  it.each(['gitdir: /nowhere', 'nonsense', '', `gitdir: ${'x'.repeat(5000)}`])(
    'takes a .git file with %.20j for a repository without files',
    async (text) => {
      const cwd = projectFolder({ 'a.json': '', '.git': text });
      expect(['no-repository', 'not-ignored']).toContain(await gitState(join(cwd, 'a.json')));
    },
  );

  it('leaves nothing behind', async () => {
    const cwd = clonedProject();
    process.env.TMPDIR = temporaryFolder();
    await gitState(join(cwd, 'functions', 'settings.json'));
    expect(readdirSync(process.env.TMPDIR)).toEqual([]);
  });
});

describe('the sources of the command line', () => {
  const sources = readdirSync(join(ROOT, 'src', 'cli'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [file, readFileSync(join(ROOT, 'src', 'cli', file), 'utf8')] as const);

  it('start other programs in three places: git, the process of the lambda, and that of a proof', () => {
    const starters = sources.filter(([, text]) => text.includes('node:child_process')).map(([file]) => file);
    expect(starters.sort()).toEqual([
      'git.ts',
      join('invoke', 'process.ts'),
      join('migrate', 'prove', 'process.ts'),
    ]);
  });

  it('read and write files of a project in one place', () => {
    const users = (pattern: RegExp) => sources.filter(([, text]) => pattern.test(text)).map(([file]) => file);
    // json-file reads what the user names, network what NODE_EXTRA_CA_CERTS names.
    expect(users(/\breadFile(Sync)?\b/).sort()).toEqual([join('doctor', 'network.ts'), 'json-file.ts']);
    // git writes a repository of its own.
    expect(users(/\bwriteFile(Sync)?\b/)).toEqual(['git.ts']);
    expect(users(/\b(?:read|write)ForeignFile\b/)).toEqual(['project-files.ts']);
  });
});

function runProgram(program: string, args: string[], cwd: string): string {
  try {
    return execFileSync(process.execPath, [program, ...args], { cwd, encoding: 'utf8' });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}
