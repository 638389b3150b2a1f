import { existsSync, realpathSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { pathToFileURL } from 'node:url';
import { isInSandbox } from '../../runtime/load/source';

/** What is used of Node's hooks, which Node has since 22.15. */
interface Hooks {
  registerHooks?(hooks: {
    load(
      url: string,
      context: unknown,
      next: (url: string, context: unknown) => unknown,
    ): { format: string; source: string; shortCircuit: boolean } | unknown;
  }): { deregister(): void };
}

const told = new Set<string>();

/**
 * Lets `node --test --watch` know the file of a lambda: it learns what Node's own loader loads. The loader gets an empty
 * module here, so nothing of the file is evaluated.
 */
export function tellWatchMode(target: string): void {
  const { registerHooks } = nodeModule as Hooks;
  // A process that is watched has a channel to its parent.
  if (process.send === undefined || !registerHooks || isInSandbox() || told.has(target)) return;
  told.add(target);
  const path = existsSync(target) ? realpathSync(target) : target;
  if (path in require.cache) return;
  const url = pathToFileURL(path).href;
  const hooks = registerHooks({
    load: (loaded, context, next) =>
      loaded === url ? { format: 'commonjs', source: '', shortCircuit: true } : next(loaded, context),
  });
  try {
    nodeModule.createRequire(path)(path);
  } catch {
    // The file is missing, or Node does not load one of its kind. Then the loader of lambdas has better words for it.
  } finally {
    hooks.deregister();
    delete require.cache[path];
  }
}
