import { NotUnderstood } from '../../leftover';
import type { AnyNode, Call } from '../../syntax/parse';
import { isCall, isFunction, memberName } from '../../syntax/tree';
import { chainOf } from './chains';
import { complete } from './completion';
import { codeAfter, type FlowContext, unclear, type Walker } from './flow-types';
import { isNothing } from './values';

const ITERATIONS = [
  'forEach',
  'map',
  'filter',
  'some',
  'every',
  'find',
  'findIndex',
  'flatMap',
  'reduce',
  'reduceRight',
  'sort',
];

/** Lets every call of the callback in an expression settle the promise around it. */
export function settleInside(walker: Walker, node: AnyNode, context: FlowContext): void {
  const { source, uses } = walker;
  const { resolve, reject } = context.fn.mode;
  const own = source.tree.functionAround(node);
  const entered = new Set<AnyNode>();
  for (const mark of uses.marksIn(node)) {
    const around = outermostFunction(walker, mark, node);
    if (around !== undefined) {
      if (entered.has(around)) continue;
      entered.add(around);
      refuseRepeated(walker, around);
      if (isFunction(around)) walker.enter(around, context.fn.mode);
      continue;
    }
    const bind = source.tree.parent(source.tree.parent(mark) ?? mark);
    const bound = uses.boundBy(bind);
    const given = bound && bind ? bind : mark;
    const call = source.tree.parent(given);
    if (!isCall(call) || !uses.isCallback(mark) || source.tree.functionAround(mark) !== own)
      throw unclear(mark);
    if (bound !== undefined && bound.length > 0) {
      if (bound.length > 1 || !isNothing(bound[0] as AnyNode)) throw unclear(given);
      source.edits.replace(given.start, given.end, resolve);
      continue;
    }
    if (call.callee === mark) {
      if (!context.isLast) throw codeAfter(source.tree.statementAround(call));
      complete(source, call, call, { kind: 'value' }, { kind: 'settle', resolve, reject });
    } else if (isThen(call) && call.arguments[0] === given && !isCatch(call)) throw unclear(given);
    else if (isThen(call)) source.edits.replace(given.start, given.end, reject);
    else {
      const isNone = 'error === undefined || error === null';
      const text = `(error, result) => (${isNone} ? ${resolve}(result) : ${reject}(error))`;
      source.edits.replace(given.start, given.end, text);
    }
  }
}

/** The outermost function around a mark that is inside of a node, when the node itself is not that function. */
function outermostFunction(walker: Walker, mark: AnyNode, node: AnyNode): AnyNode | undefined {
  let found: AnyNode | undefined;
  for (const at of walker.source.tree.around(mark)) {
    if (at === node) return isFunction(at) ? at : found;
    if (isFunction(at)) found = at;
  }
  return found;
}

/** Code that runs several times, or that is followed by other handlers, would continue after the callback. */
function refuseRepeated(walker: Walker, fn: AnyNode): void {
  const call = walker.source.tree.parent(fn);
  if (!isCall(call) || call.callee.type !== 'MemberExpression') return;
  if (ITERATIONS.includes(memberName(call.callee) ?? '')) {
    throw new NotUnderstood(
      call,
      'The callback is called from a loop that goes on after it. Find the value first, and return it then.',
    );
  }
  for (let at: AnyNode = call; ; ) {
    const member = walker.source.tree.parent(at);
    const next = member && walker.source.tree.parent(member);
    if (member?.type !== 'MemberExpression' || member.object !== at || !isCall(next)) return;
    const isLater = chainOf(next) !== undefined && ['then', 'finally'].includes(memberName(member) ?? '');
    const [handler] = next.arguments;
    if (isLater && handler && handler.type !== 'Literal') throw codeAfter(handler as AnyNode);
    at = next;
  }
}

function isThen(call: Call): boolean {
  return call.callee.type === 'MemberExpression' && ['then', 'catch'].includes(memberName(call.callee) ?? '');
}

function isCatch(call: Call): boolean {
  return call.callee.type === 'MemberExpression' && memberName(call.callee) === 'catch';
}
