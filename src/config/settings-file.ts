import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ErrorCodes, ToolbeltError } from '../errors';
import type { TextPosition } from '../internal/json-location';
import { ownProperties } from '../internal/own-properties';
import { formatKeyPath } from '../internal/wording';
import { isCommonSettings } from './common-shapes';
import { LOCAL_SETTINGS_NAME } from './defaults';
import { loadLocations, loadSchemas } from './explanations';

/** The content of the settings files. It is the same object until one of the files changes. */
export interface SettingsFile {
  /** Absolute path of the settings file. The file may be missing. */
  readonly path: string;
  /** Absolute path of the local file that overrides the settings file. The file may be missing. */
  readonly localPath: string;
  /** The paths of those of the two files that exist. */
  readonly existing: readonly string[];
  /** The entries of both files. */
  readonly whitelist: readonly string[];
  /** The values by key. All callers share them, so copy a value before you return it to a user. */
  readonly secrets: ReadonlyMap<string, unknown>;
  /** The file that holds each secret, by key. */
  readonly sources: ReadonlyMap<string, string>;
}

/** An entry of `secrets`. It may have fields that belong to other tools. */
export interface SettingsSecret extends Record<string, unknown> {
  key: string;
  value: unknown;
}

/** The content of one settings file. It may have keys that belong to other tools. */
export interface SettingsContent extends Record<string, unknown> {
  whitelist?: string[];
  secrets?: SettingsSecret[];
}

/** The state of a file when it was last read. */
interface Snapshot {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly inode: number;
  /** False when the file changed so recently that another change could have the same modification time. */
  readonly isSettled: boolean;
  readonly text: string | undefined;
  readonly content: SettingsContent;
}

/** Two changes within one clock tick of the file system, 10 ms at most, have the same modification time. */
const CLOCK_TICK_MS = 50;
const NO_CONTENT: SettingsContent = Object.freeze({});
const MAX_PROBLEMS_SHOWN = 5;
const MAX_DEPTH = 500;

/**
 * Reads the settings file and the local file beside it. They are read again only when their size or time has changed.
 */
export class SettingsLoader {
  #main: Snapshot | undefined;
  #local: Snapshot | undefined;
  #settings: SettingsFile | undefined;

  /**
   * @param path absolute path of the settings file; a missing file counts as empty
   * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_SETTINGS` with path, line, column and key of each mistake
   */
  load(path: string): SettingsFile {
    const localPath = this.#settings?.path === path ? this.#settings.localPath : localPathOf(path);
    const main = refresh(path, this.#main);
    const local = refresh(localPath, this.#local);
    const isSame = main.content === this.#main?.content && local.content === this.#local?.content;
    this.#main = main;
    this.#local = local;
    if (!isSame || this.#settings?.path !== path) this.#settings = merge(main, local);
    return this.#settings;
  }
}

/**
 * Parses and checks the text of a settings file. The text may begin with a byte order mark.
 *
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_SETTINGS`
 */
export function parseSettings(fileText: string, path: string): SettingsContent {
  const text = fileText.startsWith('\uFEFF') ? fileText.slice(1) : fileText;
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    refuseDepth(text, path);
    // The SyntaxError must not be the cause: its message quotes the file, which holds secrets.
    const { path: keyPath, text: explanation, ...position } = loadLocations().findSyntaxError(text, error);
    throw invalid(path, [formatProblem(position, keyPath, explanation)]);
  }
  // The text of a large file is searched only when there is a mistake to find.
  if (isDeeper(content, MAX_DEPTH)) refuseDepth(text, path);
  const problems = isCommonSettings(content) ? [] : loadSchemas().settingsProblems(content);
  if (problems.length === 0) return content as SettingsContent;
  const shown = problems.slice(0, MAX_PROBLEMS_SHOWN);
  throw invalid(
    path,
    shown.map((problem) =>
      formatProblem(loadLocations().locate(text, problem.path), problem.path, problem.text),
    ),
    problems.length - shown.length,
  );
}

/** Refuses a text that is nested too deeply. JSON.parse accepts any depth, but functions that walk through it would overflow the stack. */
function refuseDepth(text: string, path: string): void {
  const position = loadLocations().findDepth(text, MAX_DEPTH);
  if (!position) return;
  const problem = `expected at most ${MAX_DEPTH} arrays and objects within each other, found more`;
  throw invalid(path, [formatProblem(position, [], problem)]);
}

/** Whether more than `depth` arrays and objects are nested. */
function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeper(inner, depth - 1));
}

