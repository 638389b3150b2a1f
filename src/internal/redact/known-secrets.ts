import { FormIndex } from './form-index';
import { plainText } from './plain-text';
import { readable } from './readable';
import { isDescription } from './secret-names';

/** Shorter secrets are ignored, because the same characters may be an ordinary word elsewhere in a text. */
const MIN_CHARACTERS = 6;
/** Cookies hold settings such as a language, too. */
const MIN_CHARACTERS_OF_COOKIE = 8;
const MAX_DEPTH = 5;
/** Longer bytes are ignored: they are files, and no text repeats them. */
const MAX_BYTES = 5_000;
/** A longer secret is a file. It is looked for only as it is. Making the other forms of a megabyte takes half a second. */
const MAX_ENCODED = 16_384;
/** The greatest number of characters that are compared for one text. The rest of the text is then not shown. */
const MAX_COMPARED = 10_000_000;
const REPLACEMENT = '[redacted]';

/** Collects credentials by their value, and removes them from texts in all forms in which a text may have them. */
export class KnownSecrets {
  readonly #secrets = new Set<string>();
  readonly #limit: number;
  #forms: FormIndex | undefined;

  /** @param limit the greatest number of secrets. It keeps it fast to show an answer with very many fields named `token`. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The secrets themselves. */
  get values(): Iterable<string> {
    return this.#secrets;
  }

  get isEmpty(): boolean {
    return this.#secrets.size === 0;
  }

  /** The length of the longest secret. */
  get longest(): number {
    let longest = 0;
    for (const { length } of this.#secrets) longest = Math.max(longest, length);
    return longest;
  }

  /** Adds the value of a secret field: text, bytes, or an object of them such as `auth` and `oauth`. */
  add(field: unknown, depth = 0): void {
    if (typeof field === 'string') this.addText(field);
    else if (typeof field === 'object' && field !== null) readable(() => this.#addObject(field, depth));
  }

  #addObject(field: object, depth: number): void {
    if (field instanceof Uint8Array) {
      if (field.byteLength <= MAX_BYTES) this.addText(Buffer.from(field).toString());
    } else if (depth < MAX_DEPTH) {
      for (const name of Object.keys(field).filter((each) => !isDescription(each)))
        readable(() => this.add((field as Record<string, unknown>)[name], depth + 1));
    }
  }

  /** Adds a secret as it was found in a header, a URL, a form, JSON or XML. */
  readonly addText = (text: string): void => {
    for (const part of partsOf(text)) this.#addPart(part);
  };

  /** Adds secrets that were found elsewhere. */
  addAll(secrets: Iterable<string>): void {
    for (const secret of secrets) this.#addPart(secret);
  }

  #addPart(part: string): void {
    if (part.length < MIN_CHARACTERS || this.#secrets.size >= this.#limit || this.#secrets.has(part)) return;
    this.#secrets.add(part);
    this.#forms = undefined;
  }

  /** The text without the secrets. */
  removeFrom(text: string): string {
    if (this.#secrets.size === 0 || text.length < MIN_CHARACTERS) return text;
    this.#forms ??= new FormIndex([...this.#secrets].flatMap(formsOf), MIN_CHARACTERS);
    const plain = plainText(text);
    const found: Array<readonly [start: number, end: number]> = [];
    const most = this.#forms.compared + MAX_COMPARED;
    for (let at = 0; at <= plain.text.length - MIN_CHARACTERS; at += 1) {
      const length = this.#forms.lengthAt(plain.text, at);
      if (this.#forms.compared > most) {
        found.push([plain.range(at)[0], text.length]);
        break;
      }
      if (length > 0) found.push([plain.range(at)[0], plain.range(at + length - 1)[1]]);
    }
    return without(text, found);
  }
}

/** The text with `[redacted]` in place of the ranges. The ranges may overlap. */
function without(text: string, ranges: Array<readonly [start: number, end: number]>): string {
  if (ranges.length === 0) return text;
  let shown = '';
  let from = 0;
  for (const [start, end] of ranges.sort(([one], [other]) => one - other)) {
    if (start >= from) shown += text.slice(from, start) + REPLACEMENT;
    from = Math.max(from, end);
  }
  return shown + text.slice(from);
}

/** The secret, and the parts that may occur alone: the token of a header, the values of cookies, a password. */
function partsOf(text: string): string[] {
  const [, scheme, token = ''] = /^([A-Za-z]+) +([^ ].*)$/s.exec(text) ?? [];
  const userInfo = scheme?.toLowerCase() === 'basic' ? Buffer.from(token, 'base64').toString() : text;
  const parameters = Array.from(text.matchAll(/=(?<=([\w-]{0,30})=)"([^"]*)"/g));
  const quoted = parameters.filter(([, name = '']) => !isDescription(name)).map(([, , value = '']) => value);
  const pairs = Array.from(text.matchAll(/(?:^|;\s*)[^=;\s]+=([^;]*)/g), ([, value = '']) => value);
  const afterColon = /^[^:\s]*:(.+)$/s.exec(userInfo)?.[1] ?? '';
  const cookies = pairs.filter(({ length }) => length >= MIN_CHARACTERS_OF_COOKIE);
  return [text, token, afterColon, ...quoted, ...cookies];
}

/**
 * The forms in which a plain text may hold a secret: as it is, as base64 at any place of a longer text, as
 * hexadecimal digits with and without spaces, and as a list of bytes.
 */
function formsOf(secret: string): string[] {
  if (secret.length > MAX_ENCODED) return [plainText(secret).text];
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const list = [...bytes];
  const encoded = [0, 1, 2].flatMap((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/(?<!=)=+$/, '');
    // Characters of base64 that depend on the neighbouring bytes are left out.
    const own = text.slice(offset === 0 ? 0 : offset + 1, -1);
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const whole = bytes.toString('base64').replace(/(?<!=)=+$/, '');
  const spaced = hex.replace(/..(?=.)/g, '$& ');
  // As `plainText` writes them. None of these forms has an escape.
  const letters = [whole, bytes.toString('base64url'), ...encoded].map((form) =>
    form.toLowerCase().replaceAll('+', ' '),
  );
  return [plainText(secret).text, ...letters, hex, spaced, list.join(','), list.join(', ')].filter(
    ({ length }) => length >= MIN_CHARACTERS,
  );
}
