import { transferableAbortController } from 'node:util';

/**
 * A controller of Node's own class, also where a test environment has put a browser's class in its place: the one of
 * jsdom 20, which comes with Jest 29, knows no reasons. This function of Node is the only one that makes such a
 * controller without the global name.
 */
export function createAbortController(): AbortController {
  return transferableAbortController();
}

/** A signal that is aborted as soon as one of Node's own signals is. */
export function anySignal(signals: AbortSignal[]): AbortSignal {
  return (createAbortController().signal.constructor as typeof AbortSignal).any(signals);
}
