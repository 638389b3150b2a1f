import type { AnyLambda, LambdaForm, LambdaInput } from '../events/input';
import { holdHooks } from './hooks';
import { TIME_LIMIT_MS } from './limits';
import { loadLambdaFile, pathOf } from './load/lambda-file';
import type { TestRunner } from './load/runner';
import { Run } from './run';
import type { InvokeResult, LogEntry } from './types';

/** What to run, and how. */
export interface LambdaCall {
  /** The function, or the path (or `file:` URL) of its file. */
  readonly lambda: AnyLambda | string | URL;
  /** The lambda gets this object itself and may change it: see `completeInput`. */
  readonly input: LambdaInput;
  /**
   * The time limit in milliseconds; `Infinity` for no limit.
   * @default the limit of the platform
   */
  readonly timeoutMs?: number | undefined;
  /** Asked when the time is up: while it says yes, a debugger may have stopped the lambda, and the limit does not hold. */
  readonly isDebugged?: (() => boolean) | undefined;
  /**
   * Evaluates the file anew, although it is warm.
   * @default false
   */
  readonly fresh?: boolean | undefined;
  /**
   * The platform that the lambda is written for: a lambda of V1 calls its callback, one of V2 returns.
   * @default what a file shows by itself: see `loadLambdaFile`; `v1` for a function
   */
  readonly form?: LambdaForm | undefined;
  /**
   * Whether the result has diagnostics about what LivePerson does not allow: see `checkSource`.
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
  /** Gets each log entry at once. What it throws rejects the run when the lambda has ended. */
  readonly onLog?: ((entry: LogEntry) => void) | undefined;
}

/**
 * Runs one lambda in this process by the rules of the platform (docs/platform.md, "Logs",
 * "Handler and callback", "Error codes of functions", "From V1 to V2"). Any number of lambdas can run at the same time: each
 * has its own log, its own diagnostics and its own clock.
 *
 * @returns how the lambda ended; nothing that the lambda does rejects the run
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
