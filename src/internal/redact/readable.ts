/** What is shown of a value that cannot be read. */
export const UNREADABLE = '[unreadable]';

/**
 * Reads from an object of the caller. Its getters, its `toJSON` and the traps of a proxy are code of the caller. If that code
 * throws, the result is a short text: an error must not fail because of what its call was given.
 */
export function readable<Value>(read: () => Value): Value | typeof UNREADABLE {
  try {
    return read();
  } catch {
    return UNREADABLE;
  }
}
