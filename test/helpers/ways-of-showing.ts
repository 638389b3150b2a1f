import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import { format, inspect } from 'node:util';
import VError from 'verror';

/**
 * Every usual way of showing a value, with the text that it makes of this value and, for an error, of its causes.
 * `console.dir` is left out: it does not ask an object how to show it, so no error class can hide anything from it.
 */
export function waysOfShowing(value: unknown): Record<string, string> {
  const shown: Record<string, string> = {};
  const causes = causesOf(value);
  for (const [index, cause] of causes.entries()) {
    for (const [way, show] of Object.entries(WAYS)) {
      shown[index === 0 ? way : `${way} of cause ${index}`] = attempt(() => show(cause));
    }
  }
  return shown;
}

const WAYS: Record<string, (value: unknown) => string> = {
  message: (value) => (value instanceof Error ? value.message : ''),
  stack: (value) => (value instanceof Error ? String(value.stack) : ''),
  'String()': (value) => String(value),
  'inspect, all the way down': (value) => inspect(value, { depth: Number.POSITIVE_INFINITY }),
  'inspect, hidden properties too': (value) =>
    inspect(value, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
  'inspect, as part of another value': (value) =>
    inspect({ list: [new Map([['value', value]])] }, { depth: 20 }),
  'inspect, as a cause': (value) => inspect(new Error('outer', { cause: value }), { depth: 20 }),
  'inspect, of several': (value) => inspect(new AggregateError([value]), { depth: 20 }),
  'format %s': (value) => format('%s', value),
  'format %o': (value) => format('%o', value),
  'format %O': (value) => format('%O', value),
  'format %j': (value) => format('%j', value),
  'JSON.stringify': (value) => String(JSON.stringify(value)),
  'JSON.stringify, as part of another value': (value) => JSON.stringify({ list: [value] }),
  'console.log': (value) => printed((console) => console.log(value)),
  'console.log after text': (value) => printed((console) => console.log('failed:', value)),
  'console.error': (value) => printed((console) => console.error(value)),
  'VError.fullStack': (value) => (value instanceof Error ? VError.fullStack(value) : ''),
  'VError.info': (value) =>
    value instanceof Error
      ? inspect(VError.info(value), { depth: null }) + JSON.stringify(VError.info(value))
      : '',
};

/** The value, its causes and the errors that it holds, each once. */
function causesOf(value: unknown, known: unknown[] = []): unknown[] {
  if (value === undefined || value === null || known.includes(value)) return known;
  known.push(value);
  const { cause, error, errors, failed } = value as Record<string, unknown>;
  const ofVError = value instanceof VError ? VError.cause(value) : undefined;
  // The body of an answer (`error`) counts only if it is an error: any other body belongs to the server.
  const own = [
    typeof cause === 'function' ? undefined : cause,
    ofVError,
    error instanceof Error ? error : undefined,
  ];
  for (const next of [...own, ...listOf(errors), ...listOf(failed)]) {
    if (typeof next === 'object') causesOf(next, known);
  }
  return known;
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function printed(print: (console: Console) => void): string {
  const stream = new PassThrough();
  print(new Console({ stdout: stream, stderr: stream }));
  return String(stream.read() ?? '');
}

/** Some ways fail for some values, for example JSON for cycles. Then the error is the text. */
export function attempt(show: () => string): string {
  try {
    return show();
  } catch (error) {
    return String((error as Error).stack);
  }
}
