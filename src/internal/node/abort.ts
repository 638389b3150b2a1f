import { transferableAbortController } from 'node:util';

/**
 * Makes a controller of Node's own class, even if a test environment has replaced it by a browser's class. The class of jsdom 20, which
 * comes with Jest 29, knows no reasons. This function of Node is the only one that makes such a controller without the global name.
 */
export function createAbortController(): AbortController {
  return transferableAbortController();
}

/** A signal that is aborted as soon as one of Node's own signals is. */
export function anySignal(signals: AbortSignal[]): AbortSignal {
  return (createAbortController().signal.constructor as typeof AbortSignal).any(signals);
}
