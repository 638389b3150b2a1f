import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { blockOf } from '../helpers/markdown';
import { type PackedCopy, packedCopy, runNode, tool } from './pack';

const LAMBDA = 'functions/greet/index.js';
// The cells of the table "Test runners" in docs/test-kit.md.
const ENV = { NO_COLOR: '1' };
const [MAJOR = 0, MINOR = 0] = process.versions.node.split('.').map(Number);
const JEST = tool('jest/bin/jest.js');
const VITEST = tool('vitest/vitest.mjs');

let copy: PackedCopy;
let folder: string;
beforeAll(async () => {
  copy = await packedCopy();
  folder = copy.consumer('features');
  // The configurations that the page shows.
  for (const start of ['// vitest.config.mjs', '// jest.config.js']) {
    writeFileSync(join(folder, start.slice('// '.length)), blockOf('docs/test-kit.md', start));
  }
  // No formatter would leave this file as it is.
  mkdirSync(join(folder, 'functions/unparsed'));
  writeFileSync(join(folder, 'functions/unparsed/index.js'), 'function lambda() {\n  const a = ;\n}\n');
  for (const name of ['greet', 'typed', 'other', 'mocked']) writeTests(name);
});
afterAll(() => copy?.remove());

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

describe('coverage of a lambda', { timeout: 120_000 }, () => {
  it.each(['v8', 'istanbul'])('vitest, %s', async (provider) => {
    const options = ['--coverage.enabled', `--coverage.provider=${provider}`, '--coverage.reporter=json'];
    await passes(
      VITEST,
      'run',
      'greet.vitest',
      'typed.vitest',
      ...options,
      `--coverage.reportsDirectory=${provider}`,
    );
    checkLines(`${provider}/coverage-final.json`, false);
  });

  it.each(['v8', 'babel'])('Jest, %s', async (provider) => {
    const options = ['--coverage', `--coverageProvider=${provider}`, '--coverageReporters=json'];
    await passes(JEST, 'greet.jest', 'typed.jest', ...options, `--coverageDirectory=jest-${provider}`);
    checkLines(`jest-${provider}/coverage-final.json`, true);
  });

  it("node --test, Node's own", async () => {
    const reporter = ['--test-reporter=lcov', '--test-reporter-destination=node.lcov'];
    await passes('--test', '--experimental-test-coverage', ...reporter, 'greet.node.cjs');
    const [, lcov = ''] = readFileSync(join(folder, 'node.lcov'), 'utf8').split(`SF:${LAMBDA}\n`);
    expect(lcov.split('end_of_record')[0]).toMatch(/^DA:5,1$[\s\S]*^DA:7,0$[\s\S]*^DA:10,1$/m);
  });
});

describe('a mocked module reaches a lambda', { timeout: 120_000 }, () => {
  it('vitest', () => passes(VITEST, 'run', 'mocked.vitest.test.mjs'));
  it('Jest', () => passes(JEST, 'mocked.jest.test.js'));
  it('node --test', () => passes('--test', '--experimental-test-module-mocks', 'mocked.node.cjs'));
});

describe('a lambda runs and fails as it does without a runner', { timeout: 120_000 }, () => {
  it('vitest', () => passes(VITEST, 'run', 'other.vitest'));
  it('Jest', () => passes(JEST, 'other.jest'));
  it('node --test', () => passes('--test', 'other.node.cjs'));
});

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
    expect.poll(() => output, { timeout: 30_000, interval: 50 }).toMatch(pattern);

  /** The lambda says something else, so that its test fails. Its file is replaced, as editors do. */
  function changeLambda(): void {
    output = '';
    const file = join(folder, LAMBDA);
    const text = readFileSync(file, 'utf8');
    writeFileSync(`${file}.new`, text.replace(/`\$\{value\} /, '`Changed '));
    renameSync(`${file}.new`, file);
    restore = () => writeFileSync(file, text);
  }
  it('vitest', async () => {
    start(VITEST, '--watch', 'vitest.test');
    await prints(/Waiting for file changes/);
    changeLambda();
    await prints(/Changed Ada/);
    await prints(/Watching for file changes/);
    expect(output).not.toContain('other.vitest');
  });

  it('Jest', async () => {
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

  it.runIf(MAJOR > 22 || (MAJOR === 22 && MINOR >= 15))('node --test', async () => {
    start('--test', '--watch', '--test-reporter=tap', 'greet.node.cjs', 'other.node.cjs');
    await prints(/# pass 5/);
    changeLambda();
    await prints(/Changed Ada/);
  });
});
