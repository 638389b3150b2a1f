import { readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AnyLambda, LambdaForm } from '../../events/input';
import { isRecord } from '../../internal/is-record';
import { Misuse } from '../misuse';
import { hasConfigOfV2 } from './config-of-v2';
import { evaluateModule } from './module';
import { EXTENSIONS, isTypeScript, type PreparedModule, prepareModule } from './prepare';
import type { TestRunner } from './runner';

interface WarmLambda {
  /** A text that changes when the file changes. */
  readonly stamp: string;
  readonly lambda: AnyLambda;
  readonly form: LambdaForm;
}

/** How to load a lambda. */
export interface LoadOptions {
  /** Whether the file is evaluated again, although it is warm. */
  readonly fresh: boolean;
  /** The version of the platform that the file is written for. Undefined when it is to be found out from the file. */
  readonly form: LambdaForm | undefined;
  /** Whether a debugger stops in the first line of the file when it is evaluated. */
  readonly stopsAtStart: boolean;
  /** The test runner, when it compiles the modules. */
  readonly runner?: TestRunner | undefined;
  /** Called with the form before the file is evaluated, and again when the form turns out to be another one. */
  tellForm(form: LambdaForm): void;
}

const warm = new Map<string, WarmLambda>();
/** The end of the body of a lambda's file. It begins with a line feed, because the last line may be a comment. */
export const GIVE_DECLARED = "\n;return typeof lambda === 'function' ? lambda : undefined;";
/** A statement on which a debugger stops. The first semicolon ends a directive that has none. */
const STOP = ';debugger;';
const HOW_TO_DECLARE =
  'declare "function lambda(input, callback) { … }", or export it as module.exports or exports.lambda';

/**
 * The lambda of a file. The lambda and the modules that it required stay warm until the file changes (its time or size) or `fresh` is true.
 * Then the file is evaluated again, together with its own modules: those outside of node_modules.
 *
 * A file of V1 is a CommonJS module in sloppy mode (docs/platform.md, "Handler and callback"). A file of V2 is an ES module
 * (docs/platform.md, "From V1 to V2"). ES modules and TypeScript run for both. When the file declares a function `lambda`, that function is
 * the lambda. Otherwise the lambda is the function that it exports. Without a `form`, an ES module whose lambda has one parameter is of V2.
 * A lambda with one parameter beside a `config.json` of V2 is of V2 too.
 *
 * @param target a `file:` URL or a path. A relative path starts at the working directory.
 * @throws Misuse when there is no such file, when it does not parse, and when it has no lambda. An error that the file itself throws is
 *   passed on.
 */
export function loadLambdaFile(target: string | URL, options: LoadOptions): AnyLambda {
  const { fresh, form, stopsAtStart, runner, tellForm } = options;
  const path = pathOf(target);
  const stamp = `${stampOf(path)} ${form}`;
  const known = warm.get(path);
  if (known?.stamp === stamp && !fresh) {
    tellForm(known.form);
    return known.lambda;
  }
  const file = accessing(path, () => realpathSync(path));
  const text = accessing(file, () => readFileSync(file, 'utf8'));
  const prepared = prepare(text, file, form);
  const isEsModule = prepared.linksParameter !== undefined;
  if (isTypeScript(file)) {
    const { noteUncheckedTypes } = require('./type-script') as typeof import('./type-script');
    noteUncheckedTypes();
  }
  tellForm(form ?? (isEsModule ? 'v2' : 'v1'));
  const generation = { modules: new Map(), isWhole: known !== undefined || fresh || isEsModule, runner };
  const globalBefore = globalLambda();
  const started = stopsAtStart ? withStop(prepared) : prepared;
  const module = { ...started, code: started.code + GIVE_DECLARED };
  const { returned, exports } = evaluateModule(module, file, generation);
  // A file that assigns `lambda` without a declaration creates a global. This global must not look like a declaration of the next file.
  const declared = returned === globalBefore ? undefined : returned;
  const named = isRecord(exports) ? [exports.lambda, isEsModule && exports.default] : [];
  const lambda = [declared, exports, ...named].find(isFunction);
  if (!lambda) throw new Misuse(`${path} holds no lambda: ${HOW_TO_DECLARE}`);
  const found = form ?? formOf(lambda, isEsModule, file);
  tellForm(found);
  warm.set(path, { stamp, lambda, form: found });
  return lambda;
}

/** Lets a debugger stop in the first line. The directive of strict mode must stay first. */
function withStop(module: PreparedModule): PreparedModule {
  const [directive = ''] = /^\s*(?:'use strict'|"use strict");?/.exec(module.code) ?? [];
  const code = directive + STOP + module.code.slice(directive.length);
  return { ...module, code, prologueLength: module.prologueLength + STOP.length };
}

function formOf(lambda: AnyLambda, isEsModule: boolean, file: string): LambdaForm {
  return lambda.length < 2 && (isEsModule || hasConfigOfV2(file)) ? 'v2' : 'v1';
}

/**
 * The path that a target names.
 * @throws Misuse for a target that cannot be the file of a lambda
 */
export function pathOf(target: string | URL): string {
  const isUrl = typeof target !== 'string' || /^file:/i.test(target);
  const path = isUrl ? urlPath(target) : resolve(target);
  if (EXTENSIONS.includes(extname(path))) return path;
  if (statOf(path)?.isDirectory())
    throw new Misuse(`${path} is a folder: name the file, as in ${join(path, 'index.js')}`);
  const endings = `${EXTENSIONS.slice(0, -1).join(', ')} or ${EXTENSIONS.at(-1)}`;
  throw new Misuse(`${path} is not a JavaScript or TypeScript file: its name must end in ${endings}`);
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

function prepare(text: string, path: string, form: LambdaForm | undefined): PreparedModule {
  const { module, problem } = prepareModule(text, path, form === 'v2' || undefined);
  if (!problem) return module;
  const { line, column, text: reason, excerpt } = problem;
  const isCommonJs = /\.c[jt]s$/.test(path) && /\b(import|export)\b/.test(reason);
  const advice = isCommonJs ? ' (the file is CommonJS by its name: use require and module.exports)' : '';
  throw new Misuse(`${path}:${line}:${column} does not parse: ${reason}${advice}\n\n${excerpt}\n`);
}

function globalLambda(): unknown {
  return (globalThis as { lambda?: unknown }).lambda;
}

function isFunction(value: unknown): value is AnyLambda {
  return typeof value === 'function';
}
