import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, isAbsolute, sep } from 'node:path';
import { parseJson } from '../../internal/json-copy';
import { createLinks } from './links';
import { EXTENSIONS, isTypeScript, type PreparedModule, prepareModule } from './prepare';
import { explainMissing, resolveOwn } from './resolve';
import type { TestRunner } from './runner';
import { compileModule, isInSandbox } from './source';

/** A module that is being evaluated, or has been evaluated. */
interface LoadedModule {
  exports: unknown;
}

/** The modules of one evaluation of a lambda's file. */
export interface Generation {
  /** The modules that were evaluated here, by path. */
  readonly modules: Map<string, LoadedModule>;
  /** Whether all of the lambda's own modules are evaluated here, or only those that Node cannot load. */
  readonly isWhole: boolean;
  /** The test runner that this process runs in, when it compiles the modules. */
  readonly runner: TestRunner | undefined;
}

/** The name of this package. */
export const PACKAGE = 'lp-faas-toolbelt';
/** The toolbelt of V2. An entry of this package replaces it. */
export const V2_PACKAGE = 'core-functions-toolbelt';

/**
 * Evaluates a module.
 * @returns the exports of the module, and the value that its body returns
 * @throws every error that the module throws
 */
export function evaluateModule(
  prepared: PreparedModule,
  path: string,
  generation: Generation,
): { exports: unknown; returned: unknown } {
  const body = generation.runner?.bodyOf(path) ?? compileModule(prepared, path);
  const folder = dirname(path);
  const require = requireFor(path, generation);
  const module = {
    id: path,
    filename: path,
    path: folder,
    loaded: false,
    children: [],
    exports: {} as unknown,
  };
  const values: Record<string, unknown> = { require, module, __filename: path, __dirname: folder };
  const { linksParameter } = prepared;
  if (linksParameter !== undefined) {
    const { namespace, links } = createLinks(path, require);
    module.exports = namespace;
    values[linksParameter] = links;
  }
  values.exports = module.exports;
  generation.modules.set(path, module);
  try {
    const self = linksParameter === undefined ? module.exports : undefined;
    const returned = body.apply(
      self,
      prepared.parameters.map((name) => values[name]),
    );
    module.loaded = true;
    return { exports: module.exports, returned };
  } catch (error) {
    generation.modules.delete(path);
    throw error;
  }
}

/** The `require` of a file. In Jest's sandbox this is Jest's `require`, elsewhere Node's. */
function requireFor(path: string, generation: Generation): NodeJS.Require {
  const usual = createRequire(path);
  const load = (id: string): unknown => {
    // The lambda must get this copy of the toolbelt, because this one is configured. The folder of the lambda may lead to another copy.
    const replaced = generation.runner?.replacementOf(id, path, usual);
    if (replaced) return replaced.exports;
    if (id === V2_PACKAGE) return createRequire(__filename)(`${PACKAGE}/v2`);
    if (id === PACKAGE || id.startsWith(`${PACKAGE}/`)) return createRequire(__filename)(id);
    try {
      return loadFor(id, path, usual, generation);
    } catch (error) {
      throw explainMissing(error, id);
    }
  };
  return Object.assign(load, usual);
}

function loadFor(id: string, from: string, usual: NodeJS.Require, generation: Generation): unknown {
  const path = resolveOwn(id, from, usual);
  const known = generation.modules.get(path);
  if (known) return known.exports;
  const isEvaluatedHere = isOwn(path) && (generation.isWhole || isTypeScript(path));
  if (!isEvaluatedHere || isMocked(id, path, usual)) return usual(id);
  const text = readFileSync(path, 'utf8');
  if (extname(path) === '.json') return jsonOf(text, path);
  const { module, problem } = prepareModule(text, path);
  if (problem) {
    const text = `${path}:${problem.line}:${problem.column} does not parse: ${problem.text}`;
    if (isTypeScript(path)) throw new SyntaxError(text);
    try {
      // Node may be able to load the file, or explains the error better.
      return usual(path);
    } catch (error) {
      // Of an ES module, Node does not say the place.
      throw error instanceof SyntaxError && !String(error.stack).includes(path)
        ? new SyntaxError(text)
        : error;
    }
  }
  return evaluateModule(module, path, generation).exports;
}

/** @throws SyntaxError that names the file, as the one of Node does */
function jsonOf(text: string, path: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw new SyntaxError(`${path}: ${(error as Error).message}`);
  }
}

/**
 * Whether a module belongs to the user, and is of a kind that can be evaluated here. Node's modules and packages do not belong to the user.
 */
function isOwn(path: string): boolean {
  const isFile = isAbsolute(path) && !path.includes(`${sep}node_modules${sep}`);
  return isFile && [...EXTENSIONS, '.json'].includes(extname(path));
}

/** Whether Jest mocks a module. Jest keeps mocks out of `require.cache`, so its result differs from the cache. */
function isMocked(id: string, path: string, usual: NodeJS.Require): boolean {
  if (!isInSandbox()) return false;
  try {
    return usual(id) !== usual.cache[path]?.exports;
  } catch (error) {
    // Jest may not be able to read the file. It mocks nothing in that case.
    if (/\.js$|\.cjs$/.test(path)) throw error;
    return false;
  }
}
