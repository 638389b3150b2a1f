import { ErrorCodes } from '../errors';
import { parseJson } from '../internal/json-copy';
import { createError, ErrorNames } from './errors';
import type { HttpMethod, Response } from './types';

/** An answer as it came, its body decoded. */
export interface Answer {
  url: string;
  statusCode: number;
  statusMessage: string;
  headers: Response['headers'];
  body: string;
  /** Repeats after the first try. */
  repeats: number;
}

/** A call that no try could get an answer for. */
export interface UnansweredCall {
  url: string;
  method: HttpMethod;
  /** Milliseconds for one try. */
  timeout: number;
  repeats: number;
}

/**
 * Answers whose body was neither JSON nor empty. Their body alone does not show it, because a function may call back with
 * a text, which is then JSON.
 */
const unreadable = new WeakSet<Response>();

/** Whether the body of an answer is a text that should have been JSON. */
export function isUnreadable(response: Response): boolean {
  return unreadable.has(response);
}

/** The answer as callers get it, its body parsed if it is JSON. */
export function toResponse({ url, statusCode, statusMessage, headers, body, repeats }: Answer): Response {
  const response: Response = {
    url,
    headers,
    body,
    ok: statusCode >= 200 && statusCode < 300,
    status: statusCode,
    statusText: statusMessage,
    ...(repeats > 0 && { retryCount: repeats }),
  };
  try {
    response.body = parseJson(body);
  } catch {
    if (body !== '') unreadable.add(response);
  }
  return response;
}

/** The response of a call without an answer. Code for 2.x reads a response without asking whether there is one. */
export function withoutAnswer(url: string): Response {
  return { url, headers: {}, body: undefined, ok: false, status: undefined, statusText: '' };
}

/** The error of a call that got no answer. @param reason why the last try got none */
export function noAnswer({ url, method, timeout, repeats }: UnansweredCall, reason: Error): Error {
  const { code } = reason as NodeJS.ErrnoException;
  const cause = createError(ErrorNames.HTTP, explain(code, timeout), { cause: reason, info: { code } });
  const tries = repeats === 0 ? '' : ` after ${repeats + 1} tries`;
  const { host, pathname } = new URL(url);
  return createError(ErrorNames.REQUEST, `${method} ${host}${pathname} got no answer${tries}`, {
    cause,
    info: { url, method, status: undefined, retryCount: repeats, response: withoutAnswer(url) },
  });
}

function explain(code: string | undefined, timeout: number): string {
  if (code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT') return `no answer within ${timeout} ms`;
  if (code === ErrorCodes.Toolbelt.RESPONSE_TOO_LARGE) return 'the answer was not read';
  return 'the network failed';
}
