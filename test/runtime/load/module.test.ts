import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evaluateModule, type Generation } from '../../../src/runtime/load/module';
import { type PreparedModule, prepareModule } from '../../../src/runtime/load/prepare';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'module-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const generationOf = (more: Partial<Generation> = {}): Generation => ({
  ...{ modules: new Map(), isWhole: true, runner: undefined },
  ...more,
});

/** Evaluates a file with this text. */
function evaluate(
  text: string,
  { name = 'index.js', ...more }: Partial<Generation> & { name?: string } = {},
) {
  const generation = generationOf(more);
  const path = write(name, text);
  const { module } = prepareModule(text, path);
  return { path, generation, ...evaluateModule(module as PreparedModule, path, generation) };
}

it('a CommonJS module has what it has in Node', () => {
  const { path, returned, exports, generation } = evaluate(
    'exports.a = 1;\nreturn { module: { ...module }, isThis: this === exports, __filename, __dirname };',
  );
  expect(returned).toEqual({
    module: { id: path, filename: path, path: folder, loaded: false, children: [], exports: { a: 1 } },
    ...{ isThis: true, __filename: path, __dirname: folder },
  });
  expect(exports).toEqual({ a: 1 });
  expect(generation.modules.get(path)).toMatchObject({ loaded: true, exports: { a: 1 } });
});

it('an ES module has no this, and a namespace', () => {
  const { exports } = evaluate('export const a = 1, self = this;');
  expect({ ...(exports as object) }).toEqual({ a: 1, self: undefined });
});

it('a module that throws is not kept', () => {
  const generation = generationOf();
  const path = write('index.js', 'throw new Error("no");');
  const { module } = prepareModule('throw new Error("no");', path);
  expect(() => evaluateModule(module as PreparedModule, path, generation)).toThrow('no');
  expect([...generation.modules]).toEqual([]);
});

describe('a module of its own', () => {
  const COUNT = 'globalThis.loads = (globalThis.loads ?? 0) + 1; exports.loads = globalThis.loads;';
  afterEach(() => void Reflect.deleteProperty(globalThis, 'loads'));

  it('is evaluated once for each evaluation of the whole', () => {
    write('a.js', COUNT);
    const text = "return [require('./a').loads, require('./a.js').loads];";
    expect(evaluate(text).returned).toEqual([1, 1]);
    expect(evaluate(text).returned).toEqual([2, 2]);
  });

  it('is Node’s when not the whole is evaluated, unless it is TypeScript', () => {
    write('a.js', COUNT);
    write('b.ts', COUNT);
    const text = "return [require('./a').loads, require('./b').loads];";
    expect(evaluate(text, { isWhole: false }).returned).toEqual([1, 2]);
    expect(evaluate(text, { isWhole: false }).returned).toEqual([1, 3]);
  });

  it('may be JSON, and a package is left to Node', () => {
    write('a.json', '\uFEFF{ "a": 1 }');
    write('node_modules/kept/index.js', COUNT);
    const text = "return [require('./a.json'), require('kept').loads];";
    expect(evaluate(text).returned).toEqual([{ a: 1 }, 1]);
    expect(evaluate(text).returned).toEqual([{ a: 1 }, 1]);
  });

  it('that does not parse is reported by Node, or with its place when it is TypeScript', () => {
    write('a.js', 'const = ;');
    const broken = write('b.ts', '\nconst = ;');
    expect(() => evaluate("require('./a');")).toThrow(SyntaxError);
    expect(() => evaluate("require('./b');")).toThrow(new RegExp(`^${broken}:2:\\d+ does not parse: .`));
    // Node does not say where an ES module is wrong, nor does JSON.parse.
    const module = write('c.mjs', '\nexport const a = (1;');
    expect(() => evaluate("require('./c.mjs');")).toThrow(new RegExp(`^${module}:2:20 does not parse: .`));
    const json = write('d.json', '{ "a": }');
    expect(() => evaluate("require('./d.json');")).toThrow(new RegExp(`^${json}: Unexpected token`));
  });

  it('that is missing has the error of Node, and a package of the platform says what to install', () => {
    expect(() => evaluate("require('./none');")).toThrow(/^Cannot find module '\.\/none'/);
    expect(() => evaluate("require('lodash');")).toThrow(/^lodash is not installed here\. /);
  });

  it('may be resolved as in Node', () => {
    const path = write('a.js', '');
    expect(evaluate("return [require.resolve('./a'), typeof require.cache];").returned).toEqual([
      path,
      'object',
    ]);
  });
});

describe('a test runner', () => {
  it('may give the body of a module', () => {
    const asked: string[] = [];
    const runner = {
      bodyOf: (path: string) => {
        asked.push(path);
        return () => 'of the runner';
      },
      replacementOf: () => undefined,
    };
    const { path, returned } = evaluate('return 1;', { runner });
    expect([returned, asked]).toEqual(['of the runner', [path]]);
  });

  it('may replace a module, with anything', () => {
    const asked: unknown[] = [];
    const runner = {
      bodyOf: () => undefined,
      replacementOf: (id: string, from: string, usual: NodeJS.Require) => {
        asked.push([id, from, typeof usual.resolve]);
        return id === './none' ? { exports: undefined } : undefined;
      },
    };
    const { path, returned } = evaluate("return [require('./none'), require('node:path').sep];", { runner });
    expect(returned).toEqual([undefined, '/']);
    expect(asked).toEqual([
      ['./none', path, 'function'],
      ['node:path', path, 'function'],
    ]);
  });
});
