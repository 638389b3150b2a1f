import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ErrorCodes } from '../../src/errors';
import { invoke } from '../../src/testing/invoke';

const FIXTURES = 'test/fixtures/lambdas';
const ADA = { payload: { name: 'Ada' } };

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'lambda-file-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A file in a new folder, from which no package can be found. */
function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('the lambda of a file', () => {
  it.each(['declared-function.js', 'declared-arrow.js', 'exported-function.js', 'exported-property.cjs'])(
    '%s',
    async (name) => {
      expect(await invoke(`${FIXTURES}/${name}`, ADA)).toMatchObject({
        result: 'Hello Ada',
        diagnostics: [],
      });
    },
  );

  it('can be named by a file: URL, as an object or as text', async () => {
    const url = pathToFileURL(`${FIXTURES}/declared-function.js`);
    expect((await invoke(url, ADA)).result).toBe('Hello Ada');
    expect((await invoke(url.href, ADA)).result).toBe('Hello Ada');
  });

  it('is the declared one when the file exports another', async () => {
    const path = write(
      'both.js',
      'function lambda(_, callback) { callback(null, 1); }\nmodule.exports = (_, callback) => callback(null, 2);',
    );
    expect((await invoke(path)).result).toBe(1);
  });

  it('may be assigned without a declaration, and is not taken for that of the next file', async () => {
    const implicit = write('implicit.js', 'lambda = (_, callback) => callback(null, "implicit");');
    const exported = write('exported.js', 'module.exports = (_, callback) => callback(null, "exported");');
    const none = write('none.js', '');
    try {
      expect((await invoke(implicit)).result).toBe('implicit');
      expect((await invoke(exported)).result).toBe('exported');
      await expect(invoke(none)).rejects.toThrow('holds no lambda');
      expect((await invoke(implicit, {}, { fresh: true })).result).toBe('implicit');
    } finally {
      Reflect.deleteProperty(globalThis, 'lambda');
    }
  });

  it('runs in sloppy mode, with globals of its own making', async () => {
    try {
      const first = await invoke(`${FIXTURES}/sloppy.js`, { payload: { key: 'a' } });
      expect(first.result).toEqual({ key: 'a', cache: { a: true } });
    } finally {
      Reflect.deleteProperty(globalThis, 'sloppyKey');
    }
  });

  it('has what a CommonJS module has', async () => {
    expect((await invoke(`${FIXTURES}/module-scope.js`)).result).toEqual({
      file: 'module-scope.js',
      folder: 'lambdas',
      id: 'module-scope.js',
      isMain: false,
      resolved: 'warm-counts.js',
    });
  });

  it.each<[name: string, text: string]>([
    ['a byte order mark', '\uFEFFmodule.exports = (_, callback) => callback(null, "fine");'],
    ['a #! line', '#!/usr/bin/env node\nmodule.exports = (_, callback) => callback(null, "fine");'],
    ['a comment at the end', 'function lambda(_, callback) { callback(null, "fine"); } // the end'],
    ['a return at the end', 'exports.lambda = (_, callback) => callback(null, "fine");\nreturn;'],
    ['strict mode', '"use strict";\nconst lambda = (_, callback) => callback(null, "fine");'],
    [
      'dynamic import',
      'const lambda = async (_, cb) => cb(null, (await import("node:path")).sep && "fine");',
    ],
  ])('may have %s', async (_name, text) => {
    expect(await invoke(write('lambda.js', text))).toMatchObject({ result: 'fine', error: undefined });
  });

  it('shows its own lines in stack traces', async () => {
    const { error } = await invoke(`${FIXTURES}/throws-on-line-4.js`, { payload: {} });
    const place = `at lambda (${resolve(FIXTURES, 'throws-on-line-4.js')}:4:40)`;
    expect(error).toMatchObject({
      code: ErrorCodes.Handler.RUNTIME_EXCEPTION,
      cause: { name: 'TypeError', stack: expect.stringContaining(place) },
    });
  });

  it('finds the toolbelt of this package, also from a folder without any', async () => {
    const path = write(
      'far.js',
      `const { ErrorCodes } = require('lp-faas-toolbelt');
      const errors = require('lp-faas-toolbelt/errors');
      module.exports = (_, callback) => callback(null, errors.ErrorCodes === ErrorCodes);`,
    );
    expect(await invoke(path)).toMatchObject({ result: true, error: undefined });
  });

  it('runs from where a link to it leads', async () => {
    mkdirSync(join(folder, 'real'));
    writeFileSync(join(folder, 'real/helper.js'), 'module.exports = "found";');
    writeFileSync(
      join(folder, 'real/lambda.js'),
      'module.exports = (_, callback) => callback(null, require("./helper"));',
    );
    symlinkSync(join(folder, 'real/lambda.js'), join(folder, 'link.js'));
    expect((await invoke(join(folder, 'link.js'))).result).toBe('found');
  });
});

