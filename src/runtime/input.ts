import { ErrorCodes, ToolbeltError } from '../errors';
import type { LambdaHeader, LambdaInput } from '../events/input';
import { isRecord } from '../internal/is-record';

/** What a lambda is called with; what is left out is filled in. */
export interface InvokeInput<Payload = unknown> {
  /** What the lambda was invoked with. @default {} */
  payload?: Payload;
  /** Headers of the invocation. @default [] */
  headers?: readonly LambdaHeader[];
  /** When it was invoked. @default now, in milliseconds since the epoch */
  timestamp?: number;
}

const KEYS = ['payload', 'headers', 'timestamp'];
const HOW_TO_WRITE =
  'must be an object of payload, headers and timestamp, as in { payload: { … } } or { payload: "text" }';

/**
 * A complete input of its own for a lambda, which may do with it what it likes. A bare payload is refused: it could not
 * be told from a slip of the pen.
 *
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that names the place of what is wrong
 */
export function toLambdaInput(input: unknown = {}): LambdaInput {
  if (!isRecord(input)) throw invalid(`input ${HOW_TO_WRITE}`);
  const unknown = Object.keys(input).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) throw invalid(`input.${unknown} is unknown: input ${HOW_TO_WRITE}`);
  const { headers = [], timestamp = Date.now() } = input;
  const payload = Object.hasOwn(input, 'payload') ? input.payload : {};
  if (typeof timestamp !== 'number' || !Number.isFinite(timestamp)) {
    throw invalid('input.timestamp must be a number of milliseconds since the epoch');
  }
  if (!Array.isArray(headers) || !headers.every(isHeader)) {
    throw invalid('input.headers must be an array of { key, value }, both strings');
  }
  const problem = jsonProblem(payload, 'input.payload', []);
  if (problem !== undefined) throw invalid(problem);
  const copy = payload === undefined ? undefined : JSON.parse(JSON.stringify(payload));
  return { timestamp, headers: headers.map(({ key, value }) => ({ key, value })), payload: copy };
}

function isHeader(header: unknown): header is LambdaHeader {
  return isRecord(header) && typeof header.key === 'string' && typeof header.value === 'string';
}

/** Where a value holds what JSON cannot; `JSON.stringify` would drop or bend most of that without a word. */
function jsonProblem(value: unknown, path: string, parents: readonly object[]): string | undefined {
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') {
    return `${path} is a ${typeof value}, which JSON cannot hold`;
  }
  if (typeof value === 'number' && !Number.isFinite(value))
    return `${path} is ${value}, which JSON cannot hold`;
  if (typeof value !== 'object' || value === null) return undefined;
  if (parents.includes(value)) return `${path} leads back to where it comes from, which JSON cannot hold`;
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return undefined;
  const isArray = Array.isArray(value);
  for (const [key, item] of Object.entries(value)) {
    const problem = jsonProblem(item, isArray ? `${path}[${key}]` : `${path}.${key}`, [...parents, value]);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function invalid(problem: string): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `invoke: ${problem}.`);
}
