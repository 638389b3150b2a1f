import type { AsyncLocalStorage } from 'node:async_hooks';
import { isWatched, type WatchedCall, withCallSite } from './call-channel';

/**
 * A place where code asked another package for something that sends requests later. The stack of the request no longer leads to this place.
 */
export interface CallOrigin {
  /** The stack of that place. */
  readonly stack?: string;
  /** The call that was made last on behalf of it. */
  latest?: WatchedCall;
}

/** The number of frames that are kept. Some of them belong to the packages in between. */
const MAX_FRAMES = 50;

let origins: AsyncLocalStorage<CallOrigin> | undefined;

/** The place that is calling now, or the place for which it calls. @returns `undefined` when nobody watches */
export function callOrigin(): CallOrigin | undefined {
  if (!isWatched()) return undefined;
  const outer = origins?.getStore();
  if (outer) return outer;
  const origin: CallOrigin = {};
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = MAX_FRAMES;
  Error.captureStackTrace(origin, callOrigin);
  Error.stackTraceLimit = stackTraceLimit;
  return origin;
}

/** Runs code for an origin. The errors of the promise that it returns name the failed request, and the place. */
export function onBehalfOfOrigin<Result>(origin: CallOrigin | undefined, run: () => Result): Result {
  if (!origin) return run();
  const { AsyncLocalStorage } = require('node:async_hooks') as typeof import('node:async_hooks');
  origins ??= new AsyncLocalStorage();
  const result: unknown = origins.run(origin, run);
  return (result instanceof Promise ? withSite(result, origin) : result) as Result;
}

/** The origin on whose behalf code runs, if there is one. */
export function currentOrigin(): CallOrigin | undefined {
  return origins?.getStore();
}

function withSite(promise: Promise<unknown>, origin: CallOrigin): Promise<unknown> {
  const fail = (error: unknown): never => {
    throw withCallSite(error, origin.latest);
  };
  if (promise.constructor === Promise) return promise.then(undefined, fail);
  // An object of its own class has more members than a promise, so the same object is kept. `await` calls its `then`.
  const { latest } = origin;
  const settle = promise.then.bind(promise);
  // biome-ignore lint/suspicious/noThenProperty: the errors that it passes on get the place of the call
  promise.then = (onFulfilled, onRejected) =>
    settle(onFulfilled, onRejected && ((error) => onRejected(withCallSite(error, latest))));
  return promise;
}
