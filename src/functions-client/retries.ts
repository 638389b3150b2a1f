import { isTunnelForbidden } from '../http/wire/failures';
import type { Try } from './fetch';
import type { HttpMethod } from './types';

const MAX_REPEATS = 3;
const STEP_MS = 350;
const STATUSES: Record<HttpMethod, ReadonlySet<number>> = {
  GET: new Set([408, 413, 429, 500, 502, 503, 504, 521, 522, 524]),
  // The gateway did not take the request. Any other status may come from a function that ran.
  POST: new Set([429, 502, 503, 504]),
};
const CODES: Record<HttpMethod, ReadonlySet<string>> = {
  GET: new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ESOCKETTIMEDOUT']),
  // ETIMEDOUT is a connection that was never there; behind ESOCKETTIMEDOUT a function may be running.
  POST: new Set(['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT']),
};

/** Whether a try may be repeated: 901, a failed function, an answer cut short and a proxy's refusal never are. */
export function isRepeatable(method: HttpMethod, outcome: Try): boolean {
  if ('response' in outcome) return STATUSES[method].has(outcome.response.statusCode);
  if (method === 'POST' && outcome.answered) return false;
  // Wrong credentials for a proxy, tried often enough, lock their owner out.
  if (isTunnelForbidden(outcome.error)) return false;
  return CODES[method].has((outcome.error as NodeJS.ErrnoException).code ?? '');
}

/**
 * Milliseconds to wait before the next try: what `Retry-After` says, else a step more each time.
 * @returns undefined when there is none: all used up, or the wait would be longer than the time of a try
 */
export function repeatDelay(repeats: number, outcome: Try, longestMs: number): number | undefined {
  if (repeats >= MAX_REPEATS) return undefined;
  const asked = 'response' in outcome ? retryAfter(outcome.response.headers['retry-after']) : undefined;
  const delay = asked ?? (repeats + 1) * STEP_MS;
  return asked !== undefined && asked > longestMs ? undefined : delay;
}

function retryAfter(value: string | string[] | undefined): number | undefined {
  const text = Array.isArray(value) ? value[0] : value;
  if (text === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(text)) return Number(text) * 1_000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}
