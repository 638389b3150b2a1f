import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ErrorCodes } from '../../src/errors';
import type { AnyLambda } from '../../src/events/input';
import { type LambdaCall, runLambda } from '../../src/runtime/run-lambda';

const INPUT = { payload: { name: 'Ada' }, headers: [] };

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'v2-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const run = (lambda: LambdaCall['lambda'], call: Partial<LambdaCall> = {}) =>
  runLambda({ lambda, input: structuredClone(INPUT), ...call });
const runText = (text: string, call?: Partial<LambdaCall>, name = 'index.js') => run(write(name, text), call);

describe('a function of V2', () => {
  it('answers with what it returns', async () => {
    const ended = await runText(
      "import { basename } from 'node:path';\nasync function lambda(input) {\n  console.info('hi');\n  return { hello: input.payload.name, file: basename('/a/b') };\n}\n",
    );
    expect(ended).toMatchObject({ result: { hello: 'Ada', file: 'b' }, error: undefined, diagnostics: [] });
    expect(ended.logs).toEqual([expect.objectContaining({ level: 'info', message: 'hi' })]);
  });

  it.each([
    ['an exported function', 'export async function lambda(input) { return input.payload.name }'],
    ['a function without a promise', 'export function lambda({ payload }) { return payload.name }'],
    ['the default export', 'export default async (input) => input.payload.name'],
    ['a constant', 'const lambda = async (input) => input.payload.name;\nexport { lambda };'],
  ])('may be %s', async (_what, text) => {
    expect(await runText(text)).toMatchObject({ result: 'Ada', error: undefined, diagnostics: [] });
  });

  it('needs no import when its form is named, or its config.json is of V2', async () => {
    const text = 'async function lambda(input) { return typeof require + typeof module; }';
    expect((await runText(text, { form: 'v2' })).result).toBe('undefinedundefined');
    write('greet/config.json', '{ "environmentVariables": {} }');
    expect((await runText(text, {}, 'greet/index.js')).result).toBe('functionobject');
  });

  it('of one parameter is of V1 when nothing says V2', async () => {
    const { diagnostics } = await runText('async function lambda(input) { return 1; }');
    expect(diagnostics).toMatchObject([{ code: 'returned-instead-of-callback' }]);
  });

  it('can be given as a function', async () => {
    const lambda = async ({ payload }: { payload: unknown }) => payload;
    expect((await run(lambda as AnyLambda as LambdaCall['lambda'], { form: 'v2' })).result).toEqual({
      name: 'Ada',
    });
  });

  it('imports core-functions-toolbelt, which is lp-faas-toolbelt/v2', async () => {
    const { result, error } = await runText(
      "import { Toolbelt, ErrorCodes, LpServices } from 'core-functions-toolbelt';\n" +
        "import * as same from 'lp-faas-toolbelt/v2';\nimport { Toolbelt as ofV1 } from 'lp-faas-toolbelt';\n" +
        'const client = Toolbelt.SecretClient();\n' +
        'export const lambda = async () => [typeof client.readSecret, same.Toolbelt === Toolbelt, typeof ofV1.HTTPClient, ' +
        'ErrorCodes.Secret.NotFound, LpServices.AUDITLOG];',
    );
    const code = 'com.liveperson.faas.secret.not-found';
    expect({ result, error }).toEqual({
      result: ['function', true, 'function', code, 'auditLog'],
      error: undefined,
    });
  });

  it('keeps its module scope until it is loaded anew', async () => {
    const path = write(
      'index.mjs',
      "import { next } from './count.mjs';\nlet own = 0;\nexport const lambda = async () => [++own, next()];",
    );
    write('count.mjs', 'let count = 0;\nexport const next = () => ++count;');
    expect((await run(path)).result).toEqual([1, 1]);
    expect((await run(path)).result).toEqual([2, 2]);
    expect((await run(path, { fresh: true })).result).toEqual([1, 1]);
  });
});

describe('a failure of V2', () => {
  const { THREW_ERROR, JS_RUNTIME_ERROR, EXECUTION_EXCEEDED } = ErrorCodes.Function;
  const EXPORT = 'export const lambda = async () => ';

  it.each([
    ['a throw', `${EXPORT}{ throw new TypeError('no'); }`, THREW_ERROR, 'no', []],
    ['a text', `${EXPORT}{ throw 'no'; }`, THREW_ERROR, 'no', ['error-not-an-error']],
    ['a throw of no promise', "export function lambda() { throw new Error('no'); }", THREW_ERROR, 'no', []],
    ['a throw at load', `throw new Error('no'); ${EXPORT}1`, JS_RUNTIME_ERROR, 'no', []],
    [
      'a stray rejection',
      `${EXPORT}{ Promise.reject(new Error('no')); await new Promise((done) => setTimeout(done, 500)); }`,
      JS_RUNTIME_ERROR,
      'no',
      [],
    ],
    ['a result that JSON cannot hold', `${EXPORT}10n`, JS_RUNTIME_ERROR, /BigInt/, ['result-not-json']],
    [
      'a promise that never settles',
      `${EXPORT}new Promise(() => {})`,
      EXECUTION_EXCEEDED,
      'The lambda never ended.',
      ['never-ended'],
    ],
    [
      'too long a wait',
      `${EXPORT}{ await new Promise((done) => setTimeout(done, 60_000)); }`,
      EXECUTION_EXCEEDED,
      /^The lambda did not end within 200 ms\.$/,
      ['limit-exceeded'],
    ],
  ])('%s', async (_what, text, code, message, diagnostics) => {
    const { error, ...rest } = await runText(text, { timeoutMs: text.includes('60_000') ? 200 : 5_000 });
    expect(error?.body).toEqual({ code, message: expect.stringMatching(message) });
    expect(rest.result).toBeUndefined();
    expect(rest.diagnostics.map((found) => found.code)).toEqual(diagnostics);
  });

  it('is of V1 with two parameters, in an ES module too', async () => {
    const text = "export function lambda(input, callback) { callback(new Error('no')); }";
    const { error } = await runText(text);
    expect(error?.body).toEqual({ errorCode: ErrorCodes.Handler.CUSTOM_FAILURE, errorMsg: 'no' });
  });

  it('after the return, and work that is left behind, are diagnostics', async () => {
    const { result, diagnostics } = await runText(
      `${EXPORT}{ setTimeout(() => {}, 5_000).ref(); setImmediate(() => { throw new Error('late'); }); return 1; }`,
    );
    expect(result).toBe(1);
    expect(diagnostics.map(({ code }) => code)).toEqual(['threw-after-return', 'pending-work']);
    expect(diagnostics.at(-1)?.message).toMatch(/^The lambda returned and left work behind: 1 timer\./);
  });
});
