import { indentLines, indentOf, indentUnit, outdentLines, withoutBrackets } from '../../layout';
import { NotUnderstood } from '../../leftover';
import type { Source } from '../../source';
import type { AnyNode, FunctionNode, NodeOf } from '../../syntax/parse';
import { isFunction, isMember, propertyName } from '../../syntax/tree';

/**
 * The function that the platform calls: `function lambda(input, callback)` at the top of the file, or one that is assigned
 * there to `const lambda`, `exports.lambda` or `module.exports`, also as the only property of an object.
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

/** The value of `const lambda = …`, `exports.lambda = …`, `module.exports.lambda = …`, `module.exports = …` or `module.exports = { lambda: … }`. */
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
  if (operator !== '=' || !(isWhole || isNamed)) return undefined;
  return isWhole && right.type === 'ObjectExpression' ? onlyProperty(right) : right;
}

/** The function in `module.exports = { lambda: function }`. */
function onlyProperty({ properties }: NodeOf<'ObjectExpression'>): AnyNode | undefined {
  const [property, ...others] = properties;
  if (property?.type !== 'Property' || others.length > 0 || property.kind !== 'init') return undefined;
  return propertyName(property as NodeOf<'Property'>) === 'lambda' ? (property.value as AnyNode) : undefined;
}

/**
 * Makes `async function lambda(` of the head of the function.
 * @param isReturned whether a body that is an expression is returned as it is
 * @throws NotUnderstood when a declaration would differ
 */
export function declareLambda(source: Source, lambda: FunctionNode, isReturned: boolean): void {
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
    readsOwnThis(source, lambda) || (own !== undefined && own.name !== 'lambda' && own.references.length > 0);
  if (!isFree || isOther || !first || !last || lambda.generator) {
    throw new NotUnderstood(
      lambda,
      'V2 calls "async function lambda(input)". Declare the function in this way.',
    );
  }
  const bracket = source.indexOf('(', lambda.start);
  const hasBrackets = bracket >= 0 && bracket < first.start;
  edits.markGone(statement.start, lambda.start);
  if (hasBrackets) edits.replace(statement.start, bracket, 'async function lambda');
  else {
    edits.replace(statement.start, first.start, 'async function lambda(');
    edits.insert(first.end, ')');
  }
  if (lambda.body.type !== 'BlockStatement') declareBody(source, lambda, statement.end, isReturned);
  else {
    if (lambda.type === 'ArrowFunctionExpression') {
      const arrow = source.indexOf('=>', last.end);
      edits.remove(arrow, arrow + (/^=>\s/.test(text.slice(arrow)) ? 3 : 2));
    }
    if (lambda.end < statement.end) edits.remove(lambda.end, statement.end);
    const indent = indentOf(source, statement.start);
    if (indentOf(source, lambda.start) !== indent) outdentLines(source, lambda.start, lambda.end, indent);
  }
}

/** Makes a block of the body of an arrow function that is an expression. */
function declareBody(source: Source, lambda: FunctionNode, end: number, isReturned: boolean): void {
  const { edits, eol } = source;
  const { body } = lambda;
  const arrow = source.indexOf('=>', lambda.params.at(-1)?.end ?? lambda.start);
  const before = withoutBrackets(source, arrow + 2, body.start);
  const isOnNextLine = before.includes('\n');
  const unit = indentUnit(source);
  edits.replace(arrow, body.start, `{${isOnNextLine ? before : `${eol}${unit}${before.trimStart()}`}`);
  if (!isOnNextLine) indentLines(source, body.start, body.end);
  if (isReturned) edits.insert(body.start, 'return ');
  const after = withoutBrackets(source, body.end, end).replace(';', '').trimEnd();
  edits.replace(body.end, end, `;${after}${eol}}`);
}

/** Whether an arrow function reads `this` or `arguments` of what is around it, or a function of an object reads `this`. */
function readsOwnThis({ tree, scopes }: Source, lambda: FunctionNode): boolean {
  const isOfObject = tree.parent(lambda)?.type === 'Property';
  if (lambda.type !== 'ArrowFunctionExpression' && !isOfObject) return false;
  const own = [...tree.ofType('ThisExpression'), ...(scopes.free.get('arguments') ?? [])] as AnyNode[];
  return own.some((node) => {
    let around = tree.functionAround(node);
    while (around?.type === 'ArrowFunctionExpression' && around !== lambda)
      around = tree.functionAround(around);
    return around === lambda;
  });
}
