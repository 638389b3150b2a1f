import { visitNodes } from '../../internal/javascript/parse';
import type { AnyNode, Call, FunctionNode, NodeOf, Program } from './parse';

const FUNCTIONS = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'];

/** The nodes of a program, each with its parent. */
export class Tree {
  readonly program: Program;
  /** Every node, a parent after its children. */
  readonly nodes: AnyNode[] = [];
  readonly #parents = new Map<AnyNode, AnyNode>();

  constructor(program: Program) {
    this.program = program;
    visitNodes(program, (node, parents) => {
      this.nodes.push(node as AnyNode);
      const parent = parents.at(-1);
      if (parent !== undefined) this.#parents.set(node as AnyNode, parent as AnyNode);
    });
    for (const pattern of this.ofType('ObjectPattern')) {
      // The walk leaves the properties of a pattern out.
      for (const property of pattern.properties as AnyNode[]) {
        this.#parents.set(property, pattern);
        if (property.type === 'Property') this.#parents.set(property.value as AnyNode, property);
        if (property.type === 'RestElement') this.#parents.set(property.argument as AnyNode, property);
      }
    }
  }

  parent(node: AnyNode): AnyNode | undefined {
    return this.#parents.get(node);
  }

  /** The node and everything around it, from the inside to the outside. */
  *around(node: AnyNode): Generator<AnyNode> {
    for (let at: AnyNode | undefined = node; at !== undefined; at = this.parent(at)) yield at;
  }

  /** The statements among which a node is, with the node itself. Empty for a node that is in no list of statements. */
  siblings(node: AnyNode): readonly AnyNode[] {
    const list = this.parent(node);
    if (list?.type === 'SwitchCase') return list.consequent as AnyNode[];
    const isList =
      list?.type === 'Program' || list?.type === 'BlockStatement' || list?.type === 'StaticBlock';
    return isList ? (list.body as AnyNode[]) : [];
  }

  isInList(node: AnyNode): boolean {
    return this.siblings(node).includes(node);
  }

  ofType<Type extends AnyNode['type']>(type: Type): NodeOf<Type>[] {
    return this.nodes.filter((node): node is NodeOf<Type> => node.type === type);
  }

  /** Everything inside a node, without the node itself. */
  inside(outer: AnyNode): AnyNode[] {
    return this.nodes.filter((node) => node !== outer && contains(outer, node));
  }

  /** The innermost function around a node. */
  functionAround(node: AnyNode): FunctionNode | undefined {
    for (const at of this.around(node)) if (at !== node && isFunction(at)) return at;
    return undefined;
  }

  /** The innermost statement that a node is in, or is. */
  statementAround(node: AnyNode): AnyNode {
    for (const at of this.around(node)) if (isStatement(at)) return at;
    return this.program;
  }
}

export function contains(outer: AnyNode, inner: AnyNode): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

export function isFunction(node: AnyNode | null | undefined): node is FunctionNode {
  return node !== null && node !== undefined && FUNCTIONS.includes(node.type);
}

export function isStatement(node: AnyNode): boolean {
  return /(Statement|Declaration)$/.test(node.type);
}

export function isCall(node: AnyNode | null | undefined): node is Call {
  return node?.type === 'CallExpression';
}

/** The text of a text literal, also of a template without expressions. */
export function textValue(node: AnyNode | null | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0) {
    return node.quasis[0]?.value.cooked ?? undefined;
  }
  return undefined;
}

/** The name that a member is read by: `a.b` and `a["b"]`. Undefined when the name is not visible. */
export function memberName(node: NodeOf<'MemberExpression'>): string | undefined {
  if (!node.computed) return node.property.type === 'Identifier' ? node.property.name : undefined;
  return textValue(node.property as AnyNode);
}

/** The name of a property of an object or a pattern. Undefined when the name is not visible. */
export function propertyName(node: NodeOf<'Property'>): string | undefined {
  if (!node.computed && node.key.type === 'Identifier') return node.key.name;
  if (node.key.type === 'Literal') return String(node.key.value);
  return textValue(node.key as AnyNode);
}

/** Whether a node is the member of an object that is named: `isMember(node, 'process', 'env')`. */
export function isMember(node: AnyNode | null | undefined, object: string, name: string): boolean {
  return (
    node?.type === 'MemberExpression' &&
    node.object.type === 'Identifier' &&
    node.object.name === object &&
    memberName(node) === name
  );
}

/** The expression without `await` around it. */
export function withoutAwait(node: AnyNode): AnyNode {
  if (node.type === 'AwaitExpression') return withoutAwait(node.argument);
  if (node.type === 'ChainExpression') return withoutAwait(node.expression);
  return node;
}

/** Whether evaluating an expression changes nothing, cannot fail, and always gives the same value. */
export function isPlain(node: AnyNode | null | undefined): boolean {
  if (node === null || node === undefined) return true;
  if (node.type === 'UnaryExpression') return node.operator !== 'delete' && isPlain(node.argument);
  if (node.type === 'TemplateLiteral') return node.expressions.every((part) => isPlain(part));
  if (node.type === 'MemberExpression') {
    return isPlain(node.object as AnyNode) && (!node.computed || isPlain(node.property as AnyNode));
  }
  return ['Identifier', 'Literal', 'ThisExpression'].includes(node.type);
}
