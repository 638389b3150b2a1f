import { describe, expect, it } from 'vitest';
import { type CheckOptions, checkSource, MAX_CODE_CHARACTERS } from '../../../src/runtime/rules/check-source';

const V1 = 'function lambda(input, callback) { callback(null, 1); }\n';
const V2 = 'export async function lambda(input) { return input; }\n';

/** The findings as whole texts. */
const found = (text: string, file = 'index.js', options?: CheckOptions) =>
  checkSource(text, file, options).map(({ line, column, severity, rule, message, file: named }) => {
    expect(named).toBe(file);
    return `${line}:${column} ${severity} ${rule}: ${message}`;
  });

const PROVIDED = {
  V1: "Node's own modules and lp-faas-toolbelt, jsforce, lodash, luxon, oauth-1.0a, jsonwebtoken, uuid",
  V2: "Node's own modules and core-functions-toolbelt, luxon, oauth-1.0a, jsonwebtoken, es-toolkit",
};
const foreign = (place: string, id: string, form: 'V1' | 'V2' = 'V1') =>
  `${place} refused foreign-module: LivePerson ${form} does not have "${id}": it has ${PROVIDED[form]}.`;
const ownModule = (place: string, id: string) =>
  `${place} refused own-module: "${id}" is another file, and LivePerson takes one file: put its code into the function, ` +
  'or let "lp-faas-toolbelt build" do so.';
const rawModule = (place: string, id: string) =>
  `${place} diagnostic raw-request: "${id}" does not use the toolbelt: the whitelist and the limit of the platform do not ` +
  'apply here. Use Toolbelt.HTTPClient().';
const rawFetch = (place: string) =>
  `${place} diagnostic raw-request: fetch does not use the toolbelt: the whitelist, the proxy and the limit of the platform ` +
  'do not apply here. Use Toolbelt.HTTPClient().';
const process = (place: string, id: string) =>
  `${place} diagnostic child-process: "${id}" starts processes or threads, which a function may not do.`;
const evaluation = (place: string, name: string) =>
  `${place} refused eval: ${name}(…) makes code of text, which LivePerson forbids.`;

describe('code from text', () => {
  it.each([
    ["eval('1');", [evaluation('2:1', 'eval')]],
    ["Function('1'); new Function('1');", [evaluation('2:1', 'Function'), evaluation('2:16', 'Function')]],
    ["global.eval('1'); globalThis.eval('1');", [evaluation('2:1', 'eval'), evaluation('2:19', 'eval')]],
    ["globalThis['eval']('1');", [evaluation('2:1', 'eval')]],
    ["window.eval('1'); global.a.eval('1'); (() => 1)('eval');", []],
    ['eval; Function;', []],
  ])('%s', (text, findings) => {
    expect(found(V1 + text)).toEqual(findings);
  });
});

describe('fetch', () => {
  it.each([
    "fetch('x');",
    "globalThis.fetch('x');",
    "const a = fetch; fetch('x');",
    "const { a } = { a: fetch('x') };",
    "(a => fetch('x'))();",
  ])('does not use the toolbelt of V1: %s', (text) => {
    const column = Math.max(text.indexOf('fetch('), 0) + 1;
    const place = text.startsWith('globalThis') ? '2:1' : `2:${column}`;
    expect(found(V1 + text)).toEqual([rawFetch(place)]);
    expect(found(`async function lambda(input) { ${text} }`, 'index.js', { form: 'v2' })).toEqual([]);
  });

  it.each([
    "const fetch = () => 1; fetch('x');",
    "let fetch; fetch('x');",
    "function fetch() {} fetch('x');",
    "(function fetch() { fetch('x'); })();",
    "((fetch) => fetch('x'))();",
    "(function ({ a: fetch }) { fetch('x'); })();",
    "(function ([fetch]) { fetch('x'); })();",
    "(function (...fetch) { fetch('x'); })();",
    "const { fetch } = {}; fetch('x');",
    "const [fetch] = []; fetch('x');",
    "const { a: [{ fetch }] } = {}; fetch('x');",
    'fetch;',
  ])('that is declared is left alone: %s', (text) => {
    expect(found(V1 + text)).toEqual([]);
  });

  it.each([
    "import { fetch } from 'lodash';",
    "import fetch from 'lodash';",
    "import * as fetch from 'lodash';",
  ])('that is imported is left alone: %s', (text) => {
    expect(found(`${text}\nexport function lambda(input, callback) { callback(fetch('x')); }`)).toEqual([]);
  });
});

