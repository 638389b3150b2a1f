import { URL } from 'node:url';
import { isHost } from '../config/host-pattern';
import { isByteLimit } from '../config/option-values';
import { HeaderMap } from '../http/request/header-map';
import { isRecord } from '../internal/is-record';
import { isUrlObject, textOfObject } from '../internal/node/url-object';
import { ownProperties } from '../internal/own-properties';
import { redactText } from '../internal/redact';
import { basicAuthorization, withoutUserInfo } from '../internal/user-info';
import { kindOf, readRequestBody } from './mtls-body';
import { refuseRequest } from './mtls-failures';

/** The longest delay of `setTimeout`. A timer with a longer delay fires at once. */
const MAX_TIMEOUT_MS = 2_147_483_647;

/** The arguments of a call as the caller gave them, not yet checked. */
export interface MtlsArguments {
  method: string;
  url: unknown;
  headers: unknown;
  body: unknown;
  options: unknown;
}

/** A checked request, as it will be sent. */
export interface MtlsRequest {
  readonly method: string;
  /** Without user info and fragment. */
  readonly url: URL;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Undefined if there is no body. */
  readonly body: Buffer | undefined;
  /** The proxy credentials among the caller's headers. */
  readonly proxyAuthorization: string | undefined;
  /** Whether the response body is parsed as JSON. */
  readonly json: boolean;
  /** Undefined for no limit. */
  readonly timeoutMs: number | undefined;
  readonly allowSelfSigned: boolean;
  /** How many bytes of the response body may be kept in memory. Undefined for the configured limit. */
  readonly maxResponseBytes: number | undefined;
  /** Names of options that the client does not know. */
  readonly unknownOptions: readonly string[];
}

/** Headers about the connection and the framing of the body. Only the transport may set them. */
const HOP_HEADERS = [
  'content-length',
  'expect',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
];
/** The names of a call's options. */
export const OPTION_NAMES = ['json', 'timeout', 'allowSelfSigned', 'maxResponseBytes'];

/**
 * Checks the arguments of a call and turns them into a request (docs/platform.md, "MTLSClient").
 * @param defaults headers that are added if the caller has not set them
 * @throws ToolbeltError `ErrorCodes.Mtls.INVALID_REQUEST` that names the argument and the remedy
 */
export function prepareMtlsRequest(call: MtlsArguments, defaults: Record<string, string>): MtlsRequest {
  const url = readUrl(call.url);
  const headers = readHeaders(call.headers);
  const { bytes, type } = readRequestBody(call.body, call.method);
  const options = readOptions(call.options);
  if (type !== undefined) headers.setDefault('content-type', type);
  else if (options.json && isJsonText(call.body)) headers.setDefault('content-type', 'application/json');
  const authorization = basicAuthorization(url);
  if (authorization !== undefined) headers.setDefault('authorization', authorization);
  for (const [name, value] of Object.entries(defaults)) headers.setDefault(name, value);
  const proxyAuthorization = headers.get('proxy-authorization');
  for (const name of HOP_HEADERS) headers.delete(name);
  if (!/^close$/i.test(String(headers.get('connection')))) headers.delete('connection');
  return {
    method: call.method,
    url: withoutUserInfo(url),
    headers: [...headers].flatMap(([name, value]) =>
      [value].flat().map((single) => [name, String(single)] as const),
    ),
    body: bytes,
    proxyAuthorization: proxyAuthorization === undefined ? undefined : String(proxyAuthorization),
    ...options,
  };
}

