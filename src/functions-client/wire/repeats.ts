import { isTunnelForbidden, isTunnelLimited } from '../../http/wire/failures';
import type { HttpMethod } from '../types';

const STEP_MS = 350;

const STATUSES: Record<HttpMethod, readonly number[]> = {
  GET: [408, 413, 429, 500, 502, 503, 504, 521, 522, 524],
  // With these statuses, the gateway did not take the request. With any other status, a function may have run.
  POST: [429, 502, 503, 504],
};
const CODES = [
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'ESOCKETTIMEDOUT',
  'EPIPE',
];

/** A try that ended without an answer. */
export interface BrokenTry {
  method: HttpMethod;
  reason: Error;
  /** Whether the server had begun to answer. */
  answered: boolean;
  /** Whether the request went out on a connection that an earlier request had opened. */
  reusedSocket: boolean;
}

/**
 * got's options for repeats (docs/platform.md, "Functions client"): the requests that are repeated, how often, and the longest wait that
 * `Retry-After` may ask for. 901 is in no list, because a function that failed has run.
 */
export function repeatRules(method: HttpMethod, timeoutMs: number) {
  return {
    limit: 3,
    methods: [method],
    statusCodes: [...STATUSES[method]],
    errorCodes: CODES,
    // A caller who allows a try this much time does not expect a longer wait.
    maxRetryAfter: timeoutMs,
  };
}

/**
 * Whether a try without an answer may be repeated. A POST is not repeated once its answer has begun, because the function
 * has run then. A request that a proxy refused is never repeated.
 */
export function isRepeatable({ method, reason, answered, reusedSocket }: BrokenTry): boolean {
  if (isTunnelLimited(reason)) return true;
  // Repeated requests with wrong credentials can lock an account at a proxy.
  if (isTunnelForbidden(reason)) return false;
  const { code = '' } = reason as NodeJS.ErrnoException;
  // When the server had closed a kept connection before, writing the request can fail. When the connection was new, the server may have
  // taken the request.
  if (code === 'EPIPE') return reusedSocket && !answered;
  // ESOCKETTIMEDOUT: the request was sent, and a function may be running. ETIMEDOUT: there was no connection.
  if (method === 'POST' && (answered || code === 'ESOCKETTIMEDOUT')) return false;
  return CODES.includes(code);
}

/**
 * Milliseconds before the next try. It is the time of `Retry-After`, or else 350 ms more than the wait before.
 * @param tries how many tries have failed
 */
export function repeatDelay(tries: number, retryAfterMs: number | undefined): number {
  // 0 would tell got that there is no next try.
  return Number.isFinite(retryAfterMs) ? Math.max(1, Number(retryAfterMs)) : tries * STEP_MS;
}
