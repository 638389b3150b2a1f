import { describe, expect, it } from 'vitest';
import {
  commonJs,
  compileModule,
  isInSandbox,
  problemIn,
  syntaxProblem,
  toSource,
} from '../../../src/runtime/load/source';

it.each([
  ['\uFEFFa', 'a'],
  ['#!/usr/bin/env node\na', '///usr/bin/env node\na'],
  ['\uFEFF#!x', '//x'],
  ['a#!\uFEFF', 'a#!\uFEFF'],
])('reads a text as Node does: %j', (text, source) => {
  expect(toSource(text)).toBe(source);
});

it('a CommonJS module has the parameters of Node, and runs in sloppy mode', () => {
  const module = commonJs('return [typeof this, __filename, typeof exports];');
  expect(module).toEqual({
    code: 'return [typeof this, __filename, typeof exports];',
    parameters: ['exports', 'require', 'module', '__filename', '__dirname'],
    prologueLength: 0,
  });
  expect(syntaxProblem(module, '/p/a.js')).toBeUndefined();
  const body = compileModule(module, '/p/a.js');
  expect(body.call(undefined, {}, undefined, undefined, 'name', 'folder')).toEqual([
    'object',
    'name',
    'object',
  ]);
  expect(isInSandbox()).toBe(false);
});

it('a stack names the file, and columns behind the prologue', () => {
  const module = {
    code: '"use strict";const a = new Error();\nreturn a;',
    parameters: [],
    prologueLength: 13,
  };
  const { stack } = compileModule(module, '/p/a.js')() as Error;
  expect(stack).toContain('/p/a.js:1:11');
});

describe('a problem', () => {
  it.each([
    ['at the end of a long line', `${'a'.repeat(119)};`, 120, `${'a'.repeat(119)};`, 119],
    ['in a line that is too long', `${'a'.repeat(120)};`, 121, `${'a'.repeat(60)};`, 60],
    ['at the beginning of one', 'b'.repeat(200), 5, 'b'.repeat(120), 4],
    ['in the middle of one', 'c'.repeat(200), 71, 'c'.repeat(120), 60],
  ])('shows a part of the line: %s', (_where, line, column, shown, indent) => {
    expect(problemIn(`first\n${line}`, 2, column, 'why')).toEqual({
      line: 2,
      column,
      text: 'why',
      excerpt: `${shown}\n${' '.repeat(indent)}^`,
    });
  });

  it.each(['\n', '\r\n', '\r', '\u2028', '\u2029'])('is in the right line after %j', (end) => {
    expect(problemIn(`a${end}\tb c`, 2, 4, 'why').excerpt).toBe('\tb c\n\t  ^');
    expect(problemIn(`a${end}b`, 9, 1, 'why').excerpt).toBe('\n^');
  });

  it.each([
    ['a = ;', 0, 1, 5, 'a = ;\n    ^'],
    ['"use strict";a = ;', 13, 1, 5, 'a = ;\n    ^'],
    ['"use strict";a;\nb = ;', 13, 2, 5, 'b = ;\n    ^'],
    ['foo(\n  \n', 0, 1, 5, 'foo(\n    ^'],
    ['a;\n  foo(  \n\n', 0, 2, 7, '  foo(\n      ^'],
  ])('of a source is found: %j', (code, prologueLength, line, column, excerpt) => {
    const problem = syntaxProblem({ code, parameters: [], prologueLength }, '/p/a.js');
    expect(problem).toMatchObject({ line, column, excerpt });
    expect(problem?.text).toMatch(
      /^(Unexpected token ';'|Unexpected (token '\}'|end of input)|missing \) after argument list)$/,
    );
  });
});
