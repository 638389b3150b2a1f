import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runLambda } from '../../src/runtime/run-lambda';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'typescript-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const run = (lambda: string) => runLambda({ lambda, input: { payload: { name: 'Ada' }, headers: [] } });
const runText = (name: string, text: string) => run(write(name, text));

describe('a lambda of V1 in TypeScript or as an ES module', () => {
  it.each([
    [
      'script.ts',
      'type P = { name: string };\nfunction lambda(input: { payload: P }, callback: (e: unknown, r?: string) => void): void {\n  callback(null, input.payload.name);\n}',
    ],
    [
      'imports.ts',
      "import { basename, type ParsedPath } from 'node:path';\nimport { Lambda } from 'nowhere';\nconst path = require('node:path');\nconst lambda: Lambda = (input, callback) => callback(null, basename(path.join('/x', input.payload.name)));\nmodule.exports = { lambda };",
    ],
    [
      'module.mts',
      'export function lambda(input: any, callback: any) { callback(null, input.payload.name) }',
    ],
    ['module.mjs', 'export default function lambda(input, callback) { callback(null, input.payload.name) }'],
    [
      'common.cts',
      "const assert: unknown = require('node:assert');\nexports.lambda = (input: any, callback: any) => callback(null, input.payload.name);",
    ],
    [
      'wrong-type.ts',
      'const n: number = "text";\nfunction lambda(input: any, callback: any) { callback(null, input.payload.name) }',
    ],
  ])('runs: %s', async (name, text) => {
    expect(await runText(name, text)).toMatchObject({ result: 'Ada', error: undefined, diagnostics: [] });
  });

  it('finds modules of its own as the compiler does', async () => {
    write('helpers/shout.ts', 'export const shout = (text: string): string => text.toUpperCase();');
    write('twice.mts', 'export default function twice(text: string): string { return text + text; }');
    write('plain.js', 'module.exports = { end: "!" };');
    write('data.json', '{ "start": "¡" }');
    write('again/index.ts', "export * from '../helpers/shout';\nexport * as twice from '../twice.mts';");
    const { result, error } = await runText(
      'index.ts',
      `import { shout } from './helpers/shout.js';
import twice from './twice.mjs';
import plain, { end } from './plain';
import data from './data.json' with { type: 'json' };
import * as again from './again';
export async function lambda(input: { payload: { name: string } }) {
  const later = await import('./plain.js');
  return [data.start, shout(input.payload.name), twice('x'), end, plain.end, again.shout('a'), again.twice.default('b'), later.default.end].join(' ');
}`,
    );
    expect({ result, error }).toEqual({ result: '¡ ADA xx ! ! A bb !', error: undefined });
  });

  it('finds modules that are imported later as the compiler does, and knows where it is', async () => {
    write('shout.ts', 'export const shout = (text: string) => text.toUpperCase();');
    const path = join(folder, 'index.mts');
    const { result, error } = await runText(
      'index.mts',
      `export async function lambda(input: { payload: { name: string } }) {
  const { shout } = await import('./shout.js');
  const { dirname, filename, resolve, url } = import.meta;
  return [shout(input.payload.name), dirname, filename, url, resolve('./shout.ts')];
}`,
    );
    const shout = pathToFileURL(join(folder, 'shout.ts')).href;
    expect(error).toBeUndefined();
    expect(result).toEqual(['ADA', folder, path, pathToFileURL(path).href, shout]);
  });

  it.each([
    ['a function without a name', "export default function () { return 'named'; }\n['x'].forEach(() => {});"],
    [
      'a class without a name',
      "export default class { static toString() { return 'named'; } }\n['x'].forEach(() => {});",
    ],
    ['an expression', "export default (() => 'named')"],
  ])('imports %s that is the default export', async (what, text) => {
    write('made.mjs', text);
    const { result, error } = await runText(
      'index.mjs',
      `import made from './made.mjs';\nexport const lambda = async () => ${what.startsWith('a class') ? 'String(made)' : 'made()'};`,
    );
    expect({ result, error }).toEqual({ result: 'named', error: undefined });
  });

  it('may be required by a CommonJS lambda', async () => {
    write('shout.ts', 'export const shout = (text: string) => text.toUpperCase();');
    const { result, error } = await runText(
      'index.js',
      "const { shout } = require('./shout');\nfunction lambda(input, callback) { callback(null, shout(input.payload.name)); }",
    );
    expect({ result, error }).toEqual({ result: 'ADA', error: undefined });
  });

  it('loads modules that import each other', async () => {
    write(
      'even.mjs',
      "import { odd } from './odd.mjs';\nexport function even(n) { return n === 0 || odd(n - 1); }",
    );
    write(
      'odd.mjs',
      "import { even } from './even.mjs';\nexport function odd(n) { return n !== 0 && even(n - 1); }",
    );
    const { result } = await runText(
      'index.mjs',
      "import { even } from './even.mjs';\nexport default async () => even(4);",
    );
    expect(result).toBe(true);
  });
});

