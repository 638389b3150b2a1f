import { extname } from 'node:path';
import { parseJavaScript } from '../../internal/javascript/parse';
import {
  COMMONJS_PARAMETERS,
  commonJs,
  type ModuleCode,
  problemIn,
  type SyntaxProblem,
  syntaxProblem,
  toSource,
} from './source';

/** A module that can be evaluated. */
export interface PreparedModule extends ModuleCode {
  /** The source without types. All lines and columns are the same. */
  readonly source: string;
  /** The name of the parameter that gets the links of an ES module. Undefined for a CommonJS module. */
  readonly linksParameter?: string;
}

type Prepared =
  | { readonly module: PreparedModule; readonly problem?: undefined }
  | { readonly module?: undefined; readonly problem: SyntaxProblem };

/** The extensions of files that can be evaluated here. */
export const EXTENSIONS = ['.js', '.cjs', '.mjs', '.ts', '.cts', '.mts'];

export function isTypeScript(path: string): boolean {
  return /^\.[cm]?ts$/.test(extname(path));
}

/**
 * Prepares the text of a file for its evaluation: removes its types, and finds out whether it is an ES module. A `.js` or `.ts` file is an
 * ES module when only `import` or `export` prevents it from being CommonJS.
 *
 * @param isModule whether the file has to be an ES module, whatever its name is
 * @throws Misuse when the package that removes types is needed and missing
 */
export function prepareModule(
  text: string,
  path: string,
  isModule = /^\.m[jt]s$/.test(extname(path)),
): Prepared {
  let source = toSource(text);
  if (isTypeScript(path)) {
    const { stripTypes } = require('./type-script') as typeof import('./type-script');
    const stripped = stripTypes(source, path);
    if (stripped.problem) return { problem: stripped.problem };
    source = stripped.code;
  }
  if (!isModule) {
    const module = commonJs(source);
    const problem = syntaxProblem(module, path);
    if (!problem) return { module: { ...module, source } };
    const mayBeModule = ['.js', '.ts'].includes(extname(path));
    if (!mayBeModule || !/\b(import|export|modules)\b/.test(problem.text)) return { problem };
  }
  return prepareEsModule(source, path);
}

function prepareEsModule(source: string, path: string): Prepared {
  const { program, problem } = parseJavaScript(source, 'module');
  if (problem) {
    return { problem: problemIn(source, problem.line, problem.column, problem.text) };
  }
  const { toModuleBody } = require('./es-module') as typeof import('./es-module');
  const isTyped = isTypeScript(path);
  const { code, parameter, prologueLength, declared } = toModuleBody(source, program, isTyped);
  // TypeScript projects mix import with require and __dirname, because the compiler makes CommonJS from them.
  const commonJsNames = isTyped ? COMMONJS_PARAMETERS.filter((name) => !declared.has(name)) : [];
  const module = {
    source,
    code,
    parameters: [parameter, ...commonJsNames],
    prologueLength,
    linksParameter: parameter,
  };
  // The module uses await at its top level, or Node is older than its syntax.
  const refused = syntaxProblem(module, path);
  if (!refused) return { module };
  const isAwait = /\bmodules\b/.test(refused.text);
  const text = isAwait
    ? 'await at the top level of a module: await inside of the function lambda'
    : refused.text;
  return { problem: { ...refused, text } };
}
