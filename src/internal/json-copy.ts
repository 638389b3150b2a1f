/**
 * The JSON text of a value. Returns `undefined` for a value that JSON cannot hold: undefined, a function, a symbol, a
 * number that is not finite, a BigInt, or an object with a cycle.
 */
export function toJsonText(value: unknown): string | undefined {
  if (typeof value === 'number' && !Number.isFinite(value)) return undefined;
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/**
 * A deep copy of a JSON value. `structuredClone` is not used: in Jest it creates objects of another realm, which are
 * not equal to other objects for `toStrictEqual`, and not an `instanceof Object`.
 *
 * @throws TypeError for a value that JSON cannot hold
 */
export function copyJson(value: unknown): unknown {
  if (typeof value !== 'object') return value;
  return JSON.parse(JSON.stringify(value));
}
