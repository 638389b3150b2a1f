import { NotUnderstood } from '../../leftover';
import type { Source } from '../../source';
import type { AnyNode, FunctionNode, NodeOf } from '../../syntax/parse';
import { contains, isCall } from '../../syntax/tree';
import { cannotFail, hasBreak, isBareReturn, isEndless, leadsToEnd } from './exits';
import { Expressions } from './expressions';
import {
  codeAfter,
  contextOf,
  emptyFlow,
  type FlowContext,
  type FlowFunction,
  type Mode,
  NO_LABELS,
  RETURNS,
  unclear,
  type Walker,
} from './flow-types';
import { findLambda } from './lambda';
import type { CallbackUses } from './uses';

/** Rewrites the statements of functions that call the callback. */
export class Flow implements Walker {
  readonly source: Source;
  readonly uses: CallbackUses;
  readonly #expressions: Expressions;
  readonly #helpers = new Map<FunctionNode, FlowFunction>();

  constructor(source: Source, uses: CallbackUses) {
    this.source = source;
    this.uses = uses;
    this.#expressions = new Expressions(this);
  }

  /** Rewrites a function whose end is the end of the lambda. */
  enter(node: FunctionNode, mode: Mode, mustNotThrow = false): FlowFunction {
    if (node.generator) throw new NotUnderstood(node, 'A generator function calls the callback.');
    const fn: FlowFunction = { ...emptyFlow(node), mode, mustNotThrow };
    const context = { isLast: true, isBreakLast: false, labels: NO_LABELS, isCaught: mustNotThrow, fn };
    if (node.body.type === 'BlockStatement') {
      if (this.#list(node.body.body, context)) fn.fallsOff = true;
    } else if (!this.uses.isIn(node.body)) fn.fallsOff = true;
    else if (node !== findLambda(this.source))
      this.#expressions.visit(node.body, this.#arrowPlace(node), context);
    else if (this.#expressions.visit(node.body, { kind: 'statement', isInBlock: true }, context)) {
      // The body becomes a statement of the declared lambda.
      fn.fallsOff = true;
    }
    return fn;
  }

  helper(node: FunctionNode): FlowFunction {
    const known = this.#helpers.get(node);
    if (known !== undefined) return known;
    // Until the helper is read, a call of itself counts as the end of the path.
    const draft: FlowFunction = { ...emptyFlow(node), completes: true };
    this.#helpers.set(node, draft);
    const found = this.enter(node, RETURNS, !node.async && this.#isCalledInTry(node));
    Object.assign(draft, found, { completes: true });
    return draft;
  }

  /** Whether a `catch` would get what a helper throws. */
  #isCalledInTry(node: FunctionNode): boolean {
    const { tree } = this.source;
    return (this.uses.helpers.get(node)?.references ?? []).some((reference) => {
      const own = tree.functionAround(reference);
      for (const at of tree.around(reference)) {
        if (at === own) return false;
        if (at.type === 'TryStatement' && at.handler && contains(at.block, reference)) return true;
      }
      return false;
    });
  }

  /** The helpers that were rewritten. @throws NotUnderstood for one that nothing led to */
  helpers(): FlowFunction[] {
    for (const [node, { references }] of this.uses.helpers) {
      if (!this.#helpers.has(node) && references.length > 0) throw unclear(references[0] as AnyNode);
      if (!this.#helpers.has(node)) this.helper(node);
    }
    return [...this.#helpers.values()];
  }

  /** @returns whether the code after the statements runs */
  #list(all: readonly AnyNode[], context: FlowContext): boolean {
    // Declared functions run when they are called, wherever they are written.
    const statements = all.filter(({ type }) => type !== 'FunctionDeclaration');
    for (let index = 0; index < statements.length; index++) {
      const statement = statements[index] as AnyNode;
      const next = statements[index + 1];
      const isExit = isBareReturn(next) || leadsToEnd(next, context);
      const isLast = next === undefined ? context.isLast : isExit;
      const completes = this.uses.isIn(statement);
      const goesOn = this.statement(statement, { ...context, isLast });
      if (goesOn) continue;
      // The following code was never reached, because the callback or a `return` had ended the path.
      if (this.uses.keptOf(statement) !== statement) this.#dropDead(statement, all);
      const isEnd = statement.type === 'ExpressionStatement' || this.uses.keptOf(statement) !== statement;
      const isNext = next === all[all.indexOf(statement) + 1];
      if (isExit && next && isNext && completes && isEnd && context.fn.mode.kind === 'return') {
        this.#removeStatement(statement, next);
      }
      return false;
    }
    return true;
  }

  /** @returns whether the code after the statement runs */
  statement(statement: AnyNode, context: FlowContext): boolean {
    const kept = this.uses.keptOf(statement);
    if (kept !== statement) return kept === undefined || this.statement(kept, context);
    if (!this.uses.isIn(statement)) return this.#other(statement, context);
    switch (statement.type) {
      case 'FunctionDeclaration':
        return true;
      case 'VariableDeclaration':
        for (const { init } of statement.declarations) {
          if (init && this.uses.isIn(init)) throw unclear(init);
        }
        return true;
      case 'ExpressionStatement': {
        const isInBlock = this.#isInBlock(statement);
        return this.#expressions.visit(statement.expression, { kind: 'statement', isInBlock }, context);
      }
      case 'ReturnStatement':
        this.#expressions.visit(
          statement.argument as AnyNode,
          { kind: 'return', keyword: statement.start, isInBlock: this.#isInBlock(statement) },
          { ...context, isLast: true },
        );
        return false;
      case 'BlockStatement':
        return this.#list(statement.body, context);
      case 'LabeledStatement': {
        const labels = new Map([...context.labels, [statement.label.name, context.isLast]]);
        const goesOn = this.statement(statement.body, { ...context, labels });
        return goesOn || hasBreak(this.source, statement, statement.label.name);
      }
      case 'IfStatement': {
        this.#mustBeFree(statement.test);
        const first = this.statement(statement.consequent, context);
        const second = statement.alternate ? this.statement(statement.alternate, context) : true;
        return first || second;
      }
      case 'TryStatement':
        return this.#try(statement, context);
      case 'SwitchStatement':
        return this.#switch(statement, context);
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement': {
        for (const mark of this.uses.marksIn(statement)) {
          if (mark.end <= statement.body.start || mark.start >= statement.body.end) throw unclear(mark);
        }
        this.statement(statement.body, { ...context, isLast: false, isBreakLast: context.isLast });
        return !isEndless(statement) || hasBreak(this.source, statement);
      }
      default:
        throw unclear(statement);
    }
  }

  /** A statement that has nothing to do with the callback. */
  #other(statement: AnyNode, { fn }: FlowContext): boolean {
    switch (statement.type) {
      case 'ReturnStatement':
        fn.fallsOff = true;
        return false;
      case 'ThrowStatement':
      case 'ContinueStatement':
        return false;
      case 'BreakStatement':
        fn.breaks = true;
        return false;
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
        return true;
      default:
        return this.#endsAnyway(statement, fn);
    }
  }

  /** Looks for the ways out of a statement without the callback. */
  #endsAnyway(statement: AnyNode, fn: FlowFunction): boolean {
    const outer = this.source.tree.functionAround(statement);
    const inside = this.source.tree
      .inside(statement)
      .filter((node) => this.source.tree.functionAround(node) === outer && !this.source.edits.isGone(node));
    if (inside.some(({ type }) => type === 'ReturnStatement')) fn.fallsOff = true;
    if (inside.some(({ type }) => type === 'BreakStatement')) fn.breaks = true;
    if (statement.type === 'BlockStatement') return this.#list(statement.body, contextOf(fn));
    if (statement.type === 'IfStatement' && statement.alternate) {
      const first = this.#other(statement.consequent, contextOf(fn));
      const second = this.#other(statement.alternate, contextOf(fn));
      return first || second;
    }
    return true;
  }

