import { URL } from 'node:url';
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

/** The responses that stand for calls without an answer, by the error of the call. */
const unanswered = new WeakMap<Error, Response>();

/**
 * The response that stands for a call without an answer: code for 2.x reads a response without asking whether there is
 * one. Undefined for an error that does not say so, such as the error of a `fetch` of the caller's own.
 */
export function responseWithoutAnswer(error: unknown): Response | undefined {
  return error instanceof Error ? unanswered.get(error) : undefined;
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
