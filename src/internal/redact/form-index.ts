import { getOrAdd } from '../get-or-add';

/** A form, and the longest other form that it begins with. */
interface Entry {
  readonly form: string;
  readonly shorter: Entry | undefined;
}

/** The size of the table of beginnings, a power of two. */
const BEGINNINGS = 4_096;

/** A number for the two characters at a place. Few other pairs have the same number. */
function beginningAt(text: string, at: number): number {
  return (text.charCodeAt(at) * 31 + text.charCodeAt(at + 1)) % BEGINNINGS;
}

/**
 * Finds many forms in a text in one pass. A request may hold thousands of secrets, and a search for one form after the other would take
 * seconds. The forms are grouped by their first characters. A group is sorted, so that a binary search finds the longest form at a place.
 */
export class FormIndex {
  readonly #start: number;
  readonly #groups = new Map<string, Entry[]>();
  /** Marks how forms begin. At most places of a text, one look at this table is enough. */
  readonly #beginnings = new Uint8Array(BEGINNINGS);
  /** How many characters were compared. Only secrets that begin alike, in a text that repeats them, need many comparisons. */
  compared = 0;

  /** @param start how many characters each form has at least */
  constructor(forms: Iterable<string>, start: number) {
    this.#start = start;
    // Sorted by code units, as `compare` does.
    for (const form of [...new Set(forms)].sort((one, other) => (one < other ? -1 : 1))) {
      const group = getOrAdd(this.#groups, form.slice(0, start), (): Entry[] => []);
      let shorter = group.at(-1);
      while (shorter && !form.startsWith(shorter.form)) shorter = shorter.shorter;
      group.push({ form, shorter });
      this.#beginnings[beginningAt(form, 0)] = 1;
    }
  }

  /** The length of the longest form that a text has at a place. 0 when it has none. */
  lengthAt(text: string, at: number): number {
    if (this.#beginnings[beginningAt(text, at)] === 0) return 0;
    const group = this.#groups.get(text.slice(at, at + this.#start));
    if (group === undefined) return 0;
    let [low, high] = [0, group.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#isBehind(group[middle]?.form ?? '', text, at)) high = middle;
      else low = middle + 1;
    }
    // Every form at this place is this one, or this one begins with it.
    let entry = group[low - 1];
    const common = entry === undefined ? 0 : this.#commonLength(entry.form, text, at);
    while (entry && entry.form.length > common) entry = entry.shorter;
    return entry?.form.length ?? 0;
  }

  /** Whether a form comes behind the rest of a text in the order of the group. */
  #isBehind(form: string, text: string, at: number): boolean {
    const common = this.#commonLength(form, text, at);
    // Behind the end of the text, the code is NaN, and the comparison false.
    return common < form.length && !(form.charCodeAt(common) < text.charCodeAt(at + common));
  }

  /** How many characters a form has in common with the rest of a text. */
  #commonLength(form: string, text: string, at: number): number {
    let length = 0;
    while (length < form.length && form.charCodeAt(length) === text.charCodeAt(at + length)) length += 1;
    this.compared += length + 1;
    return length;
  }
}
