import { types } from 'node:util';

/** A copy of a value that JSON can hold. Errors keep their message and stack. Cycles, functions and BigInts become texts. */
export function toJsonValue(value: unknown): unknown {
  return copy(value, []);
}

function copy(value: unknown, parents: readonly object[]): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
  if (typeof value !== 'object' || value === null) return value;
  if (parents.includes(value)) return '[circular]';
  const path = [...parents, value];
  if (Array.isArray(value)) return value.map((item) => copy(item, path));
  try {
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') return copy(toJSON.call(value), path);
    if (types.isNativeError(value)) return copyError(value, path);
    if (value instanceof Map || value instanceof Set) return copy([...value], path);
    return copyFields(value, path);
  } catch {
    // A getter, a `toJSON` method or a proxy has thrown.
    return '[unreadable]';
  }
}

/** `name`, `message` and `stack` are not enumerable, so JSON would leave them out. */
function copyError(error: Error, path: readonly object[]): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const own = { name, message, ...(stack !== undefined && { stack }) };
  return { ...own, ...(cause !== undefined && { cause: copy(cause, path) }), ...copyFields(error, path) };
}

function copyFields(source: object, path: readonly object[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(source).map(([key, field]) => [key, copy(field, path)]));
}
