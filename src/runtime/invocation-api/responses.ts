import { toJsonText } from '../../internal/json-copy';
import { failureBody } from '../run-error';
import type { ApiResponse } from './types';

/**
 * The status of an invocation whose function failed (docs/platform.md, "Statuses of an invocation"). It is
 * not a status of HTTP.
 */
export const FUNCTION_FAILED = 901;

/**
 * The refusals of the invocation API, with their status and the last part of their error code
 * (docs/platform.md, "Error codes of functions").
 */
const REFUSALS = {
  invalid: [400, 'badinput'],
  unauthorized: [401, 'general'],
  lambdaMissing: [404, 'missinglambda'],
  tooMany: [429, 'unavailable'],
} as const;

/** A response whose body is the JSON text of a value. */
export function jsonResponse(status: number, value: unknown): ApiResponse {
  return textResponse(status, JSON.stringify(value));
}

/** A response with a body that is JSON text already. */
export function textResponse(status: number, body: string): ApiResponse {
  return { status, headers: { 'content-type': 'application/json' }, body };
}

/**
 * The answer when an invocation is refused, and no function was run.
 * @param detail says what was wrong in a sentence. It must show no credential.
 */
export function refuse(name: keyof typeof REFUSALS, detail: string): ApiResponse {
  const [status, code] = REFUSALS[name];
  return jsonResponse(status, { errorCode: `com.liveperson.faas.es.${code}`, errorMsg: detail });
}

/** The answer when the function was run and has failed. In V1, its logs are part of the answer, unless JSON cannot hold them. */
export function functionFailed(errorCode: string, errorMsg: string, logs: readonly unknown[]): ApiResponse {
  const body = failureBody(errorCode, errorMsg);
  const isShown = 'errorCode' in body && logs.length > 0 && toJsonText(logs) !== undefined;
  return jsonResponse(FUNCTION_FAILED, { ...body, ...(isShown && { errorLogs: logs }) });
}
