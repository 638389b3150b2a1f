import type * as jsonc from 'jsonc-parser';

/** A place in a text. Lines and columns are counted from 1. */
export interface TextPosition {
  line: number;
  column: number;
}

/** The first syntax error of a JSON text. */
export interface JsonSyntaxError extends TextPosition {
  /** The keys that lead from the whole value to the error. */
  path: readonly PropertyKey[];
  /** What is expected and what was found. The text itself is never quoted, because it may hold a secret. */
  text: string;
}

/** Explanations of errors, by the names of jsonc-parser's error codes. */
const EXPLANATIONS: Record<string, string> = {
  PropertyNameExpected: 'expected a name in double quotes',
  ValueExpected: 'expected a value',
  ColonExpected: 'expected ":"',
  CommaExpected: 'expected ","',
  CloseBraceExpected: 'expected "}"',
  CloseBracketExpected: 'expected "]"',
  EndOfFileExpected: 'expected the end of the file',
  InvalidCommentToken: 'expected JSON without comments',
  UnexpectedEndOfComment: 'expected JSON without comments',
  InvalidNumberFormat: 'expected a number as JSON writes it',
  UnexpectedEndOfNumber: 'expected a number as JSON writes it',
};
/** The same for errors inside a string. The character at the position of such an error explains nothing. */
const STRING_ERRORS: Record<string, string> = {
  UnexpectedEndOfString:
    'expected a closing double quote on the same line, found the end of the line or file',
  InvalidUnicode: 'expected four hexadecimal digits after "\\u" in this string',
  InvalidEscapeCharacter: 'expected "\\\\" for a backslash in this string, found an unknown escape sequence',
  InvalidCharacter:
    'expected "\\t", "\\n" or another escape sequence, found a control character in this string',
};

/**
 * Finds where and why a text is not JSON, after `JSON.parse` has refused it. The message of Node quotes the text, and the text may hold
 * secrets.
 */
export function findSyntaxError(text: string, thrown: unknown): JsonSyntaxError {
  try {
    return explainSyntax(text, thrown);
  } catch {
    // The text is nested so deeply that the parser's stack overflowed.
    return {
      line: 1,
      column: 1,
      path: [],
      text: 'expected JSON, found something nested too deeply to say where',
    };
  }
}

function explainSyntax(text: string, thrown: unknown): JsonSyntaxError {
  const parser = load();
  const errors: jsonc.ParseError[] = [];
  parser.parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  if (first === undefined) {
    const offset = Number(/at position (\d+)/.exec(String(thrown))?.[1] ?? 0);
    return { ...positionAt(text, offset), path: [], text: 'expected JSON, found something else' };
  }
  const path = parser.getLocation(text, first.offset).path.filter((part) => part !== '');
  const name = parser.printParseErrorCode(first.error);
  return {
    ...positionAt(text, first.offset),
    path,
    text: STRING_ERRORS[name] ?? explain(name, text[first.offset]),
  };
}

/**
 * The position of the value at `path`. When that value is missing, the position of the nearest value that contains
 * it.
 */
export function locate(text: string, path: readonly PropertyKey[]): TextPosition {
  try {
    return locateIn(text, path);
  } catch {
    return { line: 1, column: 1 };
  }
}

function locateIn(text: string, path: readonly PropertyKey[]): TextPosition {
  const parser = load();
  const tree = parser.parseTree(text);
  for (let length = path.length; tree !== undefined && length >= 0; length--) {
    const node = parser.findNodeAtLocation(tree, path.slice(0, length) as jsonc.JSONPath);
    if (node !== undefined) return positionAt(text, node.offset);
  }
  return { line: 1, column: 1 };
}

/** The position at which a text has more than `limit` nested arrays and objects. Undefined when there is none. */
export function findDepth(text: string, limit: number): TextPosition | undefined {
  let depth = 0;
  // A string without an end counts up to the end of its line, as parsers read it.
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\\n]|\\.)*"?|[[\]{}]/g)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > limit) return positionAt(text, index);
  }
  return undefined;
}

const TOKEN = /"(?:[^"\\]|\\.)*"?|[[\]{},:]|[^\s[\]{},:"]+/g;

/**
 * Finds the value at `path` in a text that `JSON.parse` accepts. When a name occurs twice in an object, the last one
 * counts.
 *
 * @returns the offsets of start and end, counted from 0; undefined when there is no such value
 */
export function findValue(
  text: string,
  path: readonly (string | number)[],
): { start: number; end: number } | undefined {
  const tokens = text.matchAll(TOKEN);
  let found: { start: number; end: number } | undefined;
  let token = { text: '', start: 0, end: 0 };
  const next = (): string => {
    const { 0: match = '', index = text.length } = tokens.next().value ?? {};
    token = { text: match, start: index, end: index + match.length };
    return match;
  };
  /**
   * Reads the value that begins at the current token. `rest` is the path from there to the wanted value, if it is
   * inside.
   */
  const read = (rest: readonly (string | number)[] | undefined): void => {
    const { start } = token;
    const isObject = token.text === '{';
    if (isObject || token.text === '[') {
      for (let item = 0; next() !== (isObject ? '}' : ']') && token.text !== ''; ) {
        if (token.text === ',') {
          item += 1;
          continue;
        }
        const name: unknown = isObject ? JSON.parse(token.text) : item;
        // Skips the name and its colon.
        if (isObject && next()) next();
        read(rest !== undefined && rest.length > 0 && rest[0] === name ? rest.slice(1) : undefined);
      }
    }
    if (rest?.length === 0) found = { start, end: token.end };
  };
  next();
  read(path);
  return found;
}

/**
 * Puts an error into words. The most common mistake is a comma before a closing bracket. The parser reports it at the position of the
 * bracket, so the explanation then gets a hint.
 */
function explain(name: string, character: string | undefined): string {
  const expected = EXPLANATIONS[name] ?? 'expected a value in double quotes, a number, true, false or null';
  const trailing = name.endsWith('Expected') && (character === '}' || character === ']');
  const hint = trailing && (name === 'PropertyNameExpected' || name === 'ValueExpected');
  return `${expected}, found ${describe(character)}${hint ? ' (no comma may stand before it)' : ''}`;
}

/** Describes what stands at the position, from one character only: more of the text could show a part of a secret. */
function describe(character: string | undefined): string {
  if (character === undefined) return 'the end of the file';
  if ('{}[],:'.includes(character)) return `"${character}"`;
  if (character === '"') return 'a string';
  if (character === "'") return 'text in single quotes';
  if (character === '/') return 'a comment';
  return /\d/.test(character) ? 'a number' : 'text without quotes';
}

function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** The parser is loaded only when a broken file must be explained. */
function load(): typeof jsonc {
  return require('#jsonc-parser') as typeof jsonc;
}
