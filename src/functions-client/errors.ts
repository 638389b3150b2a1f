import type VError from 'verror';
import { passableError } from '../internal/node/passable-error';
import { MAX_SHOWN, redact, redactText, secretsIn, withoutKnown } from '../internal/redact';
import { readable } from '../internal/redact/readable';

/**
 * Names of the errors that the client raises (docs/platform.md, "Functions client"). The spelling is the
 * original's.
 */
export const ErrorNames = {
  LAMBDA: 'FaaSLambdaError',
  INVOKE: 'FaaSInvokeError',
  GET_LAMBDAS: 'FaaSGetLambdasError',
  GET_FUNCTIONS: 'FaaSGetFunctionsError',
  IS_IMPLEMENTED: 'FaaSIsImplementedError',
  IS_IMPLEMENTED_PARSE: 'FaasIsImplementedParseError',
  REQUEST: 'FaaSRequestError',
  HTTP: 'HttpRequestError',
  CREATE_URL: 'FaaSCreateUrVError',
  AUTHENTICATION: 'FaaSAppJWTAuthenticationError',
  RETRIEVAL: 'FaaSAppJWTRetrievalError',
  CSDS_NOT_FOUND: 'CSDSDomainNotFound',
  CSDS_FAILURE: 'CSDSFailure',
} as const;

/** A name in {@link ErrorNames}. */
export type ErrorName = (typeof ErrorNames)[keyof typeof ErrorNames];

/** Further contents of an error. */
export interface ErrorDetails {
  cause?: unknown;
  /** What `VError.info` shows. Credentials are removed. */
  info?: Record<string, unknown>;
  /** The answer that the error is about, when its request was remembered. */
  answer?: object;
}

/** The values that were sent, for each answer. */
const SENT = new WeakMap<object, readonly unknown[]>();

/** Remembers what was sent to get an answer. The answer may repeat these values, and errors about it must not show them. */
export function rememberSent<Answer extends object>(answer: Answer, ...sent: unknown[]): Answer {
  SENT.set(answer, sent);
  return answer;
}

/**
 * Builds a VError. Its message is never read as a format string. Message, stack and info hold no credential. The error has its cause, but
 * it does not print or serialise the cause: an error that this library did not make may hold credentials.
 */
export function createError(
  name: ErrorName,
  message: string,
  { cause, info, answer = {} }: ErrorDetails = {},
): Error {
  const known = secretsIn(SENT.get(answer) ?? []);
  const error = new (verror())(
    {
      name,
      ...(cause !== undefined && { cause: presentable(cause) }),
      ...(info && { info: redact(info, { known }) as Record<string, unknown> }),
    },
    '%s',
    redactText(withoutKnown(message, known)),
  );
  if ('jse_cause' in error) Object.defineProperty(error, 'jse_cause', { enumerable: false });
  return error;
}

/** The info of an error and its causes. Returns `{}` for an error without info. */
export function infoOf(error: unknown): Record<string, unknown> {
  return error instanceof Error ? verror().info(error) : {};
}

/**
 * The cause in a form that VError may have. VError appends the message of the cause to its own message, so the cause must show no
 * credential.
 */
function presentable(given: unknown): Error {
  const error = passableError(given);
  const cause = readable(() => error instanceof Error) === true ? error : new Error(String(error));
  const message = redactText(cause.message.slice(0, MAX_SHOWN));
  const stack = redactText((cause.stack ?? '').slice(0, 2 * MAX_SHOWN));
  if (message === cause.message && stack === (cause.stack ?? '')) return cause;
  const copy = new Error(message);
  return Object.assign(copy, { name: cause.name, stack });
}

function verror(): typeof VError {
  return require('verror') as typeof VError;
}
