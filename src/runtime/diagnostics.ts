import type { LambdaForm } from '../events/input';
import { isError, shown } from './run-error';
import type { Diagnostic } from './types';
import { foreignFrames, placeOf } from './watch/call-site';

const MAX_CALLS_SHOWN = 3;

/** How a lambda called its callback. */
export interface CallbackCall {
  readonly error: unknown;
  readonly result: unknown;
  /** The place of the call. */
  readonly from?: { readonly stack?: string };
}

/** Whether a lambda has ended, and the value that it returned. An async lambda ends when its promise settles. */
export type Ending = { isReached: false } | { isReached: true; value: unknown };

/** @param calls all calls of the callback, with the first one */
export function calledTwice([, ...later]: readonly CallbackCall[]): Diagnostic {
  const shownCalls = later.slice(0, MAX_CALLS_SHOWN).map(describeCall).join(', ');
  const more = later.length > MAX_CALLS_SHOWN ? ` and ${later.length - MAX_CALLS_SHOWN} more` : '';
  return {
    code: 'callback-twice',
    message:
      `The lambda called its callback ${later.length + 1} times; only the first call counts. Ignored: ` +
      `${shownCalls}${more}. Return after each call, and keep callback(null, …) out of a try whose catch calls back too.`,
  };
}

function describeCall({ error, result, from }: CallbackCall): string {
  const isAnswer = error === undefined || error === null;
  const values = isAnswer ? `${error}, ${shown(result)}` : shown(error);
  return `callback(${values})${placeOf(foreignFrames(from?.stack))}`;
}

/** The lambda has not called back, and nothing is left that could. */
export function neverCalledBack(ending: Ending): Diagnostic {
  if (ending.isReached && ending.value !== undefined) {
    return {
      code: 'returned-instead-of-callback',
      message:
        `The lambda returned ${shown(ending.value)} and never called its callback: LivePerson ignores what a function ` +
        'returns and waits until its time is up. Pass the result on with callback(null, result).',
    };
  }
  const what = ending.isReached
    ? 'ended without calling its callback'
    : 'waits for something that never comes';
  return {
    code: 'callback-never',
    message:
      `The lambda ${what}, and nothing is left that could call it: LivePerson waits until its time is up. ` +
      'End every path, errors included, with callback(error) or callback(null, result).',
  };
}

/**
 * @param text says what did not happen in time
 * @param calls the calls that have not ended
 */
export function limitExceeded(text: string, calls: readonly string[]): Diagnostic {
  const reason = calls.length > 0 ? ` It waits for ${calls.join(' and ')}.` : '';
  return {
    code: 'limit-exceeded',
    message: `${text}${reason} LivePerson ends a function after 30 seconds; set a "timeout" on the calls that it waits for.`,
  };
}

/** A lambda of V2 waits for something, and nothing is left that could end the wait. */
export function neverEnded(): Diagnostic {
  return {
    code: 'never-ended',
    message:
      'The lambda waits for something that never comes, and nothing is left that could end it: LivePerson waits until ' +
      'its time is up. Look for a promise that is neither resolved nor rejected.',
  };
}

export function threwAfterEnd(error: unknown, form: LambdaForm): Diagnostic {
  const what = `${shown(error)}${isError(error) ? placeOf(foreignFrames(error.stack)) : ''}`;
  if (form === 'v2') {
    return {
      code: 'threw-after-return',
      message:
        `After it had returned, the lambda threw ${what}, which nobody caught: the caller has its answer ` +
        'already. Await every promise before the return, and clear every timer.',
    };
  }
  return {
    code: 'threw-after-callback',
    message:
      `After its callback, the lambda threw ${what}, which nobody caught: the caller has its answer already. ` +
      'Call back as the last action, and catch the errors of promises that are not awaited.',
  };
}

/** @param verb how the lambda failed with the value: `threw`, or `called back with` */
export function notAnError(verb: string, value: unknown): Diagnostic {
  return {
    code: 'error-not-an-error',
    message:
      `The lambda ${verb} ${shown(value)}, which is not an Error: the call fails, but LivePerson logs it ` +
      'as wrongly formatted. Use new Error(message).',
  };
}

/** @param error the error of `JSON.stringify`. For a cycle, its message has several lines. */
export function resultNotJson(error: unknown, form: LambdaForm): Diagnostic {
  const [reason] = String(error).split('\n', 1);
  const verb = form === 'v2' ? 'returned' : 'called back with';
  return {
    code: 'result-not-json',
    message: `The lambda ${verb} a result that JSON cannot hold (${reason}). Answer with plain data.`,
  };
}

/**
 * @param work the calls that had not ended, and the open timers, sockets and other resources, in words
 * @param isPromisePending whether the promise that the lambda returned has not settled
 */
export function pendingWork(
  work: readonly string[],
  isPromisePending: boolean,
  form: LambdaForm,
): Diagnostic {
  const [verb, end] = form === 'v2' ? ['returned', 'return'] : ['called back', 'callback'];
  const left = isPromisePending ? [...work, 'the promise that it returned'] : work;
  return {
    code: 'pending-work',
    message:
      `The lambda ${verb} and left work behind: ${left.join(' and ')}. This work continues unseen, and is lost when the ` +
      `instance stops. Await it, or clear it, before the ${end}.`,
  };
}