describe('a stack', () => {
  it.each([
    [
      'index.ts',
      "import { basename } from 'node:path';\ninterface A { b: string }\nexport async function lambda(input: A) {\n  const x: string = basename('a');\n  throw new Error(x);\n}",
      '5:9',
    ],
    ['first.mjs', "export const lambda = async () => { throw new Error('a') };", '1:43'],
    [
      'imported.mjs',
      "import { basename } from 'node:path'; export const lambda = async () => { throw new Error(basename('a')) };",
      '1:81',
    ],
    [
      'lies.ts',
      'export async function lambda(input: any) {\n  throw new Error("a");\n}\n//# sourceMappingURL=data:application/json,{"version":3,"sources":["x"],"mappings":"!!!"}\n',
      '2:9',
    ],
  ])('names the place in %s', async (name, text, place) => {
    const { error } = await runText(name, text);
    const cause = error?.cause as Error | undefined;
    const [, first = ''] = cause?.stack?.split('\n') ?? [];
    expect(first).toContain(`${join(folder, name)}:${place}`);
  });
});

describe('what is wrong with a module', () => {
  it.each([
    [
      'enum.ts',
      '\nenum A { B }\n',
      '2:1 does not parse: TypeScript enum is not supported in strip-only mode: only types can be removed\n\nenum A { B }\n^\n',
    ],
    [
      'slip.ts',
      'const a: number = 1;\n\tfoo(;\n',
      '2:6 does not parse: Expression expected\n\n\tfoo(;\n\t    ^\n',
    ],
    [
      'slip.mjs',
      'export const a = ;',
      '1:18 does not parse: Unexpected token\n\nexport const a = ;\n                 ^\n',
    ],
    [
      'name.cjs',
      'export const a = 1;',
      "1:1 does not parse: Unexpected token 'export' (the file is CommonJS by its name: use require and module.exports)\n\nexport const a = 1;\n^\n",
    ],
  ])('is told with its place: %s', async (name, text, problem) => {
    const path = write(name, text);
    await expect(run(path)).rejects.toThrow(`${path}:${problem}`);
  });

  it('is told of a name that another module does not export', async () => {
    write('other.mjs', 'export const a = 1;');
    const { error } = await runText(
      'index.mjs',
      "import { b } from './other.mjs';\nexport const lambda = async () => b;",
    );
    expect(error?.message).toMatch(
      /^The requested module '\.\/other\.mjs' does not provide an export named 'b'/,
    );
  });

  it('is told of a package that the platform has and the project has not', async () => {
    const { error } = await runText(
      'index.mjs',
      "import { DateTime } from 'luxon';\nexport const lambda = async () => DateTime.now();",
    );
    expect(error?.message).toMatch(/^luxon is not installed here\. .* npm install --save-dev luxon@\^\d/);
  });
});