describe('a file that fails by itself', () => {
  it('is a fault of the lambda, with its own error', async () => {
    delete process.env.AGENT_SKILL_IDS;
    const path = `${FIXTURES}/throws-at-load.js`;
    const { error } = await invoke(path);
    expect(error).toMatchObject({ code: ErrorCodes.Handler.RUNTIME_EXCEPTION, cause: expect.any(TypeError) });
    expect(error?.message).toMatch(/reading 'split'/);
    // The module that threw was not kept: the next call evaluates it again.
    expect((await invoke(path, {}, { env: { AGENT_SKILL_IDS: '1,2' } })).result).toEqual(['1', '2']);
  });

  it('has its logs and its settings while it is evaluated', async () => {
    const path = write(
      'logs.js',
      'console.info("evaluated", process.env.NEW);\nmodule.exports = (_, callback) => callback();',
    );
    const first = await invoke(path, {}, { env: { NEW: 'set' } });
    expect(first.logs).toMatchObject([{ level: 'info', message: 'evaluated', extras: ['set'] }]);
    expect((await invoke(path)).logs).toEqual([]);
  });
});

describe('a warm file', () => {
  const warm = (options?: { fresh: boolean }) => invoke(`${FIXTURES}/warm.js`, {}, options);
  const words = ['one', 'two'];

  it('keeps its state and its modules until it is asked to be fresh', async () => {
    expect((await warm({ fresh: true })).result).toEqual({ calls: 1, loads: 1, words });
    expect((await warm()).result).toEqual({ calls: 2, loads: 1, words });
    expect((await warm({ fresh: true })).result).toEqual({ calls: 1, loads: 1, words });
    expect((await warm()).result).toEqual({ calls: 2, loads: 1, words });
  });

  it('is evaluated once by calls at the same time', async () => {
    const path = write(
      'once.js',
      'let calls = 0;\nmodule.exports = (_, callback) => callback(null, (calls += 1));',
    );
    const outcomes = await Promise.all([1, 2, 3].map(() => invoke(path)));
    expect(outcomes.map(({ result }) => result)).toEqual([1, 2, 3]);
  });

  it('is evaluated anew when its time or size has changed, and its modules with it', async () => {
    const helper = write('helper.js', 'module.exports = "old helper";');
    const path = write('lambda.js', 'module.exports = (_, cb) => cb(null, ["old", require("./helper")]);');
    expect((await invoke(path)).result).toEqual(['old', 'old helper']);
    writeFileSync(helper, 'module.exports = "new helper";');
    expect((await invoke(path)).result).toEqual(['old', 'old helper']);
    writeFileSync(path, 'module.exports = (_, cb) => cb(null, ["new", require("./helper")]);');
    utimesSync(path, 1, 1);
    expect((await invoke(path)).result).toEqual(['new', 'new helper']);
  });

  it('renews the modules of its modules, those in a circle included, and no package', async () => {
    mkdirSync(join(folder, 'node_modules'));
    write('node_modules/kept.js', 'exports.loads = 0;');
    write('a.js', 'exports.loads = 0; exports.b = require("./b");');
    write('b.js', 'exports.loads = 0; exports.a = require("./a"); exports.kept = require("kept");');
    const path = write(
      'lambda.js',
      `const a = require('./a');
      module.exports = (_, callback) =>
        callback(null, [(a.loads += 1), (a.b.loads += 1), (a.b.kept.loads += 1), a.b.a === a, require('./a') === a]);`,
    );
    expect((await invoke(path)).result).toEqual([1, 1, 1, true, true]);
    expect((await invoke(path)).result).toEqual([2, 2, 2, true, true]);
    expect((await invoke(path, {}, { fresh: true })).result).toEqual([1, 1, 3, true, true]);
  });

  it('loads ES modules and broken files as Node does when it is fresh', async () => {
    write('esm.mjs', 'export const kind = "module";');
    write('broken.js', 'const = ;');
    const path = write(
      'lambda.js',
      `const { kind } = require('./esm.mjs');
      module.exports = (_, callback) => { try { require('./broken'); } catch (error) { callback(null, [kind, error.name]); } };`,
    );
    expect((await invoke(path, {}, { fresh: true })).result).toEqual(['module', 'SyntaxError']);
  });
});

