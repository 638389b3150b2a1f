import { NotUnderstood } from '../../leftover';
import type { Source } from '../../source';
import type { AnyNode, FunctionNode } from '../../syntax/parse';
import { isFunction, isMember } from '../../syntax/tree';

/**
 * The function that the platform calls: `function lambda(input, callback)` at the top of the file, or one that is assigned
 * there to `const lambda`, `exports.lambda` or `module.exports`.
 */
export function findLambda({ tree }: Source): FunctionNode | undefined {
  const assigned: FunctionNode[] = [];
  for (const statement of tree.program.body) {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declared?.type === 'FunctionDeclaration' && declared.id?.name === 'lambda') {
      return declared as FunctionNode;
    }
    const value = assignedValue(statement as AnyNode);
    if (isFunction(value)) assigned.push(value);
  }
  return assigned[0];
}

/** The value of `const lambda = …`, `exports.lambda = …`, `module.exports.lambda = …` or `module.exports = …`. */
function assignedValue(statement: AnyNode): AnyNode | null | undefined {
  if (statement.type === 'VariableDeclaration' && statement.declarations.length === 1) {
    const [declarator] = statement.declarations;
    return declarator?.id.type === 'Identifier' && declarator.id.name === 'lambda'
      ? declarator.init
      : undefined;
  }
  if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AssignmentExpression') {
    return undefined;
  }
  const { left, operator, right } = statement.expression;
  const isWhole = isMember(left, 'module', 'exports');
  const isNamed =
    isMember(left, 'exports', 'lambda') ||
    (left.type === 'MemberExpression' &&
      isMember(left.object, 'module', 'exports') &&
      left.property.type === 'Identifier' &&
      left.property.name === 'lambda');
  return operator === '=' && (isWhole || isNamed) ? right : undefined;
}

/** Makes `async function lambda(` of the head of the function. @throws NotUnderstood when a declaration would differ */
export function declareLambda(source: Source, lambda: FunctionNode): void {
  const { edits, text } = source;
  if (lambda.type === 'FunctionDeclaration') {
    if (!lambda.async) edits.insert(lambda.start, 'async ');
    return;
  }
  const statement = source.tree.statementAround(source.tree.parent(lambda) as AnyNode);
  const declarator = source.tree.parent(lambda);
  const name =
    declarator?.type === 'VariableDeclarator' ? source.scopes.of(declarator.id as AnyNode) : undefined;
  const own = source.scopes.of(lambda.id);
  const isFree =
    name === undefined ? !source.scopes.isUsed('lambda') || own?.name === 'lambda' : name.writes.length === 0;
  const [first, last] = [lambda.params[0], lambda.params.at(-1)];
  const isOther =
    isArrowWithOwn(source, lambda) ||
    (own !== undefined && own.name !== 'lambda' && own.references.length > 0);
  if (!isFree || isOther || lambda.body.type !== 'BlockStatement' || !first || !last || lambda.generator) {
    throw new NotUnderstood(
      lambda,
      'V2 calls "async function lambda(input)". Declare the function in this way.',
    );
  }
  const bracket = text.lastIndexOf('(', first.start);
  edits.markGone(statement.start, lambda.start);
  edits.replace(statement.start, bracket, 'async function lambda');
  if (lambda.type === 'ArrowFunctionExpression') {
    const arrow = text.indexOf('=>', last.end);
    edits.remove(arrow, arrow + (/^=>\s/.test(text.slice(arrow)) ? 3 : 2));
  }
  if (lambda.end < statement.end) edits.remove(lambda.end, statement.end);
}

/** Whether an arrow function reads `this` or `arguments` of what is around it. */
function isArrowWithOwn({ tree, scopes }: Source, lambda: FunctionNode): boolean {
  if (lambda.type !== 'ArrowFunctionExpression') return false;
  const own = [...tree.ofType('ThisExpression'), ...(scopes.free.get('arguments') ?? [])] as AnyNode[];
  return own.some((node) => {
    let around = tree.functionAround(node);
    while (around?.type === 'ArrowFunctionExpression' && around !== lambda)
      around = tree.functionAround(around);
    return around === lambda;
  });
}
