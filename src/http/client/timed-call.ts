import type { ClientRequest } from 'node:http';
import { createAbortController } from '../../internal/node/abort';
import type { HttpRequestOptions } from '../request/options';
import type { HttpResponse } from '../response/types';
import { timedOut } from '../wire/failures';
import type { CallExtras, SendCall } from './send-call';

/** The values that a timed call needs besides its options. */
export interface TimedCallExtras extends CallExtras {
  /**
   * Milliseconds for the whole call, from the moment its request is sent. Waiting for the rate limit is not included.
   */
  timeoutMs: number;
  /** Called for each request that is sent. */
  onRequest?(): void;
}

/**
 * Sends a call with a deadline. The call ends when its time is over, even if a part of the answer has arrived. The library's own calls need
 * such a deadline. The `timeout` option of a user's call limits only silence.
 *
 * @throws RequestError whose cause is `ETIMEDOUT` (no connection), `ESOCKETTIMEDOUT` or the signal's reason, and the other errors of a call
 */
export async function sendTimed(
  send: SendCall,
  options: HttpRequestOptions,
  { signal, timeoutMs, onRequest, ...extras }: TimedCallExtras,
): Promise<HttpResponse> {
  const attempt = createAbortController();
  const giveUp = (): void => attempt.abort(signal?.reason);
  if (signal?.aborted) giveUp();
  signal?.addEventListener('abort', giveUp, { once: true });
  let timer: NodeJS.Timeout | undefined;
  try {
    const call = send({ ...options, resolveWithFullResponse: true }, { ...extras, signal: attempt.signal });
    let current: ClientRequest | undefined;
    call.on('request', (request: ClientRequest) => {
      onRequest?.();
      // A request that is sent again (stale socket, renewed token) has only the rest of the time.
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
