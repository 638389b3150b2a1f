import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hasConfigOfV2 } from '../../../src/runtime/load/config-of-v2';
import { EXTENSIONS, isTypeScript, prepareModule } from '../../../src/runtime/load/prepare';

const COMMONJS = ['exports', 'require', 'module', '__filename', '__dirname'];

it('knows the extensions of JavaScript and TypeScript', () => {
  expect(EXTENSIONS).toEqual(['.js', '.cjs', '.mjs', '.ts', '.cts', '.mts']);
  expect([...EXTENSIONS, '.tsx', '.json', ''].filter((end) => isTypeScript(`/a${end}`))).toEqual([
    '.ts',
    '.cts',
    '.mts',
  ]);
});

describe('a module', () => {
  it.each<[what: string, text: string, path: string, isModule: boolean | undefined, parameters: string[]]>([
    ['CommonJS', 'exports.a = 1;', 'a.js', undefined, COMMONJS],
    ['CommonJS by its name', 'exports.a = 1;', 'a.cjs', undefined, COMMONJS],
    ['an ES module by its syntax', 'export const a = 1;', 'a.js', undefined, ['$m']],
    ['an ES module by its name', 'var a = 1;', 'a.mjs', undefined, ['$m']],
    ['an ES module by the caller', 'var a = 1;', 'a.js', true, ['$m']],
    ['CommonJS in TypeScript', 'exports.a = 1 as number;', 'a.ts', undefined, COMMONJS],
    ['CommonJS in TypeScript by its name', 'exports.a = 1 as number;', 'a.cts', undefined, COMMONJS],
    ['an ES module in TypeScript', 'export const a: number = 1;', 'a.ts', undefined, ['$m', ...COMMONJS]],
    ['an ES module in TypeScript by its name', 'var a: number;', 'a.mts', undefined, ['$m', ...COMMONJS]],
    [
      'an ES module in TypeScript with a name of CommonJS',
      "import { module } from 'a'; export const require: unknown = module;",
      'a.ts',
      undefined,
      ['$m', 'exports', '__filename', '__dirname'],
    ],
    ['with import.meta', 'const a = import.meta.url;', 'a.js', undefined, ['$m']],
  ])('is prepared: %s', (_what, text, path, isModule, parameters) => {
    const { module } = prepareModule(text, path, isModule);
    expect(module?.parameters).toEqual(parameters);
    expect(module?.linksParameter).toBe(parameters[0] === '$m' ? '$m' : undefined);
    expect(module?.source.length).toBe(text.length);
  });

  it.each<[what: string, text: string, path: string, place: string, reason: string | RegExp]>([
    ['a slip', 'const = ;', 'a.js', '1:7', "Unexpected token '='"],
    ['an export in .cjs', 'export const a = 1;', 'a.cjs', '1:1', "Unexpected token 'export'"],
    ['a slip in an ES module', 'export const = 1;', 'a.js', '1:14', 'Unexpected token'],
    [
      'an enum',
      'enum A { B }',
      'a.ts',
      '1:1',
      /enum is not supported in strip-only mode: only types can be removed$/,
    ],
    [
      'await at the top level',
      'export const a = 1;\nawait a;',
      'a.mjs',
      '2:1',
      'await at the top level of a module: await inside of the function lambda',
    ],
  ])('is refused: %s', (_what, text, path, place, reason) => {
    const { problem } = prepareModule(text, path);
    expect(`${problem?.line}:${problem?.column}`).toBe(place);
    expect(problem?.text).toEqual(typeof reason === 'string' ? reason : expect.stringMatching(reason));
  });
});

describe('the config.json of V2', () => {
  const folder = mkdtempSync(join(tmpdir(), 'config-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['{ "environmentVariables": {} }', true],
    ['{ "environmentVariables": [] }', false],
    ['{}', false],
    ['[]', false],
    ['null', false],
    ['{', false],
    [undefined, false],
  ])('is %j: %s', (text, is) => {
    const file = join(folder, String(text).length.toString(), 'index.js');
    mkdirSync(dirname(file), { recursive: true });
    if (text !== undefined) writeFileSync(join(dirname(file), 'config.json'), text);
    expect(hasConfigOfV2(file)).toBe(is);
  });
});
