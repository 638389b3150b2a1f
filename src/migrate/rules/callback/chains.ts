import { NotUnderstood } from '../../leftover';
import type { AnyNode, Call, FunctionNode } from '../../syntax/parse';
import { isCall, isFunction, memberName } from '../../syntax/tree';
import { cannotFail } from './exits';
import { codeAfter, type FlowContext, type FlowFunction, unclear, type Walker } from './flow-types';
import { isNothing } from './values';

/** One `.then(…)`, `.catch(…)` or `.finally(…)` of a chain. */
interface Step {
  readonly name: 'then' | 'catch' | 'finally';
  readonly call: Call;
  /** What the method is called on. */
  readonly on: AnyNode;
}

/** Promises that wait for each other. */
export interface Chain {
  readonly base: AnyNode;
  readonly steps: readonly Step[];
}

/** The chain that a call ends, or undefined when it ends none. */
export function chainOf(call: Call): Chain | undefined {
  const steps: Step[] = [];
  let at: AnyNode = call;
  while (isCall(at) && at.callee.type === 'MemberExpression') {
    const name = memberName(at.callee);
    if (name !== 'then' && name !== 'catch' && name !== 'finally') break;
    steps.unshift({ name, call: at, on: at.callee.object as AnyNode });
    at = at.callee.object as AnyNode;
  }
  return steps.length === 0 ? undefined : { base: at, steps };
}

interface State {
  /** The callback was called before, so a later handler would be code after it. */
  isDone: boolean;
  /** A failure was passed to the callback before. A later `catch` would get it. */
  mayFail: boolean;
  mayBePromise: boolean;
  /** The path on which nothing failed and nothing was called back yet. */
  fulfilledOpen: boolean;
  /** A failure ends in a handler that does not call back. */
  isSwallowed: boolean;
}

/** Rewrites chains of promises whose last result is the lambda's outcome. */
export class Chains {
  readonly #walker: Walker;

  constructor(walker: Walker) {
    this.#walker = walker;
  }

  rewrite({ base, steps }: Chain, context: FlowContext): FlowFunction {
    const { uses } = this.#walker;
    const state: State = {
      isDone: false,
      mayFail: false,
      mayBePromise: false,
      fulfilledOpen: true,
      isSwallowed: false,
    };
    if (uses.isIn(base)) this.#base(base, state, context);
    for (const step of steps) this.#step(step, state, context);
    return {
      ...context.fn,
      mayFail: state.mayFail,
      mayBePromise: state.mayBePromise,
      fallsOff: state.fulfilledOpen || state.isSwallowed,
      completes: state.isDone,
    };
  }

  #base(base: AnyNode, state: State, context: FlowContext): void {
    const { uses } = this.#walker;
    const call = base.type === 'CallExpression' ? base : undefined;
    const helper = call && uses.helperOf(call.callee as AnyNode);
    const callee = call?.callee as AnyNode | undefined;
    const inner =
      helper !== undefined
        ? this.#walker.helper(helper)
        : isFunction(callee)
          ? this.#walker.enter(callee, context.fn.mode)
          : undefined;
    if (inner === undefined) throw unclear(base);
    this.#take(state, inner);
    state.fulfilledOpen = inner.fallsOff && !helper;
  }

  #step({ name, call, on }: Step, state: State, context: FlowContext): void {
    const [first, second] = call.arguments as (AnyNode | undefined)[];
    if (name === 'finally') {
      const isPlain = first === undefined || (isFunction(first) && cannotFail(first.body));
      if ((state.isDone && !isPlain) || (first && this.#walker.uses.isIn(first)))
        throw codeAfter(first ?? call);
      return;
    }
    const onFulfilled = name === 'then' ? first : undefined;
    const onRejected = name === 'then' ? second : first;
    const before = { ...state };
    if (onFulfilled !== undefined && !isNothing(onFulfilled)) {
      if (state.isDone) throw codeAfter(onFulfilled);
      this.#fulfilled(onFulfilled, state, context);
    }
    if (onRejected !== undefined && !isNothing(onRejected)) {
      this.#rejected(onRejected, { call, on, isThen: name === 'then' }, before, state, context);
    }
  }

  #fulfilled(handler: AnyNode, state: State, context: FlowContext): void {
    const { uses } = this.#walker;
    if (!uses.isIn(handler) && uses.helperOf(handler) === undefined) return;
    const [none, ...rest] = uses.boundBy(handler) ?? [];
    if (none !== undefined && isNothing(none) && rest.length === 0) {
      // callback.bind(null, null) takes the value as the result.
      this.#walker.source.edits.replace(handler.start, handler.end, '(result) => result');
      state.isDone = true;
      state.fulfilledOpen = false;
      return;
    }
    if (uses.isCallback(handler)) {
      throw new NotUnderstood(
        handler,
        'The callback gets the value of the promise as its error. Throw it, or return it.',
      );
    }
    const inner = this.#handler(handler, context);
    this.#take(state, inner);
    state.fulfilledOpen = inner.fallsOff && isFunction(handler);
  }

  #rejected(
    handler: AnyNode,
    { call, on, isThen }: { call: Call; on: AnyNode; isThen: boolean },
    before: State,
    state: State,
    context: FlowContext,
  ): void {
    const { uses, source } = this.#walker;
    if (uses.isCallback(handler) || uses.boundBy(handler)?.length === 0) {
      // The handler passes the failure on. A promise without a handler does the same.
      if (isThen) source.edits.remove((call.arguments[0] as AnyNode).end, handler.end);
      else source.edits.remove(on.end, call.end);
      state.isDone = true;
      state.mayFail = true;
      return;
    }
    const isPassing = isFunction(handler) && this.#passesOn(handler);
    if (!isPassing && (before.mayFail || before.mayBePromise)) {
      throw Object.assign(
        new NotUnderstood(handler, 'A failure that went to the callback before would come here in V2.'),
        { isWrapWorthy: true },
      );
    }
    if (!uses.isIn(handler) && uses.helperOf(handler) === undefined) {
      if (!this.#alwaysThrows(handler) && (before.fulfilledOpen ? !this.#goesOn(call) : true))
        state.isSwallowed = true;
      if (before.isDone) state.isSwallowed ||= !this.#alwaysThrows(handler);
      return;
    }
    const inner = this.#handler(handler, context);
    this.#take(state, inner);
    if (inner.fallsOff && isFunction(handler)) state.isSwallowed = true;
  }

  /** Whether a later `then` takes what a handler returns. */
  #goesOn(call: Call): boolean {
    const member = this.#walker.source.tree.parent(call);
    return member?.type === 'MemberExpression' && member.object === call;
  }

  #handler(handler: AnyNode, context: FlowContext): FlowFunction {
    const helper = this.#walker.uses.helperOf(handler);
    if (helper !== undefined) return this.#walker.helper(helper);
    if (!isFunction(handler)) throw unclear(handler);
    return this.#walker.enter(handler, context.fn.mode);
  }

  #passesOn({ params, body }: FunctionNode): boolean {
    const [param] = params;
    if (params.length !== 1 || param?.type !== 'Identifier') return false;
    return this.#walker.passesOnOnly(body, param.name) || this.#walker.isPassing(body, param.name);
  }

  #alwaysThrows(handler: AnyNode): boolean {
    if (!isFunction(handler) || handler.body.type !== 'BlockStatement') return false;
    return handler.body.body.at(-1)?.type === 'ThrowStatement';
  }

  #take(state: State, inner: FlowFunction): void {
    state.isDone ||= inner.completes;
    state.mayFail ||= inner.mayFail;
    state.mayBePromise ||= inner.mayBePromise;
  }
}
