import * as nodeModule from 'node:module';

/** The part of `node:module` that Node 22 has, and Node 20 does not have. */
interface CompileCache {
  enableCompileCache?(): unknown;
  flushCompileCache?(): void;
}

/**
 * Lets Node keep compiled code from one start to the next, in its own folder for temporary files. npm does the same.
 * @returns a function that writes new code now, because a process that is killed would not write it
 */
export function keepCompiledCode(): () => void {
  const { enableCompileCache, flushCompileCache } = nodeModule as CompileCache;
  enableCompileCache?.();
  return () => flushCompileCache?.();
}
