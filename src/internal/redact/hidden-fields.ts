const NAMES = new WeakMap<object, readonly string[]>();

/**
 * Sets properties of an error that may hold credentials. Code reads, changes and deletes them by name like any property. They are not
 * enumerable, because loggers copy the enumerable properties of an error. They are accessors, because Node shows the values of other hidden
 * properties when it is asked to.
 */
export function setHidden(error: Error, values: Readonly<Record<string, unknown>>): void {
  for (const [name, given] of Object.entries(values)) {
    let value = given;
    Object.defineProperty(error, name, {
      get: () => value,
      set: (next) => {
        value = next;
      },
      enumerable: false,
      configurable: true,
    });
  }
  NAMES.set(error, Object.keys(values));
}

/** What an error shows before its credentials are removed: its name, its message, its cause and its fields, without its stack. */
export function fieldsOf(error: Error): Record<string, unknown> {
  const hidden = ['message', 'cause', ...(NAMES.get(error) ?? [])];
  const isShown = (name: string): boolean =>
    name !== 'stack' &&
    (hidden.includes(name) || Object.prototype.propertyIsEnumerable.call(error, name)) &&
    !(name === 'cause' && error.cause === undefined);
  const names = Object.getOwnPropertyNames(error).filter(isShown);
  return Object.fromEntries(
    [...new Set(['name', ...names])].map((name) => [
      name,
      (error as unknown as Record<string, unknown>)[name],
    ]),
  );
}
