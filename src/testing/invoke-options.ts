import { ErrorCodes, ToolbeltError } from '../errors';
import type { LambdaForm } from '../events/input';
import { isRecord } from '../internal/is-record';
import type { LogEntry } from '../runtime/types';
import { nameHint } from './name-hint';

/** Options of one call. */
export interface InvokeOptions {
  /** Environment variables for this call. `undefined` removes one. */
  env?: Record<string, string | undefined>;
  /** Secrets for this call, by name. They take precedence over those that are configured. */
  secrets?: Record<string, unknown>;
  /** Hosts that may be called in addition to those that are configured. */
  whitelist?: readonly string[];
  /**
   * The time limit in milliseconds. `Infinity` means no limit, as for debugging.
   * @default 30000
   */
  timeoutMs?: number;
  /**
   * Whether the file and its own modules are loaded again.
   * @default false
   */
  fresh?: boolean;
  /**
   * The version of the platform that the lambda is written for. A lambda of V1 calls its callback, and one of V2 returns its answer.
   * @default found by the file: an ES module whose lambda has one parameter is of V2. `v1` for a function.
   */
  form?: LambdaForm;
  /**
   * Whether `diagnostics` also name what LivePerson does not allow in the source: a declaration that it does not find, packages that it
   * does not have, and requests without the toolbelt. It needs the path of a file.
   * @default false
   */
  checkRules?: boolean;
  /**
   * Whether the requests count against the rate limit of the process, together with those of other invocations. Without it, the invocation
   * has a limit of its own, as on the platform (docs/platform.md, "Rate limit").
   * @default false
   */
  sharedLimit?: boolean;
  /** Called with each entry of the log at once. When it throws, the call rejects after the lambda has ended. */
  onLog?: ((entry: LogEntry) => void) | undefined;
}

/** The longest delay of a timer, almost 25 days. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;
const NAMES = [
  'env',
  'secrets',
  'whitelist',
  'timeoutMs',
  'fresh',
  'form',
  'checkRules',
  'sharedLimit',
  'onLog',
];

/**
 * Checks the options of `invoke` except for secrets and whitelist, which are checked when they are set.
 *
 * @param lambda the lambda of the same call
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` that names the option
 */
export function checkInvokeOptions(options: unknown, lambda: unknown): void {
  if (!isRecord(options)) throw invalid('options must be an object');
  const unknown = Object.keys(options).find((key) => !NAMES.includes(key));
  if (unknown !== undefined) throw invalid(`unknown option "${unknown}"${nameHint(unknown, NAMES)}`);
  const { env, timeoutMs, fresh, form, checkRules, sharedLimit, onLog } = options;
  checkEnv(env);
  const isTime = typeof timeoutMs === 'number' && timeoutMs > 0 && timeoutMs <= MAX_TIMEOUT_MS;
  if (timeoutMs !== undefined && timeoutMs !== Number.POSITIVE_INFINITY && !isTime) {
    throw invalid('timeoutMs must be a number of milliseconds above 0, or Infinity for no limit');
  }
  if (fresh !== undefined && typeof fresh !== 'boolean') throw invalid('fresh must be true or false');
  if (fresh && typeof lambda === 'function') {
    throw invalid('fresh needs the path of a file: a function is as it is');
  }
  if (form !== undefined && form !== 'v1' && form !== 'v2') throw invalid("form must be 'v1' or 'v2'");
  if (checkRules !== undefined && typeof checkRules !== 'boolean') {
    throw invalid('checkRules must be true or false');
  }
  if (sharedLimit !== undefined && typeof sharedLimit !== 'boolean') {
    throw invalid('sharedLimit must be true or false');
  }
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
