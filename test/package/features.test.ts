import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { blockOf, readPage } from '../helpers/markdown';
import { packedCopy, ROOT, runNode } from './pack';

// The cells of the table "Test runners" in docs/test-kit.md, with the runners of the repository. With the variable PAIR, with
// those of a project in which the packed package is installed beside other runners: see scripts/pairs.mjs.
const { PAIR } = process.env;
const LAMBDA = 'functions/greet/index.js';
const ENV = { NO_COLOR: '1' };
const [MAJOR = 0, MINOR = 0] = process.versions.node.split('.').map(Number);
// Since then, Node's loader has hooks that are public.
const HAS_HOOKS = MAJOR > 22 || (MAJOR === 22 && MINOR >= 15);
const JEST = tool('jest/bin/jest.js');
const VITEST = tool('vitest/vitest.mjs');
const C8 = tool('c8/bin/c8.js');

let remove: (() => void) | undefined;
let folder: string;
beforeAll(async () => {
  if (PAIR) {
    folder = join(PAIR, 'features');
    rmSync(folder, { recursive: true, force: true });
    cpSync(join(__dirname, 'consumers/features'), folder, { recursive: true });
  } else {
    const copy = await packedCopy();
    remove = copy.remove;
    folder = copy.consumer('features');
  }
  // The configurations that the page shows.
  for (const start of ['// vitest.config.mjs', '// jest.config.js']) {
    writeFileSync(join(folder, start.slice('// '.length)), blockOf('docs/test-kit.md', start));
  }
  // No formatter would leave this file as it is.
  mkdirSync(join(folder, 'functions/unparsed'));
  writeFileSync(join(folder, 'functions/unparsed/index.js'), 'function lambda() {\n  const a = ;\n}\n');
  for (const name of ['greet', 'typed', 'second', 'other', 'mocked']) writeTests(name);
});
afterAll(() => remove?.());

/** The path of a runner. */
function tool(path: string): string {
  return join(PAIR ?? ROOT, 'node_modules', path);
}

/** The cells that have a test, in the form `feature: runner`. */
const cells: string[] = [];

/** The test of a cell, where Node has what it needs. */
function cell(feature: string, runner: string, test: () => Promise<void>, isPossible = true): void {
  cells.push(`${feature}: ${runner}`);
  it.runIf(isPossible)(`${runner}: ${feature}`, test);
}

/** Writes a test for each runner, from one text. */
function writeTests(name: string): void {
  const text = readFileSync(join(folder, `${name}.cjs`), 'utf8');
  const write = (file: string, content: string) => writeFileSync(join(folder, file), content);
  write(`${name}.jest.test.js`, text.replaceAll('MOCK(', 'jest.mock('));
  const asModule = text.replace(/^const (.*) = require\((.*)\);$/gm, 'import $1 from $2;');
  write(
    `${name}.vitest.test.mjs`,
    `import { test, vi } from 'vitest'; ${asModule.replaceAll('MOCK(', 'vi.mock(')}`,
  );
  if (name !== 'mocked') write(`${name}.node.cjs`, `const { test } = require('node:test'); ${text}`);
}

async function passes(...args: string[]): Promise<void> {
  const { status, stdout, stderr } = await runNode(args, folder, ENV);
  expect(status, stdout + stderr).toBe(0);
}

/** What a report of istanbul's form says about a file. */
function coverageOf(report: string, name: string): Coverage {
  const files = JSON.parse(readFileSync(join(folder, report), 'utf8')) as Record<string, Coverage>;
  const file = files[join(folder, name)];
  if (!file) throw new Error(`no coverage of ${name}, but of ${Object.keys(files)}`);
  return file;
}

/** How often the lines of a file ran. */
function linesIn(report: string, name: string): Record<string, number | undefined> {
  const file = coverageOf(report, name);
  const counts = Object.entries(file.statementMap).map(
    ([id, { start }]) => [start.line, file.s[id]] as const,
  );
  return Object.fromEntries(counts);
}

