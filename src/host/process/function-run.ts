import { sep } from 'node:path';
import { inspect } from 'node:util';
import type { AnyLambda, LambdaForm } from '../../events/input';
import { isDeeperThan } from '../../internal/nesting';
import { residentMemory } from '../../internal/node/memory';
import { redact, redactText } from '../../internal/redact';
import { MAX_LEVELS } from '../../runtime/limits';
import { loadLambdaFile } from '../../runtime/load/lambda-file';
import { Misuse } from '../../runtime/misuse';
import { CODES } from '../../runtime/run-error';
import { type LambdaCall, runLambda } from '../../runtime/run-lambda';
import type { InvokeResult, LogEntry } from '../../runtime/types';
import type { RunEnding, RunFailure } from './channel/messages';
import { type RequestListener, withRequests } from './child-requests';
import { ownFrames } from './own-frames';

/** How old a memory figure may be, in milliseconds. Asking the system takes longer than a small function runs. */
const FRESH_MS = 50;

let measuredAt = Number.NEGATIVE_INFINITY;
let measuredBytes: number | undefined;

/** A function whose file is loaded. `files` are the user's own modules. */
export interface LoadedFunction {
  readonly lambda: AnyLambda;
  readonly form: LambdaForm;
  readonly files: readonly string[];
}

/** Loads the file of a function into this process. It returns the failure and does not throw. */
export function loadFunction(file: string): LoadedFunction | { readonly failure: RunFailure } {
  let form: LambdaForm = 'v1';
  const tellForm = (found: LambdaForm): void => {
    form = found;
  };
  try {
    const lambda = loadLambdaFile(file, { fresh: false, form: undefined, stopsAtStart: false, tellForm });
    return { lambda, form, files: ownFiles() };
  } catch (error) {
    return { failure: toFailure(CODES[form].crashed, error) };
  }
}

/** The function to run, and the listeners that are told about it. */
interface FunctionCall extends Pick<LambdaCall, 'lambda' | 'input' | 'timeoutMs' | 'isDebugged'> {
  readonly form: LambdaForm;
  readonly onLog: (entry: LogEntry) => void;
  readonly onRequest: RequestListener;
}

/** Runs a function in this process. Its ending and its logs show no credential. */
export async function runFunction(call: FunctionCall): Promise<Omit<RunEnding, 'logs'>> {
  const { lambda, input, form, timeoutMs, isDebugged, onRequest } = call;
  const onLog = (entry: LogEntry) => call.onLog(redactedEntry(entry));
  const run = () => runLambda({ lambda, input, form, timeoutMs, isDebugged, onLog });
  const { result, requests } = await withRequests(run, onRequest);
  return toEnding(result, requests, form);
}

function toEnding(
  { result, error, diagnostics, durationMs }: InvokeResult,
  requests: RunEnding['requests'],
  form: LambdaForm,
): Omit<RunEnding, 'logs'> {
  const rest = { diagnostics, requests, durationMs, memoryBytes: memoryOfProcess() };
  if (error !== undefined) return { error: toFailure(error.code, error.cause, error.message), ...rest };
  if (!isDeeperThan(result, MAX_LEVELS)) return { result, ...rest };
  // The message to the host could not be written, and this process would end.
  const message = `The result of the function has more than ${MAX_LEVELS} levels.`;
  return { error: { code: CODES[form].crashed, message }, ...rest };
}

/** @param cause what the function threw or called back with */
function toFailure(code: string, cause: unknown, message?: string): RunFailure {
  const { message: own, stack } = (cause ?? {}) as { message?: unknown; stack?: unknown };
  const text = message ?? (typeof own === 'string' ? own : inspect(cause));
  const shown = { code, message: redactText(text).trimEnd() };
  // The message of a mistake in the file is enough. Its stack would lead into this package.
  if (typeof stack !== 'string' || cause instanceof Misuse) return shown;
  return { ...shown, stack: redactText(ownFrames(stack)) };
}

function redactedEntry(entry: LogEntry): LogEntry {
  const message = String(redact(entry.message));
  return { ...entry, message, extras: entry.extras.map((extra) => redact(extra)) };
}

/** The files that were loaded, without those of packages and of this package. */
function ownFiles(): string[] {
  const own = __dirname.slice(0, __dirname.lastIndexOf(`${sep}host`));
  return Object.keys(require.cache).filter(
    (path) => !path.includes(`${sep}node_modules${sep}`) && !path.startsWith(own + sep),
  );
}

/** The memory of this process in bytes. The figure may be a moment old. It is missing where the system does not tell it. */
function memoryOfProcess(): number | undefined {
  const now = performance.now();
  if (now - measuredAt < FRESH_MS) return measuredBytes;
  measuredAt = now;
  measuredBytes = residentMemory();
  return measuredBytes;
}