  #try(statement: NodeOf<'TryStatement'>, context: FlowContext): boolean {
    const { block, handler, finalizer } = statement;
    if (finalizer && this.uses.isIn(finalizer)) return this.#finally(statement, finalizer, context);
    // The callback is called before what is in `finally`, and V2 returns after it.
    if (finalizer && !cannotFail(finalizer)) throw codeAfter(finalizer);
    const isCaught =
      context.isCaught || (handler !== null && handler !== undefined && !this.#passesOn(handler));
    const first = this.statement(block, { ...context, isCaught });
    const second = handler ? this.statement(handler.body, context) : false;
    return first || second;
  }

  /** When `finally` calls the callback, this call decides, whatever happened before. The `return` in `finally` decides in the same way. */
  #finally({ block, handler }: NodeOf<'TryStatement'>, finalizer: AnyNode, context: FlowContext): boolean {
    for (const part of [block, handler]) if (part) this.#mustBeFree(part);
    // What is thrown here would reach an outer `catch`, and this `catch` runs after the callback.
    if (context.isCaught || context.fn.node !== findLambda(this.source)) throw codeAfter(finalizer);
    if (this.statement(finalizer, context)) throw unclear(finalizer);
    return false;
  }

  /** Whether a `catch` only calls back with what it caught. */
  #passesOn({ param, body }: NodeOf<'CatchClause'>): boolean {
    return param?.type === 'Identifier' && this.passesOnOnly(body, param.name);
  }

  /** Whether a block is only `callback(name);`. */
  passesOnOnly(body: AnyNode, name: string): boolean {
    if (body.type !== 'BlockStatement' || body.body.length !== 1) return false;
    const [only] = body.body as AnyNode[];
    const call =
      only?.type === 'ExpressionStatement'
        ? only.expression
        : only?.type === 'ReturnStatement'
          ? only.argument
          : undefined;
    return this.isPassing(call, name);
  }

  isPassing(call: AnyNode | null | undefined, name: string): boolean {
    if (!isCall(call) || !this.uses.isCallback(call.callee as AnyNode)) return false;
    const [error] = call.arguments;
    return error?.type === 'Identifier' && error.name === name;
  }

  #switch(statement: NodeOf<'SwitchStatement'>, context: FlowContext): boolean {
    this.#mustBeFree(statement.discriminant);
    const { fn } = context;
    const outerBreaks = fn.breaks;
    fn.breaks = false;
    let goesOn = !statement.cases.some(({ test }) => test === null || test === undefined);
    statement.cases.forEach((branch, index) => {
      const isLastCase = index === statement.cases.length - 1;
      const inner = { ...context, isLast: isLastCase && context.isLast, isBreakLast: context.isLast };
      const reaches = this.#list(branch.consequent, inner);
      if (isLastCase && reaches) goesOn = true;
    });
    if (fn.breaks) goesOn = true;
    fn.breaks = outerBreaks;
    return goesOn;
  }

  #mustBeFree(node: AnyNode): void {
    if (this.uses.isIn(node)) throw unclear(node);
  }

  #isInBlock(statement: AnyNode): boolean {
    const parent = this.source.tree.parent(statement);
    if (parent?.type === 'IfStatement' && this.uses.keptOf(parent) !== parent) return this.#isInBlock(parent);
    return this.source.tree.isInList(statement);
  }

  #arrowPlace(node: FunctionNode): { kind: 'arrow'; isBare: boolean } {
    const between = this.source.text.slice(node.params.at(-1)?.end ?? node.start, node.body.start);
    return { kind: 'arrow', isBare: !between.slice(between.lastIndexOf('=>')).includes('(') };
  }

  /** Takes away what follows the call of a callback that was asked for: only a run without the platform reached it. */
  #dropDead(end: AnyNode, all: readonly AnyNode[]): void {
    const dead = all.slice(all.indexOf(end) + 1);
    if (!dead.every(({ type }) => /^(Return|Throw|Expression)Statement$/.test(type))) return;
    dead.forEach((statement, index) => {
      this.#removeStatement(dead[index - 1] ?? end, statement);
    });
  }

  /** Takes a statement away that follows another one, with the white space between them. */
  #removeStatement(before: AnyNode, statement: AnyNode): void {
    const hasComment = this.source.comments.some(
      ({ start }) => before.end <= start && start < statement.start,
    );
    this.source.edits.remove(hasComment ? statement.start : before.end, statement.end);
  }
}
