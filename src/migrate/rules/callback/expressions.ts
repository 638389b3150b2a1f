import { NotUnderstood } from '../../leftover';
import type { AnyNode, Call } from '../../syntax/parse';
import { isCall, isFunction, isMember } from '../../syntax/tree';
import { Chains, chainOf } from './chains';
import { complete, type Place } from './completion';
import { codeAfter, type FlowContext, type FlowFunction, unclear, type Walker } from './flow-types';
import { settleInside } from './settle';

/** Rewrites expressions that call the callback, now or later. */
export class Expressions {
  readonly #walker: Walker;
  readonly #chains: Chains;

  constructor(walker: Walker) {
    this.#walker = walker;
    this.#chains = new Chains(walker);
  }

  /** @returns whether the code after the expression runs */
  visit(node: AnyNode, place: Place, context: FlowContext): boolean {
    const { uses } = this.#walker;
    const kept = uses.keptOf(node);
    if (kept !== undefined && kept !== node) return this.visit(kept, place, context);
    if (context.fn.mode.kind === 'settle') {
      settleInside(this.#walker, node, context);
      return true;
    }
    if (!context.isLast) throw codeAfter(this.#walker.source.tree.statementAround(node));
    if (this.#unwrapped(node) !== undefined) {
      this.#completeAt(this.#unwrapped(node) as Call, node, place, context);
      return false;
    }
    if (node.type === 'AwaitExpression') return this.#awaited(node.argument, node, place, context);
    if (node.type === 'ConditionalExpression') {
      if (uses.isIn(node.test)) throw unclear(node.test);
      for (const arm of [node.consequent, node.alternate]) {
        if (!uses.isIn(arm)) throw unclear(arm);
        this.visit(arm, { kind: 'value' }, context);
      }
      this.#addReturn(node, place);
      return false;
    }
    if (node.type === 'LogicalExpression' && node.operator === '&&' && place.kind === 'statement') {
      if (uses.isIn(node.left)) throw unclear(node.left);
      const { edits } = this.#walker.source;
      edits.insert(node.start, 'if (');
      edits.replace(node.left.end, node.right.start, ') ');
      this.visit(node.right, { kind: 'statement', isInBlock: false }, context);
      return true;
    }
    if (!isCall(node)) throw unclear(node);
    return this.#call(node, node, place, context);
  }

  #awaited(inner: AnyNode, whole: AnyNode, place: Place, context: FlowContext): boolean {
    if (!isCall(inner)) throw unclear(whole);
    return this.#call(inner, whole, place, context);
  }

  /** A call that leads to the callback: of a helper, of a function that is written here, of a chain of promises, or of something else. */
  #call(call: Call, whole: AnyNode, place: Place, context: FlowContext): boolean {
    const { uses } = this.#walker;
    const isAwaited = whole !== call;
    const helper = uses.helperOf(call.callee as AnyNode);
    const callee = call.callee as AnyNode;
    const target = helper ?? (isFunction(callee) ? callee : undefined);
    if (target !== undefined && (helper || uses.isIn(callee))) {
      if (call.arguments.some((argument) => uses.isIn(argument) && !uses.handed.has(argument)))
        throw unclear(call);
      const mustNotThrow = context.isCaught && !target.async;
      const inner = helper
        ? this.#walker.helper(helper)
        : this.#walker.enter(target, context.fn.mode, mustNotThrow);
      if (context.isCaught && isAwaited && (inner.mayFail || inner.mayBePromise)) throw caughtTwice(call);
      if (context.isCaught && !isAwaited && !target.async && inner.mayFail && !inner.mustNotThrow) {
        throw caughtTwice(call);
      }
      if (!helper && inner.fallsOff) context.fn.fallsOff = true;
      this.#take(context.fn, inner);
      this.#addReturn(whole, place);
      return false;
    }
    const chain = chainOf(call);
    if (chain !== undefined) {
      try {
        this.#walker.source.edits.attempt(() => {
          const inner = this.#chains.rewrite(chain, context);
          if (context.isCaught && isAwaited && (inner.mayFail || inner.mayBePromise)) throw caughtTwice(call);
          this.#take(context.fn, inner);
          if (inner.fallsOff) context.fn.fallsOff = true;
        });
        this.#addReturn(whole, place);
        return false;
      } catch (error) {
        if (!(error instanceof NotUnderstood) || !('isWrapWorthy' in error)) throw error;
      }
    }
    this.#wrap(call, whole, place, context, chain !== undefined);
    return false;
  }

  /** Makes a promise of a call whose functions call the callback. */
  #wrap(call: Call, whole: AnyNode, place: Place, context: FlowContext, isChain: boolean): void {
    const { source, uses } = this.#walker;
    if (context.isCaught) throw caughtTwice(call);
    const own = source.tree.functionAround(call);
    for (const node of source.tree.inside(call)) {
      if (!/^(AwaitExpression|YieldExpression)$/.test(node.type)) continue;
      if (source.tree.functionAround(node) === own) throw unclear(node);
    }
    const resolve = source.scopes.freshName('resolve');
    const reject = source.scopes.freshName('reject');
    const mode = { kind: 'settle', resolve, reject } as const;
    const fn: FlowFunction = { ...context.fn, mode };
    for (const mark of uses.marksIn(call)) {
      if (source.tree.functionAround(mark) === own && mark === call.callee) throw unclear(mark);
    }
    settleInside(this.#walker, call, { ...context, fn });
    context.fn.completes = true;
    context.fn.mayFail = true;
    const isStatement = place.kind === 'statement';
    source.edits.replace(whole.start, call.start, '');
    source.edits.insert(
      call.start,
      `${isStatement ? 'return ' : ''}new ${source.global('Promise')}((${resolve}, ${reject}) => `,
    );
    source.edits.insert(call.end, isChain ? `.catch(${reject}))` : ')');
  }

  /** The call of the callback in `callback(…)`, `callback?.(…)`, `await callback(…)` and `Promise.resolve(callback(…))`. */
  #unwrapped(node: AnyNode): Call | undefined {
    if (node.type === 'AwaitExpression') return this.#unwrapped(node.argument);
    if (node.type === 'ChainExpression') return this.#unwrapped(node.expression);
    if (!isCall(node)) return undefined;
    if (this.#walker.uses.isCallback(node.callee as AnyNode)) {
      return node.arguments.some((argument) => this.#walker.uses.isIn(argument)) ? undefined : node;
    }
    if (!isMember(node.callee, 'Promise', 'resolve') || node.arguments.length !== 1) return undefined;
    return this.#unwrapped(node.arguments[0] as AnyNode);
  }

  #completeAt(call: Call, whole: AnyNode, place: Place, { fn, isCaught }: FlowContext): void {
    const done = complete(this.#walker.source, call, whole, place, { kind: 'return', isCaught });
    fn.completes = true;
    fn.mayFail ||= done.mayFail;
    fn.mayBePromise ||= done.mayBePromise;
  }

  #take(fn: FlowFunction, inner: FlowFunction): void {
    fn.completes = true;
    fn.mayFail ||= inner.mayFail;
    fn.mayBePromise ||= inner.mayBePromise;
  }

  #addReturn(node: AnyNode, place: Place): void {
    if (place.kind === 'statement') this.#walker.source.edits.insert(node.start, 'return ');
  }
}

function caughtTwice(node: AnyNode): NotUnderstood {
  return new NotUnderstood(
    node,
    'The failure that goes to the callback here would be caught by the catch around it. Move it out of the try.',
  );
}
