import type { Source } from '../source';
import type { AnyNode, Call, NodeOf } from '../syntax/parse';
import type { Binding } from '../syntax/scopes';
import { isCall, memberName, propertyName, textValue } from '../syntax/tree';
import { keptClients } from './kept-clients';
import { TOOLBELT, TOOLBELT_V2 } from './require/modules';

/** A client of the toolbelt, at one place where it is used. */
export interface ClientUse {
  /** The name of the client, or the call of the factory where it is used at once. */
  readonly node: AnyNode;
}

/** A call of a method of a client. */
export interface MethodCall {
  readonly method: string;
  readonly call: Call;
}

/** Whether an expression is an export of the toolbelt, by the name of the export, such as `Toolbelt` or `LpServices`. */
export function isExport(source: Source, node: AnyNode | null | undefined, exported: string): boolean {
  if (node?.type === 'MemberExpression') {
    return memberName(node) === exported && isWholeToolbelt(source, node.object as AnyNode);
  }
  if (node?.type !== 'Identifier') return false;
  const binding = source.scopes.of(node);
  return binding !== undefined && binding.writes.length === 0 && exportOf(source, binding) === exported;
}

/** The names in the file that an export of the toolbelt has. */
function exportOf(source: Source, { owner, id }: Binding): string | undefined {
  if (owner.type === 'ImportSpecifier') {
    const declaration = importAround(source, owner);
    const { imported } = owner;
    return isToolbeltName(declaration) && imported.type === 'Identifier' ? imported.name : undefined;
  }
  if (owner.type !== 'VariableDeclarator' || !owner.init) return undefined;
  if (owner.id === id) {
    const { init } = owner;
    if (init.type !== 'MemberExpression' || !isWholeToolbelt(source, init.object as AnyNode))
      return undefined;
    return memberName(init);
  }
  if (owner.id.type !== 'ObjectPattern' || !isWholeToolbelt(source, owner.init)) return undefined;
  const property = owner.id.properties.find((part) => part.type === 'Property' && part.value === id);
  return property ? propertyName(property as NodeOf<'Property'>) : undefined;
}

/** Whether an expression is everything that the toolbelt exports. */
function isWholeToolbelt(source: Source, node: AnyNode): boolean {
  if (isCall(node)) {
    const isRequire = node.callee.type === 'Identifier' && node.callee.name === 'require';
    return isRequire && [TOOLBELT, TOOLBELT_V2].includes(textValue(node.arguments[0] as AnyNode) ?? '');
  }
  if (node.type !== 'Identifier') return false;
  const binding = source.scopes.of(node);
  if (binding === undefined || binding.writes.length > 0) return false;
  if (binding.owner.type === 'ImportNamespaceSpecifier')
    return isToolbeltName(importAround(source, binding.owner));
  const initial = source.scopes.initial(binding);
  return initial !== undefined && isCall(initial) && isWholeToolbelt(source, initial);
}

function importAround({ tree }: Source, specifier: AnyNode): string | undefined {
  const declaration = tree
    .ofType('ImportDeclaration')
    .find(({ specifiers }) => (specifiers as AnyNode[]).includes(specifier));
  return declaration && textValue(declaration.source as AnyNode);
}

function isToolbeltName(name: string | undefined): boolean {
  return name === TOOLBELT || name === TOOLBELT_V2;
}

/** Whether the file imports the toolbelt of V2, and not that of V1. */
export function importsToolbeltOfV2({ tree }: Source): boolean {
  const names = tree.ofType('ImportDeclaration').map(({ source }) => textValue(source));
  return names.includes(TOOLBELT_V2) && !names.includes(TOOLBELT);
}

/** The calls of a factory: `Toolbelt.HTTPClient()`. */
export function factoryCalls(source: Source, factory: string): Call[] {
  return source.tree.ofType('CallExpression').filter(({ callee }) => {
    if (callee.type !== 'MemberExpression' || memberName(callee) !== factory) return false;
    return isExport(source, callee.object as AnyNode, 'Toolbelt');
  });
}

