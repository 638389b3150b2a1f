import type { LambdaHeader, LambdaInput } from '../events/input';
import { isRecord } from '../internal/is-record';
import { MAX_LEVELS } from './limits';
import { Misuse } from './misuse';

/** The input of a lambda. Missing parts are filled in. */
export interface InvokeInput<Payload = unknown> {
  /** The value that the lambda is invoked with. @default {} */
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
 * Fills in an input, and copies it. The lambda may change its input without changing the caller's object. A payload without its envelope is
 * refused, because it looks like an input with a misspelt key.
 *
 * @throws Misuse that names the place of the mistake
 */
export function completeInput(input: unknown = {}): LambdaInput {
  if (!isRecord(input)) throw invalid(`input ${HOW_TO_WRITE}`);
  const unknown = Object.keys(input).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) throw invalid(`input.${unknown} is unknown: input ${HOW_TO_WRITE}`);
  const { headers = [], timestamp = Date.now() } = input;
  const payload = Object.hasOwn(input, 'payload') ? input.payload : {};
  if (typeof timestamp !== 'number' || !Number.isFinite(timestamp)) {
    throw invalid('input.timestamp must be a number of milliseconds since the epoch');
  }
  if (!isHeaderList(headers)) throw invalid('input.headers must be an array of { key, value }, both strings');
  const problem = jsonProblem(payload, 'input.payload', []);
  if (problem !== undefined) throw invalid(problem);
  const copy = payload === undefined ? undefined : JSON.parse(JSON.stringify(payload));
  return { timestamp, headers: headers.map(({ key, value }) => ({ key, value })), payload: copy };
}

/** Whether a value is a list of headers, as an invocation has them. */
export function isHeaderList(value: unknown): value is LambdaHeader[] {
  return Array.isArray(value) && value.every(isHeader);
}

function isHeader(header: unknown): boolean {
  return isRecord(header) && typeof header.key === 'string' && typeof header.value === 'string';
}

/** The first place of a value that JSON cannot hold. `JSON.stringify` would drop or change most such values silently. */
function jsonProblem(value: unknown, path: string, parents: readonly object[]): string | undefined {
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') {
    return `${path} is a ${typeof value}, which JSON cannot hold`;
  }
  if (typeof value === 'number' && !Number.isFinite(value))
    return `${path} is ${value}, which JSON cannot hold`;
  if (typeof value !== 'object' || value === null) return undefined;
  if (parents.includes(value)) return `${path} leads back to where it comes from, which JSON cannot hold`;
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return undefined;
  if (parents.length >= MAX_LEVELS) return `input.payload has more than ${MAX_LEVELS} levels`;
  const isArray = Array.isArray(value);
  const way = [...parents, value];
  for (const [key, item] of Object.entries(value)) {
    const problem = jsonProblem(item, isArray ? `${path}[${key}]` : `${path}.${key}`, way);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function invalid(problem: string): Misuse {
  return new Misuse(`${problem}.`);
}
