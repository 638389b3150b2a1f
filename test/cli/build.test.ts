import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseCommand } from '../../src/cli/arguments';
import { buildCommand } from '../../src/cli/build/build';
import { runLambda } from '../../src/runtime/run-lambda';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'build-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** Runs the command in this process. */
async function build(...args: string[]) {
  const lines: { out: string[]; err: string[] } = { out: [], err: [] };
  const output = (target: string[]) => ({
    isTerminal: false,
    hasColours: false,
    line: (text: string) => void target.push(text),
    paint: (_tone: unknown, text: string) => text,
  });
  const terminal = { out: output(lines.out), err: output(lines.err) };
  const code = await buildCommand.run(parseCommand(buildCommand.spec, args), terminal as never);
  return { code, ...lines };
}

const run = (lambda: string) =>
  runLambda({ lambda, input: { payload: { name: 'Ada' }, headers: [] }, checkRules: true });

const V1 = `import type { Lambda } from 'lp-faas-toolbelt';
import { Toolbelt } from 'lp-faas-toolbelt';
import { shout } from './helpers/shout';

const secrets = Toolbelt.SecretClient();
export const lambda: Lambda<{ name: string }> = (input, callback): void => {
  callback(null, [shout(input.payload.name), typeof secrets.readSecret]);
};
`;
const V2 = `import { Toolbelt } from 'core-functions-toolbelt';
import { shout } from '../../shared/shout';

interface Input { payload: { name: string } }
async function lambda(input: Input): Promise<string[]> {
  return [shout(input.payload.name), typeof Toolbelt.LpClient];
}
`;
const SHOUT =
  'const end: string = "!";\nexport const shout = (text: string): string => text.toUpperCase() + end;\n';

describe('build', () => {
  it('makes one file of a lambda of V1, which begins with its declaration and breaks no rule', async () => {
    write('functions/greet/index.ts', V1);
    write('functions/greet/helpers/shout.ts', SHOUT);
    const { code, out, err } = await build(join(folder, 'functions/greet'));
    expect({ code, err }).toEqual({ code: 0, err: [] });
    expect(out).toEqual([expect.stringMatching(/^built .*greet.index\.js of 2 files, \d+ characters$/)]);
    const file = join(folder, 'functions/greet/index.js');
    expect(readFileSync(file, 'utf8').split('\n')[0]).toMatch(/^function lambda\(input, callback\) \{/);
    expect(await run(file)).toMatchObject({
      result: ['ADA!', 'function'],
      error: undefined,
      diagnostics: [],
    });
  });

  it('makes one module of a lambda of V2', async () => {
    write('functions/greet/index.mts', V2);
    write('shared/shout.ts', SHOUT);
    const { code, err } = await build(join(folder, 'functions'));
    expect({ code, err }).toEqual({ code: 0, err: [] });
    const file = join(folder, 'functions/greet/index.js');
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/^async function lambda\(input\) \{$/m);
    expect(text).not.toMatch(/^export/m);
    expect(await run(file)).toMatchObject({
      result: ['ADA!', 'function'],
      error: undefined,
      diagnostics: [],
    });
  });

  it('refuses a config.json that LivePerson refuses', async () => {
    write('functions/greet/index.ts', V1);
    write('functions/greet/helpers/shout.ts', SHOUT);
    const config = write('functions/greet/config.json', '{ "event": "conversational_comand" }');
    const { code, out, err } = await build(join(folder, 'functions/greet'));
    expect({ code, out }).toEqual({ code: 1, out: [] });
    expect(err).toEqual([
      `refused ${config}:1:12 There is no event "conversational_comand". Did you mean "conversational_command"?`,
    ]);
    expect(existsSync(join(folder, 'functions/greet/index.js'))).toBe(false);
  });

  it.each([
    [
      'a script',
      'function lambda(input: { payload: { name: string } }, callback: (e: null, r: string) => void) { callback(null, input.payload.name); }',
    ],
    [
      'a default export',
      'export default function (input: any, callback: any) { callback(null, input.payload.name); }',
    ],
    [
      'a CommonJS lambda',
      'const lambda = (input: any, callback: any) => callback(null, input.payload.name);\nmodule.exports = { lambda };',
    ],
  ])('takes %s', async (_what, text) => {
    const source = write('lambda.ts', text);
    expect(await build(source)).toMatchObject({ code: 0 });
    expect(await run(join(folder, 'lambda.js'))).toMatchObject({
      result: 'Ada',
      error: undefined,
      diagnostics: [],
    });
  });

  it('refuses what LivePerson refuses, with its place, and writes nothing', async () => {
    write('functions/greet/index.ts', V1);
    const helper = write(
      'functions/greet/helpers/shout.ts',
      `import axios from 'axios';\n${SHOUT}\nexport const a = axios;`,
    );
    const { code, out, err } = await build(join(folder, 'functions/greet'));
    expect({ code, out }).toEqual({ code: 1, out: [] });
    expect(err).toEqual([expect.stringMatching(/^refused .* LivePerson V1 does not have "axios": /)]);
    expect(err[0]).toContain(`${helper}:1:1 `);
    expect(existsSync(join(folder, 'functions/greet/index.js'))).toBe(false);
  });

  it.each([
    ['a slip', 'const a: = 1;', /index\.ts:1:10 /],
    [
      'no lambda',
      'export const a = 1;',
      /index\.ts:1:1 The source of a function declares "async function lambda\(input\)/,
    ],
    [
      'a constant of V2',
      'export const lambda = async (input: unknown) => input;',
      /index\.ts:1:8 The source of a function/,
    ],
    [
      'too much code',
      `export function lambda(input: any, callback: any) { callback(null, "${'x'.repeat(100_000)}"); }`,
      /index\.js:1:1 The file has 100,\d+ characters; LivePerson takes 100,000\./,
    ],
  ])('refuses %s', async (_what, text, place) => {
    const { code, err } = await build(write('index.ts', text));
    expect({ code, err }).toEqual({ code: 1, err: [expect.stringMatching(place)] });
  });

  it('prints its findings for machines', async () => {
    const source = write(
      'index.ts',
      'export function lambda(input: any, callback: any) { fetch("https://a").then(callback); }',
    );
    const { code, out } = await build(source, '--json');
    const printed = JSON.parse(out.join(''));
    expect(code).toBe(0);
    expect(printed.built).toEqual([
      { file: join(folder, 'index.js'), from: [source], characters: expect.any(Number) },
    ]);
    expect(printed.findings).toMatchObject([{ rule: 'raw-request', file: source, line: 1, column: 53 }]);
  });

  it('overwrites what it has written, and nothing else', async () => {
    const source = write('index.ts', 'export function lambda(input: any, callback: any) { callback(); }');
    await build(source);
    expect(await build(source)).toMatchObject({ code: 0 });
    write('index.js', '// my own');
    await expect(build(source)).rejects.toThrow(/index\.js was not written by build/);
    expect(await build(source, '--force')).toMatchObject({ code: 0 });
    await expect(build(join(folder, 'index.js'))).rejects.toThrow(
      /would be overwritten: name another file with --out/,
    );
    await expect(build(join(folder, 'nowhere'))).rejects.toThrow(/has nothing to build/);
  });
});
