import { types } from 'node:util';
import { ToolbeltError } from '../errors';
import { isRecord } from '../internal/is-record';
import { isPlainRecord } from '../internal/plain-record';
import { describeValue, formatKeyPath } from '../internal/wording';
import { invalid } from './arguments';

const ROOT = ['properties'];

/**
 * The JSON text of properties. A value that JSON would leave out, empty or write as null is refused, so that nothing
 * is lost without a message. An `undefined` deep in an object is left out: who reads the object gets `undefined`
 * again. As a property of the session it is refused: the stored value would stay, although the call looks as if it
 * were removed.
 *
 * @throws ToolbeltError `ErrorCodes.ContextService.PARAMETER_INVALID`
 */
export function propertiesText(operation: string, properties: object): string {
  const paths = new Map<unknown, readonly PropertyKey[]>();
  let path: readonly PropertyKey[] = ROOT;
  const refuse = (problem: string, cause?: unknown) =>
    invalid(`"${formatKeyPath(path)}" ${problem}`, operation, cause);
  function check(this: unknown, key: string, value: unknown): unknown {
    const parent = paths.get(this);
    path = parent === undefined ? ROOT : [...parent, Array.isArray(this) ? Number(key) : key];
    if (parent === undefined && !isRecord(value)) {
      throw refuse(`must be an object with the properties, found ${describeValue(value)}`);
    }
    if (value === undefined && parent !== ROOT && !Array.isArray(this)) return undefined;
    const problem = lossOf(value);
    if (problem !== undefined) throw refuse(problem);
    if (typeof value === 'object') paths.set(value, path);
    return value;
  }
  try {
    return JSON.stringify(properties, check);
  } catch (error) {
    if (error instanceof ToolbeltError) throw error;
    throw refuse(`cannot be written as JSON: ${(error as Error).message}`, error);
  }
}

/** What JSON would do to a value that it cannot hold. Undefined for any other value. */
function lossOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'undefined':
      return 'is undefined, which JSON leaves out: leave it out, or delete it with deletePropertyInSession';
    case 'function':
    case 'symbol':
      return `is a ${typeof value}, which JSON leaves out: leave it out`;
    case 'bigint':
      return 'is a bigint, which JSON does not have: write String(value)';
    case 'number':
      return Number.isFinite(value) ? undefined : `is ${value}, which JSON writes as null: write null`;
    case 'object':
      return value !== null && isEmptied(value)
        ? `is a ${value.constructor.name}, which JSON empties: write a plain object, an array or a text`
        : undefined;
    default:
      return undefined;
  }
}

/** Whether JSON writes `{}` for an object that holds data, such as a Map, a Set, a RegExp or an Error. */
function isEmptied(value: object): boolean {
  if (types.isNativeError(value)) return true;
  if (Array.isArray(value) || types.isBoxedPrimitive(value) || Object.keys(value).length > 0) return false;
  return !isPlainRecord(value);
}
