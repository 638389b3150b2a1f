import { channel } from 'node:diagnostics_channel';
import { types } from 'node:util';

/** A call of one of the clients, for code that watches calls. */
export interface WatchedCall {
  /** The method, the origin and the path, such as `POST https://api.example.com/orders`. Nothing secret. */
  describe(): string;
  /** Whether the call has ended, in whatever way. */
  isSettled: boolean;
  /** The stack of the code that asked for the call, when the call itself is made later. */
  readonly origin?: { readonly stack?: string } | undefined;
  /** The lines of the stack that led to the call, each as in `error.stack`. A watcher sets it. */
  site?: () => readonly string[];
}

/** The errors whose stack shows their request. */
const shown = new WeakSet<Error>();
/** There is one channel for the process, even if a test runner loads this module several times. */
const calls = channel('lp-faas-toolbelt:call');

/** Whether anybody watches calls. */
export function isWatched(): boolean {
  return calls.hasSubscribers;
}

/**
 * Tells the watchers that a call begins.
 * @param origin who asked for it, if the stack does not show that
 * @returns `undefined` when nobody watches. That takes no time.
 */
export function announceCall(
  describe: () => string,
  origin?: { readonly stack?: string; latest?: WatchedCall },
): WatchedCall | undefined {
  if (!calls.hasSubscribers) return undefined;
  const call: WatchedCall = { describe, isSettled: false, origin };
  if (origin) origin.latest = call;
  calls.publish(call);
  return call;
}

/** Watches calls from now on. @returns stops it */
export function watchCalls(watch: (call: WatchedCall) => void): () => void {
  const listener = (call: unknown): void => watch(call as WatchedCall);
  calls.subscribe(listener);
  return () => void calls.unsubscribe(listener);
}

/**
 * Adds to the stack of an error which request failed, and where it was made. The error itself is made when the answer is there, so its own
 * stack does not show the code that waits.
 */
export function withCallSite<Failure>(error: Failure, call: WatchedCall | undefined): Failure {
  // An error of a client that is built on another client has it already.
  // In Jest, errors of Node are not instances of the sandbox's `Error`.
  const isError = error instanceof Error || types.isNativeError(error);
  if (!call?.site || !isError || shown.has(error)) return error;
  shown.add(error);
  const added = [`    for ${call.describe()}`, ...call.site()];
  error.stack = [error.stack ?? String(error), ...added].join('\n');
  return error;
}
