import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { types } from 'node:util';
import type { EsModuleLinks } from './es-module';

type Namespace = Record<string, unknown>;

const namespaces = new WeakSet<object>();

/**
 * The exports of an ES module that is about to be evaluated, and the functions that its body needs for `import` and `export`. As in Node,
 * the default of a CommonJS module is `module.exports`.
 */
export function createLinks(
  path: string,
  require: NodeJS.Require,
): { namespace: Namespace; links: EsModuleLinks } {
  const namespace: Namespace = Object.create(null);
  Object.defineProperty(namespace, Symbol.toStringTag, { value: 'Module' });
  // CommonJS modules that were made by compilers check this property.
  Object.defineProperty(namespace, '__esModule', { value: true });
  namespaces.add(namespace);
  const url = pathToFileURL(path).href;
  const resolve = (id: string) => pathToFileURL(require.resolve(id)).href;
  const give: EsModuleLinks['give'] = (getters) => {
    for (const [name, get] of Object.entries(getters)) {
      if (!Object.hasOwn(namespace, name)) Object.defineProperty(namespace, name, { get, enumerable: true });
    }
  };
  const links: EsModuleLinks = {
    meta: { url, filename: path, dirname: dirname(path), resolve },
    from: (id, names) => pick(require(id), names, id),
    all: (id) => toNamespace(require(id)),
    later: async (id) => toNamespace(require(String(id))),
    give,
    giveAll: (all) => {
      const { default: _, ...names } = all;
      give(Object.fromEntries(Object.keys(names).map((name) => [name, () => all[name]])));
    },
  };
  return { namespace, links };
}

/** Makes an object count as the namespace of an ES module with a property `default`. */
export function asNamespace<Value extends object>(value: Value): Value {
  namespaces.add(value);
  return value;
}

function pick(loaded: unknown, names: readonly string[], id: string): Namespace {
  const isModule = isNamespace(loaded);
  const has = (name: string) => (name === 'default' && !isModule) || name in Object(loaded);
  const missing = names.find((name) => !has(name));
  if (missing !== undefined) {
    throw new SyntaxError(
      `The requested module '${id}' does not provide an export named '${missing}'. Names of types are imported with ` +
        '"import type".',
    );
  }
  if (isModule) return loaded;
  const value = loaded as Namespace;
  return Object.fromEntries(names.map((name) => [name, name === 'default' ? loaded : value[name]]));
}

function toNamespace(loaded: unknown): Namespace {
  return isNamespace(loaded) ? loaded : { ...(loaded as Namespace), default: loaded };
}

function isNamespace(value: unknown): value is Namespace {
  return types.isModuleNamespaceObject(value) || namespaces.has(value as object);
}
