import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { LOCAL_SETTINGS_NAME } from '../../config/defaults';
import { nearName } from '../../internal/wording';
import { FUNCTIONS, foreignEntry, projectFolders } from '../project-files';
import { UsageError } from '../usage-error';

/** The file name of a lambda in its folder, as LivePerson's own command line has it. */
export const ENTRY = 'index.js';
const CONFIG = 'config.json';
/** The sources from which `build` makes that file. When both exist, the source is used. */
const SOURCES = ['index.ts', 'index.mts', 'index.mjs'];

/** A lambda as it was found on disk. */
export interface Target {
  /** Absolute path of its file. */
  readonly file: string;
  /** The path of its `config.json` when the project has the layout of `lpf`. The file may be missing. */
  readonly configPath: string | undefined;
  /** The settings file of its project, if there is one. */
  readonly settingsPath: string | undefined;
}

/**
 * Finds a lambda on disk.
 *
 * @param argument a file, a folder with an index.js, or the name of a function. A function is looked for in `functions/` of the working
 *   directory and of the folders above it in the same project (docs/platform.md, "Local projects").
 * @throws UsageError that names the places where it looked. Also for a function that another user can change, unless the argument is its
 *   path.
 */
export function findTarget(argument: string, cwd: string): Target {
  const file = findFile(argument, cwd);
  const folder = dirname(file);
  const isLpf = [ENTRY, ...SOURCES].includes(basename(file)) && basename(dirname(folder)) === FUNCTIONS;
  return {
    file,
    configPath: isLpf ? join(folder, CONFIG) : undefined,
    settingsPath: findSettings(folder) ?? findSettings(cwd),
  };
}

function findFile(argument: string, cwd: string): string {
  const path = resolve(cwd, argument);
  const named = isFile(path) ? path : entryOf(path);
  if (named !== undefined) return isPath(argument) ? named : ours(named, cwd, cwd);
  if (argument === '' || isPath(argument)) {
    const folder = isFolder(path) ? `the folder ${path} has no ${ENTRY}` : `there is no file ${path}`;
    throw new UsageError(argument === '' ? 'the name of the function is empty' : folder);
  }
  const projects = projectFolders(cwd);
  for (const home of projects) {
    const file = entryOf(join(home, FUNCTIONS, argument));
    if (file !== undefined) return ours(file, home, cwd);
  }
  const folders = projects.map((project) => join(project, FUNCTIONS));
  throw new UsageError(notFound(argument, path, folders));
}

/**
 * The file. It is refused when the user gave only a name, and another user could have put there the file or the `config.json` beside it,
 * whose variables reach the process of the lambda.
 */
function ours(file: string, home: string, cwd: string): string {
  const parts = [file, join(dirname(file), CONFIG)].filter(isFile);
  const foreign = parts.map((part) => [part, foreignEntry(home, part)] as const).find(([, entry]) => entry);
  if (foreign?.[1] === undefined) return file;
  const [part, { path, reason }] = foreign;
  const named = relative(cwd, file);
  throw new UsageError(
    `${part} may be the work of another user (${path}: ${reason}). To run it anyway, give its path: ` +
      `${named.includes(sep) ? named : `.${sep}${named}`}`,
  );
}

/**
 * Checks that no other user can change the settings of a lambda, because they hold its whitelist and its secrets. The owner of the lambda
 * may change them, because that user's code runs anyway.
 * @throws UsageError that names the file
 */
export function checkSettingsOwner({ file, settingsPath }: Target): void {
  if (settingsPath === undefined) return;
  const home = dirname(settingsPath);
  for (const path of [settingsPath, join(home, LOCAL_SETTINGS_NAME)].filter(isFile)) {
    const foreign = foreignEntry(home, path, [statSync(file).uid]);
    if (foreign === undefined) continue;
    throw new UsageError(
      `the settings ${path} may be the work of another user (${foreign.path}: ${foreign.reason}). ` +
        'To use them anyway, name them in the variable LP_FAAS_SETTINGS',
    );
  }
}

/** Whether the argument can only be a path: it has a slash or an extension. Any other word may name a function. */
function isPath(argument: string): boolean {
  return argument.includes('/') || argument.includes(sep) || extname(argument) !== '';
}

function notFound(name: string, path: string, folders: readonly string[]): string {
  const names = folders.flatMap(functionsIn);
  const near = nearName(name, names);
  const known = [...new Set(names)].sort().join(', ');
  const advice = near === undefined ? known && `. Functions here: ${known}` : `. Did you mean "${near}"?`;
  return (
    `there is no file ${path}, and no ${FUNCTIONS}/${name}/${ENTRY} in the working directory or above it` +
    advice
  );
}

/** The names of the functions in a folder. The folder may be missing. */
export function functionsIn(folder: string): string[] {
  if (!isFolder(folder)) return [];
  return readdirSync(folder).filter((name) => entryOf(join(folder, name)) !== undefined);
}

/** The file of the function in a folder, if there is one. */
export function entryOf(folder: string): string | undefined {
  return [...SOURCES, ENTRY].map((name) => join(folder, name)).find(isFile);
}

/** The path of the nearest `functions/settings.json`. That file may be missing when there is a `settings.local.json`. */
function findSettings(from: string): string | undefined {
  const folder = projectFolders(from)
    .map((parent) => join(parent, FUNCTIONS))
    .find((candidate) =>
      ['settings.json', LOCAL_SETTINGS_NAME].some((name) => isFile(join(candidate, name))),
    );
  return folder && join(folder, 'settings.json');
}

function isFile(path: string): boolean {
  return statOf(path)?.isFile() ?? false;
}

function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory() ?? false;
}

/** Undefined when there is nothing at the path. Also for a path below a file, or in a folder that may not be read. */
function statOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
