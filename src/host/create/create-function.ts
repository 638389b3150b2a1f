import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ErrorCodes, ToolbeltError } from '../../errors';
import { isRecord } from '../../internal/is-record';
import {
  exists,
  isLink,
  linkOnTheWay,
  readForeignFile,
  writeForeignFile,
} from '../../internal/node/foreign-files';
import type { CreatedFunction, NewFunction, TemplateInfo } from '../observe/types';
import { readJsonFile } from '../project/json-file';
import { eventOf, functionFiles, type NewFile, TEMPLATES } from './function-files';
import {
  descriptionProblem,
  domainsProblem,
  nameProblem,
  orderProblem,
  type PartialOrder,
  takenProblem,
  templateProblem,
} from './order';

export { descriptionProblem, domainsProblem, nameProblem, takenProblem, templateProblem } from './order';

const OWNER_ONLY = 0o600;
const LOCAL_SETTINGS = 'functions/settings.local.json';
/** The lines of .gitignore that keep secrets out of git. */
const SECRETS = 'settings.local.json\n.settings*.tmp\nsettings*.json.lock*\n';

/** The templates, in the form that a window for new functions shows. */
export function templateInfos(): TemplateInfo[] {
  return TEMPLATES.map((template) => {
    const { id, title, description, domains = [], source } = template;
    return { id, title, event: eventOf(template), description, domains: [...domains], source };
  });
}

/** A file that is to be written. */
export interface PlannedFile extends NewFile {
  /** Permissions. Without them, the system's default applies. */
  readonly mode?: number;
  /** Whether the file exists already, and only gets further entries. */
  readonly isExtended?: boolean;
}

/**
 * Writes a function from a template: its file, its config.json, a test, and the entries that it needs in the settings files. Nothing is
 * overwritten.
 *
 * @param root the folder of the project
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for an order that is wrong and a name that is taken, `INVALID_CONFIGURATION`
 *   for a settings file that is malformed. Nothing is written then.
 */
export function createFunction(root: string, order: NewFunction): CreatedFunction {
  const files = plannedFunction(root, order);
  const problem = takenProblem(root, order.name);
  if (problem !== undefined) throw invalid(problem);
  writeFiles(root, files);
  return { name: order.name, files: files.map(({ path }) => path) };
}

/**
 * Checks the known parts of an order, as `createFunction` does it for all parts.
 * @throws ToolbeltError as `createFunction` does
 */
export function checkOrder(root: string, order: PartialOrder): void {
  const problem = orderProblem(root, order);
  if (problem !== undefined) throw invalid(problem);
}

/**
 * The files of a function from a template, as `createFunction` writes them.
 * @param secrets values that replace those of the template
 * @throws ToolbeltError as `createFunction` does, but not for a name that is taken
 */
export function plannedFunction(
  root: string,
  order: NewFunction,
  secrets: Readonly<Record<string, unknown>> = {},
): PlannedFile[] {
  const { name, template: id, domains = [] } = order;
  const template = TEMPLATES.find((candidate) => candidate.id === id);
  const { description = template?.description ?? '' } = order;
  const problem =
    nameProblem(name) ?? templateProblem(id) ?? descriptionProblem(description) ?? domainsProblem(domains);
  if (problem !== undefined || !template) throw invalid(problem ?? '');
  const settings = [
    withEntries(root, 'functions/settings.json', 'whitelist', [...(template.domains ?? []), ...domains]),
    withEntries(root, LOCAL_SETTINGS, 'secrets', secretEntries({ ...template.secrets, ...secrets })),
  ].flatMap((file) => file ?? []);
  const hasSecrets = settings.some(({ path }) => path === LOCAL_SETTINGS);
  return [...functionFiles(template, name, description), ...settings, ...(hasSecrets ? ignored(root) : [])];
}

/**
 * Writes files of a project. Nothing is written when one of them exists, or when a link is part of one of the paths.
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that names these files, or the file that cannot be written
 */
export function writeFiles(root: string, files: readonly PlannedFile[]): void {
  for (const { path } of files) {
    const file = join(root, path);
    const link = writing(file, () => linkOnTheWay(root, path) ?? (isLink(file) ? path : undefined));
    if (link !== undefined) throw invalid(`${link} is a link, so the file would be written to another place`);
  }
  const existing = files.filter(({ path, isExtended }) => !isExtended && exists(join(root, path)));
  if (existing.length > 0) {
    const names = existing.map(({ path }) => path).join(', ');
    throw invalid(`these exist in ${root}: ${names}. Move them away, or choose another name or folder`);
  }
  for (const { path, text, mode = 0o666, isExtended = false } of files) {
    const file = join(root, path);
    writing(file, () => {
      mkdirSync(dirname(file), { recursive: true });
      writeForeignFile(file, text, { mode, isNew: !isExtended });
    });
  }
}

/** One step of writing a file. Its error names the file. */
function writing<Result>(file: string, step: () => Result): Result {
  try {
    return step();
  } catch (error) {
    throw new ToolbeltError(
      ErrorCodes.Toolbelt.INVALID_ARGUMENT,
      `Cannot write ${file}: ${(error as Error).message}.`,
      error,
    );
  }
}

/** A settings file with further entries in one of its lists. Undefined when the list has them all already. */
function withEntries(
  root: string,
  path: string,
  key: 'whitelist' | 'secrets',
  entries: readonly unknown[],
): PlannedFile | undefined {
  const file = readJsonFile(join(root, path));
  const content = file === undefined ? {} : file.value;
  if (!isRecord(content)) throw file?.problem([], 'expected an object') ?? invalid(`${path} is no object`);
  const list = content[key] ?? [];
  if (!Array.isArray(list))
    throw file?.problem([key], 'expected an array') ?? invalid(`${path} has no list ${key}`);
  const nameOf = (entry: unknown): unknown => (isRecord(entry) ? entry.key : entry);
  const known = new Set(list.map(nameOf));
  const missing = entries.filter(
    (entry, index) =>
      !known.has(nameOf(entry)) && entries.findIndex((other) => nameOf(other) === nameOf(entry)) === index,
  );
  if (missing.length === 0) return undefined;
  const text = `${JSON.stringify({ ...content, [key]: [...list, ...missing] }, null, 2)}\n`;
  return { path, text, isExtended: file !== undefined, ...(key === 'secrets' && { mode: OWNER_ONLY }) };
}

function secretEntries(
  secrets: Readonly<Record<string, unknown>> = {},
): Array<{ key: string; value: unknown }> {
  return Object.entries(secrets).map(([key, value]) => ({ key, value }));
}

/** The .gitignore that keeps secrets out of git. Nothing when the present .gitignore does so already. */
function ignored(root: string): PlannedFile[] {
  const path = '.gitignore';
  let text: string | undefined;
  try {
    // The target of a link may belong to another project.
    if (isLink(join(root, path))) return [];
    text = readForeignFile(join(root, path));
  } catch (error) {
    throw invalid(`${path} cannot be read: ${(error as Error).message}`);
  }
  if (text === undefined) return [{ path, text: `node_modules/\n${SECRETS}` }];
  if (/^(?!#|!).*settings\.local\.json\s*$/m.test(text)) return [];
  return [{ path, text: `${text.replace(/(?<=.)$/, '\n')}${SECRETS}`, isExtended: true }];
}

function invalid(text: string): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `Nothing was written: ${text}.`);
}
