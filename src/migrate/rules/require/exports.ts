import type { Source } from '../../source';
import type { AnyNode } from '../../syntax/parse';
import { isMember } from '../../syntax/tree';

/** Removes `module.exports = …` and `exports.lambda = …`, because V2 finds the function by its name. */
export function dropExports(source: Source): void {
  for (const name of ['module', 'exports']) {
    for (const id of source.scopes.free.get(name) ?? []) {
      const statement = exportStatement(source, id);
      if (statement !== undefined) source.dropStatement(statement);
    }
  }
  for (const name of ['module', 'exports', '__dirname', '__filename']) {
    for (const id of source.scopes.free.get(name) ?? []) {
      if (source.edits.isGone(id)) continue;
      source.leave(
        'require',
        id,
        `V2 has no ${name}: its functions are ES modules. Use a variable of the file.`,
      );
    }
  }
}

/** The statement that only hands out the lambda. */
function exportStatement(source: Source, id: AnyNode): AnyNode | undefined {
  const { tree } = source;
  const statement = tree.statementAround(id);
  const parent = tree.parent(statement);
  if (statement.type === 'IfStatement') {
    const { consequent, alternate } = statement;
    const only = consequent.type === 'BlockStatement' ? consequent.body : [consequent];
    return !alternate && only.every((inner) => handsOut(source, inner)) ? statement : undefined;
  }
  if (!handsOut(source, statement)) return undefined;
  const around = parent?.type === 'BlockStatement' ? tree.parent(parent) : parent;
  if (around?.type === 'IfStatement')
    return exportStatement(source, around.test) === around ? around : undefined;
  return parent?.type === 'Program' ? statement : undefined;
}

function handsOut(source: Source, statement: AnyNode): boolean {
  if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AssignmentExpression')
    return false;
  const { left, right } = statement.expression;
  if (!isExportTarget(left as AnyNode)) return false;
  return (
    isNamesOnly(right) ||
    (right.type === 'AssignmentExpression' &&
      isExportTarget(right.left as AnyNode) &&
      isNamesOnly(right.right))
  );
  function isNamesOnly(value: AnyNode): boolean {
    if (value.type === 'Identifier') return source.scopes.of(value) !== undefined;
    return (
      value.type === 'ObjectExpression' &&
      value.properties.every(
        (property) => property.type === 'Property' && isNamesOnly(property.value as AnyNode),
      )
    );
  }
}

function isExportTarget(node: AnyNode): boolean {
  if (isMember(node, 'module', 'exports')) return true;
  if (node.type !== 'MemberExpression') return false;
  if (node.object.type === 'Identifier') return node.object.name === 'exports';
  return isMember(node.object as AnyNode, 'module', 'exports');
}
