import { Readable, Writable } from 'node:stream';

/** Anything that JSON can hold. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** A copy of any value as JSON, with what JSON cannot hold named in angle brackets. */
export function describeValue(value: unknown, parents: readonly object[] = []): Json {
  switch (typeof value) {
    case 'undefined':
      return '<undefined>';
    case 'function':
      return '<function>';
    case 'symbol':
    case 'bigint':
      return `<${String(value)}>`;
    case 'object':
      return value === null ? null : describeObject(value, parents);
    default:
      return value as Json;
  }
}

function describeObject(value: object, parents: readonly object[]): Json {
  if (parents.includes(value)) return '<cycle>';
  const path = [...parents, value];
  if (Buffer.isBuffer(value)) return { '<Buffer>': value.toString('latin1') };
  if (value instanceof Uint8Array) return { [`<${value.constructor.name}>`]: [...value] };
  if (Array.isArray(value)) return value.map((item) => describeValue(item, path));
  if (value instanceof Date) return `<Date ${value.toISOString()}>`;
  if (value instanceof RegExp) return `<RegExp ${value}>`;
  if (value instanceof URL) return `<URL ${value.href}>`;
  if (isResponse(value)) return describeResponse(value);
  if (value instanceof Error) return describeCause(value);
  if (value instanceof Readable || value instanceof Writable) return '<stream>';
  if ('setCookie' in value) return '<jar>';
  return fieldsOf(value, path);
}

function fieldsOf(value: object, path: readonly object[]): { [name: string]: Json } {
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, describeValue(field, path)]));
}

interface ResponseLike {
  statusCode: unknown;
  statusMessage: unknown;
  headers: object;
  body: unknown;
  request: { method: unknown; uri: unknown; headers: unknown };
  toJSON(): unknown;
}

function isResponse(value: object): value is ResponseLike {
  const { toJSON } = value as { toJSON?: unknown };
  return (
    typeof toJSON === 'function' && 'statusCode' in value && 'request' in value && !(value instanceof Error)
  );
}

/** What lambdas can read of a full response. */
export function describeResponse(response: ResponseLike): { [name: string]: Json } {
  const { request } = response;
  const json = response.toJSON();
  return {
    kind: 'response',
    statusCode: describeValue(response.statusCode),
    statusMessage: describeValue(response.statusMessage),
    headers: describeValue(response.headers),
    body: describeValue(response.body),
    method: describeValue(request?.method),
    uri: describeValue(request?.uri),
    requestHeaders: describeValue(request?.headers),
    toJSON: describeValue(json),
    toJSONKeys: Object.keys(Object(json)),
    serialised: parsedJson(response),
  };
}

const CAUSE_FIELDS = ['code', 'errno', 'syscall', 'connect', 'address', 'port', 'hostname', 'statusCode'];

/** An error below the client's own: what callers test. */
export function describeCause(error: Error): { [name: string]: Json } {
  const described: { [name: string]: Json } = {
    kind: error.constructor.name,
    name: error.name,
    message: error.message,
  };
  for (const field of CAUSE_FIELDS) {
    if (field in error) described[field] = describeValue(Reflect.get(error, field));
  }
  return described;
}

interface ClientError extends Error {
  statusCode?: unknown;
  error?: unknown;
  cause?: unknown;
  options?: unknown;
  response?: unknown;
}

const CLIENT_ERRORS = ['StatusCodeError', 'RequestError', 'TransformError'];

/** What lambdas can read of a rejection. */
export function describeReason(reason: unknown): Json {
  if (!(reason instanceof Error)) return { '<not an Error>': describeValue(reason) };
  if (!CLIENT_ERRORS.includes(reason.name)) return describeCause(reason);
  const error: ClientError = reason;
  return {
    kind: error.constructor.name,
    name: error.name,
    message: error.message,
    fields: fieldNames(error),
    statusCode: describeValue(error.statusCode),
    error: describeValue(error.error),
    cause: describeValue(error.cause),
    optionKeys: Object.keys(Object(error.options)),
    options: describeValue(error.options),
    response: describeValue(error.response),
    text: String(error),
    wrapped: String(new Error(error as unknown as string)),
    stack: error.stack?.split('\n')[0] ?? '<none>',
    serialised: withoutCauseText(parsedJson(error)),
  };
}

/** The own properties. Difference `hidden-error-fields`, which of them are enumerable, has a case of its own. */
function fieldNames(error: Error): string[] {
  return Object.getOwnPropertyNames(error).filter((name) => name !== 'stack');
}

/** `JSON.parse(JSON.stringify(value))`, or the name of what that threw. */
export function parsedJson(value: unknown): Json {
  try {
    return JSON.parse(JSON.stringify(value) ?? '"<nothing>"') as Json;
  } catch (error) {
    return `<throws ${(error as Error).name}>`;
  }
}

/** Difference `serialised-cause`, taken out here so that it does not hide others; it has a case of its own. */
function withoutCauseText(serialised: Json): Json {
  if (typeof serialised !== 'object' || serialised === null || Array.isArray(serialised)) return serialised;
  if (serialised.cause === undefined) return serialised;
  return { ...serialised, cause: bare(serialised.cause), error: bare(serialised.error ?? null) };
}

function bare(cause: Json): Json {
  if (typeof cause !== 'object' || cause === null || Array.isArray(cause)) return cause;
  // The bytes of an answer that is no HTTP are removed on purpose: see test/security/raw-answers.test.ts.
  const { name: _name, message: _message, rawPacket: _bytes, ...rest } = cause;
  return rest;
}
