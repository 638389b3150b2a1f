import * as nodeModule from 'node:module';
import { afterEach, describe, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.doUnmock('node:module');
  vi.restoreAllMocks();
});

/** The module as it is when it is loaded for the first time, on a Node whose module `node:module` has these functions. */
async function loaded(
  ofNode: object = {},
): Promise<typeof import('../../../src/runtime/load/type-script.js')> {
  vi.resetModules();
  vi.doMock('node:module', () => ({ ...nodeModule, stripTypeScriptTypes: undefined, ...ofNode }));
  return import('../../../src/runtime/load/type-script.js');
}

const notFound = () => Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' });

describe('with the package', () => {
  it('types become spaces', async () => {
    const { stripTypes } = await loaded();
    expect(stripTypes('const a: number = 1;\n', 'a.ts')).toEqual({ code: 'const a         = 1;\n' });
  });

  it.each([
    ['a: = 1;', 1, 4, 'Expression expected', 'a: = 1;\n   ^'],
    ['let a;\n\t\tfoo(;\n', 2, 7, 'Expression expected', '\t\tfoo(;\n\t\t    ^'],
    [
      '\nenum A { B }',
      2,
      1,
      'TypeScript enum is not supported in strip-only mode: only types can be removed',
      'enum A { B }\n^',
    ],
  ])('the place of what cannot be removed is told: %j', async (source, line, column, text, excerpt) => {
    const { stripTypes } = await loaded();
    expect(stripTypes(source, 'a.ts')).toEqual({ problem: { line, column, text, excerpt } });
  });

  it('it is looked for beside this library, then in the project, and its absence says what to do', async () => {
    const asked: string[] = [];
    const createRequire = (from: string) => (id: string) => {
      asked.push(`${id} from ${from.endsWith('/type-script.ts') ? 'here' : from}`);
      throw notFound();
    };
    const { stripTypes } = await loaded({ createRequire });
    expect(() => stripTypes('a', '/p/a.ts')).toThrow(
      expect.objectContaining({
        name: 'ToolbeltError',
        message:
          `/p/a.ts is TypeScript, and Node ${process.versions.node} cannot remove its types: use Node 22.13 or later, or ` +
          'run: npm install --save-dev @swc/wasm-typescript@^1.16.2',
      }),
    );
    expect(asked).toEqual(['@swc/wasm-typescript from here', '@swc/wasm-typescript from /p/a.ts']);
  });

  it('another failure of it is passed on', async () => {
    const broken = new Error('broken');
    const createRequire = () => () => {
      throw broken;
    };
    const { stripTypes } = await loaded({ createRequire });
    expect(() => stripTypes('a', '/p/a.ts')).toThrow(broken);
  });
});

// Node from 22.13 on has the function. Its error has the place in its stack, as this one.
describe('with the function of Node', () => {
  const refusal = (stack: string) => Object.assign(new SyntaxError('Unexpected token'), { stack });

  it('types are removed', async () => {
    const { stripTypes } = await loaded({ stripTypeScriptTypes: (source: string) => `${source}!` });
    expect(stripTypes('a', 'a.ts')).toEqual({ code: 'a!' });
  });

  it.each([
    ['/a.ts:2\n    a = ;\n        ^\n\nSyntaxError', 2, 6, '\ta = ;\n\t    ^'],
    ['/a.ts:1\nfirst\n^^^^^\n\nSyntaxError', 1, 1, 'first\n^'],
    ['no place', 1, 1, 'first\n^'],
    ['', 1, 1, 'first\n^'],
    ['/a.ts:1\nfirst\n                    ^', 1, 6, 'first\n     ^'],
  ])('the place is read from the stack %j', async (stack, line, column, excerpt) => {
    const stripTypeScriptTypes = () => {
      throw refusal(stack);
    };
    const { stripTypes } = await loaded({ stripTypeScriptTypes });
    expect(stripTypes('first\n\ta = ;', 'a.ts')).toEqual({
      problem: { line, column, text: 'Unexpected token', excerpt },
    });
  });
});

it('says once that types are not checked', async () => {
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  const { noteUncheckedTypes } = await loaded();
  noteUncheckedTypes();
  noteUncheckedTypes();
  expect(warn.mock.calls).toEqual([
    [
      'TypeScript lambdas run without a check of their types: "tsc --noEmit" checks them.',
      { type: 'Note', code: 'LP_FAAS_TYPES' },
    ],
  ]);
});
