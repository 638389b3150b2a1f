import {
  type AnyNode,
  type Comment,
  type ParseProblem,
  type Program,
  parseJavaScript,
} from '../../internal/javascript/parse';

export type { AnyNode, Comment, Program };
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

/** Reads a CommonJS file in sloppy mode, and otherwise an ES module. */
export function parseSource(text: string): Parsed | ParseProblem {
  const script = attempt(text, false);
  if (!('text' in script)) return script;
  const asModule = attempt(text, true);
  return 'text' in asModule && !/^[ \t]*(import|export)\b/m.test(text) ? script : asModule;
}

/** Why a source is not an ES module, or undefined when it is one. */
export function moduleMistake(text: string): ParseProblem | undefined {
  const parsed = attempt(text, true);
  return 'text' in parsed ? parsed : undefined;
}

function attempt(text: string, isModule: boolean): Parsed | ParseProblem {
  const comments: Comment[] = [];
  // A byte order mark counts as white space, so that every position is one of the text.
  const { program, problem } = parseJavaScript(text, isModule ? 'module' : 'script', comments);
  return program === undefined ? problem : { program, comments, isModule };
}
