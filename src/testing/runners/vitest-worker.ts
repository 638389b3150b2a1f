import { existsSync, realpathSync } from 'node:fs';
import { asNamespace } from '../../runtime/load/links';
import type { TestRunner } from '../../runtime/load/runner';
import type { ModuleBody } from '../../runtime/load/source';

/** The key of the symbol under which the plugin puts vitest's `import`. */
export const IMPORT = 'lp-faas-toolbelt.import';
/** The plugin adds this to the path of a file to get its body. */
export const QUERY = '?lp-faas-body';

type Namespace = Record<string, unknown>;

/** The module that the plugin makes of the file of a lambda. */
export interface LambdaModule {
  /** The body. Missing when vitest cannot run the file as the platform does. */
  readonly body?: ModuleBody;
  /** The modules that the file names. */
  readonly modules?: Readonly<Record<string, () => Promise<Namespace>>>;
}

/** A module that vitest has loaded, or why it could not. */
type Loaded = { readonly namespace: Namespace } | { readonly failure: unknown };

/** vitest as a runner of a lambda's file, when its configuration has the plugin. */
export function vitestRunner(target: string): Promise<TestRunner | undefined> | undefined {
  const load = (globalThis as Record<symbol, unknown>)[Symbol.for(IMPORT)];
  // The loader of lambdas explains a missing file better.
  if (typeof load !== 'function' || !existsSync(target)) return undefined;
  return runnerOf(realpathSync(target), (path) => load(path) as Promise<unknown>);
}

async function runnerOf(
  path: string,
  load: (path: string) => Promise<unknown>,
): Promise<TestRunner | undefined> {
  const { body, modules = {} } = (await load(path + QUERY)) as LambdaModule;
  if (!body) return undefined;
  const loaded = new Map<string, Loaded>();
  for (const [id, loadModule] of Object.entries(modules)) {
    const namespace = loadModule().then((namespace) => ({ namespace }));
    loaded.set(id, await namespace.catch((failure: unknown) => ({ failure })));
  }
  return {
    bodyOf: (file) => (file === path ? body : undefined),
    replacementOf(id, from, usual) {
      const found = from === path ? loaded.get(id) : undefined;
      if (!found) return undefined;
      // The failure belongs to the lambda, at the place where the lambda loads the module.
      if ('failure' in found) throw found.failure;
      const exports = toExports(found.namespace);
      return exports === loadedByNode(id, usual) ? undefined : { exports };
    },
  };
}

function loadedByNode(id: string, usual: NodeJS.Require): unknown {
  try {
    return usual.cache[usual.resolve(id)]?.exports;
  } catch {
    // Only vitest finds the module.
    return undefined;
  }
}

/** The value that `require` returns. For a CommonJS module, the namespace has the exports as `default`, and their names in addition. */
function toExports(namespace: Namespace): unknown {
  const { default: whole } = 'default' in namespace ? namespace : {};
  const others = Object.keys(namespace).filter((name) => name !== 'default' && name !== 'module.exports');
  const isCommonJs =
    'default' in namespace && others.every((name) => Object(whole)[name] === namespace[name]);
  return isCommonJs ? whole : asNamespace(namespace);
}
