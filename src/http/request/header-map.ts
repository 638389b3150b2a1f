import { setOwn } from '../../internal/own-properties';
import type { HeaderValue } from '../wire/message';

/** Request headers. Names are compared in any case. A name keeps the spelling that was set first. */
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

  /** The spelling of a name in this map. */
  nameOf(name: string): string | undefined {
    return this.#entries.get(name.toLowerCase())?.name;
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
    // An entry is replaced and never changed, so both maps may share it.
    for (const [key, entry] of this.#entries) copy.#entries.set(key, entry);
    return copy;
  }

  *[Symbol.iterator](): Iterator<readonly [string, HeaderValue]> {
    for (const { name, value } of this.#entries.values()) yield [name, value];
  }

  toObject(): Record<string, HeaderValue> {
    const headers: Record<string, HeaderValue> = {};
    for (const { name, value } of this.#entries.values()) setOwn(headers, name, value);
    return headers;
  }
}

/**
 * Puts a header parameter in quotes. Quotes inside the text are escaped, so that they cannot end it early.
 */
export function quotedString(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
