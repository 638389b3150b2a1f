import { NotUnderstood } from '../../leftover';
import type { Source } from '../../source';
import type { AnyNode, FunctionNode } from '../../syntax/parse';
import type { CallbackUses } from './uses';

/** What is known of a place in a function. */
export interface FlowContext {
  /** Nothing runs in the function after this place. */
  readonly isLast: boolean;
  /** A `break` here would lead to a place after which nothing runs. */
  readonly isBreakLast: boolean;
  /** The labels around this place, and whether nothing runs after the statements that have them. */
  readonly labels: ReadonlyMap<string, boolean>;
  /** A `catch` that does more than pass on the failure gets what is thrown here. */
  readonly isCaught: boolean;
  readonly fn: FlowFunction;
}

/** How the functions around a place end the lambda. */
export interface Mode {
  readonly kind: 'return' | 'settle';
  readonly resolve: string;
  readonly reject: string;
}

export const RETURNS: Mode = { kind: 'return', resolve: '', reject: '' };

/** What a function does with the callback. */
export interface FlowFunction {
  readonly node: FunctionNode;
  readonly mode: Mode;
  /** Whether it must not throw, because it is called where a `catch` would get it. */
  readonly mustNotThrow: boolean;
  mayFail: boolean;
  mayBePromise: boolean;
  /** A path ends without the callback. */
  fallsOff: boolean;
  /** There is a path that ends with the callback. */
  completes: boolean;
  /** A `break` was met that leads on. */
  breaks: boolean;
}

export function emptyFlow(node: FunctionNode): FlowFunction {
  return {
    node,
    mode: RETURNS,
    mustNotThrow: false,
    mayFail: false,
    mayBePromise: false,
    fallsOff: false,
    completes: false,
    breaks: false,
  };
}

export const NO_LABELS: ReadonlyMap<string, boolean> = new Map();

export function contextOf(fn: FlowFunction): FlowContext {
  return { isLast: false, isBreakLast: false, labels: NO_LABELS, isCaught: false, fn };
}

/** The functions that the parts of the rule call on each other. */
export interface Walker {
  readonly source: Source;
  readonly uses: CallbackUses;
  /** Rewrites a function whose end is the end of the lambda. */
  enter(node: FunctionNode, mode: Mode, mustNotThrow?: boolean): FlowFunction;
  /** The rewritten helper of a name. */
  helper(node: FunctionNode): FlowFunction;
  /** Whether a block is only `callback(name);`. */
  passesOnOnly(body: AnyNode, name: string): boolean;
  /** Whether a call is `callback(name)`. */
  isPassing(call: AnyNode | null | undefined, name: string): boolean;
}

export function codeAfter(node: AnyNode): NotUnderstood {
  return new NotUnderstood(
    node,
    'Code runs after the callback. V2 ends the function when it returns, so do this work before, or leave it out.',
  );
}

export function unclear(node: AnyNode): NotUnderstood {
  return new NotUnderstood(
    node,
    'The callback is used in a way that was not understood. Return the result, or throw the failure.',
  );
}