describe('a module', () => {
  it.each(['http', 'https', 'http2', 'net', 'tls', 'dgram'])('of the network: %s', (name) => {
    for (const id of [name, `node:${name}`]) {
      expect(found(`${V1}require('${id}');`)).toEqual([rawModule('2:1', id)]);
      expect(found(`import '${id}';\n${V2}`)).toEqual([]);
    }
  });

  it.each(['child_process', 'cluster', 'worker_threads'])('that starts processes: %s', (name) => {
    for (const id of [name, `node:${name}`]) {
      expect(found(`${V1}require('${id}');`)).toEqual([process('2:1', id)]);
      expect(found(`import '${id}';\n${V2}`)).toEqual([process('1:1', id)]);
    }
  });

  it.each(['./x', '../x', '/x', 'file:///x', '.', '..', './', '../'])('of the user: %s', (id) => {
    expect(found(`${V1}require('${id}');`)).toEqual([ownModule('2:1', id)]);
    expect(found(`import '${id}';\n${V2}`)).toEqual([ownModule('1:1', id)]);
    expect(found(`${V1}require('${id}');`, 'index.js', { isBuilt: true })).toEqual([]);
  });

  it.each(['axios', '.hidden', 'lodash/get', '...', 'a/file:', 'es-toolkit'])('of nobody: %s', (id) => {
    expect(found(`${V1}require('${id}');`)).toEqual([foreign('2:1', id)]);
  });

  it.each(['axios', 'lodash', 'jsforce', 'lp-faas-toolbelt'])('that V2 does not have: %s', (id) => {
    expect(found(`import '${id}';\n${V2}`)).toEqual([foreign('1:1', id, 'V2')]);
  });

  it('that is provided', () => {
    const load = (id: string) => `require('${id}');`;
    const ids = [...(PROVIDED.V1.split(' and ')[1]?.split(', ') ?? []), 'fs', 'node:path', 'fs/promises'];
    expect(found(V1 + ids.map(load).join(''))).toEqual([]);
  });

  it.each([
    ["import('axios');", '2:1'],
    ["if (input) { require('axios'); }", '2:14'],
    ["const { get } = require('axios');", '2:17'],
  ])('is found in %s', (text, place) => {
    expect(found(V1 + text)).toEqual([foreign(place, 'axios')]);
  });

  it.each([
    "export * from 'axios';",
    "export { a } from 'axios';",
    "import a from 'axios';",
    "import 'axios';",
  ])('is found in %s', (text) => {
    expect(found(V2 + text)).toEqual([foreign('2:1', 'axios', 'V2')]);
  });

  it.each([
    'require(input);',
    'require(7);',
    'require();',
    "other('axios');",
    "a.require('axios');",
    "new require('axios');",
    'import(input);',
    "'axios';",
  ])('is not found in %s', (text) => {
    expect(found(V1 + text)).toEqual([]);
  });

  it('is not found in an export of a declaration', () => {
    expect(found(`${V2}export const a = 'axios';`)).toEqual([]);
  });
});

