import { inspect, types } from 'node:util';
import { ErrorCodes, ToolbeltError } from '../errors';
import { isRecord } from '../internal/is-record';
import { toJsonText } from '../internal/json-copy';

/** How LivePerson names the ways in which a function fails (docs/platform.md, "Error codes of functions"). */
export type HandlerCode = (typeof ErrorCodes.Handler)[keyof typeof ErrorCodes.Handler];

const MAX_SHOWN_CHARACTERS = 200;

/**
 * How a lambda failed. `code` is `ErrorCodes.Handler.CUSTOM_FAILURE` for what it passed to its callback,
 * `RUNTIME_EXCEPTION` for what it threw, `EXECUTION_TIME_EXCEEDED` when it did not call back in time; `message` is
 * that of the error, `cause` is what the lambda passed or threw.
 */
export class InvokeError extends ToolbeltError {
  /** Always this, also in a bundle that shortens class names. */
  override name = 'InvokeError';
  /** How it failed, in the platform's words. */
  declare readonly code: HandlerCode;

  constructor(code: HandlerCode, message: string, cause?: unknown) {
    super(code, message, cause);
  }
}

/** The lambda called back with an error. */
export function customFailure(reason: unknown): InvokeError {
  return new InvokeError(ErrorCodes.Handler.CUSTOM_FAILURE, messageOf(reason), reason);
}

/** The lambda threw an error, or its promise was rejected. */
export function runtimeException(reason: unknown): InvokeError {
  return new InvokeError(ErrorCodes.Handler.RUNTIME_EXCEPTION, messageOf(reason), reason);
}

/** The lambda did not call back in time. */
export function timeExceeded(message: string): InvokeError {
  return new InvokeError(ErrorCodes.Handler.EXECUTION_TIME_EXCEEDED, message);
}

/** True for errors of every realm. In Jest, the errors of Node are not instances of the sandbox's `Error`. */
export function isError(value: unknown): value is Error {
  return types.isNativeError(value) || value instanceof Error;
}

/** A value as text on one line. A long text is cut. */
export function shown(value: unknown): string {
  if (isError(value)) return cut(String(value));
  return cut(
    typeof value === 'object' ? inspect(value, { depth: 3, breakLength: Infinity }) : inspect(value),
  );
}

function messageOf(reason: unknown): string {
  if (isError(reason)) return reason.message;
  if (isRecord(reason) && typeof reason.message === 'string') return reason.message;
  return typeof reason === 'string' ? reason : (toJsonText(reason) ?? shown(reason));
}

function cut(text: string): string {
  return text.length <= MAX_SHOWN_CHARACTERS ? text : `${text.slice(0, MAX_SHOWN_CHARACTERS)}…`;
}
