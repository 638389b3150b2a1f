import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainMissing, resolveOwn } from '../../../src/runtime/load/resolve';

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'resolve-')));
  const files = [
    'a.ts',
    'a.mts',
    'b.mts',
    'c.cts',
    'd.mjs',
    'e/index.ts',
    'f/index.mts',
    'g/index.mjs',
    'plain.js',
  ];
  for (const file of [...files, 'h.ts/no-file.txt']) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const resolved = (id: string, from = 'index.ts') => {
  const path = join(folder, from);
  return resolveOwn(id, path, createRequire(path));
};

describe('a module of the user', () => {
  it.each([
    ['./plain', 'plain.js'],
    ['./a', 'a.ts'],
    ['./a.js', 'a.ts'],
    ['./a.mjs', 'a.mts'],
    ['./b', 'b.mts'],
    ['./b.mjs', 'b.mts'],
    ['./c', 'c.cts'],
    ['./c.cjs', 'c.cts'],
    ['./d', 'd.mjs'],
    ['./e', 'e/index.ts'],
    ['./f', 'f/index.mts'],
    ['./g', 'g/index.mjs'],
  ])('is found: %s', (id, file) => {
    expect(resolved(id)).toBe(join(folder, file));
    expect(resolved(`.${id}`, 'e/index.ts')).toBe(join(folder, file));
    expect(resolved(join(folder, id))).toBe(join(folder, file));
  });

  it.each(['./none', 'a', 'e/index', './b.js', './h', './.../a'])('is not found, as in Node: %s', (id) => {
    expect(() => resolved(id)).toThrow(expect.objectContaining({ code: 'MODULE_NOT_FOUND' }));
  });

  it('may be a module of Node', () => {
    expect(resolved('node:fs')).toBe('node:fs');
  });
});

describe('the error for a module that is missing', () => {
  const missing = (id: string, code = 'MODULE_NOT_FOUND') =>
    Object.assign(new Error(`Cannot find module '${id}'`), { code });

  it('says what to install when the platform provides it', () => {
    const error = missing('luxon');
    expect(explainMissing(error, 'luxon')).toBe(error);
    const advice =
      'luxon is not installed here. LivePerson provides it; for local runs: npm install --save-dev luxon@^1.28.1';
    expect(error.message).toBe(advice);
    expect(error.stack?.split('\n')[0]).toBe(`Error: ${advice}`);
  });

  it.each<[what: string, error: unknown, id: string]>([
    ['a package of nobody', missing('axios'), 'axios'],
    ['another failure', missing('luxon', 'EACCES'), 'luxon'],
    ['a module that the package misses', missing('./inner'), 'luxon'],
    ['no error', undefined, 'luxon'],
    ['null', null, 'luxon'],
    ['an object without a message', { code: 'MODULE_NOT_FOUND' }, 'luxon'],
  ])('stays as it is: %s', (_what, error, id) => {
    const before = (error as Error | undefined)?.message;
    expect(explainMissing(error, id)).toBe(error);
    expect((error as Error | undefined)?.message).toBe(before);
  });
});
