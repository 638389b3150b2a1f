/**
 * What the promise becomes, unless the signal comes first: then a rejection with its reason, at once. The promise
 * itself goes on, since others may share it; what becomes of it is nobody's then.
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
 * Gives work a signal that is aborted when its time is over, with what `late` makes as the reason.
 * @param milliseconds 0 for no limit
 */
export async function within<Value>(
  milliseconds: number,
  late: () => Error,
  work: (signal: AbortSignal | undefined) => Promise<Value>,
): Promise<Value> {
  if (!(milliseconds > 0)) return work(undefined);
  const time = new AbortController();
  const timer = setTimeout(() => time.abort(late()), milliseconds);
  try {
    return await work(time.signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits; rejects with the signal's reason as soon as it is aborted. */
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
