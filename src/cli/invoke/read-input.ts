import type { LambdaInput } from '../../events/input';
import { isRecord } from '../../internal/is-record';
import { describeValue } from '../../internal/wording';
import type { Arguments } from '../arguments';
import { JsonSource, readJsonFile } from '../json-file';
import { UsageError } from '../usage-error';

const KEYS = ['headers', 'payload', 'timestamp'];
const SOURCES = ['input', 'payload', 'event'];

/**
 * The input of an invocation. It comes from `--input`, `--payload` or `--event`, else from the `input` of config.json. Without all of them
 * it has an empty payload.
 * @param eventByName gives the input of a platform event, and throws for an unknown name
 * @throws UsageError that names the place of the mistake
 */
export function readInput(
  args: Arguments,
  config: JsonSource | undefined,
  eventByName: (name: string) => LambdaInput,
): LambdaInput {
  const given = SOURCES.filter((option) => args.has(option));
  if (given.length > 1) {
    throw new UsageError(`--${given.join(' and --')} exclude each other: each one says what the input is`);
  }
  const [file, payload, event] = SOURCES.map((option) => args.value(option));
  if (file !== undefined) return toInput(readJsonFile(file, '--input'), []);
  if (payload !== undefined) return { headers: [], payload: parsePayload(payload) };
  if (event !== undefined) return eventByName(event);
  return configInput(config);
}

/** The `input` of a config.json, or an empty payload. @throws UsageError that names the place of the mistake */
export function configInput(config: JsonSource | undefined): LambdaInput {
  const configured = isRecord(config?.value) ? config.value.input : undefined;
  const isEmpty = config === undefined || configured === undefined || configured === null;
  return isEmpty ? { headers: [], payload: {} } : toInput(config, ['input']);
}

function parsePayload(text: string): unknown {
  try {
    return new JsonSource('--payload', text).value;
  } catch (error) {
    // A common mistake is a word without quotes, because the shell removes quotes.
    if (!(error instanceof UsageError) || !/^\w[\w .-]*$/.test(text)) throw error;
    throw new UsageError(`${error.message}\nWrite a string as --payload '${JSON.stringify(text)}'.`);
  }
}

/** Checks the shape of an input. `path` is the place of the input in its source. */
function toInput(source: JsonSource, path: readonly string[]): LambdaInput {
  const value = path.reduce((parent: unknown, key) => (parent as Record<string, unknown>)[key], source.value);
  if (!isRecord(value)) {
    throw source.problem(path, `expected { "headers": […], "payload": … }, found ${describeValue(value)}`);
  }
  const unknown = Object.keys(value).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) {
    const advice = 'payload' in value ? '' : ', so put this under "payload"';
    const text = `unknown key; the input is { "headers": […], "payload": …, "timestamp": … }${advice}`;
    throw source.problem([...path, unknown], text);
  }
  const { headers = [], payload = {}, timestamp } = value;
  if (timestamp !== undefined && typeof timestamp !== 'number') {
    throw source.problem([...path, 'timestamp'], `expected a number, found ${describeValue(timestamp)}`);
  }
  checkHeaders(headers, source, [...path, 'headers']);
  return { ...value, headers, payload } as LambdaInput;
}

function checkHeaders(headers: unknown, source: JsonSource, path: readonly string[]): void {
  const expected = 'expected { "key": "…", "value": "…" }';
  if (!Array.isArray(headers))
    throw source.problem(path, `expected an array of headers, found ${describeValue(headers)}`);
  headers.forEach((header: unknown, index) => {
    if (isRecord(header) && typeof header.key === 'string' && typeof header.value === 'string') return;
    throw source.problem([...path, index], `${expected}, found ${describeValue(header)}`);
  });
}
