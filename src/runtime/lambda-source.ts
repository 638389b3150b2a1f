import { compileFunction, constants, runInThisContext } from 'node:vm';
import { isError } from './run-error';

/** What is wrong with a source that does not parse. */
export interface SyntaxProblem {
  line: number;
  column: number;
  /** What the engine says. */
  text: string;
  /** The line, and a caret below the place. */
  excerpt: string;
}

/** A CommonJS module as a function; what it returns is up to the source. */
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

/** The text of a file without what Node ignores as well: a byte order mark, and a `#!` line. */
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
 * Compiles a source that parses as sloppy CommonJS, in the realm of this module: in Jest that is the sandbox, with its
 * globals. Lines and file name are those of the file, for stack traces and breakpoints.
 */
export function compileModule(source: string, path: string): ModuleBody {
  if (!isInSandbox()) return compile(source, path) as ModuleBody;
  // `node:vm` compiles for Node's own realm, and cannot be given that of a sandbox from within.
  // biome-ignore lint/security/noGlobalEval: nothing else compiles in the realm of the caller and keeps line numbers.
  const evaluate = globalThis.eval;
  return evaluate(`(function (${PARAMETERS}) {${source}\n})\n//# sourceURL=${path}`) as ModuleBody;
}

/** Whether this module has globals of its own, as Jest gives each test file. */
export function isInSandbox(): boolean {
  return runInThisContext('globalThis') !== globalThis;
}

function compile(source: string, filename: string): unknown {
  return compileFunction(source, PARAMETERS, {
    filename,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
}

/** The stack starts as in `/path/file.js:3`, the line, and carets under the place; nothing else tells the column. */
function locate({ message, stack = '' }: Error, source: string): SyntaxProblem {
  const [place = '', , carets = ''] = stack.split('\n');
  const lines = source.split(/\r\n|[\n\r\u2028\u2029]/);
  const line = Number(/:(\d+)$/.exec(place)?.[1] ?? 1);
  const text = lines[line - 1] ?? '';
  if (text.trim() !== '') return problemAt(line, Math.max(0, carets.indexOf('^')), text, message);
  // Something was not closed: the end of the file is reported, and the last thing written is what helps.
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
  // Tabs stay tabs, so that the caret stands where the eye expects it.
  const indent = text.slice(start, offset).replaceAll(/[^\t]/g, ' ');
  return { line, column: offset + 1, text: message, excerpt: `${excerpt}\n${indent}^` };
}
