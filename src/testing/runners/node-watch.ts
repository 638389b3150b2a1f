import { existsSync, realpathSync } from 'node:fs';
import { loadByNode } from './node-loader';

const told = new Set<string>();

/**
 * Tells `node --test --watch` about the file of a lambda. Node watches the files that its own loader loads. The loader gets an empty module
 * here, so nothing of the file is evaluated.
 */
export function tellWatchMode(target: string): void {
  // A process that is watched has a channel to its parent.
  if (process.send === undefined || told.has(target)) return;
  told.add(target);
  try {
    loadByNode(existsSync(target) ? realpathSync(target) : target, '');
  } catch {
    // The file is missing, or Node cannot load files of its kind. The loader of lambdas explains this better.
  }
}
