import { URLSearchParams } from 'node:url';
import { types } from 'node:util';
import { passableError } from '../internal/node/passable-error';
import { refuseRequest } from './mtls-failures';

/** The bytes of a request body, and its content type. */
export interface ReadBody {
  /** Undefined if there is no body. */
  bytes: Buffer | undefined;
  /** Content type, if the kind of the body determines it. */
  type?: string;
}

/**
 * Turns the body argument into the bytes that are sent.
 * @throws ToolbeltError `ErrorCodes.Mtls.INVALID_REQUEST` for a body that cannot be sent, or cannot be sent with this method
 */
export function readRequestBody(body: unknown, method: string): ReadBody {
  const read = bytesOf(body);
  if (read.bytes === undefined || (method !== 'GET' && method !== 'HEAD')) return read;
  throw refuseRequest(
    `a ${method} request has no body: pass null as third argument (options are the fourth), or use post, put or patch`,
  );
}

function bytesOf(body: unknown): ReadBody {
  if (body === undefined || body === null || body === '') return { bytes: undefined };
  if (typeof body === 'string') return { bytes: Buffer.from(body) };
  if (types.isAnyArrayBuffer(body)) return bytesOf(new Uint8Array(body));
  if (ArrayBuffer.isView(body)) {
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    return { bytes: bytes.length === 0 ? undefined : bytes };
  }
  if (typeof body !== 'object') {
    throw refuseRequest(`the body must be text, bytes, or an object to send as JSON, not ${kindOf(body)}`);
  }
  checkJson(body);
  try {
    // The result is undefined if a `toJSON` of the caller returns nothing.
    const text = JSON.stringify(body) as string | undefined;
    return text === undefined ? { bytes: undefined } : { bytes: Buffer.from(text), type: 'application/json' };
  } catch (error) {
    throw refuseRequest(
      `the body cannot be written as JSON (${passableError(error).message.split('\n')[0]})`,
      error,
    );
  }
}

/** Refuses objects that JSON would silently turn into `{}`. */
function checkJson(body: object): void {
  const advice: [test: boolean, words: string][] = [
    [hasMethod(body, 'then'), 'a promise: await it'],
    [body instanceof URLSearchParams, 'URLSearchParams: pass String(params) and a content-type header'],
    [
      hasMethod(body, 'pipe') || hasMethod(body, 'getReader'),
      'a stream: read it first, and pass text or bytes',
    ],
    [hasMethod(body, 'arrayBuffer'), 'a Blob: pass Buffer.from(await blob.arrayBuffer())'],
    [
      !Array.isArray(body) && hasMethod(body, Symbol.iterator),
      'a collection that JSON cannot hold: pass text, bytes, an array or an object',
    ],
  ];
  const found = advice.find(([test]) => test);
  if (found) throw refuseRequest(`the body is ${found[1]}`);
}

function hasMethod(body: object, name: PropertyKey): boolean {
  return typeof (body as Record<PropertyKey, unknown>)[name] === 'function';
}

/** Names the type of a value for a message, with its article. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
