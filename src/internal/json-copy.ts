import { types } from 'node:util';
import { isRecord } from './is-record';

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
 * Names a value that JSON would write as `{}` although it holds more: a promise, a Map or a Set. Undefined for any other value.
 */
export function emptiedByJson(value: unknown): string | undefined {
  if (!isRecord(value)) return undefined;
  const isPromise = typeof value.then === 'function';
  const isFull = (types.isMap(value) || types.isSet(value)) && value.size > 0;
  // The text is made last, because a payload may be large.
  if (!(isPromise || isFull) || toJsonText(value) !== '{}') return undefined;
  return isPromise ? 'a promise: await it first' : 'a Map or a Set, for which JSON writes {}';
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

/**
 * The value of a JSON text. The text may begin with a byte order mark, which some servers and editors write and which
 * `JSON.parse` refuses.
 *
 * @throws SyntaxError for a text that is not JSON
 */
export function parseJson(text: string): unknown {
  return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
}
