import { ErrorCodes, ToolbeltError } from '../../errors';
import { findSyntaxError, locate } from '../../internal/json-location';
import { readForeignFile } from '../../internal/node/foreign-files';
import { formatKeyPath } from '../../internal/wording';

/** The JSON of a file of the project. Its errors name path, line, column and key. */
export class JsonFile {
  readonly path: string;
  readonly value: unknown;
  readonly #text: string;

  /** @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_CONFIGURATION` for a text that is not JSON */
  constructor(path: string, text: string) {
    this.path = path;
    this.#text = text.replace(/^\uFEFF/, '');
    try {
      this.value = JSON.parse(this.#text);
    } catch (error) {
      const { line, column, text: reason } = findSyntaxError(this.#text, error);
      throw broken(`${path}:${line}:${column} is not JSON: ${reason}. Correct the file.`);
    }
  }

  /** The error for a value of the wrong shape. @param text what was expected, and what was found */
  problem(keys: readonly PropertyKey[], text: string): ToolbeltError {
    const { line, column } = locate(this.#text, keys);
    const key = keys.length === 0 ? '' : ` ${formatKeyPath(keys)}:`;
    return broken(`${this.path}:${line}:${column}${key} ${text}.`);
  }
}

/**
 * Reads a JSON file. Returns `undefined` when there is no file.
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_CONFIGURATION` when it cannot be read or is not JSON
 */
export function readJsonFile(path: string): JsonFile | undefined {
  let text: string | undefined;
  try {
    text = readForeignFile(path);
  } catch (error) {
    throw broken(`${path} cannot be read: ${(error as Error).message}.`);
  }
  return text === undefined ? undefined : new JsonFile(path, text);
}

function broken(message: string): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_CONFIGURATION, message);
}
