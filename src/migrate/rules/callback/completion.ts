import { indentOf, indentUnit } from '../../layout';
import { NotUnderstood } from '../../leftover';
import type { Source } from '../../source';
import type { AnyNode, Call } from '../../syntax/parse';
import { isPlain } from '../../syntax/tree';
import { TO_ERROR } from './to-error';
import { failing, hasEffect, mayBePromise, wrapping } from './values';

/** The place of a call of the callback. */
export type Place =
  /** The call is a statement: `callback(…);`. The range is that of its expression, with `await`. */
  | { readonly kind: 'statement'; readonly isInBlock: boolean }
  /** The call is the value of a `return`. */
  | { readonly kind: 'return'; readonly keyword: number; readonly isInBlock: boolean }
  /** The call is the body of an arrow function. */
  | { readonly kind: 'arrow'; readonly isBare: boolean }
  /** The call is a part of an expression. */
  | { readonly kind: 'value' };

/** How the function around the call ends the lambda. */
export type Ending =
  /** What the function returns and throws is the lambda's outcome. `isCaught` when a `catch` around it would get what is thrown. */
  | { readonly kind: 'return'; readonly isCaught: boolean }
  /** It calls the two functions of a promise. */
  | { readonly kind: 'settle'; readonly resolve: string; readonly reject: string };

/** What a call of the callback does. */
export interface Completion {
  readonly mayFail: boolean;
  readonly mayBePromise: boolean;
}

/**
 * Rewrites a call of the callback for V2.
 * @param whole the expression that is replaced: the call, or what is around it, such as `Promise.resolve(callback(…))`
 */
export function complete(
  source: Source,
  call: Call,
  whole: AnyNode,
  place: Place,
  ending: Ending,
): Completion {
  const [error, result] = call.arguments as (AnyNode | undefined)[];
  if (call.arguments.some(({ type }) => type === 'SpreadElement')) {
    throw new NotUnderstood(
      call,
      'The arguments of the callback are not visible. Return the result, or throw the failure.',
    );
  }
  for (const argument of [error, result]) {
    if (argument?.type === 'SequenceExpression') {
      throw new NotUnderstood(
        call,
        'An argument of the callback is a list with commas. Write its parts as statements.',
      );
    }
  }
  const state = failing(source, error);
  const write = new Writer(source, call, whole, place, ending);
  if (state === 'no') write.success(result);
  else if (state === 'yes') write.failure(error as AnyNode, result);
  else write.either(error as AnyNode, result);
  return { mayFail: state !== 'no', mayBePromise: state !== 'yes' && mayBePromise(source, result) };
}

class Writer {
  readonly #source: Source;
  readonly #call: Call;
  readonly #whole: AnyNode;
  readonly #place: Place;
  readonly #ending: Ending;

  constructor(source: Source, call: Call, whole: AnyNode, place: Place, ending: Ending) {
    this.#source = source;
    this.#call = call;
    this.#whole = whole;
    this.#place = place;
    this.#ending = ending;
  }

