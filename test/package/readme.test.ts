import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blockOf } from '../helpers/markdown';
import { type PackedCopy, packedCopy, ROOT, runNode, tool } from './pack';

const lambda = blockOf(
  'README.md',
  'const { Toolbelt } = require("lp-faas-toolbelt");\nconst conversationUtil',
);
const printed = blockOf('README.md', 'import assert');

let copy: PackedCopy;
beforeAll(async () => {
  copy = await packedCopy();
});
afterAll(() => copy?.remove());

/** A project with the README's lambda and its test. */
function project(name: string, testFile: string, test: string): string {
  const folder = join(copy.folder, '../..', name);
  mkdirSync(join(folder, 'functions/refunds'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, private: true }));
  writeFileSync(join(folder, 'functions/refunds/index.js'), lambda);
  writeFileSync(join(folder, testFile), test);
  return folder;
}

describe("the README's test of a lambda runs", { timeout: 120_000 }, () => {
  it('under Vitest as printed', async () => {
    const folder = project('vitest-project', 'refunds.test.js', printed);
    // Vitest takes the configuration of a folder above otherwise, and looks for itself from the project.
    writeFileSync(join(folder, 'vitest.config.mjs'), 'export default {};\n');
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(join(ROOT, 'node_modules/vitest'), join(folder, 'node_modules/vitest'));
    const args = [tool('vitest/vitest.mjs'), 'run', '--root', folder, '--no-color'];
    const { status, stdout, stderr } = await runNode(args, folder, { NO_COLOR: '1' });
    expect(status, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/Tests +2 passed \(2\)/);
  });

  it('under node --test, as a file .mjs', async () => {
    const test = printed.replace('from "vitest"', 'from "node:test"');
    expect(test).not.toBe(printed);
    const folder = project('node-project', 'refunds.test.mjs', test);
    const { status, stdout } = await runNode(['--test', '--test-reporter=tap', 'refunds.test.mjs'], folder);
    expect(status, stdout).toBe(0);
    expect(stdout).toMatch(/^# pass 2$/m);
  });

  it('under Jest, with require and without the third import', async () => {
    const test = printed
      .replace(/^import assert .*$/m, 'const assert = require("node:assert/strict");')
      .replace(/^import (\{.*\}) from ("lp-faas-toolbelt\/testing");$/m, 'const $1 = require($2);')
      .replace(/^import .* from "vitest".*$/m, '');
    expect(test).not.toMatch(/^import/m);
    const folder = project('jest-project', 'refunds.test.js', test);
    const { status, stderr } = await runNode([tool('jest/bin/jest.js')], folder);
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/^Tests: +2 passed, 2 total$/m);
  });
});
