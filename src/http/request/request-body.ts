import type { Readable } from 'node:stream';
import { isRecord } from '../../internal/is-record';
import { passableError } from '../../internal/node/passable-error';
import { ownProperties } from '../../internal/own-properties';

import { nextTurn } from '../../internal/real-time';
import { readable } from '../../internal/redact/readable';
import { requestFailure } from '../wire/failures';
import type { WireBody } from '../wire/message';
import { bytesOfStream } from './byte-stream';
import { collectStream, fileProperties, isAnyStream, partsOf } from './collect-stream';
import type { HeaderMap } from './header-map';
import type { HttpRequestOptions, MultipartPart } from './options';
import { escapeReserved, queryCodec } from './request-url';

const FORM_TYPE = 'application/x-www-form-urlencoded';
const IS_FORM_TYPE = /^application\/x-www-form-urlencoded\b/i;

/**
 * Turns the body options of a call into bytes or a stream, and sets the matching headers.
 * @param upload the stream that is piped into the call. It takes precedence over every body option.
 * @throws Error with request's message for a body that is neither text nor bytes
 */
export async function buildBody(
  options: HttpRequestOptions,
  headers: HeaderMap,
  upload: Readable | undefined,
): Promise<WireBody> {
  if (isJson(options)) headers.setDefault('accept', 'application/json');
  if (upload) return upload;
  if (options.formData) return buildFormData(options.formData, headers);
  const body = knownBody(options, headers);
  if (options.multipart) return buildMultipart(options, headers);
  return plainBody(body, headers);
}

/** The body for `form`, `json` or `body`, as request shows it. Sets the matching content type. */
export function knownBody(options: HttpRequestOptions, headers: HeaderMap): unknown {
  const form = options.form ? formBody(options, headers) : undefined;
  return isJson(options) ? jsonBody(options, form, headers) : (form ?? options.body);
}

function isJson(options: HttpRequestOptions): boolean {
  return Boolean(options.json);
}

/** The text of `form`. Sets the content type too, unless the caller has already set the type of a form. */
function formBody(options: HttpRequestOptions, headers: HeaderMap): string {
  const { form } = options;
  if (!IS_FORM_TYPE.test(String(headers.get('content-type')))) headers.set('content-type', FORM_TYPE);
  return typeof form === 'string' ? escapeReserved(form) : queryCodec(options).stringify(form ?? {});
}

/** The body of a call with `json`, or undefined if there is none. With `json: true` a form stays a form. */
function jsonBody(
  options: HttpRequestOptions,
  form: string | undefined,
  headers: HeaderMap,
): string | undefined {
  const value = typeof options.json === 'boolean' ? options.body : options.json;
  if (form !== undefined && typeof options.json === 'boolean') return escapeReserved(form);
  if (value === undefined) return undefined;
  if (typeof options.json === 'boolean' && IS_FORM_TYPE.test(String(headers.get('content-type')))) {
    return typeof value === 'string' ? escapeReserved(value) : (value as string);
  }
  headers.setDefault('content-type', 'application/json');
  const { jsonReplacer } = options;
  // As in request, a list of names has no effect.
  return JSON.stringify(value, typeof jsonReplacer === 'function' ? jsonReplacer : undefined);
}

function plainBody(body: unknown, headers: HeaderMap): WireBody {
  if (!body) return undefined;
  if (isReadable(body)) return bytesOfStream(body);
  const bytes = Array.isArray(body) ? joinParts(body) : isTypedArray(body) ? bytesOf(body) : body;
  if (typeof bytes !== 'string' && !Buffer.isBuffer(bytes)) throw wrongBody();
  if (bytes.length === 0 && !headers.has('content-length')) throw new Error(INVALID_BODY);
  headers.setDefault('content-length', Buffer.byteLength(bytes));
  return bytes;
}

function joinParts(parts: unknown[]): Buffer {
  return Buffer.concat(
    // Not `map`, which skips the holes of an array.
    Array.from(parts, (part) => {
      if (typeof part === 'string') return Buffer.from(part);
      if (isTypedArray(part)) return bytesOf(part);
      throw wrongBody();
    }),
  );
}

