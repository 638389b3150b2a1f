import { compileFunction } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { type Program, parseJavaScript } from '../../../src/internal/javascript/parse';
import { type EsModuleLinks, toModuleBody } from '../../../src/runtime/load/es-module';

function bodyOf(source: string, isElided = false) {
  const { program } = parseJavaScript(source, 'module');
  return toModuleBody(source, program as Program, isElided);
}

/** Runs a module. Its links write down what they are asked for, and answer with texts that tell where they come from. */
function run(source: string, isElided = false) {
  const body = bodyOf(source, isElided);
  const asked: string[] = [];
  const getters: Record<string, () => unknown> = {};
  const links: EsModuleLinks = {
    meta: { url: 'file:///m.js' },
    from: (id, names) => {
      asked.push(`from ${id}: ${names}`);
      return Object.fromEntries(names.map((name) => [name, `${id}:${name}`]));
    },
    all: (id) => {
      asked.push(`all ${id}`);
      return { id };
    },
    later: async (id) => {
      asked.push(`later ${id}`);
      return {};
    },
    give: (given) => {
      asked.push(`give ${Object.keys(given)}`);
      Object.assign(getters, given);
    },
    giveAll: ({ id }) => void asked.push(`giveAll ${id}`),
  };
  compileFunction(body.code, [body.parameter])(links);
  const exports = Object.fromEntries(Object.entries(getters).map(([name, get]) => [name, get()]));
  return { asked, exports, declared: [...body.declared] };
}

describe('the body of an ES module', () => {
  it.each<[source: string, asked: string[], exports: Record<string, unknown>, declared: string[]]>([
    ["import 'a';", ['from a: '], {}, []],
    ["import {} from 'a';", ['from a: '], {}, []],
    [
      "import d, { x as y, 'b c' as z } from 'a'; export { y, z, d as default };",
      ['give y,z,default', 'from a: default,x,b c'],
      { y: 'a:x', z: 'a:b c', default: 'a:default' },
      ['d', 'y', 'z'],
    ],
    ["import * as ns from 'a'; export { ns };", ['give ns', 'all a'], { ns: { id: 'a' } }, ['ns']],
    ["import d, * as ns from 'a';", ['all a', 'from a: default'], {}, ['d', 'ns']],
    ["import a from 'a'; import b from 'b';", ['from a: default', 'from b: default'], {}, ['a', 'b']],
    ["export * from 'a';", ['all a', 'giveAll a'], {}, []],
    ["export * as b from 'a';", ['give b', 'all a'], { b: { id: 'a' } }, []],
    ["export * as 'b c' from 'a';", ['give b c', 'all a'], { 'b c': { id: 'a' } }, []],
    [
      "export { x, y as z, default } from 'a'; export { x as w } from 'b';",
      ['give x,z,default,w', 'from a: x,y,default', 'from b: x'],
      { x: 'a:x', z: 'a:y', default: 'a:default', w: 'b:x' },
      [],
    ],
    [
      'export const a = 1, [b, { c }] = [2, { c: 3 }];',
      ['give a,b,c'],
      { a: 1, b: 2, c: 3 },
      ['a', 'b', 'c'],
    ],
    ['export let n = 1; n += 1;', ['give n'], { n: 2 }, ['n']],
    [
      "const own = 1; export { own as default, own as 'b c' };",
      ['give default,b c'],
      { default: 1, 'b c': 1 },
      ['own'],
    ],
    ['var a; let b; function f() {} class C {} if (a) { var hidden; } f();', [], {}, ['a', 'b', 'f', 'C']],
    ['export default 1 + 1;', ['give default'], { default: 2 }, []],
    [
      'export default class { static n = 1; }\n[1].pop();',
      ['give default'],
      { default: expect.any(Function) },
      [],
    ],
    ['export const url = import.meta.url;', ['give url'], { url: 'file:///m.js' }, ['url']],
    ["import('a');", ['later a'], {}, []],
    [
      'export const isStrict = (function () { return this === undefined; })();',
      ['give isStrict'],
      { isStrict: true },
      ['isStrict'],
    ],
    [
      'export const isNew = (function () { return new.target !== undefined; })();',
      ['give isNew'],
      { isNew: false },
      ['isNew'],
    ],
  ])('runs: %s', (source, asked, exports, declared) => {
    expect(run(source)).toEqual({ asked, exports, declared });
  });

  it.each(['function named() { return 1; }', 'class named { static n = 1; }'])(
    'keeps the name of a default export: %s',
    (declaration) => {
      const { exports, declared } = run(`export default ${declaration}\nexport const it = named;`);
      expect(exports.default).toBe(exports.it);
      expect(declared).toEqual(['named', 'it']);
    },
  );

  it.each([
    [
      "import { A, b } from 'a'; import T from 't'; import 'c'; export const x = b;",
      ['give x', 'from a: b', 'from c: '],
    ],
    ["import { b } from 'a'; export { b };", ['give b', 'from a: b']],
    ["import { b } from 'a'; export { b } from 'c';", ['give b', 'from c: b']],
    ["import * as n from 'a'; export const x = n.id;", ['give x', 'all a']],
    ["import * as n from 'a';", []],
  ])('leaves out imports that may be types: %s', (source, asked) => {
    expect(run(source, true).asked).toEqual(asked);
  });

  it.each([
    ['export const a = 1;', '$m'],
    ['export const $m = 1;', '$m1'],
    ['export const $m = 1, $m1 = 2;', '$m2'],
  ])('has a parameter that the source does not name: %s', (source, parameter) => {
    expect(bodyOf(source).parameter).toBe(parameter);
  });

  it('keeps all lines and columns behind its prologue', () => {
    const source =
      "import {\r\n a,\u2028 b\n} from 'a';\nexport const x = a + b, y = import.meta.url;\nexport { y as z };";
    const { code, prologueLength } = bodyOf(source);
    expect(code.slice(0, prologueLength)).toBe(
      '"use strict";$m.give({["x"]:()=>x,["y"]:()=>y,["z"]:()=>y});const {"a":a,"b":b}=$m.from("a",["a","b"]);',
    );
    expect(code.slice(prologueLength)).toBe(
      '        \r\n   \u2028  \n           \n       const x = a + b, y = $m.meta.url;\n                  ',
    );
  });
});
