import * as nodeModule from 'node:module';

/** What Node 22 has, and Node 20 has not. */
interface CompileCache {
  enableCompileCache?(): unknown;
  flushCompileCache?(): void;
}

/**
 * Lets Node keep compiled code from one start to the next, as npm does, in its own folder for temporary files.
 * @returns writes now what is new: a process that is killed would not write it
 */
export function keepCompiledCode(): () => void {
  const { enableCompileCache, flushCompileCache } = nodeModule as CompileCache;
  enableCompileCache?.();
  return () => flushCompileCache?.();
}
