import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PackedCopy, packedCopy, runNode, tool } from './pack';

/** All of them in CI. Elsewhere one of each kind: with `exports` and without. */
const MODES = process.env.CI ? ['node16', 'nodenext', 'bundler', 'node10'] : ['nodenext', 'node10'];

let copy: PackedCopy;
let folder: string;
beforeAll(async () => {
  copy = await packedCopy();
  folder = copy.consumer('types');
  // The same text as a CommonJS and as an ES module: the extension decides.
  for (const extension of ['cts', 'mts'])
    cpSync(join(folder, 'usage.ts'), join(folder, `usage.${extension}`));
});
afterAll(() => copy?.remove());

// Library checks are on in these projects, so a broken declaration of ours fails them even if nobody uses it.
describe('a strict TypeScript project compiles', { timeout: 120_000 }, () => {
  it.each(MODES)('with module resolution %s', async (mode) => {
    const args = [tool('typescript/bin/tsc'), '-p', `tsconfig.${mode}.json`, '--listFiles'];
    const { status, stdout } = await runNode(args, folder);
    const listed = stdout.split('\n');
    const messages = listed.filter((line) => !line.startsWith('/') && line !== '');
    expect({ status, messages }).toEqual({ status: 0, messages: [] });
    expect(listed).toContain(join(copy.folder, 'dist/index.d.ts'));
  });
});