describe('a path that is refused', () => {
  const refusal = async (target: string) => {
    const running = invoke(target);
    await expect(running).rejects.toMatchObject({ code: ErrorCodes.Toolbelt.INVALID_ARGUMENT });
    return running.then(
      () => '',
      (error: Error) => error.message,
    );
  };

  it.each<[path: string, problem: RegExp]>([
    [
      'functions/nowhere.js',
      /^invoke: there is no file \/.*\/functions\/nowhere\.js: check the path, which starts at/,
    ],
    ['test/fixtures/lambdas', /is a folder: name the file, as in \/.*\/lambdas\/index\.js$/],
    ['lambda.ts', /^invoke: there is no file \/.*\/lambda\.ts: check the path/],
    [
      'lambda.json',
      /is not a JavaScript or TypeScript file: its name must end in \.js, \.cjs, \.mjs, \.ts, \.cts or \.mts$/,
    ],
    ['lambda.tsx', /is not a JavaScript or TypeScript file/],
    // A word without an extension is the name of a function.
    ['lambda', /^invoke: there is no functions\/lambda\/index\.js in /],
    ['file://elsewhere/lambda.js', /^invoke: file:\/\/elsewhere\/lambda\.js names no file/],
  ])('%s', async (path, problem) => {
    expect(await refusal(path)).toMatch(problem);
  });

  it('a file without a lambda', async () => {
    expect(await refusal(`${FIXTURES}/no-lambda.js`)).toMatch(
      /no-lambda\.js holds no lambda: declare "function lambda\(input, callback\) \{ … \}", or export it/,
    );
  });

  it.each<[name: string, text: string, place: string, problem: string, excerpt: string]>([
    [
      'a slip',
      'function lambda(input, callback) {\n  const a = ;\n}\n',
      '2:13',
      "Unexpected token ';'",
      '  const a = ;\n            ^',
    ],
    [
      'a tab',
      'function lambda() {\n\tconst a = ;\n}\n',
      '2:12',
      "Unexpected token ';'",
      '\tconst a = ;\n\t          ^',
    ],
    [
      'a bracket that is not closed',
      'function lambda() {\n  foo(\n\n',
      '2:7',
      'Unexpected end of input',
      '  foo(\n      ^',
    ],
    ['a bracket too many', 'function lambda() {}\n}\n', '2:1', "Unexpected token '}'", '}\n^'],
    [
      'an ES module',
      "#!/usr/bin/env node\nimport x from 'y';\nconst a = ;\n",
      '3:11',
      'Unexpected token',
      'const a = ;\n          ^',
    ],
    [
      'await at the top level',
      "import x from 'y';\n\nconst a = await x();\nexport const lambda = async () => a;",
      '3:11',
      'await at the top level of a module: await inside of the function lambda',
      'const a = await x();\n          ^',
    ],
    [
      'a long line',
      `${' '.repeat(300)}const a = ;${' '.repeat(300)}`,
      '1:311',
      "Unexpected token ';'",
      `${' '.repeat(50)}const a = ;${' '.repeat(59)}\n${' '.repeat(60)}^`,
    ],
  ])('a file that does not parse: %s', async (_name, text, place, problem, excerpt) => {
    const path = write('broken.js', text);
    expect(await refusal(path)).toBe(`invoke: ${path}:${place} does not parse: ${problem}\n\n${excerpt}\n`);
  });

  it('a path that cannot be looked at', async () => {
    expect(await refusal(`${'x'.repeat(5000)}.js`)).toMatch(/^invoke: cannot read .*: ENAMETOOLONG/);
  });
});
