import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../usage-error';

const FUNCTIONS = 'functions';
const ENTRIES = ['index.js', 'index.ts', 'index.mjs', 'index.cjs'];

/** A function that is to be rewritten. */
export interface MigrationTarget {
  /** Absolute path of its file. */
  readonly file: string;
  /** The folder of the function in a project of `lpf`: `functions/<name>`. Undefined for a single file. */
  readonly folder: string | undefined;
  /** The folder that the user named. For a file, the folder of the file. */
  readonly home: string;
}

/**
 * The functions for the arguments: a file, the folder of a function, the folder `functions`, or a project.
 * @throws UsageError that names what was not found
 */
export function findTargets(args: readonly string[], cwd: string): MigrationTarget[] {
  const found = (args.length === 0 ? ['.'] : args).flatMap((argument) => targetsOf(argument, cwd));
  return [...new Map(found.map((target) => [target.file, target])).values()];
}

function targetsOf(argument: string, cwd: string): MigrationTarget[] {
  const path = resolve(cwd, argument);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) throw new UsageError(`there is no file or folder ${path}`);
  if (stat.isFile()) return [target(path, dirname(path))];
  const own = entryOf(path);
  if (own !== undefined) return [target(own, path)];
  const folder = basename(path) === FUNCTIONS ? path : join(path, FUNCTIONS);
  const names = existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder).sort() : [];
  const files = names.flatMap((name) => entryOf(join(folder, name)) ?? []);
  if (files.length > 0) return files.map((file) => target(file, path));
  throw new UsageError(
    `${path} has no functions: name a file, a folder with an index.js, or a project with ${FUNCTIONS}/`,
  );
}

function entryOf(folder: string): string | undefined {
  return ENTRIES.map((name) => join(folder, name)).find(
    (file) => existsSync(file) && statSync(file).isFile(),
  );
}

function target(file: string, home: string): MigrationTarget {
  const folder = dirname(file);
  const isLpf = ENTRIES.includes(basename(file)) && basename(dirname(folder)) === FUNCTIONS;
  return { file, folder: isLpf ? folder : undefined, home };
}
