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

/** A CommonJS module as a function. It returns a value when the source has a `return`. */
export type ModuleBody = (
  this: unknown,
  exports: unknown,
  require: NodeJS.Require,
  module: object,
  filename: string,
  dirname: string,
) => unknown;

const PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'];
const MAX_EXCERPT = 120;
const EXCERPT_BEFORE = 60;

/** The text of a file without a byte order mark, and with a `#!` line as a comment, as Node reads it. */
export function toSource(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/^#!/, '//');
}

/** Why a source is not a CommonJS module, or `undefined` when it is one. */
export function syntaxProblem(source: string, path: string): SyntaxProblem | undefined {
  try {
    compile(source, path);
    return undefined;
  } catch (error) {
    if (!isError(error)) throw error;
    return locate(error, source);
  }
}

/**
 * Compiles a source that parses as sloppy CommonJS. The module gets the globals of this one: in Jest, those of the
 * sandbox. Line numbers and file name stay those of the file, so that stack traces and breakpoints fit.
 */
export function compileModule(source: string, path: string): ModuleBody {
  if (!isInSandbox()) return compile(source, path) as ModuleBody;
  // `node:vm` would give the module Node's own globals: code inside a sandbox cannot name the sandbox to it.
  // biome-ignore lint/security/noGlobalEval: nothing else compiles in the realm of the caller and keeps line numbers.
  const evaluate = globalThis.eval;
  return evaluate(`(function (${PARAMETERS}) {${source}\n})\n//# sourceURL=${path}`) as ModuleBody;
}

/** Whether this module runs in a sandbox with its own globals, as each test file of Jest does. */
export function isInSandbox(): boolean {
  return runInThisContext('globalThis') !== globalThis;
}

function compile(source: string, filename: string): unknown {
  return compileFunction(source, PARAMETERS, {
    filename,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
}

/** The stack starts with `/path/file.js:3`, the line of the source, and carets under the place: only they tell the column. */
function locate({ message, stack = '' }: Error, source: string): SyntaxProblem {
  const [place = '', , carets = ''] = stack.split('\n');
  const lines = source.split(/\r\n|[\n\r\u2028\u2029]/);
  const line = Number(/:(\d+)$/.exec(place)?.[1] ?? 1);
  const text = lines[line - 1] ?? '';
  if (text.trim() !== '') return problemAt(line, Math.max(0, carets.indexOf('^')), text, message);
  // A bracket was not closed, so the engine reports the empty end of the file. The last line with text helps more.
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
  // Tabs are kept, so that the caret stands below the place however wide a tab is.
  const indent = text.slice(start, offset).replaceAll(/[^\t]/g, ' ');
  return { line, column: offset + 1, text: message, excerpt: `${excerpt}\n${indent}^` };
}
