import { editText } from '../../internal/javascript/edit';
import type { AnyNode } from './parse';

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The changes of one source. A rule plans its changes first. They are made when it has understood a construct as a whole. Text that no
 * change covers keeps its bytes.
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

  /** Replaces a range by a text. The range may be empty. */
  replace(start: number, end: number, text: string): void {
    if (start === end) this.insert(start, text);
    else if (this.source.slice(start, end) !== text) this.#replaced.push({ start, end, text });
  }

  /** Inserts a text before a place. */
  insert(at: number, text: string): void {
    if (text !== '') this.#inserted.push({ start: at, end: at, text });
  }

  /** Whether a place is inside of a text that is replaced or removed. */
  isReplaced(at: number): boolean {
    return this.#replaced.some(({ start, end }) => start < at && at < end);
  }

  /** Puts a text before everything else that is inserted at the place. */
  insertAbove(at: number, text: string): void {
    this.#above.push({ start: at, end: at, text });
  }

  /** Removes a range, with every other change inside. Names in it no longer count as used. */
  remove(start: number, end: number): void {
    this.#gone.push({ start, end });
    this.#replaced.push({ start, end, text: '' });
  }

  /** Marks a range as removed, because a rule has written something else in its place. */
  markGone(start: number, end: number): void {
    this.#gone.push({ start, end });
  }

  /** Whether a node was replaced or removed. */
  isChanged(node: AnyNode): boolean {
    return (
      this.isGone(node) || this.#replaced.some(({ start, end }) => start <= node.start && node.end <= end)
    );
  }

  isGone(node: AnyNode): boolean {
    return this.#gone.some(({ start, end }) => start <= node.start && node.end <= end);
  }

  /** When `plan` throws, all of its changes are dropped. */
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

  /** Whether a change is inside of a removed range. A change at an edge of the range is kept. */
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
