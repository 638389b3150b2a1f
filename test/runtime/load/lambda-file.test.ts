import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ErrorCodes } from '../../../src/errors';
import type { LambdaForm } from '../../../src/events/input';
import { type LoadOptions, loadLambdaFile, pathOf } from '../../../src/runtime/load/lambda-file';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'load-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** Loads a file. `forms` are those that are told. */
function load(target: string | URL, options: Partial<LoadOptions> = {}) {
  const forms: LambdaForm[] = [];
  const tellForm = (form: LambdaForm) => void forms.push(form);
  const defaults = { fresh: false, form: undefined, stopsAtStart: false };
  const lambda = loadLambdaFile(target, { ...defaults, ...options, tellForm }) as (
    ...args: unknown[]
  ) => unknown;
  return { lambda, forms };
}

const refusal = (message: string | RegExp) =>
  expect.objectContaining({
    ...{ name: 'ToolbeltError', code: ErrorCodes.Toolbelt.INVALID_ARGUMENT },
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });

describe('the form of a file', () => {
  it.each<[what: string, name: string, text: string, form: LambdaForm | undefined, forms: LambdaForm[]]>([
    ['CommonJS', 'a.js', 'exports.lambda = (a) => 1;', undefined, ['v1', 'v1']],
    ['CommonJS by the caller', 'a.cjs', 'exports.lambda = (a) => 1;', 'v1', ['v1', 'v1']],
    ['an ES module of one parameter', 'a.mjs', 'export const lambda = (a) => 1;', undefined, ['v2', 'v2']],
    ['an ES module of two', 'a.mjs', 'export const lambda = (a, b) => 1;', undefined, ['v2', 'v1']],
    ['an ES module of two, by the caller', 'a.mjs', 'export const lambda = (a, b) => 1;', 'v2', ['v2', 'v2']],
    ['an ES module of V1', 'a.mjs', 'export const lambda = (a) => 1;', 'v1', ['v1', 'v1']],
    ['the default export', 'a.mjs', 'export default (a) => 1;', undefined, ['v2', 'v2']],
  ])('is told before and after it is evaluated: %s', (_what, name, text, form, forms) => {
    const path = write(name, text);
    expect(load(path, { form })).toEqual({ lambda: expect.any(Function), forms });
    // A warm file is not evaluated, so the form is known at once.
    expect(load(path, { form }).forms).toEqual(forms.slice(1));
  });

  it('beside a config.json of V2 depends on the parameters', () => {
    write('config.json', '{ "environmentVariables": {} }');
    expect(load(write('one.js', 'exports.lambda = (a) => 1;')).forms).toEqual(['v1', 'v2']);
    expect(load(write('two.js', 'exports.lambda = (a, b) => 1;')).forms).toEqual(['v1', 'v1']);
  });
});

describe('a warm file', () => {
  it('stays the same until its time, its size, its form or the caller says otherwise', () => {
    const path = write('a.js', 'exports.lambda = (a) => 1;');
    const { lambda } = load(path);
    expect(load(path).lambda).toBe(lambda);
    expect(load(pathToFileURL(path)).lambda).toBe(lambda);
    const ofV1 = load(path, { form: 'v1' }).lambda;
    expect(ofV1).not.toBe(lambda);
    const fresh = load(path, { form: 'v1', fresh: true }).lambda;
    expect(fresh).not.toBe(ofV1);
    utimesSync(path, 5, 5);
    const touched = load(path, { form: 'v1' }).lambda;
    expect(touched).not.toBe(fresh);
    writeFileSync(path, 'exports.lambda = (a) => 12;');
    utimesSync(path, 5, 5);
    expect(load(path, { form: 'v1' }).lambda(0)).toBe(12);
  });
});

describe('under a debugger', () => {
  const SOURCE =
    "const source = String(arguments.callee);\nexports.lambda = () => source.includes('debug' + 'ger;');";

  it.each([true, false])('a file stops in its first line when it is asked to: %s', (stopsAtStart) => {
    expect(load(write('a.js', SOURCE), { stopsAtStart }).lambda()).toBe(stopsAtStart);
  });

  it.each(["'use strict'; ", '"use strict"\n', ''])(
    'the mode and the columns of a file stay: %j',
    (directive) => {
      const isStrict = directive !== '';
      const text = `${directive}const error = new Error(); exports.lambda = () => [(function () { return !this; })(), error.stack];`;
      const [plain, stopped] = [false, true].map((stopsAtStart) =>
        load(write(`${stopsAtStart}/a.js`, text), { stopsAtStart }).lambda(),
      ) as [boolean, string][];
      expect([plain?.[0], stopped?.[0]]).toEqual([isStrict, isStrict]);
      const placeIn = (stack = '') => /a\.js:(\d+:\d+)/.exec(stack)?.[1];
      expect(placeIn(stopped?.[1])).toBe(placeIn(plain?.[1]));
      expect(placeIn(plain?.[1])).toMatch(/^[12]:\d+$/);
    },
  );
});

describe('is refused', () => {
  it('a target that is no file', () => {
    expect(() => pathOf('file://elsewhere/a.js')).toThrow(
      refusal('file://elsewhere/a.js names no file: pass a path or a file: URL'),
    );
    expect(() => pathOf(new URL('https://a/b.js'))).toThrow(
      refusal('https://a/b.js names no file: pass a path or a file: URL'),
    );
    expect(() => pathOf(folder)).toThrow(
      refusal(`${folder} is a folder: name the file, as in ${folder}/index.js`),
    );
    expect(() => pathOf(`${folder}/a.json`)).toThrow(
      refusal(
        `${folder}/a.json is not a JavaScript or TypeScript file: its name must end in .js, .cjs, .mjs, .ts, .cts or .mts`,
      ),
    );
    expect(pathOf('FILE:///a.js')).toBe('/a.js');
    expect(pathOf('a.mts')).toBe(join(process.cwd(), 'a.mts'));
  });

  it('a file that is not there, or is a folder', () => {
    const advice = 'check the path, which starts at the working directory if it is relative';
    expect(() => load(`${folder}/none.js`)).toThrow(refusal(`there is no file ${folder}/none.js: ${advice}`));
    mkdirSync(join(folder, 'a.js'));
    expect(() => load(`${folder}/a.js`)).toThrow(refusal(`there is no file ${folder}/a.js: ${advice}`));
  });

  it.each(['', 'exports.lambda = 1;', 'exports.other = () => 1;', 'module.exports = { default: () => 1 };'])(
    'a file without a lambda: %s',
    (text) => {
      const path = write('a.js', text);
      expect(() => load(path)).toThrow(
        refusal(
          `${path} holds no lambda: declare "function lambda(input, callback) { … }", or export it as module.exports or exports.lambda`,
        ),
      );
    },
  );

  it.each([
    ['a.cjs', "import 'x';", ' (the file is CommonJS by its name: use require and module.exports)'],
    ['a.cjs', 'const = ;', ''],
    ['a.js', 'const = ;', ''],
  ])('a file that does not parse: %s %s', (name, text, advice) => {
    const path = write(name, text);
    expect(() => load(path)).toThrow(refusal(new RegExp(`^${path}:1:\\d+ does not parse: [^(]*`)));
    expect(() => load(path)).toThrow(`${advice}\n\n${text}\n`);
  });
});
