import { type AnyNode, type Comment, type Node, type Options, type Program, parse } from 'acorn';

export type { AnyNode, Comment, Node, Program };
/** A node of one type. */
export type NodeOf<Type extends AnyNode['type']> = Extract<AnyNode, { type: Type }>;
/** Every kind of function. */
export type FunctionNode = NodeOf<'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression'>;
/** A direct or indirect call of `name(…)`. */
export type Call = NodeOf<'CallExpression'>;

/** A source that was read. */
export interface Parsed {
  readonly program: Program;
  readonly comments: readonly Comment[];
  /** Whether the source has the syntax of an ES module. */
  readonly isModule: boolean;
}

/** Why and where a source does not parse; line and column begin with 1. */
export interface SyntaxMistake {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Reads a CommonJS file in sloppy mode, and otherwise an ES module. */
export function parseSource(text: string): Parsed | SyntaxMistake {
  const script = attempt(text, false);
  if (!('message' in script)) return script;
  const asModule = attempt(text, true);
  return 'message' in asModule && !/^\s*(import|export)\b/m.test(text) ? script : asModule;
}

/** Why a source is not an ES module, or undefined when it is one. */
export function moduleMistake(text: string): SyntaxMistake | undefined {
  const parsed = attempt(text, true);
  return 'message' in parsed ? parsed : undefined;
}

function attempt(text: string, isModule: boolean): Parsed | SyntaxMistake {
  const comments: Comment[] = [];
  const options: Options = {
    ecmaVersion: 'latest',
    sourceType: isModule ? 'module' : 'script',
    allowReturnOutsideFunction: !isModule,
    allowHashBang: true,
    onComment: comments,
  };
  try {
    // A byte order mark counts as white space, so that every position is one of the text.
    return { program: parse(text, options), comments, isModule };
  } catch (error) {
    const { loc, message } = error as SyntaxError & { loc?: { line: number; column: number } };
    if (loc === undefined) throw error;
    return { line: loc.line, column: loc.column + 1, message: message.replace(/ \(\d+:\d+\)$/, '') };
  }
}