  get #reject(): string {
    return `${this.#source.global('Promise')}.reject`;
  }

  success(result: AnyNode | undefined): void {
    const { kind } = this.#place;
    if (this.#ending.kind === 'settle') this.#around(result, `${this.#ending.resolve}(`, ')');
    else if (kind === 'statement') this.#around(result, result ? 'return ' : 'return', '');
    else if (kind === 'return') this.#around(result, '', '');
    else if (result === undefined) this.#around(undefined, 'undefined', '');
    else if (needsBrackets(result)) this.#around(result, '(', ')');
    else this.#around(result, '', '');
  }

  failure(error: AnyNode, result: AnyNode | undefined): void {
    const before = hasEffect(result) ? this.#sideEffect(error, result as AnyNode) : '';
    const [open, close] = this.#wrapped(error);
    const place = this.#place;
    if (this.#ending.kind === 'settle') {
      if (before !== '') throw this.#bothMatter();
      this.#around(error, `${this.#ending.reject}(${open}`, `${close})`);
    } else if (
      place.kind === 'value' ||
      (place.kind === 'arrow' && (!place.isBare || this.#ending.isCaught))
    ) {
      if (before !== '') throw this.#bothMatter();
      this.#around(error, `${this.#reject}(${open}`, `${close})`);
    } else if (place.kind === 'arrow') this.#around(error, `{ ${before}throw ${open}`, `${close}; }`);
    else {
      if (before !== '' && !place.isInBlock) throw this.#bothMatter();
      const [start, end] = this.#ending.isCaught ? [`return ${this.#reject}(`, ')'] : ['throw ', ''];
      this.#around(error, `${before}${start}${open}`, `${close}${end}`, true);
    }
  }

  either(error: AnyNode, result: AnyNode | undefined): void {
    const place = this.#place;
    const isValue = this.#ending.kind === 'settle' || place.kind === 'value' || place.kind === 'arrow';
    if (isValue || !isPlain(error)) {
      this.#eitherAsValue(error, result);
      return;
    }
    const name = this.#source.textOf(error);
    const [open, close] = this.#wrapped(error);
    const [start, end] =
      this.#ending.kind === 'return' && this.#ending.isCaught
        ? [`return ${this.#reject}(`, ')']
        : ['throw ', ''];
    const test = `if (${name} !== undefined && ${name} !== null) ${start}${open}${name}${close}${end};`;
    const answer = result === undefined ? 'return' : 'return ';
    const needsBlock = (place.kind === 'statement' || place.kind === 'return') && !place.isInBlock;
    const gap = needsBlock ? ' ' : this.#gap();
    this.#around(result, `${needsBlock ? '{ ' : ''}${test}${gap}${answer}`, '', true);
    if (needsBlock) this.#source.edits.insert(this.#source.tree.statementAround(this.#call).end, ' }');
  }

  /** What is between two statements that take the place of one: a new line, if that one begins its line. */
  #gap(): string {
    const { tree, text, eol } = this.#source;
    const statement = tree.statementAround(this.#call);
    const { start } = statement;
    // The body of an arrow function that becomes a block.
    if (tree.functionAround(statement) !== tree.functionAround(this.#call)) {
      return `${eol}${indentUnit(this.#source)}`;
    }
    const indent = indentOf(this.#source, start);
    const isFirst = text.slice(text.lastIndexOf('\n', start - 1) + 1, start) === indent;
    return isFirst ? `${eol}${indent}` : ' ';
  }

  #eitherAsValue(error: AnyNode, result: AnyNode | undefined): void {
    if (!isPlain(error)) {
      throw new NotUnderstood(
        this.#call,
        'Whether this is a failure shows only when it runs. Throw the failure, or return the result.',
      );
    }
    const name = this.#source.textOf(error);
    const [open, close] = this.#wrapped(error);
    const isNone = `${name} === undefined || ${name} === null`;
    const { resolve, reject } =
      this.#ending.kind === 'settle' ? this.#ending : { resolve: '', reject: this.#reject };
    const otherwise = ` : ${reject}(${open}${name}${close})`;
    const empty = resolve === '' && result === undefined ? 'undefined' : '';
    this.#around(
      result,
      `(${isNone} ? ${resolve}${resolve === '' ? empty : '('}`,
      `${resolve === '' ? '' : ')'}${otherwise})`,
    );
  }

  /** The text before and after an error that is no Error, so that V2 shows what V1 showed. */
  #wrapped(error: AnyNode): [string, string] {
    switch (wrapping(this.#source, error)) {
      case 'none':
        return ['', ''];
      case 'message':
        return [`new ${this.#source.global('Error')}(`, ')'];
      case 'json':
        return [`new ${this.#source.global('Error')}(${this.#source.global('JSON')}.stringify(`, '))'];
      case 'helper':
        return [`${this.#source.helper('toError', TO_ERROR)}(`, ')'];
    }
  }

  /** The result is ignored when there is a failure, but the side effects of its expression are kept. */
  #sideEffect(error: AnyNode, result: AnyNode): string {
    if (hasEffect(error) && error.type !== 'NewExpression') throw this.#bothMatter();
    this.#source.edits.markGone(result.start, result.end);
    return `${this.#source.textOf(result)}; `;
  }

  #bothMatter(): NotUnderstood {
    return new NotUnderstood(
      this.#call,
      'Both arguments of the callback do something. Write them as statements of their own.',
    );
  }

  /** Keeps one argument, and replaces everything around it. */
  #around(kept: AnyNode | undefined, before: string, after: string, withKeyword = false): void {
    const { edits } = this.#source;
    const start = withKeyword && this.#place.kind === 'return' ? this.#place.keyword : this.#whole.start;
    const { end } = this.#whole;
    if (kept === undefined) {
      edits.markGone(start, end);
      edits.replace(start, end, this.#comments(start, end) + before + after);
      return;
    }
    edits.markGone(start, kept.start);
    edits.markGone(kept.end, end);
    edits.replace(start, kept.start, this.#comments(start, kept.start) + before);
    const comments = this.#comments(kept.end, end).trimEnd();
    edits.replace(kept.end, end, (comments === '' ? '' : ` ${comments}`) + after);
  }

  /** The comments of a range that is replaced, as they can stand inside of a line. */
  #comments(start: number, end: number): string {
    const inside = this.#source.comments.filter((comment) => start <= comment.start && comment.end <= end);
    return inside.map(({ value }) => `/*${value.replaceAll('*/', '* /')}*/ `).join('');
  }
}

function needsBrackets({ type }: AnyNode): boolean {
  return [
    'ObjectExpression',
    'AssignmentExpression',
    'ArrowFunctionExpression',
    'ConditionalExpression',
  ].includes(type);
}
