import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, isAbsolute, sep } from 'node:path';
import { compileModule, isInSandbox, syntaxProblem, toSource } from './lambda-source';

/** A module under way or done. */
interface LoadedModule {
  exports: unknown;
}

/** Modules that were loaded anew together, by path. */
export type Generation = Map<string, LoadedModule>;

const PACKAGE = 'lp-faas-toolbelt';

/**
 * Evaluates a CommonJS module.
 *
 * @param generation when given, the modules that it requires and that are not packages are loaded anew into it
 * @returns what it exports, and what its body returns
 * @throws what the module throws
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

/** The `require` of a file: that of Node, or of Jest in its sandbox. */
function requireFor(path: string, generation: Generation | undefined): NodeJS.Require {
  const usual = createRequire(path);
  const load = (id: string): unknown => {
    // The lambda gets the toolbelt that this kit sets up, also where its own folder would lead to another copy.
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
  if (extname(path) === '.json') return JSON.parse(text.replace(/^\uFEFF/, ''));
  const source = toSource(text);
  // An ES module, or an error that Node explains better.
  if (syntaxProblem(source, path)) return usual(id);
  return evaluateModule(source, path, generation).exports;
}

/** Not built in, not a package, and of a kind that can be evaluated here. */
function isOwn(path: string): boolean {
  const isFile = isAbsolute(path) && !path.includes(`${sep}node_modules${sep}`);
  return isFile && ['.js', '.cjs', '.json'].includes(extname(path));
}

/** Jest keeps the modules that it mocks out of the cache; what it gives for others is what is there. */
function isMocked(id: string, path: string, usual: NodeJS.Require): boolean {
  return isInSandbox() && usual(id) !== usual.cache[path]?.exports;
}
