import { isPlainRecord } from '../../internal/plain-record';

/** Any part of a type, at any depth; arrays are whole or not there, `undefined` removes. */
export type DeepPartial<Value> = Value extends readonly unknown[]
  ? Value
  : Value extends object
    ? { [Key in keyof Value]?: DeepPartial<Value[Key]> | undefined }
    : Value;

/** A record with overrides: records are merged, `undefined` removes, all else replaces. Nothing is shared or changed. */
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
  // Not by assignment: a key that is named "__proto__" is one like others.
  return Object.fromEntries(merged);
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy);
  return isPlainRecord(value) ? withOverrides({}, value) : value;
}
