import { compileFunction, constants, runInThisContext } from 'node:vm';
import { isError } from '../run-error';

/** Why and where a source does not parse. */
export interface SyntaxProblem {
  line: number;
  column: number;
  /** The message of the engine. */
  text: string;
  /** The line of the source, and a caret below the place. */
  excerpt: string;
}

/** The body of a module that can be compiled in this process. */
export interface ModuleCode {
  readonly code: string;
  /** The names of the parameters of the body. */
  readonly parameters: readonly string[];
  /** The number of characters that the loader has put before the first line of the source. */
  readonly prologueLength: number;
}

/** A module as a function of its parameters. It returns a value when the source has a `return`. */
export type ModuleBody = (this: unknown, ...values: unknown[]) => unknown;

/** The parameters of a CommonJS module, in this order. */
export const COMMONJS_PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'];
const MAX_EXCERPT = 120;
const EXCERPT_BEFORE = 60;
const LINE_END = /\r\n|[\n\r\u2028\u2029]/;

/** The text of a file as Node reads it: without a byte order mark, and with a `#!` line as a comment. */
export function toSource(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/^#!/, '//');
}

/** The body of a CommonJS module: the source as it is, in sloppy mode. */
export function commonJs(source: string): ModuleCode {
  return { code: source, parameters: COMMONJS_PARAMETERS, prologueLength: 0 };
}

/** Why the body of a module does not compile. `undefined` when it does. */
export function syntaxProblem(module: ModuleCode, path: string): SyntaxProblem | undefined {
  try {
    compile(module, path);
    return undefined;
  } catch (error) {
    if (!isError(error)) throw error;
    return locate(error, module);
  }
}

/**
 * Compiles the body of a module. It must be known to compile. The module gets the globals of this module. In Jest, these are the globals of
 * the sandbox. Line numbers and file name stay those of the file, so that stack traces and breakpoints fit.
 */
export function compileModule(module: ModuleCode, path: string): ModuleBody {
  if (!isInSandbox()) return compile(module, path) as ModuleBody;
  // `node:vm` would give the module Node's own globals: code inside a sandbox cannot name the sandbox to it.
  // biome-ignore lint/security/noGlobalEval: nothing else compiles in the realm of the caller and keeps line numbers.
  const evaluate = globalThis.eval;
  return evaluate(
    `(function (${module.parameters}) {${module.code}\n})\n//# sourceURL=${path}`,
  ) as ModuleBody;
}

/** Whether this module runs in a sandbox with its own globals, as each test file of Jest does. */
export function isInSandbox(): boolean {
  return runInThisContext('globalThis') !== globalThis;
}

/** A problem at a line and a column of a source, both from 1, with the excerpt of that line. */
export function problemIn(source: string, line: number, column: number, text: string): SyntaxProblem {
  return problemAt(line, column - 1, source.split(LINE_END)[line - 1] ?? '', text);
}

function compile({ code, parameters, prologueLength }: ModuleCode, filename: string): unknown {
  return compileFunction(code, parameters, {
    filename,
    columnOffset: -prologueLength,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
}

/** The stack starts with `/path/file.js:3`, the line of the source, and carets below the place. Only the carets show the column. */
function locate({ message, stack = '' }: Error, { code, prologueLength }: ModuleCode): SyntaxProblem {
  const [place = '', , carets = ''] = stack.split('\n');
  const lines = code.split(LINE_END);
  const line = Number(/:(\d+)$/.exec(place)?.[1] ?? 1);
  const before = line === 1 ? prologueLength : 0;
  const text = (lines[line - 1] ?? '').slice(before);
  if (text.trim() !== '') return problemAt(line, Math.max(0, carets.indexOf('^') - before), text, message);
  // A bracket was not closed, so the engine reports the end of the file. The last line with text is more useful.
  const last = Math.max(
    0,
    lines.findLastIndex((candidate, index) => index < line && candidate.trim() !== ''),
  );
  const lastText = (lines[last] ?? '').trimEnd();
  return problemAt(last + 1, lastText.length, lastText, message);
}

function problemAt(line: number, offset: number, text: string, message: string): SyntaxProblem {
  const start = text.length > MAX_EXCERPT ? Math.max(0, offset - EXCERPT_BEFORE) : 0;
  const excerpt = text.slice(start, start + MAX_EXCERPT);
  // Tabs are kept, so that the caret is below the place with any width of tabs.
  const indent = text.slice(start, offset).replaceAll(/[^\t]/g, ' ');
  return { line, column: offset + 1, text: message, excerpt: `${excerpt}\n${indent}^` };
}
