import { realpathSync } from 'node:fs';
import { asNamespace } from '../../runtime/load/links';
import type { TestRunner } from '../../runtime/load/runner';
import type { ModuleBody } from '../../runtime/load/source';

/** The key of the symbol under which the plugin puts vitest's `import`. */
export const IMPORT = 'lp-faas-toolbelt.import';
/** What the plugin adds to the path of a file whose body is wanted. */
export const QUERY = '?lp-faas-body';

type Namespace = Record<string, unknown>;

/** What the plugin makes of the file of a lambda. */
export interface LambdaModule {
  /** Missing when vitest cannot run the file as the platform does. */
  readonly body?: ModuleBody;
  /** The modules that the file names. */
  readonly modules?: Readonly<Record<string, () => Promise<Namespace>>>;
}

/** vitest as a runner of a lambda's file, when its configuration has the plugin. */
export function vitestRunner(target: string): Promise<TestRunner | undefined> | undefined {
  const load = (globalThis as Record<symbol, unknown>)[Symbol.for(IMPORT)];
  return typeof load === 'function' ? runnerOf(target, (path) => load(path) as Promise<unknown>) : undefined;
}

async function runnerOf(
  target: string,
  load: (path: string) => Promise<unknown>,
): Promise<TestRunner | undefined> {
  const path = realpathSync(target);
  const { body, modules = {} } = (await load(path + QUERY)) as LambdaModule;
  if (!body) return undefined;
  const loaded = new Map<string, Namespace>();
  for (const [id, loadModule] of Object.entries(modules)) loaded.set(id, await loadModule());
  return {
    bodyOf: (file) => (file === path ? body : undefined),
    replacementOf(id, from, usual) {
      const namespace = from === path ? loaded.get(id) : undefined;
      if (namespace === undefined) return undefined;
      const exports = toExports(namespace);
      const known = usual.cache[usual.resolve(id)]?.exports;
      return exports === known ? undefined : { exports };
    },
  };
}

/** What `require` gives: of a CommonJS module, its namespace has the exports as default and their names besides. */
function toExports(namespace: Namespace): unknown {
  const { default: whole } = 'default' in namespace ? namespace : {};
  const others = Object.keys(namespace).filter((name) => name !== 'default' && name !== 'module.exports');
  const isCommonJs =
    'default' in namespace && others.every((name) => Object(whole)[name] === namespace[name]);
  return isCommonJs ? whole : asNamespace(namespace);
}
