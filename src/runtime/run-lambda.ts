import type { AnyLambda, LambdaForm, LambdaInput } from '../events/input';
import { holdHooks } from './hooks';
import { TIME_LIMIT_MS } from './limits';
import { loadLambdaFile, pathOf } from './load/lambda-file';
import type { TestRunner } from './load/runner';
import { Run } from './run';
import type { InvokeResult, LogEntry } from './types';

/** The lambda to run, and how to run it. */
export interface LambdaCall {
  /** The function, or the path (or `file:` URL) of its file. */
  readonly lambda: AnyLambda | string | URL;
  /** The lambda gets this object itself and may change it. See `completeInput`. */
  readonly input: LambdaInput;
  /**
   * The time limit in milliseconds. `Infinity` means no limit.
   * @default the limit of the platform
   */
  readonly timeoutMs?: number | undefined;
  /** Called when the time is up. While it returns true, a debugger may have stopped the lambda, and there is no limit. */
  readonly isDebugged?: (() => boolean) | undefined;
  /**
   * Whether the file is evaluated again, although it is warm.
   * @default false
   */
  readonly fresh?: boolean | undefined;
  /**
   * The version of the platform that the lambda is written for. A lambda of V1 calls its callback, and one of V2 returns.
   * @default found out from the file: see `loadLambdaFile`. `v1` for a function.
   */
  readonly form?: LambdaForm | undefined;
  /**
   * Whether the result has diagnostics about what LivePerson does not allow. See `checkSource`.
   * @default false
   */
  readonly checkRules?: boolean | undefined;
  /**
   * Whether a debugger stops in the first line of the file when the file is evaluated.
   * @default false
   */
  readonly stopsAtStart?: boolean | undefined;
  /** The test runner, when it compiles the modules. */
  readonly runner?: TestRunner | undefined;
  /** Called with each log entry at once. When it throws, the run rejects after the lambda has ended. */
  readonly onLog?: ((entry: LogEntry) => void) | undefined;
}

/**
 * Runs one lambda in this process by the rules of the platform (docs/platform.md, "Logs", "Handler and callback", "Error codes of
 * functions", "From V1 to V2"). Any number of lambdas can run at the same time. Each has its own log, its own diagnostics and its own
 * clock.
 *
 * @returns how the lambda ended. Nothing that the lambda does makes the promise reject.
 * @throws Misuse (a rejection) for a file that cannot be run
 */
export async function runLambda(call: LambdaCall): Promise<InvokeResult> {
  const { lambda, input, timeoutMs = TIME_LIMIT_MS, fresh = false, form, checkRules = false, onLog } = call;
  const { stopsAtStart = false, isDebugged, runner } = call;
  let found: LambdaForm = 'v1';
  const load = (tell: (form: LambdaForm) => void) => {
    const tellForm = (known: LambdaForm) => {
      found = known;
      tell(known);
    };
    if (typeof lambda !== 'function') {
      return loadLambdaFile(lambda, { fresh, form, stopsAtStart, runner, tellForm });
    }
    tellForm(form ?? 'v1');
    return lambda;
  };
  const release = holdHooks();
  const run = new Run({ load, input, timeoutMs, isDebugged, onLog });
  try {
    run.start();
    const result = await run.report();
    if (!checkRules || typeof lambda === 'function') return result;
    const { ruleDiagnostics } = require('./rules/diagnostics') as typeof import('./rules/diagnostics');
    result.diagnostics.push(...ruleDiagnostics(pathOf(lambda), found, result.diagnostics));
    return result;
  } finally {
    run.close();
    release();
  }
}
