import { URL } from 'node:url';
import { isRecord } from '../../internal/is-record';
import { createError, type ErrorName, ErrorNames } from '../errors';
import type { ErrorDomain, Response } from '../types';

const LAMBDA_PREFIXES = ['com.liveperson.faas.handler', 'com.customer.faas.function'];

/** The code of V1 for each code of V2 (docs/platform.md, "Error codes of functions", "From V1 to V2"). */
const V1_CODES: Readonly<Record<string, string>> = {
  'com.customer.faas.function.threw-error': 'com.liveperson.faas.handler.custom-failure',
  'com.customer.faas.function.js-runtime-error': 'com.liveperson.faas.handler.runtime-exception',
  'com.customer.faas.function.execution-exceeded': 'com.liveperson.faas.handler.executiontime-exceeded',
  'com.liveperson.faas.evg.general': 'com.liveperson.faas.es.general',
  'com.liveperson.faas.evg.invalid': 'com.liveperson.faas.es.badinput',
};
const NOT_FOUND = /^com\.liveperson\.faas\..*function\.not-found$/;

const HINTS: Readonly<Record<number, string>> = {
  401: 'check the credentials',
  403: 'the credentials lack the right to do this',
  404: 'there is no such function, or it is not deployed',
};

/** Gives the body of an error of V2 the shape and the code of V1. Any other body stays as it is. */
export function toV1Error(body: unknown): unknown {
  if (!isRecord(body) || typeof body.code !== 'string' || body.errorCode !== undefined) return body;
  const { code, message, ...rest } = body;
  const known = Object.hasOwn(V1_CODES, code) ? V1_CODES[code] : undefined;
  const errorCode = known ?? (NOT_FOUND.test(code) ? 'com.liveperson.faas.es.missinglambda' : code);
  return { ...rest, errorCode, errorMsg: message };
}

/** The error for an answer outside 2xx. It is a `FaaSLambdaError` when the lambda itself failed, and has the given name otherwise. */
export function statusError(name: ErrorName, response: Response): Error {
  const { errorCode, errorMsg, code = errorCode, message = errorMsg } = errorOf(response.body);
  const isOfLambda = code !== undefined && LAMBDA_PREFIXES.some((prefix) => code.startsWith(prefix));
  const hint = response.status === undefined ? undefined : HINTS[response.status];
  const said = [code, message].filter((part) => part !== undefined && part !== '').join(': ');
  const detail = said || (hint ?? excerpt(response.body));
  const cause = requestError(`status ${response.status}${detail === '' ? '' : `: ${detail}`}`, response);
  if (name === ErrorNames.INVOKE && isOfLambda)
    return createError(ErrorNames.LAMBDA, 'the lambda failed', { cause });
  return createError(name, 'the call failed', { cause });
}

/** The error for an answer with a good status and a body that is no JSON. */
export function unreadableError(name: ErrorName, response: Response): Error {
  const type = String(response.headers['content-type'] ?? 'a body without a type');
  const message = `status ${response.status}, but ${type} instead of JSON: ${excerpt(response.body)}`;
  return createError(name, 'the answer cannot be read', { cause: requestError(message, response) });
}

function requestError(message: string, response: Response): Error {
  const { url, status, body, statusText, ok } = response;
  const cause = createError(ErrorNames.HTTP, message, { answer: response });
  const info = { url, status, body, response: { url, status, statusText, ok, body } };
  return createError(ErrorNames.REQUEST, new URL(url).host, { cause, info, answer: response });
}

function errorOf(body: unknown): Pick<ErrorDomain, 'code' | 'message' | 'errorCode' | 'errorMsg'> {
  if (!isRecord(body)) return {};
  const fields = ['code', 'message', 'errorCode', 'errorMsg'] as const;
  return Object.fromEntries(
    fields.filter((name) => typeof body[name] === 'string').map((name) => [name, body[name]]),
  );
}

function excerpt(body: unknown): string {
  if (typeof body !== 'string') return '';
  const text = body.replace(/\s+/g, ' ').trim();
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
