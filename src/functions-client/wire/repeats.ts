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

/** What got is told about repeats (facts §7): which requests, how often, and how long `Retry-After` may make it wait. */
export function repeatRules(method: HttpMethod, timeoutMs: number) {
  return {
    limit: 3,
    methods: [method],
    statusCodes: [...STATUSES[method]],
    errorCodes: CODES,
    // Who has waited for longer than a try may take expects an answer, and no wait.
    maxRetryAfter: timeoutMs,
  };
}

/**
 * Whether a try without an answer may be repeated. An answer that broke off is not repeated for a POST, because the
 * function ran; a proxy's refusal is never repeated.
 */
export function isRepeatable({ method, reason, answered, reusedSocket }: BrokenTry): boolean {
  if (isTunnelLimited(reason)) return true;
  // Wrong credentials for a proxy, tried often enough, lock their owner out.
  if (isTunnelForbidden(reason)) return false;
  const { code = '' } = reason as NodeJS.ErrnoException;
  // A kept connection that the server had closed breaks while the request is written. A new connection that breaks so
  // has taken part of the request.
  if (code === 'EPIPE') return reusedSocket && !answered;
  // Behind ESOCKETTIMEDOUT a function may be running. ETIMEDOUT is a connection that was never there.
  if (method === 'POST' && (answered || code === 'ESOCKETTIMEDOUT')) return false;
  return CODES.includes(code);
}

/** Milliseconds before the next try: what `Retry-After` asks for, else a step more each time. */
export function repeatDelay(tries: number, retryAfterMs: number | undefined): number {
  // 0 would mean to got that there is no next try.
  return Number.isFinite(retryAfterMs) ? Math.max(1, Number(retryAfterMs)) : tries * STEP_MS;
}
