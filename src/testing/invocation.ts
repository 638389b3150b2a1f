import { inspect } from 'node:util';
import { InvokeError } from '../runtime/run-error';
import type { InvokeResult, LogEntry } from '../runtime/types';

/** A running lambda: a promise of how it ends. */
export interface Invocation<Result = unknown> extends Promise<InvokeResult<Result>> {
  /**
   * Resolves with what the lambda answers. It is for tests that expect no failure.
   * @throws InvokeError (a rejection) when the lambda fails. The message ends with the diagnostics and with what the lambda logged. The
   *   cause is what the lambda threw or called back with.
   */
  orThrow(): Promise<Result>;
}

/** Adds the methods of an invocation to the promise of its result. */
export function toInvocation<Result>(ended: Promise<InvokeResult<Result>>): Invocation<Result> {
  const orThrow = async (): Promise<Result> => {
    const { error, result, logs, diagnostics } = await ended;
    if (!error) return result as Result;
    const notes = [
      ...diagnostics.map(({ code, message }) => `${code}: ${message}`),
      ...(logs.length === 0 ? [] : ['The lambda logged:', ...logs.map(lineOf)]),
    ];
    throw new InvokeError(error.code, [error.message, ...notes].join('\n'), error.cause);
  };
  return Object.assign(ended, { orThrow });
}

function lineOf({ level, message, extras }: LogEntry): string {
  const shown = extras.map((extra) => (typeof extra === 'string' ? extra : inspect(extra, { depth: 3 })));
  return `  ${level} ${[message, ...shown].join(' ')}`;
}
