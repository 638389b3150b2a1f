import { readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ErrorCodes, ToolbeltError } from '../errors';
import type { Lambda } from '../events/input';
import { isRecord } from '../internal/is-record';
import { evaluateModule } from './lambda-require';
import { syntaxProblem, toSource } from './lambda-source';
import { Misuse } from './run';

interface WarmLambda {
  /** Changes when the file does. */
  stamp: string;
  lambda: Lambda;
}

const warm = new Map<string, WarmLambda>();
// On a line of its own: the last one may be a comment.
const GIVE_DECLARED = "\n;return typeof lambda === 'function' ? lambda : undefined;";
const HOW_TO_DECLARE =
  'declare "function lambda(input, callback) { … }", or export it as module.exports or exports.lambda';

/**
 * The lambda of a file. It stays warm, with all that it required, until the file changes (its time or size) or `fresh`
 * is asked for; then the file is evaluated again, and so are the modules of its own: those that are not in node_modules.
 *
 * The file is a CommonJS module in sloppy mode, as on the platform (usage 32). The function that it declares as `lambda`
 * counts, else the one that it exports.
 *
 * @param target a path, from the working directory if it is relative, or a `file:` URL
 * @throws Misuse for a path without a file, a file that does not parse, and one without a lambda; else what the file
 *   itself throws
 */
export function loadLambdaFile(target: string | URL, fresh: boolean): Lambda {
  const path = pathOf(target);
  const stamp = stampOf(path);
  const known = warm.get(path);
  if (known?.stamp === stamp && !fresh) return known.lambda;
  const file = accessing(path, () => realpathSync(path));
  const source = toSource(accessing(file, () => readFileSync(file, 'utf8')));
  checkSyntax(source, file);
  const generation = known || fresh ? new Map() : undefined;
  const globalBefore = globalLambda();
  const { returned, exports } = evaluateModule(source + GIVE_DECLARED, file, generation);
  // A file that assigns `lambda` without declaring it leaves a global behind, which the next file must not seem to declare.
  const declared = returned === globalBefore ? undefined : returned;
  const lambda = [declared, exports, isRecord(exports) ? exports.lambda : undefined].find(isFunction);
  if (!lambda) throw misuse(`${path} holds no lambda: ${HOW_TO_DECLARE}`);
  warm.set(path, { stamp, lambda });
  return lambda;
}

function pathOf(target: string | URL): string {
  const isUrl = typeof target !== 'string' || /^file:/i.test(target);
  const path = isUrl ? urlPath(target) : resolve(target);
  const extension = extname(path);
  if (extension === '.js' || extension === '.cjs') return path;
  if (/^\.[cm]?tsx?$/.test(extension)) {
    throw misuse(`${path} is TypeScript: LivePerson runs JavaScript, so name the compiled file`);
  }
  if (extension === '.mjs') {
    throw misuse(
      `${path} is an ES module: LivePerson runs CommonJS, so name a .js file without import and export`,
    );
  }
  if (statOf(path)?.isDirectory())
    throw misuse(`${path} is a folder: name the file, as in ${join(path, 'index.js')}`);
  throw misuse(`${path} is not a JavaScript file: its name must end in .js or .cjs`);
}

function urlPath(target: string | URL): string {
  try {
    return fileURLToPath(target);
  } catch (error) {
    throw misuse(`${target} names no file: pass a path or a file: URL`, error);
  }
}

function stampOf(path: string): string {
  const stat = statOf(path);
  if (stat?.isFile()) return `${stat.mtimeMs} ${stat.size}`;
  const advice = 'check the path, which starts at the working directory if it is relative';
  throw misuse(`there is no file ${path}: ${advice}`);
}

function statOf(path: string): Stats | undefined {
  return accessing(path, () => statSync(path, { throwIfNoEntry: false }));
}

function accessing<Result>(path: string, access: () => Result): Result {
  try {
    return access();
  } catch (error) {
    throw misuse(`cannot read ${path}: ${(error as Error).message}`, error);
  }
}

function checkSyntax(source: string, path: string): void {
  const problem = syntaxProblem(source, path);
  if (!problem) return;
  const { line, column, text, excerpt } = problem;
  const isEsm = /\b(import|export|import\.meta)\b/.test(text);
  const advice = isEsm ? ' (LivePerson runs CommonJS: use require and module.exports)' : '';
  throw misuse(`${path}:${line}:${column} does not parse: ${text}${advice}\n\n${excerpt}\n`);
}

function globalLambda(): unknown {
  return (globalThis as { lambda?: unknown }).lambda;
}

function isFunction(value: unknown): value is Lambda {
  return typeof value === 'function';
}

function misuse(problem: string, cause?: unknown): Misuse {
  return new Misuse(new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `invoke: ${problem}`, cause));
}
