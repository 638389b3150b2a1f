import type { ClientRequest } from 'node:http';
import type { HttpRequestOptions } from '../request/options';
import type { HttpResponse } from '../response/types';
import { timedOut } from '../wire/failures';
import type { CallExtras, SendCall } from './send-call';

/** What a timed call takes besides its options. */
export interface TimedCallExtras extends CallExtras {
  /** Milliseconds for the whole call from when its request leaves: waiting for the rate limit does not count. */
  timeoutMs: number;
  /** Told of each request that leaves. */
  onRequest?(): void;
}

/**
 * Sends a call that ends with its time, however much of the answer has come. For the library's own calls, whose
 * users wait for one deadline; the `timeout` option of a user's call limits silence.
 *
 * @throws RequestError with the cause `ETIMEDOUT` (no connection) or `ESOCKETTIMEDOUT`, the signal's reason as cause,
 *   or what any call throws
 */
export async function sendTimed(
  send: SendCall,
  options: HttpRequestOptions,
  { signal, timeoutMs, onRequest, ...extras }: TimedCallExtras,
): Promise<HttpResponse> {
  const attempt = new AbortController();
  const giveUp = (): void => attempt.abort(signal?.reason);
  if (signal?.aborted) giveUp();
  signal?.addEventListener('abort', giveUp, { once: true });
  let timer: NodeJS.Timeout | undefined;
  try {
    const call = send({ ...options, resolveWithFullResponse: true }, { ...extras, signal: attempt.signal });
    let current: ClientRequest | undefined;
    call.on('request', (request: ClientRequest) => {
      onRequest?.();
      // A request that is sent again (stale socket, renewed token) has what is left of the time.
      current = request;
      if (attempt.signal.aborted) return;
      timer ??= setTimeout(() => attempt.abort(timedOut(isConnected(current))), timeoutMs);
    });
    return (await call) as HttpResponse;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', giveUp);
  }
}

function isConnected(request: ClientRequest | undefined): boolean {
  return request?.socket?.connecting === false;
}
