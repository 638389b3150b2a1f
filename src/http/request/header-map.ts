import type { HeaderValue } from '../wire/message';

/** What an assignment makes. */
const WRITABLE = { configurable: true, enumerable: true, writable: true };

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
    const copy = new HeaderMap();
    // Entries are replaced and never changed, so both may hold them.
    for (const [key, entry] of this.#entries) copy.#entries.set(key, entry);
    return copy;
  }

  *[Symbol.iterator](): Iterator<readonly [string, HeaderValue]> {
    for (const { name, value } of this.#entries.values()) yield [name, value];
  }

  toObject(): Record<string, HeaderValue> {
    const headers: Record<string, HeaderValue> = {};
    for (const { name, value } of this.#entries.values()) {
      if (name === '__proto__') Object.defineProperty(headers, name, { ...WRITABLE, value });
      else headers[name] = value;
    }
    return headers;
  }
}

/** A text in the quotes of a header's parameter, which it cannot end by itself. */
export function quotedString(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
