import * as nodeModule from 'node:module';
import { pathToFileURL } from 'node:url';

/** The part of Node's hooks that is used. Node has them since 22.15. */
interface Hooks {
  registerHooks?(hooks: {
    load(
      url: string,
      context: unknown,
      next: (url: string, context: unknown) => unknown,
    ): { format: string; source: string; shortCircuit: boolean } | unknown;
  }): { deregister(): void };
}

/**
 * Lets Node's own loader evaluate a source as the CommonJS file of a path. The module does not stay in Node's cache.
 *
 * @param path a path without symbolic links
 * @returns the module. Undefined when Node is too old, or has loaded the file already.
 */
export function loadByNode(path: string, source: string): NodeJS.Module | undefined {
  const { registerHooks } = nodeModule as Hooks;
  const { cache } = require;
  if (!registerHooks || path in cache) return undefined;
  const url = pathToFileURL(path).href;
  const hooks = registerHooks({
    load: (loaded, context, next) =>
      loaded === url ? { format: 'commonjs', source, shortCircuit: true } : next(loaded, context),
  });
  try {
    nodeModule.createRequire(path)(path);
    return cache[path];
  } finally {
    hooks.deregister();
    delete cache[path];
  }
}
