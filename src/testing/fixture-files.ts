import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ErrorCodes, ToolbeltError } from '../errors';
import { isRecord } from '../internal/is-record';
import { findSyntaxError } from '../internal/json-location';
import type { Definition } from './nock';

/**
 * The definitions of a JSON file, or of every JSON file in a folder in the order of their names.
 *
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that names file, line or entry, and key
 */
export function readFixtures(path: string): Definition[] {
  const absolute = resolve(path);
  const files = isFolder(absolute)
    ? readdirSync(absolute)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => join(absolute, name))
    : [absolute];
  if (files.length === 0) throw invalid(`there is no .json file in ${absolute}`);
  return files.flatMap(readFixture);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw invalid(`${path} does not exist`);
  }
}

function readFixture(file: string): Definition[] {
  const text = readFileSync(file, 'utf8');
  let definitions: unknown;
  try {
    definitions = JSON.parse(text);
  } catch (error) {
    const { line, column, text: problem } = findSyntaxError(text, error);
    throw invalid(`${file}:${line}:${column} is not JSON: ${problem}`);
  }
  if (!Array.isArray(definitions)) {
    throw invalid(`${file} must hold an array of nock's definitions, as fixtures.record writes them`);
  }
  for (const [index, definition] of definitions.entries())
    checkDefinition(definition, `${file}, entry ${index}`);
  return definitions as Definition[];
}

function checkDefinition(definition: unknown, where: string): void {
  if (!isRecord(definition))
    throw invalid(`${where} must be an object { scope, method, path, status, response }`);
  const { scope, path, method, status } = definition;
  if (typeof scope !== 'string' || !URL.canParse(scope)) {
    throw invalid(`${where}: "scope" must be an origin such as "https://api.example.com"`);
  }
  if (typeof path !== 'string' || !path.startsWith('/')) {
    throw invalid(`${where}: "path" must start with "/", with its query if there is one`);
  }
  if (method !== undefined && typeof method !== 'string')
    throw invalid(`${where}: "method" must be a string`);
  if (status !== undefined && !Number.isInteger(status)) {
    throw invalid(`${where}: "status" must be a number such as 200`);
  }
}

function invalid(message: string): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `fixtures: ${message}.`);
}
