import { identifiersOf } from '../../internal/javascript/identifiers';
import type { AnyNode, Node, Program } from '../../internal/javascript/parse';
import { visitNodes } from '../../internal/javascript/parse';

/** The names of the modules that a source loads, where the names are constants in the source. */
export function moduleIds(program: Program): string[] {
  const ids = new Set<string>();
  const add = (node: Node | null | undefined) => {
    const { type, value } = (node ?? {}) as { type?: string; value?: unknown };
    if (type === 'Literal' && typeof value === 'string') ids.add(value);
  };
  visitNodes(program, (found) => {
    const node = found as AnyNode;
    if (node.type === 'CallExpression') {
      if (node.callee.type === 'Identifier' && node.callee.name === 'require') add(node.arguments[0]);
    } else if ('source' in node) add(node.source);
  });
  return [...ids];
}

/** A variable that a source assigns without declaring it. In strict mode this is an error. */
export function undeclaredName(program: Program): string | undefined {
  const declared = new Set<string>(Object.getOwnPropertyNames(globalThis));
  const assigned: string[] = [];
  visitNodes(program, (found) => {
    const node = found as AnyNode;
    const names = (pattern: Parameters<typeof identifiersOf>[0]) =>
      identifiersOf(pattern).map(({ name }) => name);
    const declare = (pattern: Parameters<typeof identifiersOf>[0]) => {
      for (const name of names(pattern)) declared.add(name);
    };
    if (node.type === 'VariableDeclarator') declare(node.id);
    else if (node.type === 'CatchClause' && node.param) declare(node.param);
    else if ('params' in node) for (const parameter of node.params) declare(parameter);
    if ('id' in node && node.id?.type === 'Identifier') declare(node.id);
    if (node.type === 'AssignmentExpression') assigned.push(...names(node.left));
    else if (node.type === 'UpdateExpression' && node.argument.type === 'Identifier')
      assigned.push(node.argument.name);
    else if (
      (node.type === 'ForInStatement' || node.type === 'ForOfStatement') &&
      node.left.type !== 'VariableDeclaration'
    )
      assigned.push(...names(node.left));
  });
  return assigned.find((name) => !declared.has(name));
}
