/**
 * JSON text of a value, or `undefined` when JSON has no form for it: undefined, functions, symbols,
 * numbers that are not finite, cycles and BigInts.
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
 * A deep copy of a JSON value. Not `structuredClone`: in Jest that yields objects of another realm,
 * which `toStrictEqual` and `instanceof Object` tell apart.
 *
 * @throws TypeError when JSON has no form for the value
 */
export function copyJson(value: unknown): unknown {
  if (typeof value !== 'object') return value;
  return JSON.parse(JSON.stringify(value));
}