/** The lines of the branches in a file. */
function branchesIn(report: string, name: string): number[] {
  return [...new Set(Object.values(coverageOf(report, name).branchMap).map(({ loc }) => loc.start.line))];
}

interface Coverage {
  branchMap: Record<string, { loc: { start: { line: number } } }>;
  statementMap: Record<string, { start: { line: number } }>;
  s: Record<string, number>;
}

/**
 * The lambdas ran once, and nobody was there.
 * @param hasOthers whether lines without a statement may count as well, as Jest has them
 */
function checkLines(report: string, hasOthers: boolean): void {
  const check = (name: string, lines: Record<number, number>) =>
    expect(linesIn(report, name)).toEqual(hasOthers ? expect.objectContaining(lines) : lines);
  check(LAMBDA, { 1: 1, 5: 1, 6: 1, 7: 0, 8: 0, 10: 1 });
  check('functions/typed/index.ts', { 8: 1, 9: 1, 10: 0, 12: 1 });
  check('functions/typed/shout.ts', { 4: 1 });
  // Nothing of what is put around a file counts. V8 in Jest counts each function as a branch.
  if (!report.startsWith('jest-v8')) expect(branchesIn(report, LAMBDA)).toEqual([6]);
}

/** The counts of lines in a report of the form lcov, as `line:count`. */
function lcovOf(report: string, name: string): string[] {
  const [, rest = ''] = readFileSync(join(folder, report), 'utf8').split(`SF:${name}\n`);
  const [part = ''] = rest.split('end_of_record');
  return [...part.matchAll(/^DA:(\d+),(\d+)$/gm)].map(([, line, count]) => `${line}:${count}`);
}

/** Node counts every line. The lambdas ran once, and nobody was there. */
function checkLcov(report: string): void {
  expect(lcovOf(report, LAMBDA)).toEqual(expect.arrayContaining(['1:1', '5:1', '6:1', '7:0', '8:0', '10:1']));
  if (!HAS_HOOKS) return;
  expect(lcovOf(report, 'functions/typed/index.ts')).toEqual(
    expect.arrayContaining(['7:1', '8:1', '10:0', '12:1']),
  );
  expect(lcovOf(report, 'functions/typed/shout.ts')).toEqual(expect.arrayContaining(['4:1']));
  expect(lcovOf(report, 'functions/second/index.mjs')).toEqual(expect.arrayContaining(['3:1']));
}

const NODE_TESTS = ['greet.node.cjs', 'typed.node.cjs', 'second.node.cjs'];

describe('coverage of a lambda', { timeout: 120_000 }, () => {
  const byProvider = { v8: 'Coverage by V8', istanbul: 'Coverage by instrumented code' };
  for (const [provider, feature] of Object.entries(byProvider)) {
    cell(feature, 'vitest', async () => {
      const options = ['--coverage.enabled', `--coverage.provider=${provider}`, '--coverage.reporter=json'];
      const report = `--coverage.reportsDirectory=${provider}`;
      await passes(VITEST, 'run', 'greet.vitest', 'typed.vitest', ...options, report);
      checkLines(`${provider}/coverage-final.json`, false);
    });

    cell(feature, 'Jest', async () => {
      const name = provider === 'v8' ? 'v8' : 'babel';
      const options = ['--coverage', `--coverageProvider=${name}`, '--coverageReporters=json'];
      await passes(JEST, 'greet.jest', 'typed.jest', ...options, `--coverageDirectory=jest-${name}`);
      checkLines(`jest-${name}/coverage-final.json`, true);
    });
  }

  cell('Coverage by V8', 'node --test', async () => {
    const options = ['--enable-source-maps', '--experimental-test-coverage'];
    const reporter = ['--test-reporter=lcov', '--test-reporter-destination=node.lcov'];
    await passes('--test', ...options, ...reporter, ...NODE_TESTS);
    checkLcov('node.lcov');
  });

  cell('Coverage by c8', 'node --test', async () => {
    const options = ['--reporter=lcovonly', '--report-dir=c8'];
    await passes(C8, ...options, process.execPath, '--test', ...NODE_TESTS);
    checkLcov('c8/lcov.info');
  });
});

