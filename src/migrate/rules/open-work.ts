import { NotUnderstood } from '../leftover';
import type { Source } from '../source';
import type { AnyNode, Call } from '../syntax/parse';
import { contains, isCall, isFunction } from '../syntax/tree';
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

/** Reports work that nothing waits for. V1 let it end after the callback, and V2 stops when the function returns. */
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
    ...startingCalls(source),
  ];
  const seen = new Set<AnyNode>();
  for (const call of calls) {
    const whole = wholeChain(source, call);
    const statement = source.tree.parent(whole);
    if (statement?.type !== 'ExpressionStatement' || seen.has(statement) || !isCall(whole)) continue;
    seen.add(statement);
    // A statement that leads to the callback is returned and so waited for, or it has its own leftover.
    if (uses.isIn(statement) || tellsTheEnd(source, statement)) continue;
    source.leave('open-work', statement, messageFor(source, whole));
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
    const fn = binding && (binding.kind === 'function' ? binding.owner : source.scopes.initial(binding));
    return isFunction(fn) && fn.async && binding?.name !== 'lambda';
  });
}

function messageFor(source: Source, call: Call): string {
  if (TIMERS.test(source.textOf(call.callee as AnyNode))) {
    return 'Nothing waits for what runs later here. V2 may stop it when the function returns: await a promise of it, or leave it out.';
  }
  const isMany = call.arguments.some((argument) => isFunction(argument) && argument.async);
  if (isMany && chainOf(call) === undefined) {
    return 'Nothing waits for the async functions that are started here. V2 may stop them when the function returns: write await Promise.all(items.map(…)).';
  }
  return 'Nothing waits for this work. V2 may stop it when the function returns: put await before it.';
}

const TIMERS = /^(setTimeout|setInterval|setImmediate|process\.nextTick)$/;

/** Calls that start work by their form: chains of promises, calls that get an async function, and timers. */
function startingCalls(source: Source): AnyNode[] {
  return source.tree.ofType('CallExpression').filter((call) => {
    if (source.tree.parent(call)?.type !== 'ExpressionStatement') return false;
    if (chainOf(call) !== undefined) return true;
    if (call.arguments.some((argument) => isFunction(argument) && argument.async)) return true;
    return TIMERS.test(source.textOf(call.callee as AnyNode));
  });
}

/** Whether a parameter of a surrounding function is called in a node or passed on as a handler. It may report the end of the work. */
function tellsTheEnd(source: Source, node: AnyNode): boolean {
  return source.tree.inside(node).some((id) => {
    const binding = source.scopes.of(id);
    if (binding?.kind !== 'param' || contains(node, binding.id)) return false;
    const call = source.tree.parent(id);
    if (!isCall(call)) return false;
    return (
      call.callee === id || chainOf(call) !== undefined || TIMERS.test(source.textOf(call.callee as AnyNode))
    );
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