describe('the language and the platform of a source', () => {
  it.each<[what: string, text: string, file: string, options: CheckOptions, findings: string[]]>([
    ['a slip', 'const = ;', 'index.js', {}, ["1:7 refused syntax: Unexpected token '='."]],
    ['a script may return', `${V1}return;`, 'index.js', { form: 'v1' }, []],
    [
      'V2 is a module',
      'async function lambda(input) {}\nwith ({}) {}',
      'index.js',
      { form: 'v2' },
      ["2:1 refused syntax: 'with' in strict mode."],
    ],
    [
      'a script by its name',
      'async function lambda(input) {}\nwith ({}) {}',
      'index.cjs',
      { form: 'v2' },
      [],
    ],
    [
      'an ES module of two parameters is V1, which is built',
      "import './x';\nimport 'lodash';\nexport function lambda(input, callback) { callback(); }",
      'index.js',
      {},
      [],
    ],
    [
      'an ES module of one parameter is V2',
      "import './x';\nimport 'lodash';\nexport async function lambda(input) {}",
      'index.js',
      {},
      [ownModule('1:1', './x'), foreign('2:1', 'lodash', 'V2')],
    ],
    [
      'an ES module without the function is V2',
      "import 'lodash';",
      'index.js',
      { isBuilt: true },
      [foreign('1:1', 'lodash', 'V2')],
    ],
    ['.mjs is built', `import './x';\n${V2}`, 'index.mjs', {}, []],
    [
      '.mjs may be the source itself',
      `import './x';\n${V2}`,
      'index.mjs',
      { isBuilt: false },
      [ownModule('1:1', './x')],
    ],
    [
      'TypeScript is built',
      "import './x';\nexport function lambda(input: string, callback: () => void) { callback(); }",
      'index.ts',
      {},
      [],
    ],
  ])('%s', (_what, text, file, options, findings) => {
    expect(found(text, file, options)).toEqual(findings);
  });
});

it('a function has 100,000 characters at most, unless it is built', () => {
  const text = V1.padEnd(MAX_CODE_CHARACTERS);
  expect(found(text)).toEqual([]);
  expect(found(`${text} `)).toEqual([
    '1:1 refused code-size: The file has 100,001 characters; LivePerson takes 100,000.',
  ]);
  expect(found(`${text} `, 'index.js', { isBuilt: true })).toEqual([]);
});

describe('the declaration', () => {
  const LOOKS_V1 = 'LivePerson looks for "function lambda(input, callback) { … }": declare the function so.';
  const LOOKS_V2 = 'LivePerson looks for "async function lambda(input) { … }"';
  const UNUSED = 'The function has no second parameter: V1 ends when its callback is called.';

  it.each<[text: string, options: CheckOptions, findings: string[]]>([
    ['module.exports = 1;', {}, [`1:1 refused lambda-declaration: ${LOOKS_V1}`]],
    ['\nconst lambda = (a, b) => b();', {}, [`2:1 refused lambda-declaration: ${LOOKS_V1}`]],
    ['\nconst lambda = (a, b) => b();', { isBuilt: true }, []],
    ['module.exports = 1;', { isBuilt: true }, []],
    [
      'const a = 1;',
      { form: 'v2' },
      [`1:1 refused lambda-declaration: ${LOOKS_V2}: declare the function so.`],
    ],
    [
      'function lambda(a) {}',
      { form: 'v2' },
      [`1:1 diagnostic lambda-declaration: ${LOOKS_V2}: add "async".`],
    ],
    ['function lambda(a) {}', { form: 'v2', isBuilt: true }, []],
    ['\nasync function lambda(a) {}', { form: 'v2' }, []],
    [
      '\n function lambda(a, b) { b(); }',
      {},
      [
        '2:2 diagnostic lambda-first-line: The documentation of LivePerson wants "function lambda(input, callback) { … }" in the ' +
          'first line, and says that other functions are refused: move the lines above it below the function.',
      ],
    ],
    ['\nfunction lambda(a, b) { b(); }', { isBuilt: true }, []],
    ['function lambda(a) {}', {}, [`1:1 refused callback-unused: ${UNUSED}`]],
    ['const lambda = (a) => 1;', { isBuilt: true }, [`1:1 refused callback-unused: ${UNUSED}`]],
    [
      'function lambda(a, done) { a.done(); }',
      {},
      ['1:20 refused callback-unused: "done" is never used: V1 ends when its callback is called.'],
    ],
    ['function lambda(a, { done }) { }', {}, []],
    ['function lambda(a, ...rest) { }', {}, []],
  ])('%j %j', (text, options, findings) => {
    expect(found(text, 'index.js', options)).toEqual(findings);
  });
});