const MOCKS = 'Mocks of the modules that the lambda loads';
describe('a mocked module reaches a lambda', { timeout: 120_000 }, () => {
  cell(MOCKS, 'vitest', () => passes(VITEST, 'run', 'mocked.vitest.test.mjs'));
  cell(MOCKS, 'Jest', () => passes(JEST, 'mocked.jest.test.js'));
  cell(MOCKS, 'node --test', () => passes('--test', '--experimental-test-module-mocks', 'mocked.node.cjs'));
});

describe('a lambda runs and fails as it does without a runner', { timeout: 120_000 }, () => {
  it('vitest', () => passes(VITEST, 'run', 'other.vitest'));
  it('Jest', () => passes(JEST, 'other.jest'));
  it('node --test', () => passes('--test', 'other.node.cjs'));
});

const WATCH = 'A test in watch mode runs again when the lambda changes';
describe('watch mode runs a test again when its lambda changes', { timeout: 120_000 }, () => {
  let child: ChildProcess | undefined;
  let output = '';
  let restore: (() => void) | undefined;
  afterEach(async () => {
    restore?.();
    const ended = new Promise((resolve) => child?.once('close', resolve));
    child?.kill('SIGKILL');
    await ended;
  });

  function start(...args: string[]): void {
    const { PATH = '', HOME = '' } = process.env;
    output = '';
    child = spawn(process.execPath, args, { cwd: folder, env: { PATH, HOME, ...ENV } });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
  }

  const prints = (pattern: RegExp) =>
    expect.poll(() => output, { timeout: 60_000, interval: 50 }).toMatch(pattern);

  /** The lambda says something else, so that its test fails. Its file is replaced, as editors do. */
  function changeLambda(): void {
    output = '';
    const file = join(folder, LAMBDA);
    const text = readFileSync(file, 'utf8');
    writeFileSync(`${file}.new`, text.replace(/`\$\{value\} /, '`Changed '));
    renameSync(`${file}.new`, file);
    restore = () => writeFileSync(file, text);
  }

  cell(WATCH, 'vitest', async () => {
    start(VITEST, '--watch', 'greet.vitest', 'other.vitest');
    await prints(/Waiting for file changes/);
    changeLambda();
    await prints(/Changed Ada/);
    await prints(/Watching for file changes/);
    expect(output).not.toContain('other.vitest.test');
  });

  cell(WATCH, 'Jest', async () => {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder });
    git('init', '--quiet');
    git('add', '.');
    git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '-m', 'a');
    start(JEST, '--watch', '--testMatch=**/*.jest.test.js');
    await prints(/No tests found related to files changed/);
    changeLambda();
    await prints(/Changed Ada/);
    await prints(/Ran all test suites/);
    expect(output).not.toContain('other.jest');
  });

  const watchByNode = async () => {
    start('--test', '--watch', '--test-reporter=tap', 'greet.node.cjs', 'other.node.cjs');
    await prints(/# pass 5/);
    changeLambda();
    await prints(/Changed Ada/);
  };
  cell(WATCH, 'node --test', watchByNode, HAS_HOOKS);
});

describe('the table in docs/test-kit.md', () => {
  it('says yes where there is a test, and nowhere else', () => {
    const [table = ''] = /^\| Feature \|[\s\S]*?(?=\n\n)/m.exec(readPage('docs/test-kit.md')) ?? [];
    const cellsOf = (row: string) =>
      row
        .replaceAll('`', '')
        .split(' | ')
        .map((text) => text.replace(/^\| | \|$/g, ''));
    const [[, ...runners] = [], , ...rows] = table.split('\n').map(cellsOf);
    const said = rows.flatMap(([feature, ...texts]) =>
      texts.flatMap((text, column) => (text.startsWith('yes') ? [`${feature}: ${runners[column]}`] : [])),
    );
    expect(said.sort()).toEqual(cells.sort());
  });
});