/** As in request, a DataView is none. */
function isTypedArray(value: unknown): value is ArrayBufferView {
  return ArrayBuffer.isView(value) && !('getUint8' in value);
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

const INVALID_BODY = 'Argument error, options.body.';

function wrongBody(): Error {
  return new Error(
    `${INVALID_BODY} It must be text, bytes, a stream, or an array of text and bytes; to send it as JSON, add json: true.`,
  );
}

/** Whether the option `body` is a stream, and no other option replaces it. */
export function isStreamBody(options: HttpRequestOptions): boolean {
  const { body, form, formData, multipart } = options;
  return isReadable(body) && !form && !formData && !multipart && !isJson(options);
}

function isReadable(value: unknown): value is Readable {
  return isRecord(value) && typeof value.pipe === 'function';
}

/** A form of the package form-data, to which fields are appended. */
export interface Form extends NodeJS.ReadableStream {
  /** Adds a field: text, bytes or a stream. The options are those of form-data, such as `filename` and `contentType`. */
  append(name: string, value: unknown, options?: object | string): void;
  /** The headers of the form: its content type with the boundary. */
  getHeaders(): Record<string, unknown>;
  /** The text between two fields. */
  getBoundary(): string;
  /** The bytes of a form whose fields are text and bytes. */
  getBuffer(): Buffer;
}

/** Only this function loads form-data. */
function emptyForm(): Form {
  const FormData = require('form-data') as typeof import('form-data');
  return new FormData();
}

/** Streams are read to their end, so that a Content-Length can be sent. */
async function buildFormData(fields: Record<string, unknown>, headers: HeaderMap): Promise<Buffer> {
  const form = emptyForm();
  for (const [name, field] of Object.entries(fields)) {
    for (const item of Array.isArray(field) ? field : [field]) await appendField(form, name, item);
  }
  return describeForm(form, bytesOfForm(form), headers);
}

function describeForm(form: Form, body: Buffer, headers: HeaderMap): Buffer {
  // This replaces a content type of the caller, because no server could read the body without this boundary.
  headers.set('content-type', form.getHeaders()['content-type'] as string);
  headers.set('content-length', body.length);
  return body;
}

/**
 * The bytes that form-data itself would send. Its `getBuffer` writes a line break after a `header` that is a text. Here the fields are text
 * or bytes, so form-data emits everything at once. For a form without fields, it emits nothing.
 */
function bytesOfForm(form: Form): Buffer {
  const chunks: Buffer[] = [];
  form.on('data', (chunk: string | Buffer) => chunks.push(Buffer.from(chunk as string)));
  form.resume();
  return chunks.length === 0 ? form.getBuffer() : Buffer.concat(chunks);
}

/**
 * A form to which the caller appends fields in the rest of this turn of the event loop, and the function that
 * reads the form to its end after the turn.
 */
export function createForm(): { form: Form; send(headers: HeaderMap): Promise<Buffer> } {
  const form = emptyForm();
  const failed = new Promise<never>((_, reject) => {
    form.on('error', (reason: unknown) => {
      const error = passableError(reason);
      // A frozen error keeps its message.
      readable(() => Object.assign(error, { message: `form-data: ${error.message}` }));
      reject(error);
    });
  });
  // The error counts only when the form is read.
  failed.catch(() => {});
  const read = async (): Promise<Buffer> => {
    const { PassThrough } = require('node:stream') as typeof import('node:stream');
    return Buffer.concat(await form.pipe(new PassThrough()).toArray());
  };
  const send = async (headers: HeaderMap): Promise<Buffer> => {
    await nextTurn();
    return describeForm(form, await Promise.race([read(), failed]), headers);
  };
  return { form, send };
}

/** Options that form-data writes into the head of a part without a check. */
type PartOptions = import('form-data').AppendOptions;

/** Checks the headers of a part. @throws Error for a wrong header name or value. A line break in a value could add headers to the part. */
function checkPartOptions(name: string, { header, contentType }: PartOptions): void {
  if (contentType !== undefined) checkPartHeader('content-type', contentType, `options.formData.${name}`);
  // A string is the whole head of the part, and so it has line breaks.
  if (!isRecord(header)) return;
  for (const [key, value] of Object.entries(header)) checkPartHeader(key, value, `options.formData.${name}`);
}

function checkPartHeader(name: string, value: unknown, where = 'a part'): void {
  const { validateHeaderName } = require('node:http') as typeof import('node:http');
  try {
    validateHeaderName(name);
  } catch {
    throw requestFailure(`${JSON.stringify(name)} is no name of a header (${where}).`, {
      code: 'ERR_INVALID_HTTP_TOKEN',
    });
  }
  if (!CONTROL_CHARACTER.test([value].flat().join())) return;
  throw requestFailure(
    `The header ${JSON.stringify(name)} of ${where} has a line break or another control character: remove it.`,
    { code: 'ERR_INVALID_CHAR' },
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression looks for control characters
const CONTROL_CHARACTER = /[\x00-\x08\x0a-\x1f\x7f]/;

async function appendField(form: Form, name: string, field: unknown): Promise<void> {
  const described = isRecord(field) && Object.hasOwn(field, 'value') && Object.hasOwn(field, 'options');
  const value = described ? field.value : field;
  const given = described ? field.options : undefined;
  const options = ownProperties<PartOptions>(
    typeof given === 'string' ? { filename: given } : (given as object),
  );
  checkPartOptions(name, options);
  if (isAnyStream(value)) {
    const bytes = await collectStream(value);
    form.append(name, Object.assign(Buffer.from(bytes), fileProperties(value)), options);
    return;
  }
  if (!['string', 'number'].includes(typeof value) && !Buffer.isBuffer(value)) {
    throw new Error(`options.formData.${name} must be text, bytes, a stream, or { value, options }`);
  }
  form.append(name, Buffer.isBuffer(value) ? value : String(value), options);
}

/** The body of `multipart`. Its type is multipart/related, unless Content-Type names another multipart type. */
async function buildMultipart(options: HttpRequestOptions, headers: HeaderMap): Promise<Buffer> {
  const parts = partsOf(options.multipart);
  if (parts === undefined) throw new Error('Argument error, options.multipart.');
  const boundary = boundaryFor(headers);
  const chunks: Buffer[] = [];
  if (options.preambleCRLF) chunks.push(Buffer.from('\r\n'));
  for (const part of parts as MultipartPart[]) {
    const head = Object.entries(part ?? {}).filter(([name]) => name !== 'body');
    for (const [name, value] of head) checkPartHeader(name, value, 'a part of options.multipart');
    const lines = head.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    chunks.push(Buffer.from(`--${boundary}\r\n${lines}\r\n`), await partBytes(part), Buffer.from('\r\n'));
  }
  chunks.push(Buffer.from(`--${boundary}--`));
  if (options.postambleCRLF) chunks.push(Buffer.from('\r\n'));
  const body = Buffer.concat(chunks);
  headers.set('content-length', body.length);
  return body;
}

async function partBytes(part: MultipartPart): Promise<Buffer> {
  const { body } = ownProperties(part ?? {});
  if (body === undefined) throw new Error('Body attribute missing in multipart.');
  if (isAnyStream(body)) return collectStream(body);
  if (typeof body === 'number') return Buffer.from(String(body));
  return Buffer.from(body as string);
}

function boundaryFor(headers: HeaderMap): string {
  const given = String(headers.get('content-type'));
  const named = /boundary=("?)([^\s;"]+)\1/.exec(given)?.[2];
  if (given.includes('multipart') && named !== undefined) return named;
  const boundary = (require('node:crypto') as typeof import('node:crypto')).randomUUID();
  headers.set(
    'content-type',
    `${given.includes('multipart') ? given.split(';')[0] : 'multipart/related'}; boundary=${boundary}`,
  );
  return boundary;
}
