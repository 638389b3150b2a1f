import { editText } from '../../internal/javascript/edit';
import type { AnyNode } from './parse';

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The changes of one source. A rule plans its changes first, and they are made when it has understood a construct as a
 * whole. What no change names keeps its bytes.
 */
export class Edits {
  readonly source: string;
  readonly #gone: { start: number; end: number }[] = [];
  readonly #replaced: Edit[] = [];
  readonly #inserted: Edit[] = [];
  readonly #above: Edit[] = [];

  constructor(source: string) {
    this.source = source;
  }

  /** Puts a text in the place of a range, which may be empty. */
  replace(start: number, end: number, text: string): void {
    if (start === end) this.insert(start, text);
    else if (this.source.slice(start, end) !== text) this.#replaced.push({ start, end, text });
  }

  /** Puts a text before what stands at a place. */
  insert(at: number, text: string): void {
    if (text !== '') this.#inserted.push({ start: at, end: at, text });
  }

  /** Puts a text before everything else that is inserted at the place. */
  insertAbove(at: number, text: string): void {
    this.#above.push({ start: at, end: at, text });
  }

  /** Takes a range away, with every other change inside; names in it no longer count as used. */
  remove(start: number, end: number): void {
    this.#gone.push({ start, end });
    this.#replaced.push({ start, end, text: '' });
  }

  /** Says that a range is gone, because a rule has written something else in its place. */
  markGone(start: number, end: number): void {
    this.#gone.push({ start, end });
  }

  /** Whether something else stands in the place of a node, or nothing. */
  isChanged(node: AnyNode): boolean {
    return (
      this.isGone(node) || this.#replaced.some(({ start, end }) => start <= node.start && node.end <= end)
    );
  }

  isGone(node: AnyNode): boolean {
    return this.#gone.some(({ start, end }) => start <= node.start && node.end <= end);
  }

  /** Everything that `plan` plans is forgotten when it throws. */
  attempt<Result>(plan: () => Result): Result {
    const lists = [this.#gone, this.#replaced, this.#inserted] as unknown[][];
    const lengths = lists.map((list) => list.length);
    try {
      return plan();
    } catch (error) {
      lists.forEach((list, index) => {
        list.length = lengths[index] ?? 0;
      });
      throw error;
    }
  }

  /** The source with all changes. */
  result(): string {
    const target = editText(this.source);
    for (const edit of this.#replaced) {
      if (this.#isInside(edit)) continue;
      if (edit.text === '') target.remove(edit.start, edit.end);
      else target.update(edit.start, edit.end, edit.text);
    }
    for (const edit of this.#inserted) if (!this.#isInside(edit)) target.appendLeft(edit.start, edit.text);
    for (const edit of [...this.#above].reverse()) target.prependLeft(edit.start, edit.text);
    return target.toString();
  }

  /** Whether a change lies inside of a range that is gone. What is at an edge of the range stays. */
  #isInside(edit: Edit): boolean {
    return this.#gone.some(
      ({ start, end }) =>
        start <= edit.start &&
        edit.end <= end &&
        edit.start < end &&
        edit.end > start &&
        (start < edit.start || edit.end < end),
    );
  }
}
