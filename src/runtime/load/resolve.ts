import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { providedVersion } from './platform-packages';

/** A file of TypeScript may be named by the file that the compiler would make from it. */
const SOURCES_OF: Readonly<Record<string, string>> = { '.js': '.ts', '.mjs': '.mts', '.cjs': '.cts' };
const ENDINGS = ['.ts', '.mts', '.cts', '.mjs', '/index.ts', '/index.mts', '/index.mjs'];

/**
 * The path of a module as Node finds it. Modules of the user are also found in the way of the TypeScript compiler.
 * @throws Node's error when there is no such module
 */
export function resolveOwn(id: string, from: string, usual: NodeJS.Require): string {
  try {
    return usual.resolve(id);
  } catch (error) {
    const found = /^\.{0,2}\//.test(id) ? findSource(resolve(dirname(from), id)) : undefined;
    if (found === undefined) throw error;
    return found;
  }
}

function findSource(path: string): string | undefined {
  const compiled = /\.[cm]?js$/.exec(path)?.[0] ?? '';
  const source = SOURCES_OF[compiled];
  const named = source === undefined ? [] : [path.slice(0, -compiled.length) + source];
  return [...named, ...ENDINGS.map((ending) => path + ending)].find(
    (candidate) => statSync(candidate, { throwIfNoEntry: false })?.isFile() ?? false,
  );
}

/**
 * Adds to Node's error what to install when a package that the platform provides is missing in the project.
 * @returns the same error
 */
export function explainMissing(error: unknown, id: string): unknown {
  const version = providedVersion(id);
  const { code, message, stack } = (error ?? {}) as NodeJS.ErrnoException;
  if (version === undefined || code !== 'MODULE_NOT_FOUND' || !message?.includes(`'${id}'`)) return error;
  const advice = `${id} is not installed here. LivePerson provides it; for local runs: npm install --save-dev ${id}@${version}`;
  return Object.assign(error as Error, { message: advice, stack: stack?.replace(message, advice) });
}
