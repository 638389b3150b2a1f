/** Headers whose names may be in upper or lower case, as `response.caseless` of request has them. */
export class Caseless {
  /** The headers themselves: those of the response. */
  readonly dict: Record<string, unknown>;

  /** @param headers the headers. `set`, `swap` and `del` change this object. */
  constructor(headers: Record<string, unknown>) {
    this.dict = headers;
  }

  /** The name of a header as it is spelt, or false if the header is not there. */
  has(name: string): string | false {
    const wanted = name.toLowerCase();
    return Object.keys(this.dict).find((each) => each.toLowerCase() === wanted) ?? false;
  }

  /** The value of a header. If the name is there in several spellings, the last one counts. */
  get(name: string): unknown {
    const wanted = name.toLowerCase();
    const spelt = Object.keys(this.dict).findLast((each) => each.toLowerCase() === wanted);
    return spelt === undefined ? undefined : this.dict[spelt];
  }

  /**
   * Sets a header, or each header of an object.
   * @param clobber false appends the value to that of an existing header, after a comma
   * @returns the result of {@link has} before the change
   */
  set(
    name: string | Record<string, unknown>,
    value?: unknown,
    clobber: unknown = true,
  ): string | false | undefined {
    if (typeof name === 'object') {
      for (const [each, own] of Object.entries(name)) this.set(each, own, value);
      return undefined;
    }
    const spelt = this.has(name);
    this.#write(spelt || name, spelt && !clobber ? `${this.dict[spelt]},${value}` : value);
    return spelt;
  }

  /** Changes the spelling of a header's name to the given one. @throws Error if the header is not there */
  swap(name: string): void {
    const spelt = this.has(name);
    if (spelt === name) return;
    if (!spelt) throw new Error(`There is no header "${name}" whose spelling could be changed: use set()`);
    const value = this.dict[spelt];
    this.del(spelt);
    this.#write(name, value);
  }

  /** Removes a header. */
  del(name: string): boolean {
    return Reflect.deleteProperty(this.dict, this.has(name) || name);
  }

  #write(name: string, value: unknown): void {
    // An assignment would make the value of "__proto__" the prototype.
    Object.defineProperty(this.dict, name, { configurable: true, enumerable: true, writable: true, value });
  }
}
