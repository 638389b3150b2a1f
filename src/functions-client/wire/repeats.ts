import { isTunnelForbidden, isTunnelLimited } from '../../http/wire/failures';
import type { HttpMethod } from '../types';

const STEP_MS = 350;

const STATUSES: Record<HttpMethod, readonly number[]> = {
  GET: [408, 413, 429, 500, 502, 503, 504, 521, 522, 524],
  // The gateway did not take the request. Any other status may come from a function that ran.
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
  /** Whether the other side had begun to answer. */
  answered: boolean;
  /** Whether the request went out on a connection that an earlier request had opened. */
  reusedSocket: boolean;
}

/**
 * got's options for repeats (docs/platform.md, "Functions client"): which requests are repeated, how often,
 * and how long `Retry-After` may make a call wait. No list holds 901: a function that failed has run.
 */
export function repeatRules(method: HttpMethod, timeoutMs: number) {
  return {
    limit: 3,
    methods: [method],
    statusCodes: [...STATUSES[method]],
    errorCodes: CODES,
    // A caller who gives a try this long does not expect a wait that is longer.
    maxRetryAfter: timeoutMs,
  };
}

/**
 * Whether a try without an answer may be repeated. A POST is not repeated once its answer has begun, because the function
 * has run then. A request that a proxy refused is never repeated.
 */
export function isRepeatable({ method, reason, answered, reusedSocket }: BrokenTry): boolean {
  if (isTunnelLimited(reason)) return true;
  // Wrong credentials for a proxy, tried often enough, lock their owner out.
  if (isTunnelForbidden(reason)) return false;
  const { code = '' } = reason as NodeJS.ErrnoException;
  // A kept connection that the server had closed before can break while the request is written. A new connection was
  // open, so the server may have taken the request.
  if (code === 'EPIPE') return reusedSocket && !answered;
  // ESOCKETTIMEDOUT: the request was sent, and a function may be running. ETIMEDOUT: there was no connection.
  if (method === 'POST' && (answered || code === 'ESOCKETTIMEDOUT')) return false;
  return CODES.includes(code);
}

/**
 * Milliseconds before the next try: the time of `Retry-After`, or else 350 ms more than before the try that failed.
 * @param tries how many tries have failed
 */
export function repeatDelay(tries: number, retryAfterMs: number | undefined): number {
  // got takes 0 for no next try.
  return Number.isFinite(retryAfterMs) ? Math.max(1, Number(retryAfterMs)) : tries * STEP_MS;
}
