import { runInThisContext } from 'node:vm';

/**
 * Loads a package with Node's own globals, when a test environment lacks the globals that packages for Node need. Jest's jsdom environment
 * is one: each file that is loaded there gets the globals of a browser, without TextDecoder, ReadableStream and others.
 *
 * @returns undefined when Node's globals are there. The caller then loads the package with `require` as usual.
 */
export function requireOutside(name: string): unknown {
  if (typeof TextDecoder === 'function') return undefined;
  const outside = runInThisContext('globalThis') as typeof globalThis;
  // undici makes itself the dispatcher of every fetch in the process, unless Node's own fetch is loaded first.
  void outside.Response;
  // Jest's `require` and `node:module` load files into its environment. Node's own module does not.
  return outside.process.getBuiltinModule('node:module').createRequire(__filename)(name);
}
