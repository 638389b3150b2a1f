import { ErrorCodes, ToolbeltError } from '../errors';
import type { Lambda, LambdaInput, LambdaV2 } from '../events/input';
import { withOwnBudget } from '../internal/async/budget';
import { getOrAdd } from '../internal/get-or-add';
import { completeInput, type InvokeInput } from '../runtime/complete-input';
import { pathOf } from '../runtime/load/lambda-file';
import type { TestRunner } from '../runtime/load/runner';
import { Misuse } from '../runtime/misuse';
import { currentRun } from '../runtime/run-context';
import { runLambda } from '../runtime/run-lambda';
import type { InvokeResult } from '../runtime/types';
import { CallQueue } from './call-queue';
import { setEnvironment } from './environment';
import { findFunction } from './find-function';
import { type Invocation, toInvocation } from './invocation';
import { checkInvokeOptions, type InvokeOptions } from './invoke-options';
import { Layers } from './layers';
import { testRunner } from './runners/test-runner';
import { layOver } from './use-settings';

/** The key in `queues` for calls that are made by a test and not by a lambda. */
const NO_RUN = {};
/** For each running lambda, a queue of the calls with settings that it makes. */
const queues = new WeakMap<object, CallQueue>();
const environments = new Layers();

/**
 * Runs a lambda by the rules of the platform, in this process (docs/platform.md, "Logs", "Handler and callback", "Error codes of
 * functions"). Only the first call of the callback counts. A promise that is passed to the callback is awaited. What the lambda returns is
 * ignored. What it throws is a failure, also in a timer. The result is written as JSON and read again. `logs` has what the lambda logs, and
 * `diagnostics` says which rules it breaks.
 *
 * The lambda is called at once, and any number of lambdas run at a time. Calls with `env`, `secrets` or `whitelist` wait for each other,
 * because these hold for the whole process. Fake timers stop the clock of the lambda. They do not stop the time limit. A lambda that blocks
 * the event loop cannot be stopped in its own process, so it is reported only after it has let go of the event loop.
 *
 * @param lambda the function, the name of a function in the folder `functions`, or the path or `file:` URL of its file. The file declares
 *   `lambda` or exports it. It is CommonJS, an ES module or TypeScript. Types are not checked. The file and the modules that it requires
 *   stay loaded until they change or `fresh` is given.
 * @param input an object with a `payload`. The lambda gets a copy. Headers and timestamp are filled in.
 * @param options settings of this call. All have defaults.
 * @returns how the call ended. It does not reject for anything that the lambda does. Its method `orThrow` does.
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` (a rejection) for wrong arguments, a path without a file, a file that does
 *   not parse (the message shows the place) and a file without a lambda
 * @example
 * const { result, diagnostics } = await invoke('greet', { payload: { name: 'Ada' } });
 */
export function invoke<Result = unknown>(
  lambda: string | URL,
  input?: InvokeInput,
  options?: InvokeOptions,
): Invocation<Result>;
/** Runs a function of V1 that the test defines. */
export function invoke<Payload, Result = unknown>(
  lambda: Lambda<Payload, Result>,
  input?: InvokeInput<Payload>,
  options?: InvokeOptions,
): Invocation<Result>;
/** Runs a function of V2 that the test defines. */
export function invoke<Payload, Result = unknown>(
  lambda: LambdaV2<Payload, Result>,
  input: InvokeInput<Payload> | undefined,
  options: InvokeOptions & { form: 'v2' },
): Invocation<Result>;
/** Runs a lambda that may be a function or the path of a file. */
export function invoke(
  lambda: Lambda | string | URL,
  input?: InvokeInput,
  options?: InvokeOptions,
): Invocation;
export function invoke(
  lambda: Lambda | LambdaV2 | string | URL,
  input?: InvokeInput,
  options: InvokeOptions = {},
): Invocation {
  return toInvocation(start(lambda, input, options));
}

async function start(
  lambda: Lambda | LambdaV2 | string | URL,
  input: InvokeInput | undefined,
  options: InvokeOptions,
): Promise<InvokeResult> {
  try {
    checkLambda(lambda);
    checkInvokeOptions(options, lambda);
    const target = typeof lambda === 'string' ? findFunction(lambda) : lambda;
    const found = typeof target === 'function' ? undefined : testRunner(pathOf(target));
    const runner = found instanceof Promise ? await found : found;
    return await run(target, completeInput(input), options, runner);
  } catch (error) {
    throw error instanceof Misuse ? invalid(error.message, error.cause) : error;
  }
}

function run(
  lambda: Lambda | LambdaV2 | string | URL,
  input: LambdaInput,
  options: InvokeOptions,
  runner: TestRunner | undefined,
): Promise<InvokeResult> {
  const { env, secrets, whitelist, timeoutMs, fresh, form, checkRules, sharedLimit, onLog } = options;
  const call = () => runLambda({ lambda, input, timeoutMs, fresh, form, checkRules, onLog, runner });
  const task = () => (sharedLimit ? call() : withOwnBudget(call));
  if (env === undefined && secrets === undefined && whitelist === undefined) return task();
  // Settings hold for the whole process. The calls that a lambda makes must not wait for the call that runs this lambda.
  const queue = getOrAdd(queues, currentRun() ?? NO_RUN, () => new CallQueue());
  return queue.run(() => withSettings(options, task));
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
    throw new Misuse('the lambda must be a function, or the path of its file.');
  }
}

function invalid(problem: string, cause: unknown): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `invoke: ${problem}`, cause);
}
