import { identifiersOf } from '../../internal/javascript/identifiers';
import { type AnyNode, type Node, type Program, visitNodes } from '../../internal/javascript/parse';

/** The value that a declaration gives a name: an expression, or a property of an expression. */
interface Value {
  readonly of: Node;
  readonly property?: string;
}

/** How many declarations are followed. */
const MAX_STEPS = 8;

/**
 * What expressions of a source mean, as far as it can be read from the source: names of globals, and constant texts. A name that is declared
 * more than once means nothing, whatever its scope.
 */
export class Globals {
  /** By name. `undefined` for a name whose value is not known. */
  readonly #values = new Map<string, Value | undefined>();

  constructor(program: Program) {
    visitNodes(program, (node) => this.#read(node as AnyNode));
  }

  /** The global that an expression names, such as `fetch`, also as `globalThis.fetch` and by a name that it was given. */
  nameOf(expression: Node | null | undefined, steps = MAX_STEPS): string | undefined {
    const node = expression as AnyNode | null | undefined;
    if (!node || steps === 0) return undefined;
    switch (node.type) {
      case 'Identifier': {
        if (!this.#values.has(node.name)) return node.name;
        const value = this.#values.get(node.name);
        return value && this.#propertyOf(this.nameOf(value.of, steps - 1), value.property);
      }
      case 'MemberExpression': {
        const { object, property, computed } = node;
        const key = computed || property.type !== 'Identifier' ? this.textOf(property) : property.name;
        return key === undefined ? undefined : this.#propertyOf(this.nameOf(object, steps - 1), key);
      }
      case 'ChainExpression':
        return this.nameOf(node.expression, steps - 1);
      case 'SequenceExpression':
        return this.nameOf(node.expressions.at(-1), steps - 1);
      case 'CallExpression': {
        const { callee } = node;
        const isLoader = callee.type === 'Identifier' && callee.name === 'createRequire';
        return isLoader ? 'require' : undefined;
      }
      default:
        return undefined;
    }
  }

  /** The text that an expression is, when it is constant. */
  textOf(expression: Node | null | undefined, steps = MAX_STEPS): string | undefined {
    const node = expression as AnyNode | null | undefined;
    if (!node || steps === 0) return undefined;
    if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
    if (node.type === 'TemplateLiteral')
      return node.expressions.length > 0 ? undefined : (node.quasis[0]?.value.cooked ?? undefined);
    if (node.type === 'Identifier') {
      const value = this.#values.get(node.name);
      return value?.property === undefined ? this.textOf(value?.of, steps - 1) : undefined;
    }
    if (node.type !== 'BinaryExpression' || node.operator !== '+') return undefined;
    const [left, right] = [this.textOf(node.left, steps - 1), this.textOf(node.right, steps - 1)];
    return left === undefined || right === undefined ? undefined : left + right;
  }

  #propertyOf(object: string | undefined, key: string | undefined): string | undefined {
    if (object === undefined || key === undefined) return object;
    // A function that is called with `call`, `apply` or `bind` is the same function.
    if (['call', 'apply', 'bind'].includes(key)) return object;
    return ['globalThis', 'global'].includes(object) ? key : `${object}.${key}`;
  }

  #read(node: AnyNode): void {
    if (node.type === 'VariableDeclarator') this.#declareAll(node.id, node.init);
    else if (node.type === 'AssignmentExpression') this.#declareAll(node.left, undefined);
    else if (node.type === 'ImportDeclaration') {
      for (const { local } of node.specifiers) this.#declare(local.name, undefined);
    } else if (node.type === 'CatchClause') this.#declareAll(node.param ?? null, undefined);
    else if ('params' in node) {
      for (const parameter of node.params) this.#declareAll(parameter, undefined);
    }
    if (/^(?:Function|Class)(?:Declaration|Expression)$/.test(node.type) && 'id' in node)
      this.#declareAll(node.id as AnyNode | null, undefined);
  }

  #declareAll(pattern: AnyNode | null, value: Node | null | undefined): void {
    if (pattern?.type === 'Identifier') {
      this.#declare(pattern.name, value ? { of: value } : undefined);
      return;
    }
    const properties = new Map<AnyNode, string>();
    for (const property of pattern?.type === 'ObjectPattern' ? pattern.properties : []) {
      const isNamed =
        property.type === 'Property' && !property.computed && property.key.type === 'Identifier';
      if (isNamed) properties.set(property.value as AnyNode, (property.key as { name: string }).name);
    }
    for (const identifier of identifiersOf(pattern)) {
      const property = properties.get(identifier);
      this.#declare(identifier.name, value && property !== undefined ? { of: value, property } : undefined);
    }
  }

  #declare(name: string, value: Value | undefined): void {
    this.#values.set(name, this.#values.has(name) ? undefined : value);
  }
}
