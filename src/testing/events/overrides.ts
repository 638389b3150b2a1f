import { isPlainRecord } from '../../internal/plain-record';

/** Any part of a type, at any depth. An array is replaced as a whole. `undefined` removes a property. */
export type DeepPartial<Value> = Value extends readonly unknown[]
  ? Value
  : Value extends object
    ? { [Key in keyof Value]?: DeepPartial<Value[Key]> | undefined }
    : Value;

/**
 * A copy of a record with overrides. Records are merged, `undefined` removes a property, and every other value replaces the old one. The
 * copy shares no object with its sources.
 */
export function withOverrides(
  base: Readonly<Record<string, unknown>>,
  overrides: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged = new Map(Object.entries(base));
  for (const [key, override] of Object.entries(overrides)) {
    const known = merged.get(key);
    if (override === undefined) merged.delete(key);
    else
      merged.set(
        key,
        isPlainRecord(override) ? withOverrides(isPlainRecord(known) ? known : {}, override) : copy(override),
      );
  }
  // An assignment to the key "__proto__" would set the prototype. Here the key is like any other.
  return Object.fromEntries(merged);
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  return isPlainRecord(value) ? withOverrides({}, value) : value;
}
