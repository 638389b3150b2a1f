import { describe, expect, it } from 'vitest';
import { parseJavaScript } from '../../../src/internal/javascript/parse';
import { moduleIds, undeclaredName } from '../../../src/testing/runners/module-ids';

function parse(source: string, type: 'script' | 'module' = 'script') {
  const { program, problem } = parseJavaScript(source, type);
  if (!program) throw new Error(problem.text);
  return program;
}

describe('moduleIds', () => {
  it('finds what a CommonJS module requires, each once', () => {
    const source =
      "const a = require('a'); function f() { require('b'); require(`c`); require(d); } require('a');";
    expect(moduleIds(parse(source))).toEqual(['a', 'b']);
  });

  it('finds what an ES module imports and exports', () => {
    const source =
      "import a from 'a'; export * from 'b'; export { c } from 'c'; const d = () => import('d'); export const e = 1;";
    expect(moduleIds(parse(source, 'module')).sort()).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('undeclaredName', () => {
  it.each([
    ['implicit = 1;', 'implicit'],
    ['function lambda() { count++; }', 'count'],
    ['[first] = [1];', 'first'],
    ['({ a: second } = {});', 'second'],
    ['for (index of []) {}', 'index'],
    ['for (key in {}) {}', 'key'],
  ])('names the variable of: %s', (source, name) => expect(undeclaredName(parse(source))).toBe(name));

  it.each([
    'let a; a = 1; var [b] = []; b++; const { c: { d } } = {}; function f(e, { g = 1 }) { e = g = 2; f = 3; }',
    'try {} catch ({ message }) { message = 1; } for (const x of []) {} for (let i = 0; i < 1; i++);',
    'this.a = 1; module.exports = 1; process = 1; const f = (a) => { a = 1; }; class C {} C = 1;',
  ])('finds none in: %s', (source) => expect(undeclaredName(parse(source))).toBeUndefined());
});
