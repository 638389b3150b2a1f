import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { ErrorCodes, ToolbeltError } from '../../errors';
import { readForeignFile } from '../../internal/node/foreign-files';
import type { KnownFunction } from '../../runtime/invocation-api/types';
import { type FunctionConfig, functionConfig } from './function-config';
import { functionId } from './function-id';
import { readJsonFile } from './json-file';

const FUNCTIONS = 'functions';
const CONFIG = 'config.json';
/** The names of files that may hold a function. The first one that exists is used. */
const ENTRIES = ['index.js', 'index.cjs', 'index.mjs', 'index.ts', 'index.mts'];

/** A function of a project. */
export interface ProjectFunction extends KnownFunction {
  readonly folder: string;
  /** Absolute path of its file. */
  readonly file: string;
  readonly config: FunctionConfig;
}

/** A project in the layout of `lpf` (docs/platform.md, "Local projects"). */
export interface Project {
  /** The folder that holds `functions`. */
  readonly root: string;
  /** The folder `functions`. */
  readonly folder: string;
  /** The functions, sorted by name. */
  readonly functions: readonly ProjectFunction[];
}

/** A project, and what is wrong with the configuration of its functions. */
export interface ReadProject extends Project {
  readonly problems: readonly Error[];
}

/**
 * Reads the functions of a project. A function whose config.json is wrong, or has the id or the name of another function, is as it was
 * before. When it is new, it is left out.
 * @param folder the folder of the project, or its folder `functions`
 * @param before the functions that were read the last time. No two of them have the same id or name.
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` when there is no such folder or it has no functions
 */
export function readProject(
  folder: string,
  accountId: string,
  before: readonly ProjectFunction[] = [],
): ReadProject {
  const functionsFolder = findFunctions(resolve(folder));
  const former = new Map(before.map((known) => [known.folder, known]));
  const problems: Error[] = [];
  let functions = readdirSync(functionsFolder)
    .sort()
    .flatMap((name) => {
      const own = join(functionsFolder, name);
      try {
        return readFunction(own, accountId) ?? [];
      } catch (error) {
        problems.push(error as Error);
        return former.get(own) ?? [];
      }
    });
  if (functions.length === 0 && problems.length === 0) throw withoutFunctions(functionsFolder);
  // A function that is as it was before may have the id that another one has taken since.
  for (let pair = findTwins(functions); pair; pair = findTwins(functions)) {
    const { twins, problem } = pair;
    problems.push(problem);
    functions = functions.flatMap((known) =>
      twins.includes(known) ? (former.get(known.folder) ?? []) : known,
    );
  }
  return { root: dirname(functionsFolder), folder: functionsFolder, functions, problems };
}

function findFunctions(folder: string): string {
  const inside = join(folder, FUNCTIONS);
  if (isFolder(inside)) return inside;
  if (!isFolder(folder)) throw invalid(`There is no folder ${folder}. Name the folder of your project.`);
  if (basename(folder) === FUNCTIONS) return folder;
  throw withoutFunctions(inside);
}

function readFunction(folder: string, accountId: string): ProjectFunction | undefined {
  const file = isFolder(folder) ? ENTRIES.map((entry) => join(folder, entry)).find(isFile) : undefined;
  if (file === undefined) return undefined;
  const config = functionConfig(readJsonFile(join(folder, CONFIG)));
  const name = config.name ?? basename(folder);
  const { event, description, skills } = config;
  const isOfV2 = config.isOfV2 || /^(import|export)\b/m.test(sourceOf(file));
  return {
    uuid: config.uuid ?? functionId(accountId, name),
    name,
    description,
    // This is a guess until the file is loaded.
    form: isOfV2 ? 'v2' : 'v1',
    ...(event !== undefined && { eventId: event }),
    ...(skills.length > 0 && { skills }),
    folder,
    file,
    config,
  };
}

/** @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_CONFIGURATION` when it cannot be read */
export function sourceOf(file: string): string {
  try {
    return readForeignFile(file) ?? '';
  } catch (error) {
    const text = `${file} cannot be read: ${(error as Error).message}.`;
    throw new ToolbeltError(ErrorCodes.Toolbelt.INVALID_CONFIGURATION, text);
  }
}

/** Two functions with the same id or name, if there are any. */
function findTwins(
  functions: readonly ProjectFunction[],
): { twins: readonly ProjectFunction[]; problem: Error } | undefined {
  for (const key of ['uuid', 'name'] as const) {
    const seen = new Map<string, ProjectFunction>();
    for (const known of functions) {
      const other = seen.get(known[key].toLowerCase());
      if (other !== undefined) {
        const files = [other, known].map((twin) => join(twin.folder, CONFIG)).join(' and ');
        const text = `Two functions have the ${key === 'uuid' ? 'id' : key} ${known[key]}: ${files}. Change "${key}" in one of them.`;
        const problem = new ToolbeltError(ErrorCodes.Toolbelt.INVALID_CONFIGURATION, text);
        return { twins: [other, known], problem };
      }
      seen.set(known[key].toLowerCase(), known);
    }
  }
  return undefined;
}

function withoutFunctions(folder: string): ToolbeltError {
  return invalid(
    `There is no function in ${folder}. Make one with "lp-faas-toolbelt new", or name the folder of your project.`,
  );
}

function invalid(message: string): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, message);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
