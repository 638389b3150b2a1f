import type { Source } from '../source';
import type { AnyNode, NodeOf } from '../syntax/parse';
import { isMember, memberName, propertyName, textValue } from '../syntax/tree';

const RENAMED: Readonly<Record<string, string>> = {
  BRAND_ID: 'X_LIVEPERSON_BRAND_ID',
  LAMBDA_UUID: 'X_LIVEPERSON_FUNCTION_UUID',
};
const GONE = /^(DOMAIN|DC|HTTPS?_PROXY|NO_PROXY|CONTEXT_SERVICE_ENVIRONMENT|VAULT_\w+|WATCHDOG_VERSION)$/;

/** The platform's own variables have other names in V2, or no longer exist. */
export function rewriteVariables(source: Source): void {
  const leaveGone = (node: AnyNode, name: string) =>
    source.leave('variables', node, `V2 sets no variable ${name}. Set one of your own, or leave this out.`);
  for (const member of source.tree.ofType('MemberExpression')) {
    if (!isEnvironment(source, member.object as AnyNode)) continue;
    const name = memberName(member);
    if (name === undefined) continue;
    const renamed = Object.hasOwn(RENAMED, name) ? RENAMED[name] : undefined;
    if (renamed === undefined) {
      if (GONE.test(name)) leaveGone(member, name);
    } else if (!member.computed) source.edits.replace(member.property.start, member.property.end, renamed);
    else {
      const quote = source.text[member.property.start];
      source.edits.replace(member.property.start, member.property.end, `${quote}${renamed}${quote}`);
    }
  }
  for (const pattern of source.tree.ofType('ObjectPattern')) {
    if (!isOfEnvironment(source, pattern)) continue;
    for (const property of pattern.properties) {
      const name = property.type === 'Property' ? propertyName(property as NodeOf<'Property'>) : undefined;
      if (name === undefined || property.type !== 'Property') continue;
      const renamed = Object.hasOwn(RENAMED, name) ? RENAMED[name] : undefined;
      if (renamed === undefined) {
        if (GONE.test(name)) leaveGone(property as AnyNode, name);
      } else if (property.shorthand) source.edits.insert(property.start, `${renamed}: `);
      else source.edits.replace(property.key.start, property.key.end, renamed);
    }
  }
  leaveHidden(source);
}

/** Whether a pattern takes the variables apart: `const { BRAND_ID } = process.env` and the like. */
function isOfEnvironment(source: Source, pattern: AnyNode): boolean {
  const parent = source.tree.parent(pattern);
  if (parent?.type === 'VariableDeclarator')
    return Boolean(parent.init && isEnvironment(source, parent.init));
  if (parent?.type === 'AssignmentExpression' || parent?.type === 'AssignmentPattern') {
    return isEnvironment(source, parent.right);
  }
  // const { env: { BRAND_ID } } = process
  if (parent?.type !== 'Property' || propertyName(parent) !== 'env') return false;
  const around = source.tree.parent(source.tree.parent(parent) ?? parent);
  return (
    around?.type === 'VariableDeclarator' &&
    around.init?.type === 'Identifier' &&
    around.init.name === 'process'
  );
}

/** Names of V1 in a file that reads variables by names which are not known before it runs. */
function leaveHidden(source: Source): void {
  const isRead = (node: AnyNode) => {
    if (source.scopes.of(node)?.id === node) return false;
    const parent = source.tree.parent(node);
    if (parent?.type === 'MemberExpression' && parent.object === node)
      return memberName(parent) === undefined;
    return !(parent?.type === 'VariableDeclarator' || /Assignment/.test(parent?.type ?? ''));
  };
  const hidden = source.tree.nodes.some((node) => isEnvironment(source, node) && isRead(node));
  if (!hidden) return;
  for (const node of source.tree.nodes) {
    const isMemberName = node.type === 'MemberExpression' && !node.computed;
    const name = isMemberName ? memberName(node) : textValue(node);
    if (name === undefined || !Object.hasOwn(RENAMED, name)) continue;
    if (source.edits.isChanged(isMemberName ? (node.property as AnyNode) : node)) continue;
    source.leave(
      'variables',
      node,
      `If this names the variable ${name} of V1, its name in V2 is ${RENAMED[name]}.`,
    );
  }
}

/** `process.env`, or a name that holds it. */
function isEnvironment(source: Source, node: AnyNode): boolean {
  if (isMember(node, 'process', 'env')) return source.scopes.free.has('process');
  if (node.type !== 'Identifier') return false;
  const binding = source.scopes.of(node);
  if (binding?.owner.type !== 'VariableDeclarator') return false;
  const { id, init } = binding.owner;
  if (id === binding.id) return isMember(source.scopes.initial(binding), 'process', 'env');
  // const { env } = process
  const isProcess = init?.type === 'Identifier' && init.name === 'process';
  const property = source.tree.parent(binding.id);
  return isProcess && property?.type === 'Property' && propertyName(property) === 'env';
}

/** Whether an expression is the id of the account, or a name that holds it. */
export function isAccount(source: Source, node: AnyNode | undefined): boolean {
  if (node?.type === 'MemberExpression') {
    const name = memberName(node) ?? '';
    return (
      isEnvironment(source, node.object as AnyNode) && ['BRAND_ID', 'X_LIVEPERSON_BRAND_ID'].includes(name)
    );
  }
  if (node?.type !== 'Identifier') return false;
  const binding = source.scopes.of(node);
  if (binding === undefined || binding.writes.length > 0) return false;
  const initial = source.scopes.initial(binding);
  if (initial !== undefined) return isAccount(source, initial);
  const { owner } = binding;
  if (owner.type !== 'VariableDeclarator' || !owner.init || !isEnvironment(source, owner.init)) return false;
  const property = source.tree.parent(binding.id);
  const name = property?.type === 'Property' ? propertyName(property) : undefined;
  return name === 'BRAND_ID' || name === 'X_LIVEPERSON_BRAND_ID';
}
