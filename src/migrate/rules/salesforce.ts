import { NotUnderstood } from '../leftover';
import type { Source } from '../source';
import type { AnyNode, Call } from '../syntax/parse';
import { isCall, isFunction, memberName } from '../syntax/tree';
import { methodCalls, targetOf } from './toolbelt';

/** SFClient: the jsforce of V2 has only promises, and calls no callbacks. */
export function rewriteSalesforce(source: Source): void {
  for (const { method, call } of methodCalls(source, 'SFClient')) {
    if (method !== 'connectToSalesforce') continue;
    const connection = source.scopes.of(connectionOf(source, call));
    if (connection === undefined) {
      const message =
        'The connection is not followed from here. V2 has promises only: check that no callback is given to its methods.';
      source.leave('salesforce', call, message);
    }
    for (const reference of connection?.references ?? []) {
      const outer = methodCallOf(source, reference);
      const parent = source.tree.parent(reference);
      if (isCall(parent) && parent.callee !== reference) {
        const message =
          'The connection is handed on here. V2 has promises only: check that no callback is given to its methods.';
        source.leave('salesforce', reference, message);
      }
      if (outer === undefined) continue;
      source.attempt('salesforce', () => rewriteCall(source, outer));
    }
  }
}

/** The name that a connection gets: of a variable, or of the parameter of a `then`. */
function connectionOf(source: Source, call: Call): AnyNode | undefined {
  const member = source.tree.parent(call);
  const then = member && source.tree.parent(member);
  if (member?.type !== 'MemberExpression' || member.object !== call || !isCall(then))
    return targetOf(source, call);
  const [handler] = then.arguments as (AnyNode | undefined)[];
  return memberName(member) === 'then' && isFunction(handler)
    ? (handler.params[0] as AnyNode | undefined)
    : undefined;
}

/** `connection.query(soql, function (error, result) { … })` → `connection.query(soql).then(…)`. */
function rewriteCall(source: Source, call: Call): void {
  const last = call.arguments.at(-1) as AnyNode | undefined;
  const before = call.arguments.at(-2);
  const isCallback = isFunction(last) || (last?.type === 'Identifier' && isFunctionName(source, last));
  if (!isCallback || last === undefined) return;
  if (!isFunction(last) || before === undefined || last.params.some(({ type }) => type !== 'Identifier')) {
    throw new NotUnderstood(last, "V2's Salesforce client has promises only. Take the result with await.");
  }
  if (source.tree.parent(call)?.type === 'AwaitExpression' || last.params.length === 0) {
    throw new NotUnderstood(last, "V2's Salesforce client has promises only. Take the result with await.");
  }
  const [first] = last.params as [AnyNode];
  const end = last.params.at(-1) as AnyNode;
  source.edits.replace(
    before.end,
    last.start,
    ').then((result) => [null, result], (error) => [error]).then(',
  );
  const hasBrackets = source.text.slice(last.start, first.start).includes('(');
  source.edits.insert(first.start, hasBrackets ? '[' : '([');
  source.edits.insert(end.end, hasBrackets ? ']' : '])');
}

function isFunctionName(source: Source, id: AnyNode): boolean {
  const binding = source.scopes.of(id);
  return (
    binding?.kind === 'function' || isFunction(source.scopes.initial(binding)) || binding?.kind === 'param'
  );
}

function methodCallOf({ tree }: Source, reference: AnyNode): Call | undefined {
  const member = tree.parent(reference);
  if (
    member?.type !== 'MemberExpression' ||
    member.object !== reference ||
    memberName(member) === undefined
  ) {
    return undefined;
  }
  const call = tree.parent(member);
  return isCall(call) && call.callee === member ? call : undefined;
}