/** The factories of V2, and HTTPClient, which has a rule of its own. */
const FACTORIES = [
  'HTTPClient',
  'LpClient',
  'SecretClient',
  'OrchestratorClient',
  'ContextServiceClient',
  'MTLSClient',
  'LPMtlsClient',
  'ConversationUtil',
  'SDEUtil',
  'GDPRUtil',
  'CsdsClient',
  'SFClient',
];

/** Reports the uses of `Toolbelt` that no rule has handled: factories that V2 does not have, and factories that are not called. */
export function leaveOtherUses(source: Source): void {
  const names = source.scopes.all().filter(({ id }) => isExport(source, id, 'Toolbelt'));
  const members = source.tree.ofType('MemberExpression').filter((node) => isExport(source, node, 'Toolbelt'));
  for (const node of [...names.flatMap(({ references }) => references), ...members] as AnyNode[]) {
    const member = source.tree.parent(node);
    if (source.edits.isGone(node) || member?.type === 'UnaryExpression') continue;
    if (member?.type === 'VariableDeclarator' && member.init === node && member.id.type === 'Identifier') {
      if (node.type === 'MemberExpression') continue;
    }
    const call = member && source.tree.parent(member);
    const isCalled =
      member?.type === 'MemberExpression' && member.object === node && isCall(call) && call.callee === member;
    const name = isCalled ? memberName(member) : undefined;
    if (name !== undefined && FACTORIES.includes(name)) continue;
    const message =
      name === undefined
        ? 'Toolbelt is used in a way that was not understood. Call its factories by their names, as in Toolbelt.SecretClient().'
        : `V2's Toolbelt has no ${name}.`;
    source.leave('toolbelt', node, message);
  }
}

/** The names that hold a client of a factory, each with the calls that make it. */
export function clientNames(source: Source, factory: string): Map<Binding, Call[]> {
  const names = new Map<Binding, Call[]>();
  for (const call of factoryCalls(source, factory)) {
    const id = targetOf(source, call);
    const binding = source.scopes.of(id);
    if (binding !== undefined) names.set(binding, [...(names.get(binding) ?? []), call]);
  }
  for (const [binding, calls] of names) {
    const initial = binding.owner.type === 'VariableDeclarator' ? binding.owner.init : undefined;
    const given = binding.writes.length + (initial ? 1 : 0);
    const isNothing = initial?.type === 'Literal' && initial.value === null;
    if (given - (isNothing ? 1 : 0) !== calls.length) names.delete(binding);
  }
  return names;
}

/** The name that gets the value of a call: `const name = call` and `name = call`. */
export function targetOf({ tree }: Source, call: AnyNode): AnyNode | undefined {
  const parent = tree.parent(call);
  if (parent?.type === 'AwaitExpression') return targetOf({ tree } as Source, parent);
  if (parent?.type === 'VariableDeclarator' && parent.init === call) return parent.id as AnyNode;
  if (parent?.type === 'AssignmentExpression' && parent.right === call && parent.operator === '=') {
    return parent.left.type === 'Identifier' ? parent.left : undefined;
  }
  return undefined;
}

/** Every place where a client of a factory is used: by its name, as a property of an object or of an instance, or at once. */
export function clientUses(source: Source, factory: string): ClientUse[] {
  const names = clientNames(source, factory);
  const named = [...names.keys()].flatMap(({ references, writes }) =>
    references.filter((reference) => !writes.includes(reference)),
  );
  const inObjects = keptClients(source, factoryCalls(source, factory));
  const kept = new Set([...[...names.values()].flat(), ...inObjects.map(({ call }) => call)]);
  const direct = factoryCalls(source, factory).filter((call) => !kept.has(call));
  const members = inObjects.flatMap(({ members: read }) => read);
  return [...named, ...members, ...direct].map((node) => ({ node: node as AnyNode }));
}

/** The calls of methods of a factory's clients. */
export function methodCalls(source: Source, factory: string): MethodCall[] {
  return clientUses(source, factory).flatMap(({ node }) => {
    const member = source.tree.parent(node);
    if (member?.type !== 'MemberExpression' || member.object !== node) return [];
    const call = source.tree.parent(member);
    const method = memberName(member);
    return isCall(call) && call.callee === member && method !== undefined ? [{ method, call }] : [];
  });
}
