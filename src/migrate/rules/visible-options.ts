import type { Source } from '../source';
import type { AnyNode, NodeOf } from '../syntax/parse';
import { isCall, isFunction, memberName, propertyName } from '../syntax/tree';

/** An option of a call, where it is given. */
export interface VisibleOption {
  readonly name: string;
  readonly value: AnyNode;
}

/**
 * The options that an expression can give to a call.
 * @returns undefined when they are not all visible in the file
 */
export function visibleOptions(
  source: Source,
  node: AnyNode | undefined,
  seen: ReadonlySet<AnyNode> = new Set(),
): VisibleOption[] | undefined {
  if (node === undefined || (node.type === 'Identifier' && node.name === 'undefined')) return [];
  if (seen.has(node)) return [];
  const next = new Set([...seen, node]);
  if (node.type === 'ObjectExpression') return ofObject(source, node, next);
  if (node.type === 'ConditionalExpression') {
    return merged([node.consequent, node.alternate].map((arm) => visibleOptions(source, arm, next)));
  }
  if (node.type !== 'Identifier') return undefined;
  const binding = source.scopes.of(node);
  if (binding === undefined || binding.writes.length > 0) return undefined;
  if (binding.kind === 'param' && isFunction(binding.owner))
    return ofParameter(source, node, binding.owner, next);
  const initial = source.scopes.initial(binding);
  if (initial === undefined) return undefined;
  const own = visibleOptions(source, initial, next);
  const later = binding.references.map((reference) => addedBy(source, reference));
  return merged([own, ...later]);
}

function ofObject(
  source: Source,
  { properties }: NodeOf<'ObjectExpression'>,
  seen: ReadonlySet<AnyNode>,
): VisibleOption[] | undefined {
  return merged(
    properties.map((property) => {
      if (property.type === 'SpreadElement') return visibleOptions(source, property.argument, seen);
      const name = propertyName(property as NodeOf<'Property'>);
      return name === undefined ? undefined : [{ name, value: property.value as AnyNode }];
    }),
  );
}

/** The options that the callers of a function of the file hand over. */
function ofParameter(
  source: Source,
  id: AnyNode,
  fn: AnyNode,
  seen: ReadonlySet<AnyNode>,
): VisibleOption[] | undefined {
  if (!isFunction(fn)) return undefined;
  const binding = source.scopes.of(id);
  const index = fn.params.findIndex(
    (param) => param === binding?.id || (param.type === 'AssignmentPattern' && param.left === binding?.id),
  );
  const declarator = source.tree.parent(fn);
  const name =
    fn.type === 'FunctionDeclaration'
      ? source.scopes.of(fn.id)
      : declarator?.type === 'VariableDeclarator'
        ? source.scopes.of(declarator.id as AnyNode)
        : undefined;
  if (index < 0 || name === undefined || name.name === 'lambda' || name.writes.length > 0) return undefined;
  const added = binding?.references.map((reference) => addedBy(source, reference)) ?? [];
  const given = name.references.map((reference) => {
    const call = source.tree.parent(reference);
    if (!isCall(call) || call.callee !== reference) return undefined;
    return visibleOptions(source, call.arguments[index] as AnyNode | undefined, seen);
  });
  return merged([...given, ...added]);
}

/** What a use of a name adds to its object: nothing for most, an option for `options.body = …`. */
function addedBy(source: Source, reference: AnyNode): VisibleOption[] | undefined {
  const parent = source.tree.parent(reference);
  if (parent?.type === 'MemberExpression' && parent.object === reference) {
    const around = source.tree.parent(parent);
    if (around?.type !== 'AssignmentExpression' || around.left !== parent) return [];
    const name = memberName(parent);
    return name === undefined ? undefined : [{ name, value: around.right }];
  }
  const isArgument = isCall(parent) && parent.callee !== reference;
  const isAssigned = isArgument && source.textOf(parent.callee as AnyNode) === 'Object.assign';
  return isAssigned && parent.arguments[0] === reference ? undefined : [];
}

function merged(lists: (VisibleOption[] | undefined)[]): VisibleOption[] | undefined {
  return lists.some((list) => list === undefined) ? undefined : lists.flatMap((list) => list ?? []);
}
