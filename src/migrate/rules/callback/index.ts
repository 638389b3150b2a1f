import { NotUnderstood } from '../../leftover';
import type { Source } from '../../source';
import type { AnyNode, FunctionNode } from '../../syntax/parse';
import { isCall, isFunction } from '../../syntax/tree';
import { Flow } from './flow';
import { RETURNS, unclear } from './flow-types';
import { declareLambda, findLambda } from './lambda';
import { CallbackUses } from './uses';

const NEVER_CALLED =
  'A path through this function ends without the callback. V1 waited for its time limit there, and V2 answers with nothing.';

/**
 * Callback → return and throw. V2 takes what `async function lambda(input)` returns or throws. Either the callback is understood in the
 * whole lambda, or nothing of it is changed (docs/platform.md, "Handler and callback", "From V1 to V2").
 */
export function rewriteCallback(source: Source): void {
  const lambda = findLambda(source);
  if (lambda === undefined) {
    const message =
      'No function lambda(input, callback) is declared here. V2 calls "async function lambda(input)".';
    source.leave('callback', source.tree.program.body[0] ?? source.tree.program, message);
    return;
  }
  const callback = lambda.params[1];
  if (callback === undefined) {
    if (lambda.async && lambda.type !== 'FunctionDeclaration' && !source.isModule) {
      source.attempt('callback', () => declareLambda(source, lambda, true));
    }
    if (!lambda.async && !source.isModule) {
      source.leave(
        'callback',
        lambda,
        'The lambda has no callback. V2 calls "async function lambda(input)" and takes what it returns.',
      );
    }
    return;
  }
  source.attempt('callback', () => {
    if (callback.type !== 'Identifier') throw new NotUnderstood(callback, 'The callback has no plain name.');
    if (lambda.generator) throw new NotUnderstood(lambda, 'The lambda is a generator.');
    const isCalled = namesOf(source, lambda).find((reference) => isCall(source.tree.parent(reference)));
    if (isCalled)
      throw new NotUnderstood(
        isCalled,
        'The file uses the lambda itself. Move what both need into a function.',
      );
    const binding = source.scopes.of(callback);
    if (binding === undefined || binding.owner !== lambda)
      throw new NotUnderstood(callback, 'The callback is declared twice.');
    const uses = new CallbackUses(source, binding);
    for (const { owner } of uses.names) if (isFunction(owner)) refuseArguments(source, owner);
    uses.answerQuestions();
    const flow = new Flow(source, uses);
    const falling = [flow.enter(lambda, RETURNS), ...flow.helpers()].filter(({ fallsOff }) => fallsOff);
    dropCallback(source, uses, lambda);
    const unchanged = uses.unchanged();
    if (unchanged !== undefined) throw unclear(unchanged);
    declareLambda(source, lambda, !uses.isIn(lambda.body));
    for (const { node } of falling) source.leave('callback', node, NEVER_CALLED);
  });
}

/** Removes the callback from the parameters and arguments through which it is passed on. */
function dropCallback(source: Source, uses: CallbackUses, lambda: FunctionNode): void {
  for (const { call, index } of uses.handed.values())
    dropFromList(source, call.arguments as AnyNode[], index);
  for (const { owner, id } of uses.names) {
    if (!isFunction(owner)) continue;
    dropFromList(source, owner.params as AnyNode[], owner.params.indexOf(id));
  }
  for (const declarator of uses.aliases) source.dropDeclarator(declarator);
  const extra = lambda.params[2];
  if (extra !== undefined)
    throw new NotUnderstood(extra, 'The lambda has a third parameter, which the platform does not give.');
}

/** Every place that names the lambda. */
function namesOf(source: Source, lambda: FunctionNode): AnyNode[] {
  const declarator = source.tree.parent(lambda);
  const outer =
    declarator?.type === 'VariableDeclarator' ? source.scopes.of(declarator.id as AnyNode) : undefined;
  return [source.scopes.of(lambda.id), outer].flatMap((name) => name?.references ?? []);
}

function dropFromList(source: Source, list: readonly AnyNode[], index: number): void {
  const [before, node, after] = [list[index - 1], list[index], list[index + 1]];
  if (node === undefined) return;
  if (before !== undefined) {
    const comments = source.comments.filter(({ start, end }) => before.end <= start && end <= node.start);
    source.edits.markGone(before.end, node.end);
    source.edits.replace(before.end, node.end, comments.map(({ value }) => ` /*${value}*/`).join(''));
  } else source.edits.remove(node.start, after?.start ?? node.end);
}

/** The parameters move when the callback goes. */
function refuseArguments(source: Source, owner: FunctionNode): void {
  const used = source.scopes.free.get('arguments')?.find((id) => {
    let around = source.tree.functionAround(id);
    while (around?.type === 'ArrowFunctionExpression') around = source.tree.functionAround(around);
    return around === owner;
  });
  if (used)
    throw new NotUnderstood(used, 'The function that gets the callback reads its arguments by their number.');
}
