import { indentOf, outdentLines } from '../../layout';
import type { Source } from '../../source';
import type { AnyNode, NodeOf } from '../../syntax/parse';
import { isNothing } from './values';

/** A question whether the callback is there, as large as it is answered by this alone. */
export interface Question {
  readonly node: AnyNode;
  /** The answer of the platform, which always gives a callback. */
  readonly answer: boolean;
}

/**
 * Finds the question that a name of the callback is asked in: `callback`, `typeof callback === 'function'`, `callback !== undefined`, `!callback`.
 * @returns undefined when the name is used in another way
 */
export function questionOf(source: Source, name: AnyNode): Question | undefined {
  let found: Question = { node: name, answer: true };
  for (;;) {
    const parent = source.tree.parent(found.node);
    const answer = parent && answerAround(parent, found);
    if (parent === undefined || answer === undefined) break;
    found = { node: parent, answer };
  }
  return isAsked(source, found) ? found : undefined;
}

/** The answer that an expression gets from a question in it. */
function answerAround(parent: AnyNode, { node, answer }: Question): boolean | undefined {
  if (parent.type === 'UnaryExpression') {
    if (parent.operator === '!') return !answer;
    return parent.operator === 'typeof' && node.type === 'Identifier' ? true : undefined;
  }
  if (parent.type === 'BinaryExpression') return compared(parent, node);
  if (parent.type !== 'LogicalExpression' || parent.left !== node) return undefined;
  if (parent.operator === '&&') return answer ? undefined : false;
  return parent.operator === '||' && answer && node.type !== 'Identifier' ? true : undefined;
}

/** A comparison with `undefined` or `null`, or of `typeof callback` with a text. */
function compared(comparison: NodeOf<'BinaryExpression'>, node: AnyNode): boolean | undefined {
  const isEqual = /^===?$/.test(comparison.operator);
  if (!isEqual && !/^!==?$/.test(comparison.operator)) return undefined;
  const other = (comparison.left === node ? comparison.right : comparison.left) as AnyNode;
  if (node.type === 'Identifier') return isNothing(other) ? !isEqual : undefined;
  if (node.type !== 'UnaryExpression' || node.operator !== 'typeof' || other.type !== 'Literal')
    return undefined;
  return (other.value === 'function') === isEqual;
}

/** Whether the answer decides what runs: in front of `&&` or `||`, before `?`, or in the head of an `if`. */
function isAsked({ tree }: Source, { node, answer }: Question): boolean {
  const parent = tree.parent(node);
  if (parent?.type === 'LogicalExpression') {
    if (parent.left === node) return parent.operator === (answer ? '&&' : '||');
    return parent.operator === '&&' && answer && isTest(tree, parent);
  }
  return (parent?.type === 'IfStatement' || parent?.type === 'ConditionalExpression') && parent.test === node;
}

/** Whether an expression is the head of an `if`, or one of the conditions in it that must all be true. */
function isTest(tree: Source['tree'], node: AnyNode): boolean {
  const parent = tree.parent(node);
  if (parent?.type === 'LogicalExpression') return parent.operator === '&&' && isTest(tree, parent);
  return parent?.type === 'IfStatement' && parent.test === node;
}

/** Takes a question out of the source: only what runs on the platform is kept. */
export function answerQuestion(source: Source, { node, answer }: Question): void {
  const { tree, edits } = source;
  const parent = tree.parent(node) as AnyNode;
  if (parent.type === 'IfStatement') keepBranch(source, parent, answer);
  else if (parent.type === 'ConditionalExpression') {
    const kept = answer ? parent.consequent : parent.alternate;
    edits.remove(parent.start, kept.start);
    edits.remove(kept.end, parent.end);
  } else if (parent.type === 'LogicalExpression') {
    const { start, end, left, right } = parent;
    // The brackets around what is kept may be needed.
    const operator = source.indexOf(parent.operator, left.end);
    const [before, after] = [source.text.slice(start, operator), source.text.slice(operator + 2)];
    if (parent.right === node) edits.remove(start + before.trimEnd().length, end);
    else if (isWhole(source, parent)) {
      const statement = tree.parent(parent);
      if (statement?.type === 'ExpressionStatement') source.keepApart(statement, right.start);
      edits.remove(start, right.start);
      edits.remove(right.end, end);
    } else edits.remove(start, operator + 2 + (after.length - after.trimStart().length));
  }
}

/** Whether an expression is a whole statement, the value of a `return`, or the body of an arrow function. */
function isWhole({ tree }: Source, node: AnyNode): boolean {
  return ['ExpressionStatement', 'ReturnStatement', 'ArrowFunctionExpression'].includes(
    tree.parent(node)?.type ?? '',
  );
}

function keepBranch(source: Source, statement: NodeOf<'IfStatement'>, answer: boolean): void {
  const { edits } = source;
  const kept = answer ? statement.consequent : statement.alternate;
  if (!kept) {
    source.dropStatement(statement);
    return;
  }
  const content = canUnwrap(source, statement, kept) ? contentOf(source, kept) : undefined;
  const { start, end } = content ?? kept;
  source.keepApart(statement, start);
  edits.remove(statement.start, start);
  edits.remove(end, statement.end);
  if (content) outdentLines(source, start, end, indentOf(source, statement.start));
}

/** What is between the brackets of a block, without the white space at its ends. */
function contentOf({ text }: Source, block: AnyNode): { start: number; end: number } {
  const inside = text.slice(block.start + 1, block.end - 1);
  const start = block.start + 1 + (inside.length - inside.trimStart().length);
  return { start, end: start + inside.trim().length };
}

/** Whether the statements of a block can stand in the list around it. */
function canUnwrap(source: Source, statement: AnyNode, block: AnyNode): boolean {
  const { tree, scopes, comments } = source;
  if (block.type !== 'BlockStatement' || block.body.length === 0 || !tree.isInList(statement)) return false;
  const { end } = contentOf(source, block);
  // What follows on the line would become a part of a comment at the end of the block.
  const isCommented = comments.some((comment) => comment.type === 'Line' && comment.end === end);
  if (isCommented && !/^[ \t]*(\/\/|\r?\n|$)/.test(source.text.slice(statement.end))) return false;
  const all = scopes.all();
  return all
    .filter(({ scope }) => scope === block)
    .every(({ name }) => all.filter((other) => other.name === name).length === 1 && !scopes.free.has(name));
}
