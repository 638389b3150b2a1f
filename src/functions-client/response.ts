import { URL } from 'node:url';
import { ErrorCodes } from '../errors';
import { parseJson } from '../internal/json-copy';
import { createError, ErrorNames } from './errors';
import type { HttpMethod, Response } from './types';

/** An answer with its decoded body. */
export interface Answer {
  url: string;
  statusCode: number;
  statusMessage: string;
  headers: Response['headers'];
  body: string;
  /** Number of repeats after the first try. */
  repeats: number;
}

/** A call that got no answer in any of its tries. */
export interface UnansweredCall {
  url: string;
  method: HttpMethod;
  /** Milliseconds for one try. */
  timeout: number;
  repeats: number;
}

/**
 * Answers whose body was neither JSON nor empty. The parsed body alone does not show this, because a function may call back with a text,
 * and that text is sent as JSON.
 */
const unreadable = new WeakSet<Response>();

/** Whether the body of an answer is a text that should have been JSON. */
export function isUnreadable(response: Response): boolean {
  return unreadable.has(response);
}

/** The answer as callers get it. Its body is parsed when it is JSON. */
export function toResponse({ url, statusCode, statusMessage, headers, body, repeats }: Answer): Response {
  const ok = statusCode >= 200 && statusCode < 300;
  const response: Response = {
    url,
    headers,
    body,
    ok,
    status: statusCode,
    statusText: statusMessage,
    ...((repeats > 0 || !ok) && { retryCount: repeats }),
  };
  try {
    response.body = parseJson(body);
  } catch {
    if (body !== '') unreadable.add(response);
  }
  return response;
}

/** For the error of each call without an answer, the response that stands for it. */
const unanswered = new WeakMap<object, Response>();

/**
 * The response that stands for a call without an answer. Code for 2.x reads the response without checking that there is one. Returns
 * undefined for other errors, such as the error of a `fetch` of the caller's own.
 */
export function responseWithoutAnswer(error: unknown): Response | undefined {
  return typeof error === 'object' && error !== null ? unanswered.get(error) : undefined;
}

/** The error of a call that got no answer. @param reason why the last try got none */
export function noAnswer({ url, method, timeout, repeats }: UnansweredCall, reason: Error): Error {
  const { code } = reason as NodeJS.ErrnoException;
  const cause = createError(ErrorNames.HTTP, explain(code, timeout), { cause: reason, info: { code } });
  const tries = repeats === 0 ? '' : ` after ${repeats + 1} tries`;
  const { host, pathname } = new URL(url);
  const response: Response = {
    url,
    headers: {},
    body: undefined,
    ok: false,
    status: undefined,
    statusText: '',
    retryCount: repeats,
  };
  const error = createError(ErrorNames.REQUEST, `${method} ${host}${pathname} got no answer${tries}`, {
    cause,
    info: { url, method, status: undefined, retryCount: repeats, response },
  });
  unanswered.set(error, response);
  return error;
}

function explain(code: string | undefined, timeout: number): string {
  if (code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT') return `no answer within ${timeout} ms`;
  if (code === ErrorCodes.Toolbelt.RESPONSE_TOO_LARGE) return 'the answer was not read';
  return 'the network failed';
}
