import { ErrorCodes, ToolbeltError } from '../errors';
import type { Lambda, LambdaInput } from '../events/input';
import { isRecord } from '../internal/is-record';
import { CallQueue } from '../runtime/call-queue';
import { type InvokeInput, toLambdaInput } from '../runtime/input';
import { loadLambdaFile } from '../runtime/lambda-file';
import { runLambda } from '../runtime/run';
import { currentRun } from '../runtime/run-context';
import type { InvokeOptions, InvokeResult } from '../runtime/types';
import { setEnvironment } from './environment';
import { Layers } from './layers';
import { nameHint } from './name-hint';
import { layOver } from './use-settings';

/** The platform's own (facts §5.7). */
const DEFAULT_TIMEOUT_MS = 30_000;
/** What a timer can hold, almost 25 days. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;
const OPTIONS = ['env', 'secrets', 'whitelist', 'timeoutMs', 'fresh', 'onLog'];

const settingCalls = new CallQueue();
const environments = new Layers();

/**
 * Runs a lambda by the rules of the platform, in this process (facts §5.6–§5.8): only the first call of the callback
 * counts, a promise as the result is awaited, what the lambda returns is ignored, what it throws is a failure, and so is a
 * timer of its own that throws. The result makes a trip through JSON. What the lambda logs is in `logs` and not on the
 * console; `diagnostics` says what is wrong with it besides.
 *
 * The lambda is called at once, and as many run at a time as are called. Only calls with `env`, `secrets` or `whitelist`,
 * which hold for the whole process while they last, wait for each other; those that a lambda makes itself wait only for
 * their like. Fake timers stop the lambda's clock and not that of the time limit. A lambda that blocks the event loop
 * cannot be stopped in its own process: the limit shows when it lets go.
 *
 * @param lambda the function, or the path (or `file:` URL) of its file: CommonJS in sloppy mode that declares `lambda` or
 *   exports it. A file stays warm, with the modules that it requires, until it changes or `fresh` is asked for
 * @param input an object with a `payload`, which may be text: the lambda gets a copy; headers and timestamp are filled in
 * @returns how the call ended: it does not reject for anything that the lambda does
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` (a rejection) for wrong arguments, a path without a file, a
 *   file that does not parse (the message shows the place) and a file without a lambda
 */
export function invoke<Result = unknown>(
  lambda: string | URL,
  input?: InvokeInput,
  options?: InvokeOptions,
): Promise<InvokeResult<Result>>;
export function invoke<Payload, Result = unknown>(
  lambda: Lambda<Payload, Result>,
  input?: InvokeInput<Payload>,
  options?: InvokeOptions,
): Promise<InvokeResult<Result>>;
export function invoke(
  lambda: Lambda | string | URL,
  input?: InvokeInput,
  options?: InvokeOptions,
): Promise<InvokeResult>;
export async function invoke(
  lambda: Lambda | string | URL,
  input?: InvokeInput,
  options: InvokeOptions = {},
): Promise<InvokeResult> {
  checkLambda(lambda);
  checkOptions(options, lambda);
  const ownInput = toLambdaInput(input);
  const { env, secrets, whitelist } = options;
  if (env === undefined && secrets === undefined && whitelist === undefined) {
    return run(lambda, ownInput, options);
  }
  const queue = currentRun()?.queue ?? settingCalls;
  return queue.run(() => withSettings(options, () => run(lambda, ownInput, options)));
}

function run(
  lambda: Lambda | string | URL,
  input: LambdaInput,
  { timeoutMs = DEFAULT_TIMEOUT_MS, fresh = false, onLog }: InvokeOptions,
): Promise<InvokeResult> {
  const load = () => (typeof lambda === 'function' ? lambda : loadLambdaFile(lambda, fresh));
  return runLambda({ load, input, timeoutMs, onLog });
}

async function withSettings<Result>(
  { env = {}, secrets, whitelist }: InvokeOptions,
  task: () => Promise<Result>,
): Promise<Result> {
  const removeSettings = layOver('invoke', { secrets, whitelist });
  const restoreEnvironment = environments.add(setEnvironment(env));
  try {
    return await task();
  } finally {
    restoreEnvironment();
    removeSettings();
  }
}

function checkLambda(lambda: unknown): void {
  if (typeof lambda === 'function' || lambda instanceof URL) return;
  if (typeof lambda !== 'string' || lambda === '') {
    throw invalid('the lambda must be a function, or the path of its file');
  }
}

function checkOptions(options: unknown, lambda: unknown): void {
  if (!isRecord(options)) throw invalid('options must be an object');
  const unknown = Object.keys(options).find((key) => !OPTIONS.includes(key));
  if (unknown !== undefined) throw invalid(`unknown option "${unknown}"${nameHint(unknown, OPTIONS)}`);
  const { env, timeoutMs, fresh, onLog } = options;
  checkEnv(env);
  const isTime = typeof timeoutMs === 'number' && timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS;
  if (timeoutMs !== undefined && timeoutMs !== Number.POSITIVE_INFINITY && !isTime) {
    throw invalid('timeoutMs must be a number of milliseconds above 0, or Infinity for no limit');
  }
  if (fresh !== undefined && typeof fresh !== 'boolean') throw invalid('fresh must be true or false');
  if (fresh && typeof lambda === 'function')
    throw invalid('fresh needs the path of a file: a function is as it is');
  if (onLog !== undefined && typeof onLog !== 'function') throw invalid('onLog must be a function');
}

function checkEnv(env: unknown): void {
  if (env === undefined) return;
  if (!isRecord(env)) throw invalid('env must be an object of names and values');
  for (const [name, value] of Object.entries(env)) {
    if (name === '' || /[=\0]/.test(name)) throw invalid(`env: ${JSON.stringify(name)} is not a name`);
    if (value !== undefined && typeof value !== 'string') {
      throw invalid(`env.${name} must be a string, or undefined to remove it`);
    }
  }
}

function invalid(problem: string): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `invoke: ${problem}.`);
}
