import type { Source } from '../../source';
import type { AnyNode } from '../../syntax/parse';
import { isCall, isMember } from '../../syntax/tree';
import type { FlowContext } from './flow-types';

export function isBareReturn(node: AnyNode | undefined): boolean {
  return node?.type === 'ReturnStatement' && !node.argument;
}

/** Whether a `break` leads to a place after which nothing runs. */
export function leadsToEnd(node: AnyNode | undefined, { isBreakLast, labels }: FlowContext): boolean {
  if (node?.type !== 'BreakStatement') return false;
  return node.label ? (labels.get(node.label.name) ?? false) : isBreakLast;
}

/** Whether a `break` inside of a statement, or one to its label, stays. */
export function hasBreak({ tree, edits }: Source, statement: AnyNode, label?: string): boolean {
  return tree.inside(statement).some((node) => {
    if (node.type !== 'BreakStatement' || edits.isGone(node)) return false;
    return label === undefined || node.label?.name === label;
  });
}

export function isEndless(loop: AnyNode): boolean {
  if (loop.type === 'ForStatement') return !loop.test;
  return loop.type === 'WhileStatement' && loop.test.type === 'Literal' && loop.test.value === true;
}

/** Whether the statements of a `finally` end at once without an error and change no result: logs, timers, plain values. */
export function cannotFail(node: AnyNode): boolean {
  switch (node.type) {
    case 'BlockStatement':
      return node.body.every((statement) => cannotFail(statement));
    case 'IfStatement':
      return (
        isSure(node.test) && [node.consequent, node.alternate].every((part) => !part || cannotFail(part))
      );
    case 'VariableDeclaration':
      return node.declarations.every(({ id, init }) => id.type === 'Identifier' && (!init || isSure(init)));
    case 'ExpressionStatement':
      return cannotFail(node.expression);
    default:
      return isSureWork(node);
  }
}

/** Whether an expression only gives a variable a plain value, writes to the log, or clears a timer. */
function isSureWork(node: AnyNode): boolean {
  if (node.type === 'AssignmentExpression') {
    return node.left.type === 'Identifier' && node.operator === '=' && isSure(node.right);
  }
  if (!isCall(node) || !node.arguments.every((argument) => isSure(argument))) return false;
  const { callee } = node;
  if (callee.type === 'Identifier') return /^clear(Timeout|Interval|Immediate)$/.test(callee.name);
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return false;
  return callee.object.name === 'console';
}

/** Whether evaluating an expression cannot fail. */
function isSure(node: AnyNode): boolean {
  switch (node.type) {
    case 'Literal':
    case 'Identifier':
      return true;
    case 'TemplateLiteral':
      return node.expressions.every((part) => isSure(part));
    case 'UnaryExpression':
      return node.operator !== 'delete' && isSure(node.argument);
    case 'BinaryExpression':
      return (
        !['in', 'instanceof'].includes(node.operator) && isSure(node.left as AnyNode) && isSure(node.right)
      );
    case 'CallExpression':
      return isMember(node.callee, 'Date', 'now') && node.arguments.length === 0;
    default:
      return false;
  }
}
