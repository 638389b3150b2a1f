import type { Comment, Node, Program } from 'acorn';

export type {
  AnyNode,
  CallExpression,
  Comment,
  ExportDefaultDeclaration,
  Expression,
  Function as FunctionNode,
  Identifier,
  ImportDeclaration,
  Literal,
  ModuleDeclaration,
  Node,
  Pattern,
  Program,
  Statement,
} from 'acorn';

/** How a source is read: a CommonJS module is a `script`, which may return and is in sloppy mode. */
export type SourceType = 'script' | 'module';

/** Why and where a source does not parse. Lines and columns start at 1. */
export interface ParseProblem {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/**
 * The syntax tree of a JavaScript source, or why there is none.
 * @param comments gets the comments of the source
 */
export function parseJavaScript(
  source: string,
  sourceType: SourceType,
  comments?: Comment[],
): { program: Program; problem?: undefined } | { program?: undefined; problem: ParseProblem } {
  const { parse } = require('acorn') as typeof import('acorn');
  const isScript = sourceType === 'script';
  try {
    const program = parse(source, {
      ecmaVersion: 'latest',
      sourceType,
      locations: true,
      allowHashBang: true,
      allowReturnOutsideFunction: isScript,
      ...(comments && { onComment: comments }),
    });
    return { program };
  } catch (error) {
    const { loc, message } = error as Error & { loc?: { line: number; column: number } };
    if (loc === undefined) throw error;
    const text = message.replace(/ \(\d+:\d+\)$/, '');
    return { problem: { line: loc.line, column: loc.column + 1, text } };
  }
}

/** Calls a function with each node of a tree and the nodes above it, the outermost first. */
export function visitNodes(root: Node, visit: (node: Node, parents: readonly Node[]) => void): void {
  const { fullAncestor } = require('#acorn-walk') as typeof import('acorn-walk');
  fullAncestor(root, (node, _state, ancestors) => visit(node, ancestors.slice(0, -1)));
}
