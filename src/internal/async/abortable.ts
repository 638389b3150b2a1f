import { createAbortController } from '../node/abort';
/**
 * Waits for a promise until a signal is aborted. Then it rejects at once with the signal's reason. The promise itself is not stopped,
 * because other callers may share it. Its later result or error is ignored.
 */
export function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    const stop = (): void => signal.removeEventListener('abort', abort);
    promise.then(
      (value) => {
        stop();
        resolve(value);
      },
      (error) => {
        stop();
        reject(error);
      },
    );
  });
}

/**
 * Runs work with a signal that is aborted when the time is over.
 *
 * @param milliseconds 0 means no limit
 * @param late makes the reason of the signal
 */
export async function within<Value>(
  milliseconds: number,
  late: () => Error,
  work: (signal: AbortSignal | undefined) => Promise<Value>,
): Promise<Value> {
  if (!(milliseconds > 0)) return work(undefined);
  const time = createAbortController();
  const timer = setTimeout(() => time.abort(late()), milliseconds);
  try {
    return await work(time.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits for a time. When the signal is aborted, it rejects at once with the signal's reason. */
export async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  try {
    await untilAborted(
      new Promise<void>((resolve) => {
        timer = setTimeout(resolve, milliseconds);
      }),
      signal,
    );
  } finally {
    clearTimeout(timer);
  }
}
