import { isRecord } from '../is-record';

/** Whether a value is a promise, or anything else with a `then`. */
export function isPromise<Value>(value: Value | Promise<Value>): value is Promise<Value> {
  return isRecord(value) && typeof value.then === 'function';
}
