import { existsSync, readdirSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { Misuse } from '../runtime/misuse';
import { nameHint } from './name-hint';

const FUNCTIONS = 'functions';
const ENTRIES = ['index.js', 'index.cjs', 'index.ts', 'index.mts', 'index.mjs'];

/**
 * The file of a lambda. A path stays as it is. A name means a function in the folder `functions` of the working directory or of a folder
 * above it (docs/platform.md, "Local projects").
 * @throws Misuse for a name without a function, with the names that exist
 */
export function findFunction(target: string): string {
  if (/[\\/:]/.test(target) || extname(target) !== '') return target;
  const folders = withParents(process.cwd()).map((folder) => join(folder, FUNCTIONS));
  const files = folders.flatMap((folder) => ENTRIES.map((entry) => join(folder, target, entry)));
  const found = files.find((file) => existsSync(file));
  if (found !== undefined) return found;
  const known = folders.filter((folder) => existsSync(folder)).flatMap((folder) => readdirSync(folder));
  throw new Misuse(
    `there is no ${join(FUNCTIONS, target, 'index.js')} in ${process.cwd()} or above it${nameHint(target, known)}.`,
  );
}

function withParents(folder: string): string[] {
  const parent = dirname(resolve(folder));
  return parent === folder ? [folder] : [folder, ...withParents(parent)];
}
