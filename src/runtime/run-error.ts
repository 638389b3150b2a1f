import { inspect, types } from 'node:util';
import { ErrorCodes, ToolbeltError } from '../errors';
import type { LambdaForm } from '../events/input';
import { isRecord } from '../internal/is-record';
import { toJsonText } from '../internal/json-copy';

/** LivePerson's codes for the ways in which a function fails (docs/platform.md, "Error codes of functions"). */
export type HandlerCode = (typeof ErrorCodes.Handler)[keyof typeof ErrorCodes.Handler];
/** LivePerson's codes for the ways in which a function of V2 fails (docs/platform.md, "From V1 to V2"). */
export type FunctionCode = (typeof ErrorCodes.Function)[keyof typeof ErrorCodes.Function];

/** The body of the answer that callers of a failed function get, in V1 or in V2. */
export type FailureBody =
  | {
      /** The code of the failure. */
      errorCode: string;
      /** The message of the failure. */
      errorMsg: string;
    }
  | {
      /** The code of the failure. */
      code: string;
      /** The message of the failure. */
      message: string;
    };

/** The codes of failures by the form of the function. */
export const CODES = {
  v1: {
    failed: ErrorCodes.Handler.CUSTOM_FAILURE,
    crashed: ErrorCodes.Handler.RUNTIME_EXCEPTION,
    tooLong: ErrorCodes.Handler.EXECUTION_TIME_EXCEEDED,
  },
  v2: {
    failed: ErrorCodes.Function.THREW_ERROR,
    crashed: ErrorCodes.Function.JS_RUNTIME_ERROR,
    tooLong: ErrorCodes.Function.EXECUTION_EXCEEDED,
  },
} as const;

const MAX_SHOWN_CHARACTERS = 200;

/**
 * How a lambda failed. `code` is `ErrorCodes.Handler.CUSTOM_FAILURE` for an error that it passed to its callback, `RUNTIME_EXCEPTION` for
 * an error that it threw, and `EXECUTION_TIME_EXCEEDED` when it did not call back in time. For a lambda of V2, it is
 * `ErrorCodes.Function.THREW_ERROR` for an error that it threw, `JS_RUNTIME_ERROR` for a crash outside of what it awaits, and
 * `EXECUTION_EXCEEDED`. `message` is the message of the error. `cause` is the value that the lambda passed or threw.
 */
export class InvokeError extends ToolbeltError {
  /** The name of the class, also in a bundle that shortens class names. */
  override name = 'InvokeError';
  /** How it failed, in the platform's words. */
  declare readonly code: HandlerCode | FunctionCode;

  constructor(code: HandlerCode | FunctionCode, message: string, cause?: unknown) {
    super(code, message, cause);
  }

  /** The body that callers of the function get: `{ errorCode, errorMsg }` in V1, and `{ code, message }` in V2. */
  get body(): FailureBody {
    return failureBody(this.code, this.message);
  }
}

/** The body that callers of a failed function get. The code tells whether it is a function of V1 or of V2. */
export function failureBody(code: string, message: string): FailureBody {
  const isOfV2 = Object.values(CODES.v2).some((known) => known === code);
  return isOfV2 ? { code, message } : { errorCode: code, errorMsg: message };
}

/** The lambda failed in the way that is meant for it: it called back with an error, or threw one in V2. */
export function customFailure(reason: unknown, form: LambdaForm): InvokeError {
  return new InvokeError(CODES[form].failed, messageOf(reason), reason);
}

/** The lambda crashed: it threw an error or its promise was rejected. In V2, this means an error outside of what it awaits. */
export function runtimeException(reason: unknown, form: LambdaForm): InvokeError {
  return new InvokeError(CODES[form].crashed, messageOf(reason), reason);
}

/** The lambda did not end in time. */
export function timeExceeded(message: string, form: LambdaForm): InvokeError {
  return new InvokeError(CODES[form].tooLong, message);
}

/** True for errors of every realm. In Jest, the errors of Node are not instances of the sandbox's `Error`. */
export function isError(value: unknown): value is Error {
  return types.isNativeError(value) || value instanceof Error;
}

/** A value as text on one line. A long text is cut. */
export function shown(value: unknown): string {
  if (isError(value)) return cut(String(value));
  return cut(inspect(value, { depth: 3, breakLength: Infinity, compact: true }));
}

function messageOf(reason: unknown): string {
  if (isError(reason)) return reason.message;
  if (isRecord(reason) && typeof reason.message === 'string') return reason.message;
  return typeof reason === 'string' ? reason : (toJsonText(reason) ?? shown(reason));
}

function cut(text: string): string {
  return text.length <= MAX_SHOWN_CHARACTERS ? text : `${text.slice(0, MAX_SHOWN_CHARACTERS)}…`;
}
