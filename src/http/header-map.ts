/** A header's value as given: Node writes numbers and booleans as text. */
export type HeaderValue = string | string[] | number;

/** Request headers: names compare case-insensitively and keep the case they were first given. */
export class HeaderMap {
  readonly #entries = new Map<string, { name: string; value: HeaderValue }>();

  constructor(headers: Iterable<readonly [string, HeaderValue]> = []) {
    for (const [name, value] of headers) this.set(name, value);
  }

  has(name: string): boolean {
    return this.#entries.has(name.toLowerCase());
  }

  get(name: string): HeaderValue | undefined {
    return this.#entries.get(name.toLowerCase())?.value;
  }

  set(name: string, value: HeaderValue): void {
    const key = name.toLowerCase();
    this.#entries.set(key, { name: this.#entries.get(key)?.name ?? name, value });
  }

  setDefault(name: string, value: HeaderValue): void {
    if (!this.has(name)) this.set(name, value);
  }

  delete(name: string): void {
    this.#entries.delete(name.toLowerCase());
  }

  copy(): HeaderMap {
    return new HeaderMap(this);
  }

  *[Symbol.iterator](): Iterator<readonly [string, HeaderValue]> {
    for (const { name, value } of this.#entries.values()) yield [name, value];
  }

  toObject(): Record<string, HeaderValue> {
    return Object.fromEntries(this);
  }
}

/** A text in the quotes of a header's parameter, which it cannot end by itself. */
export function quotedString(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