/** The path of the local file beside a settings file. */
function localPathOf(path: string): string {
  return join(dirname(path), LOCAL_SETTINGS_NAME);
}

/**
 * A snapshot of the file as it is now. Returns the last snapshot when size, time and inode of the file are the same.
 */
function refresh(path: string, last: Snapshot | undefined): Snapshot {
  const known = last?.path === path ? last : undefined;
  const stat = statOf(path);
  if (stat === undefined) return known !== undefined && known.text === undefined ? known : missing(path);
  const isUnchanged =
    known?.isSettled &&
    known.size === stat.size &&
    known.mtimeMs === stat.mtimeMs &&
    known.inode === stat.ino;
  if (isUnchanged) return known;
  const text = readText(path);
  if (text === undefined) return missing(path);
  return {
    path,
    size: stat.size,
    mtimeMs: stat.mtimeMs,
    inode: stat.ino,
    isSettled: Math.abs(Date.now() - stat.mtimeMs) > CLOCK_TICK_MS,
    text,
    content: known?.text === text ? known.content : parseSettings(text, path),
  };
}

function missing(path: string): Snapshot {
  return { path, size: 0, mtimeMs: 0, inode: 0, isSettled: true, text: undefined, content: NO_CONTENT };
}

function statOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    return undefinedIfMissing(path, error);
  }
}

function readText(path: string): string | undefined {
  try {
    return readSettingsText(path);
  } catch (error) {
    return undefinedIfMissing(path, error);
  }
}

/**
 * The text of a settings file.
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_SETTINGS` for a path that is no file, because opening a pipe would wait for ever
 * @throws Error of the file system
 */
export function readSettingsText(path: string): string {
  const stat = statSync(path);
  if (!stat.isFile() && !stat.isDirectory()) throw cannotRead(path, 'this is no regular file');
  return readFileSync(path, 'utf8');
}

function undefinedIfMissing(path: string, error: unknown): undefined {
  if (error instanceof ToolbeltError) throw error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
  const reason = code === 'EISDIR' ? 'this is a folder: expected the settings file itself' : message;
  throw cannotRead(path, reason, error);
}

function cannotRead(path: string, reason: string, cause?: unknown): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_SETTINGS, `Cannot read ${path}: ${reason}`, cause);
}

/** Joins both files. When the settings file itself has the name of the local file, there is only one file. */
function merge(main: Snapshot, local: Snapshot): SettingsFile {
  const snapshots = main.path === local.path ? [main] : [main, local];
  const secrets = new Map<string, unknown>();
  const sources = new Map<string, string>();
  for (const { path, content } of [...snapshots].reverse()) {
    for (const { key, value } of ownProperties(content).secrets ?? []) {
      // The first entry of a key counts, as in the original. The entries of the local file come first.
      if (secrets.has(key)) continue;
      secrets.set(key, value);
      sources.set(key, path);
    }
  }
  return Object.freeze({
    path: main.path,
    localPath: local.path,
    existing: snapshots.filter(({ text }) => text !== undefined).map(({ path }) => path),
    whitelist: Object.freeze(snapshots.flatMap(({ content }) => ownProperties(content).whitelist ?? [])),
    secrets,
    sources,
  });
}

function formatProblem(
  { line, column }: TextPosition,
  keyPath: readonly PropertyKey[],
  text: string,
): string {
  const place = `line ${line}, column ${column}`;
  return keyPath.length === 0 ? `${place}: ${text}` : `${place}: ${formatKeyPath(keyPath)}: ${text}`;
}

function invalid(path: string, problems: string[], hidden = 0): ToolbeltError {
  const shown = problems.join('; ');
  const more = hidden > 0 ? `; and ${hidden} more` : '';
  return new ToolbeltError(
    ErrorCodes.Toolbelt.INVALID_SETTINGS,
    `Invalid settings file ${path}: ${shown}${more}`,
  );
}
