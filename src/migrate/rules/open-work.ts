import { NotUnderstood } from '../leftover';
import type { Source } from '../source';
import type { AnyNode } from '../syntax/parse';
import { isCall, isFunction } from '../syntax/tree';
import { chainOf } from './callback/chains';
import { findLambda } from './callback/lambda';
import { CallbackUses } from './callback/uses';
import { clientUses, methodCalls } from './toolbelt';

const PROMISING = ['LpClient', 'HTTPClient'];
const WITH_METHODS = [
  'SecretClient',
  'SDEUtil',
  'GDPRUtil',
  'ContextServiceClient',
  'OrchestratorClient',
  'MTLSClient',
];
const SYNCHRONOUS = ['getUsedSecrets', 'getSDEsFromConv', 'scanConversationForKeywords'];

/** Names the work that nothing waits for: V1 let it end after the callback, and V2 stops when the function returns. */
export function leaveOpenWork(source: Source): void {
  const callback = findLambda(source)?.params[1];
  if (callback === undefined) return;
  const uses = usesOf(source, callback as AnyNode);
  if (uses === undefined) return;
  const calls: AnyNode[] = [
    ...PROMISING.flatMap((factory) =>
      clientUses(source, factory).map(({ node }) => source.tree.parent(node) as AnyNode),
    ),
    ...WITH_METHODS.flatMap((factory) =>
      methodCalls(source, factory).flatMap(({ method, call }) =>
        SYNCHRONOUS.includes(method) ? [] : [call],
      ),
    ),
    ...asyncCalls(source),
  ];
  const seen = new Set<AnyNode>();
  for (const call of calls) {
    const whole = wholeChain(source, call);
    const statement = source.tree.parent(whole);
    if (statement?.type !== 'ExpressionStatement' || seen.has(statement) || !isCall(whole)) continue;
    seen.add(statement);
    // What leads to the callback is returned, and so waited for, or has a leftover of its own.
    if (uses.isIn(statement)) continue;
    const message =
      'Nothing waits for this work. V2 may stop it when the function returns: put await before it.';
    source.leave('open-work', statement, message);
  }
}

function wholeChain({ tree }: Source, call: AnyNode): AnyNode {
  const member = tree.parent(call);
  const outer = member && tree.parent(member);
  const isLink =
    member?.type === 'MemberExpression' && member.object === call && isCall(outer) && chainOf(outer);
  return isLink && outer ? wholeChain({ tree } as Source, outer) : call;
}

/** The calls of async functions of the file. */
function asyncCalls(source: Source): AnyNode[] {
  return source.tree.ofType('CallExpression').filter(({ callee }) => {
    const binding = source.scopes.of(callee);
    const fn = binding && (isFunction(binding.owner) ? binding.owner : source.scopes.initial(binding));
    return isFunction(fn) && fn.async && fn.id?.name !== 'lambda';
  });
}

/** Where the callback is used. Undefined when that was not understood, and the callback has a leftover of its own. */
function usesOf(source: Source, callback: AnyNode): CallbackUses | undefined {
  const binding = source.scopes.of(callback);
  try {
    return binding && new CallbackUses(source, binding);
  } catch (error) {
    if (error instanceof NotUnderstood) return undefined;
    throw error;
  }
}
