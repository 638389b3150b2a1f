import { readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Lambda } from '../../events/input';
import { isRecord } from '../../internal/is-record';
import { Misuse } from '../misuse';
import { evaluateModule } from './module';
import { syntaxProblem, toSource } from './source';

interface WarmLambda {
  /** Changes when the file does. */
  stamp: string;
  lambda: Lambda;
}

const warm = new Map<string, WarmLambda>();
// It begins with a line feed, because the last line of the file may be a comment.
const GIVE_DECLARED = "\n;return typeof lambda === 'function' ? lambda : undefined;";
const HOW_TO_DECLARE =
  'declare "function lambda(input, callback) { … }", or export it as module.exports or exports.lambda';

/**
 * The lambda of a file. The lambda and the modules that it required stay warm until the file changes (its time or size)
 * or `fresh` is true. Then the file is evaluated again, together with its own modules: those outside of node_modules.
 *
 * The file is a CommonJS module in sloppy mode, as on the platform
 * (docs/platform.md, "Handler and callback"). When it declares a function `lambda`, that function is the
 * lambda; otherwise the lambda is the function that it exports.
 *
 * @param target a `file:` URL or a path; a relative path starts at the working directory
 * @throws Misuse when there is no such file, when it does not parse, and when it holds no lambda; an error that the file
 *   itself throws is passed on
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
  // A file that assigns `lambda` without a declaration creates a global. The next file must not seem to declare it.
  const declared = returned === globalBefore ? undefined : returned;
  const lambda = [declared, exports, isRecord(exports) ? exports.lambda : undefined].find(isFunction);
  if (!lambda) throw new Misuse(`${path} holds no lambda: ${HOW_TO_DECLARE}`);
  warm.set(path, { stamp, lambda });
  return lambda;
}

function pathOf(target: string | URL): string {
  const isUrl = typeof target !== 'string' || /^file:/i.test(target);
  const path = isUrl ? urlPath(target) : resolve(target);
  const extension = extname(path);
  if (extension === '.js' || extension === '.cjs') return path;
  if (/^\.[cm]?tsx?$/.test(extension)) {
    throw new Misuse(`${path} is TypeScript: LivePerson runs JavaScript, so name the compiled file`);
  }
  if (extension === '.mjs') {
    throw new Misuse(
      `${path} is an ES module: LivePerson runs CommonJS, so name a .js file without import and export`,
    );
  }
  if (statOf(path)?.isDirectory())
    throw new Misuse(`${path} is a folder: name the file, as in ${join(path, 'index.js')}`);
  throw new Misuse(`${path} is not a JavaScript file: its name must end in .js or .cjs`);
}

function urlPath(target: string | URL): string {
  try {
    return fileURLToPath(target);
  } catch (error) {
    throw new Misuse(`${target} names no file: pass a path or a file: URL`, error);
  }
}

function stampOf(path: string): string {
  const stat = statOf(path);
  if (stat?.isFile()) return `${stat.mtimeMs} ${stat.size}`;
  const advice = 'check the path, which starts at the working directory if it is relative';
  throw new Misuse(`there is no file ${path}: ${advice}`);
}

function statOf(path: string): Stats | undefined {
  return accessing(path, () => statSync(path, { throwIfNoEntry: false }));
}

function accessing<Result>(path: string, access: () => Result): Result {
  try {
    return access();
  } catch (error) {
    throw new Misuse(`cannot read ${path}: ${(error as Error).message}`, error);
  }
}

function checkSyntax(source: string, path: string): void {
  const problem = syntaxProblem(source, path);
  if (!problem) return;
  const { line, column, text, excerpt } = problem;
  const isEsm = /\b(import|export|import\.meta)\b/.test(text);
  const advice = isEsm ? ' (LivePerson runs CommonJS: use require and module.exports)' : '';
  throw new Misuse(`${path}:${line}:${column} does not parse: ${text}${advice}\n\n${excerpt}\n`);
}

function globalLambda(): unknown {
  return (globalThis as { lambda?: unknown }).lambda;
}

function isFunction(value: unknown): value is Lambda {
  return typeof value === 'function';
}
