import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blockOf } from '../helpers/markdown';
import { type PackedCopy, packedCopy, runNode, tool } from './pack';

const lambda = blockOf('README.md', 'async function lambda(input, callback) {\n  const { convId }');
const lambdaTest = blockOf('README.md', 'import assert');

let copy: PackedCopy;
beforeAll(async () => {
  copy = await packedCopy();
});
afterAll(() => copy?.remove());

/** A fresh folder with the README's lambda and test. */
function project(name: string, testFile: string, source: string): string {
  const folder = join(copy.folder, '../..', name);
  mkdirSync(join(folder, 'functions/refunds'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, private: true }));
  writeFileSync(join(folder, 'functions/refunds/index.js'), lambda);
  writeFileSync(join(folder, testFile), source);
  return folder;
}

describe("the README's test of a lambda", { timeout: 120_000 }, () => {
  it('passes under Vitest', async () => {
    const folder = project('with-vitest', 'refunds.test.mjs', lambdaTest);
    // Vitest would take the repository's own from above.
    writeFileSync(join(folder, 'vitest.config.mjs'), 'export default {};');
    const { status, stdout, stderr } = await runNode([tool('vitest/vitest.mjs'), 'run'], folder, {
      NO_COLOR: '1',
    });
    expect(status, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/Tests {2}2 passed \(2\)/);
  });

  it('passes under Jest, which has no import', async () => {
    const source = lambdaTest
      .replace(/^import .* from "vitest";.*$/m, '')
      .replace(/^import (.*) from (".*");$/gm, 'const $1 = require($2);');
    const { status, stderr } = await runNode(
      [tool('jest/bin/jest.js')],
      project('with-jest', 'refunds.test.js', source),
    );
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/^Tests: +2 passed, 2 total$/m);
  });

  it('passes under node --test', async () => {
    const source = lambdaTest.replace('from "vitest"', 'from "node:test"');
    const folder = project('with-node', 'refunds.test.mjs', source);
    const { status, stdout, stderr } = await runNode(['--test', '--test-reporter=tap'], folder);
    expect(status, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/^# pass 2$/m);
  });

  it('fails when the lambda does something else', async () => {
    const folder = project('with-a-bug', 'refunds.test.mjs', lambdaTest.replace('"vitest"', '"node:test"'));
    writeFileSync(join(folder, 'functions/refunds/index.js'), lambda.replace('"4711"', '"4712"'));
    const { status, stdout } = await runNode(['--test', '--test-reporter=tap'], folder);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^# fail 1$/m);
  });
});