function readUrl(value: unknown): URL {
  if (typeof value !== 'string' && !isUrlObject(value)) {
    throw refuseRequest(
      `"url" must be a string such as "https://api.example.com/path", not ${kindOf(value)}`,
    );
  }
  const text = (typeof value === 'string' ? value : textOfObject(value)).trim();
  const shown = JSON.stringify(redactText(text));
  if (!URL.canParse(text) || !isHost(new URL(text).hostname)) {
    const advice = /^[\w-]+(\.[\w-]+)+(:\d+)?([/?#]|$)/.test(text)
      ? `did you mean ${JSON.stringify(`https://${redactText(text)}`)}?`
      : 'write it as in "https://api.example.com/path"';
    throw refuseRequest(`${shown} is not a URL: ${advice}`);
  }
  const url = new URL(text);
  if (url.protocol !== 'https:') {
    throw refuseRequest(
      `${shown} is not an https URL: only TLS carries a client certificate. Write "https://…", or use Toolbelt.HTTPClient()`,
    );
  }
  url.hash = '';
  return url;
}

function readHeaders(value: unknown): HeaderMap {
  const headers = new HeaderMap();
  if (value === undefined || value === null) return headers;
  if (!isRecord(value)) throw refuseRequest(`"headers" must be an object, not ${kindOf(value)}`);
  // `Headers` of fetch and a Map are iterable.
  const entries = isIterable(value) ? [...value] : Object.entries(value);
  for (const [name, given] of entries) {
    if (given === undefined || given === null) continue;
    headers.set(
      name,
      Array.isArray(given) ? given.map((single) => readHeader(name, single)) : readHeader(name, given),
    );
  }
  return headers;
}

function isIterable(value: object): value is Iterable<[name: string, value: unknown]> {
  return Symbol.iterator in value;
}

/** Messages do not show the value, because it may be a credential. */
function readHeader(name: string, value: unknown): string {
  const { validateHeaderName, validateHeaderValue } = require('node:http') as typeof import('node:http');
  const shown = JSON.stringify(name);
  if (!['string', 'number', 'boolean'].includes(typeof value)) {
    throw refuseRequest(`header ${shown} must be text, not ${kindOf(value)}`);
  }
  try {
    validateHeaderName(name);
  } catch (error) {
    throw refuseRequest(`header name ${shown} must be letters, digits and hyphens`, error);
  }
  const text = String(value);
  try {
    validateHeaderValue(name, text);
  } catch (error) {
    const advice = /[\r\n]/.test(text)
      ? 'has a line break in its value: remove it (secrets often end with one: value.trim())'
      : 'has a character in its value that headers cannot carry: encode it, such as with encodeURIComponent';
    throw refuseRequest(`header ${shown} ${advice}`, error);
  }
  return text;
}

function isJsonText(body: unknown): boolean {
  if (typeof body !== 'string') return false;
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}

type ReadOptions = Pick<
  MtlsRequest,
  'json' | 'timeoutMs' | 'allowSelfSigned' | 'maxResponseBytes' | 'unknownOptions'
>;

function readOptions(value: unknown): ReadOptions {
  if (!isRecord(value ?? {})) {
    throw refuseRequest(`"options" must be an object such as { timeout: 10000 }, not ${kindOf(value)}`);
  }
  const options = ownProperties(value as Record<string, unknown>);
  return {
    json: readFlag(options, 'json'),
    allowSelfSigned: readFlag(options, 'allowSelfSigned'),
    timeoutMs: readTimeout(options.timeout),
    maxResponseBytes: readByteLimit(options.maxResponseBytes),
    unknownOptions: Object.keys(options).filter((name) => !OPTION_NAMES.includes(name)),
  };
}

/** Refuses other truthy values: `allowSelfSigned: "false"` must not switch verification off. */
function readFlag(options: Record<string, unknown>, name: string): boolean {
  const value = options[name] ?? false;
  if (typeof value === 'boolean') return value;
  throw refuseRequest(`option "${name}" must be true or false, not ${kindOf(value)}`);
}

function readByteLimit(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (isByteLimit(value)) return value;
  const shown = typeof value === 'number' ? String(value) : kindOf(value);
  throw refuseRequest(
    `option "maxResponseBytes" must be a positive integer, or Infinity for no limit, not ${shown}`,
  );
}

function readTimeout(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && value > 0 && value <= MAX_TIMEOUT_MS) return value;
  const shown = typeof value === 'number' ? String(value) : kindOf(value);
  throw refuseRequest(
    `option "timeout" must be milliseconds between 1 and ${MAX_TIMEOUT_MS}, not ${shown}; leave it out for no limit`,
  );
}
