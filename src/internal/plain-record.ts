import { isRecord } from './is-record';

/**
 * True for objects such as `{}`, also of another realm (a vm context, as Jest uses). False for arrays and for objects
 * of a class.
 */
export function isPlainRecord(value: unknown): value is Record<string, unknown> {
  if (!isRecord(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
