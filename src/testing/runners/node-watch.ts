import { existsSync, realpathSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { pathToFileURL } from 'node:url';
import { isInSandbox } from '../../runtime/load/source';

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

const told = new Set<string>();

/**
 * Tells `node --test --watch` about the file of a lambda. Node watches the files that its own loader loads. The loader gets an empty module
 * here, so nothing of the file is evaluated.
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
    // The file is missing, or Node cannot load files of its kind. The loader of lambdas explains this better.
  } finally {
    hooks.deregister();
    delete require.cache[path];
  }
}
