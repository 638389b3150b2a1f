import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, isAbsolute, sep } from 'node:path';
import { parseJson } from '../../internal/json-copy';
import { compileModule, isInSandbox, syntaxProblem, toSource } from './source';

/** A module that is being evaluated, or was evaluated. */
interface LoadedModule {
  exports: unknown;
}

/** The modules that are loaded anew for one evaluation of a lambda's file, by path. */
export type Generation = Map<string, LoadedModule>;

const PACKAGE = 'lp-faas-toolbelt';

/**
 * Evaluates a CommonJS module.
 *
 * @param generation when given, the modules that the file requires are loaded anew into it, except for packages
 * @returns the exports of the module, and the value that its body returns
 * @throws every error that the module throws
 */
export function evaluateModule(
  source: string,
  path: string,
  generation: Generation | undefined,
): { exports: unknown; returned: unknown } {
  const body = compileModule(source, path);
  const folder = dirname(path);
  const module = {
    id: path,
    filename: path,
    path: folder,
    loaded: false,
    children: [],
    exports: {} as unknown,
  };
  generation?.set(path, module);
  try {
    const returned = body.call(
      module.exports,
      module.exports,
      requireFor(path, generation),
      module,
      path,
      folder,
    );
    module.loaded = true;
    return { exports: module.exports, returned };
  } catch (error) {
    generation?.delete(path);
    throw error;
  }
}

/** The `require` of a file. In Jest's sandbox this is Jest's `require`, elsewhere Node's. */
function requireFor(path: string, generation: Generation | undefined): NodeJS.Require {
  const usual = createRequire(path);
  const load = (id: string): unknown => {
    // The lambda must get this copy of the toolbelt, which is the configured one; its folder may lead to another copy.
    if (id === PACKAGE || id.startsWith(`${PACKAGE}/`)) return createRequire(__filename)(id);
    return generation ? loadAnew(id, usual, generation) : usual(id);
  };
  return Object.assign(load, usual);
}

function loadAnew(id: string, usual: NodeJS.Require, generation: Generation): unknown {
  const path = usual.resolve(id);
  const known = generation.get(path);
  if (known) return known.exports;
  if (!isOwn(path) || isMocked(id, path, usual)) return usual(id);
  const text = readFileSync(path, 'utf8');
  if (extname(path) === '.json') return parseJson(text);
  const source = toSource(text);
  // This is an ES module, which Node can load, or the source has an error, which Node explains better.
  if (syntaxProblem(source, path)) return usual(id);
  return evaluateModule(source, path, generation).exports;
}

/** Whether a module is the user's own, and of a kind that can be evaluated here. Node's modules and packages are not. */
function isOwn(path: string): boolean {
  const isFile = isAbsolute(path) && !path.includes(`${sep}node_modules${sep}`);
  return isFile && ['.js', '.cjs', '.json'].includes(extname(path));
}

/** Whether Jest mocks a module. Jest keeps mocks out of `require.cache`, so that it returns something else than the cache. */
function isMocked(id: string, path: string, usual: NodeJS.Require): boolean {
  return isInSandbox() && usual(id) !== usual.cache[path]?.exports;
}
