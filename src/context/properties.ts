import { types } from 'node:util';
import { ToolbeltError } from '../errors';
import { isRecord } from '../internal/is-record';
import { passableError } from '../internal/node/passable-error';
import { isPlainRecord } from '../internal/plain-record';
import { describeValue, formatKeyPath } from '../internal/wording';
import { invalid } from './arguments';

const ROOT = ['properties'];

/**
 * The JSON text of properties, as the original stores them (docs/platform.md, "Context Session Store"). A value that JSON cannot hold is
 * left out, emptied or written as null. Only a value without any JSON text is refused.
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
    if (parent === undefined) {
      if (!isRecord(value))
        throw refuse(`must be an object with the properties, found ${describeValue(value)}`);
      if (isEmptied(value))
        throw refuse(`is a ${value.constructor.name}, which JSON empties: write a plain object`);
    }
    if (typeof value === 'bigint') throw refuse('is a bigint, which JSON does not have: write String(value)');
    if (typeof value === 'object') paths.set(value, path);
    return value;
  }
  try {
    return JSON.stringify(properties, check);
  } catch (error) {
    if (error instanceof ToolbeltError) throw error;
    throw refuse(`cannot be written as JSON: ${passableError(error).message}`, error);
  }
}

/** Whether JSON writes `{}` for an object with data, such as a Map or an Error. Nothing would be set then. */
function isEmptied(value: object): boolean {
  return types.isNativeError(value) || (Object.keys(value).length === 0 && !isPlainRecord(value));
}
