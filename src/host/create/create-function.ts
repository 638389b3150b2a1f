import { lstatSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ErrorCodes, ToolbeltError } from '../../errors';
import { isRecord } from '../../internal/is-record';
import { isLink, linkOnTheWay, type WriteOptions, writeForeignFile } from '../../internal/node/foreign-files';
import { nearName } from '../../internal/wording';
import type { CreatedFunction, NewFunction, TemplateInfo } from '../observe/types';
import { readJsonFile } from '../project/json-file';
import { eventOf, functionFiles, TEMPLATES } from './function-files';

/** The names that LivePerson accepts for a function (docs/platform.md, "Limits of a function"). */
const NAME = /^[A-Za-z\d]{1,50}$/;
const MAX_DESCRIPTION = 100;
const DOMAIN = /^(\*\.)?([a-z\d]([a-z\d-]*[a-z\d])?\.)+[a-z\d-]+$/i;
const OWNER_ONLY = 0o600;
const LOCAL_SETTINGS = 'functions/settings.local.json';
/** What keeps secrets out of git. */
const GITIGNORE = 'node_modules/\nsettings.local.json\n.settings*.tmp\nsettings*.json.lock*\n';

/** The templates, as a window for creating functions shows them. */
export function templateInfos(): TemplateInfo[] {
  return TEMPLATES.map((template) => {
    const { id, title, description, domains = [], source } = template;
    return { id, title, event: eventOf(template), description, domains: [...domains], source };
  });
}

/**
 * Writes a function of a template: its file, its config.json, a test, and the entries of the settings files that it
 * needs. Nothing is overwritten.
 *
 * @param root the folder of the project
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for an order that is wrong and a name that is taken,
 *   `INVALID_CONFIGURATION` for a settings file that is malformed. Nothing is written then.
 */
export function createFunction(root: string, order: NewFunction): CreatedFunction {
  const { name, template: id, domains = [] } = order;
  if (typeof name !== 'string' || !NAME.test(name)) {
    throw invalid(`the name needs 1 to 50 letters and digits, found ${JSON.stringify(name)}`);
  }
  const template = TEMPLATES.find((candidate) => candidate.id === id);
  if (!template) throw invalid(unknownTemplate(String(id)));
  const { description = template.description } = order;
  if (typeof description !== 'string' || description.length > MAX_DESCRIPTION) {
    throw invalid(`the description is a text of at most ${MAX_DESCRIPTION} characters`);
  }
  const wrong = Array.isArray(domains) ? domains.find((domain) => !DOMAIN.test(domain)) : domains;
  if (wrong !== undefined) {
    throw invalid(`${JSON.stringify(wrong)} is not a domain: write a host such as api.example.com`);
  }
  const files = functionFiles(template, name, description);
  refuseLinks(files.flatMap(({ path }) => linkOnTheWay(root, path) ?? []));
  const taken = [join('functions', name), ...files.map(({ path }) => path)].find((path) =>
    exists(join(root, path)),
  );
  if (taken !== undefined) {
    throw invalid(`${taken} exists, and names of functions are unique. Choose another name`);
  }
  const settings = [
    withEntries(root, 'functions/settings.json', 'whitelist', [...(template.domains ?? []), ...domains]),
    withEntries(root, LOCAL_SETTINGS, 'secrets', secretEntries(template.secrets)),
  ].flatMap((file) => file ?? []);
  refuseLinks(settings.map(({ path }) => path).filter((path) => isLink(join(root, path))));
  for (const { path, text } of files) write(join(root, path), text, { isNew: true });
  for (const { path, text, mode } of settings) write(join(root, path), text, { mode });
  const ignored = settings.some(({ path }) => path === LOCAL_SETTINGS) ? ignoreSecrets(root) : [];
  return { name, files: [...files, ...settings, ...ignored].map(({ path }) => path) };
}

/** Also true for a link that leads nowhere. */
function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A part of the path is no folder.
    return false;
  }
}

function refuseLinks(links: readonly string[]): void {
  if (links[0] !== undefined) throw invalid(`${links[0]} is a link, and the text would land elsewhere`);
}

/** A settings file with further entries in one of its lists; undefined when it has them all. */
function withEntries(
  root: string,
  path: string,
  key: 'whitelist' | 'secrets',
  entries: readonly unknown[],
): { path: string; text: string; mode: number } | undefined {
  const file = readJsonFile(join(root, path));
  const content = file === undefined ? {} : file.value;
  if (!isRecord(content)) throw file?.problem([], 'expected an object') ?? invalid(`${path} is no object`);
  const list = content[key] ?? [];
  if (!Array.isArray(list))
    throw file?.problem([key], 'expected an array') ?? invalid(`${path} has no list ${key}`);
  const nameOf = (entry: unknown): unknown => (isRecord(entry) ? entry.key : entry);
  const known = new Set(list.map(nameOf));
  const missing = entries.filter((entry) => !known.has(nameOf(entry)));
  if (missing.length === 0) return undefined;
  const text = `${JSON.stringify({ ...content, [key]: [...list, ...missing] }, null, 2)}\n`;
  return { path, text, mode: key === 'secrets' ? OWNER_ONLY : 0o666 };
}

function secretEntries(
  secrets: Readonly<Record<string, unknown>> = {},
): Array<{ key: string; value: unknown }> {
  return Object.entries(secrets).map(([key, value]) => ({ key, value }));
}

/** Writes a .gitignore when the project has none. */
function ignoreSecrets(root: string): Array<{ path: string }> {
  const path = '.gitignore';
  if (exists(join(root, path))) return [];
  write(join(root, path), GITIGNORE, { isNew: true });
  return [{ path }];
}

function write(path: string, text: string, options: WriteOptions): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeForeignFile(path, text, options);
  } catch (error) {
    throw invalid(`${path} cannot be written: ${(error as Error).message}`);
  }
}

function unknownTemplate(id: string): string {
  const ids = TEMPLATES.map((template) => template.id);
  const near = nearName(id, ids);
  const advice = near === undefined ? `Known are ${ids.join(', ')}` : `Did you mean "${near}"?`;
  return `there is no template ${JSON.stringify(id)}. ${advice}`;
}

function invalid(text: string): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `The function was not created: ${text}.`);
}
