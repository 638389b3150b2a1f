import { readFileSync } from 'node:fs';
import { findSyntaxError, locate } from '../internal/json-location';
import { formatKeyPath } from '../internal/wording';
import { readProjectFile } from './project-files';
import { UsageError } from './usage-error';

/** A JSON text and its origin, so that errors can name the place. */
export class JsonSource {
  /** The path of a file, or the option that holds the text. */
  readonly name: string;
  readonly text: string;
  readonly value: unknown;

  /** @throws UsageError with name, line and column, the line itself and a caret, when the text is not JSON */
  constructor(name: string, text: string) {
    this.name = name;
    this.text = text.startsWith('\uFEFF') ? text.slice(1) : text;
    try {
      this.value = JSON.parse(this.text);
    } catch (error) {
      const problem = findSyntaxError(this.text, error);
      throw new UsageError(
        `${name} is not JSON: line ${problem.line}, column ${problem.column}: ${problem.text}` +
          excerpt(this.text, problem.line, problem.column),
      );
    }
  }

  /** The error for a value of the wrong shape, with its place in the text. */
  problem(path: readonly PropertyKey[], text: string): UsageError {
    const { line, column } = locate(this.text, path);
    const key = path.length === 0 ? '' : `${formatKeyPath(path)}: `;
    return new UsageError(`${this.name}: line ${line}, column ${column}: ${key}${text}`);
  }
}

/**
 * Reads a JSON file. `-` is the standard input.
 * @param option the option that names the file, for messages
 * @throws UsageError when the file cannot be read or is not JSON
 */
export function readJsonFile(path: string, option: string): JsonSource {
  return path === '-'
    ? new JsonSource('the standard input', readTextFile(0, option, 'the standard input'))
    : new JsonSource(path, readTextFile(path, option));
}

/** @throws UsageError when the file cannot be read */
export function readTextFile(path: string | number, option: string, name = String(path)): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reasons: Record<string, string> = {
      ENOENT: 'there is no such file',
      EISDIR: 'this is a folder',
      EACCES: 'no permission to read it',
    };
    throw new UsageError(`${option} ${name}: ${reasons[code ?? ''] ?? message}`);
  }
}

/**
 * The text of a file that was found in the project. Undefined when there is no such file.
 * @throws UsageError when the file cannot be read
 */
export function readOptionalFile(path: string): string | undefined {
  try {
    return readProjectFile(path);
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${(error as Error).message}`);
  }
}

const EXCERPT_LENGTH = 72;

/** Strings and words of JSON. */
const TOKEN = /"(?:[^"\\]|\\.)*"?|[^\s"{}[\],:]+/g;

/** The line with stars instead of its values, because values may be secrets. Names are kept. They are followed by a colon. */
function withoutValues(line: string): string {
  const colon = /\s*:/y;
  return line.replace(TOKEN, (token, start: number) => {
    colon.lastIndex = start + token.length;
    if (colon.test(line) || /^(?:true|false|null)$/.test(token)) return token;
    return token.replace(/[^"]/g, '*');
  });
}

/** The line, and a caret below the column. A long line is cut, so that it fits on one line of a terminal. */
function excerpt(text: string, line: number, column: number): string {
  const full = withoutValues(text.split(/\r\n|\r|\n/)[line - 1] ?? '');
  const start = Math.max(0, Math.min(column - 1 - EXCERPT_LENGTH / 2, full.length - EXCERPT_LENGTH));
  const shown = full.slice(start, start + EXCERPT_LENGTH).replaceAll('\t', ' ');
  return `\n  ${shown}\n  ${' '.repeat(column - 1 - start)}^`;
}
