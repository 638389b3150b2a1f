import type * as jsonc from 'jsonc-parser';

/** A place in a text, counted from 1. */
export interface TextPosition {
  line: number;
  column: number;
}

/** The first syntax error of a JSON text. */
export interface JsonSyntaxError extends TextPosition {
  /** Where in the value, from the top. */
  path: readonly PropertyKey[];
  /** What was found and what is expected; never a piece of the text, which may be a secret. */
  text: string;
}

/** By the names that jsonc-parser gives its codes. */
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
/** Errors inside a string, where the character at the position says nothing. */
const STRING_ERRORS: Record<string, string> = {
  UnexpectedEndOfString:
    'expected a closing double quote on the same line, found the end of the line or file',
  InvalidUnicode: 'expected four hexadecimal digits after "\\u" in this string',
  InvalidEscapeCharacter: 'expected "\\\\" for a backslash in this string, found an unknown escape sequence',
  InvalidCharacter:
    'expected "\\t", "\\n" or another escape sequence, found a control character in this string',
};

/** Where and why a text that `JSON.parse` refused is not JSON. Node's own message would quote the text. */
export function findSyntaxError(text: string, thrown: unknown): JsonSyntaxError {
  try {
    return explainSyntax(text, thrown);
  } catch {
    // Nested deeper than the parser's stack.
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

/** The position of the value at `path`, or of the nearest value above it when there is none. */
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

/** Where a text opens more than `limit` arrays and objects within each other; undefined when it never does. */
export function findDepth(text: string, limit: number): TextPosition | undefined {
  let depth = 0;
  // A string that does not end takes its line alone, as parsers see it.
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\\n]|\\.)*"?|[[\]{}]/g)) {
    if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    if (depth > limit) return positionAt(text, index);
  }
  return undefined;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g;

/**
 * Where the value at `path` stands in a text that `JSON.parse` takes: of a name that comes twice, the last.
 * @returns offsets, counted from 0; undefined when there is no such value
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
  /** Reads the value that begins with the current token; `rest` leads from it to the one looked for. */
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
        // Past the name and its colon.
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

/** A comma before a closing bracket is by far the most common slip, and its position is that of the bracket. */
function explain(name: string, character: string | undefined): string {
  const expected = EXPLANATIONS[name] ?? 'expected a value in double quotes, a number, true, false or null';
  const trailing = name.endsWith('Expected') && (character === '}' || character === ']');
  const hint = trailing && (name === 'PropertyNameExpected' || name === 'ValueExpected');
  return `${expected}, found ${describe(character)}${hint ? ' (no comma may stand before it)' : ''}`;
}

/** One character decides, because more of the text could be part of a secret. */
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

/** Needed only to explain a broken file. */
function load(): typeof jsonc {
  return require('jsonc-parser') as typeof jsonc;
}
