import { identifiersOf } from '../../internal/javascript/identifiers';
import type { AnyNode, NodeOf } from './parse';
import { isFunction, type Tree } from './tree';

/** A name that the source declares. */
export interface Binding {
  readonly name: string;
  readonly kind: 'const' | 'let' | 'var' | 'function' | 'param' | 'catch' | 'class' | 'import';
  /** The identifier that declares it. */
  readonly id: NodeOf<'Identifier'>;
  /** The declarator, function, class, catch clause or import specifier. */
  readonly owner: AnyNode;
  readonly scope: AnyNode;
  /** Every place that names it, without the declaration. */
  readonly references: NodeOf<'Identifier'>[];
  /** Those of the references that give it a value. */
  readonly writes: NodeOf<'Identifier'>[];
}

const SCOPES = [
  'Program',
  'BlockStatement',
  'StaticBlock',
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'SwitchStatement',
  'CatchClause',
];

/** The meaning of each name. */
export class Scopes {
  readonly #tree: Tree;
  readonly #scopes = new Map<AnyNode, Map<string, Binding>>();
  readonly #byReference = new Map<AnyNode, Binding>();
  /** Names that the source uses and does not declare. */
  readonly free = new Map<string, NodeOf<'Identifier'>[]>();

  constructor(tree: Tree) {
    this.#tree = tree;
    const declared = new Set<AnyNode>();
    for (const node of tree.nodes) {
      for (const [binding, id] of this.#declarations(node)) {
        declared.add(id);
        const names = this.#names(binding.scope);
        const known = names.get(binding.name);
        if (known === undefined) names.set(binding.name, binding);
        else {
          // A second `var` or function of the same name is an assignment to the first.
          known.references.push(id);
          known.writes.push(id);
          this.#byReference.set(id, known);
        }
        if (known === undefined) this.#byReference.set(id, binding);
      }
    }
    for (const id of tree.ofType('Identifier')) if (!declared.has(id)) this.#resolve(id);
  }

  /** What an identifier means: undefined for a global. */
  of(id: AnyNode | null | undefined): Binding | undefined {
    return id ? this.#byReference.get(id) : undefined;
  }

  /** Every binding of the source. */
  all(): Binding[] {
    return [...this.#scopes.values()].flatMap((names) => [...names.values()]);
  }

  /** Whether a name means something, at any place of the source. */
  isUsed(name: string): boolean {
    return this.free.has(name) || this.all().some((binding) => binding.name === name);
  }

  /** A name that nothing in the source has. */
  freshName(wanted: string): string {
    for (let count = 1; ; count++) {
      const name = count === 1 ? wanted : `${wanted}${count}`;
      if (!this.isUsed(name)) return name;
    }
  }

  /** The value of a name that gets only one value, if that value is visible. */
  initial(binding: Binding | undefined): AnyNode | undefined {
    if (binding === undefined || binding.writes.length > 0) return undefined;
    const { owner } = binding;
    if (owner.type !== 'VariableDeclarator' || owner.id !== binding.id) return undefined;
    return owner.init ?? undefined;
  }

  #resolve(id: NodeOf<'Identifier'>): void {
    for (const scope of this.#tree.around(id)) {
      const binding = this.#scopes.get(scope)?.get(id.name);
      if (binding === undefined) continue;
      binding.references.push(id);
      if (this.isWritten(id)) binding.writes.push(id);
      this.#byReference.set(id, binding);
      return;
    }
    this.free.set(id.name, [...(this.free.get(id.name) ?? []), id]);
  }

  /** Whether an identifier is at a place where it gets a value, even inside a pattern. */
  isWritten(id: AnyNode): boolean {
    let child = id;
    for (const node of this.#tree.around(id)) {
      if (node === id) continue;
      if (node.type === 'AssignmentExpression') return node.left === child;
      if (node.type === 'UpdateExpression') return true;
      if (node.type === 'ForInStatement' || node.type === 'ForOfStatement') return node.left === child;
      if (node.type === 'AssignmentPattern' && node.right === child) return false;
      if (!/Pattern$|^Property$|^RestElement$/.test(node.type)) return false;
      child = node;
    }
    return false;
  }

  *#declarations(node: AnyNode): Generator<[Binding, NodeOf<'Identifier'>]> {
    const binding = (id: NodeOf<'Identifier'>, kind: Binding['kind'], owner: AnyNode, scope: AnyNode) =>
      [{ name: id.name, kind, id, owner, scope, references: [], writes: [] }, id] as [Binding, typeof id];
    if (node.type === 'VariableDeclaration' && ['var', 'let', 'const'].includes(node.kind)) {
      const kind = node.kind as 'var' | 'let' | 'const';
      const scope = this.#scopeAround(node, kind === 'var');
      for (const declarator of node.declarations) {
        for (const id of identifiersOf(declarator.id)) yield binding(id, kind, declarator, scope);
      }
    } else if (isFunction(node)) {
      if (node.id && node.type === 'FunctionDeclaration') {
        yield binding(node.id, 'function', node, this.#scopeAround(node, false));
      } else if (node.id) yield binding(node.id, 'function', node, node);
      for (const param of node.params) {
        for (const id of identifiersOf(param)) yield binding(id, 'param', node, node);
      }
    } else if (node.type === 'ClassDeclaration' && node.id) {
      yield binding(node.id, 'class', node, this.#scopeAround(node, false));
    } else if (node.type === 'ClassExpression' && node.id) yield binding(node.id, 'class', node, node);
    else if (node.type === 'CatchClause' && node.param) {
      for (const id of identifiersOf(node.param)) yield binding(id, 'catch', node, node);
    } else if (node.type === 'ImportDeclaration') {
      for (const specifier of node.specifiers) {
        yield binding(specifier.local, 'import', specifier, this.#tree.program);
      }
    }
  }

  #scopeAround(node: AnyNode, isVar: boolean): AnyNode {
    for (const at of this.#tree.around(node)) {
      if (at === node) continue;
      if (isFunction(at) || at.type === 'Program') return at;
      if (!isVar && SCOPES.includes(at.type) && !isFunction(this.#tree.parent(at))) return at;
    }
    return this.#tree.program;
  }

  #names(scope: AnyNode): Map<string, Binding> {
    const names = this.#scopes.get(scope) ?? new Map<string, Binding>();
    this.#scopes.set(scope, names);
    return names;
  }
}
