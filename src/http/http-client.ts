import type { Configuration } from '../config/configuration';
import { isRecord } from '../internal/is-record';
import type { Authorizer } from './auth';
import { createCookieJar, parseCookie } from './cookies';
import type { HttpLog } from './http-log';
import { HttpRequestPromise } from './http-request';
import type { HttpPipeline } from './pipeline';
import { UNSUPPORTED_OPTIONS } from './request-options';
import type { HttpCall, HttpClient, HttpRequestOptions, RequestCallback, ResponseTransform } from './types';

/** What an HTTPClient is made of; the facade supplies it. */
export interface HttpClientParts {
  pipeline: HttpPipeline;
  configuration: Configuration;
  log: HttpLog;
}

/** What the library's own clients add to a call. */
export interface CallExtras {
  /** Credentials that go on every hop to the called host. */
  authorizer?: Authorizer;
  /** `queue`: wait for a slot of the rate limit in place of failing. */
  admission?: 'policy' | 'queue';
}

/** Sends one call: the narrow transport that every client takes. */
// biome-ignore lint/suspicious/noExplicitAny: what a call resolves to depends on its options
export type SendCall = (options: HttpRequestOptions, extras?: CallExtras) => HttpRequestPromise<any>;

/** Verbs by method name; `del` is request's old name of `delete`. */
const VERBS = {
  get: 'GET',
  head: 'HEAD',
  options: 'OPTIONS',
  post: 'POST',
  put: 'PUT',
  patch: 'PATCH',
  del: 'DELETE',
  delete: 'DELETE',
} as const;

/** The function through which both users' calls and the library's own become requests. */
export function createSendCall({ pipeline, configuration, log }: HttpClientParts): SendCall {
  return (options, extras = {}) => {
    warnAboutUnsupported(options, log);
    const account = configuration.optionalAccountId();
    const functionId = configuration.functionId();
    const defaultHeaders = {
      ...(functionId === undefined ? {} : { 'User-Agent': `LP-Lambda-${functionId}` }),
      ...(account === undefined ? {} : { 'LP-URL': account }),
    };
    const hasCallback = typeof options.callback === 'function';
    return new HttpRequestPromise(withDefaults(options), {
      pipeline,
      defaultHeaders,
      hasCallback,
      ...extras,
    });
  };
}

/**
 * The client that `Toolbelt.HTTPClient()` returns (seed 003, facts §5.2).
 * @param base options that every call starts from
 */
export function createHttpClient(send: SendCall, base: HttpRequestOptions = {}): HttpClient {
  const call = (method?: string): HttpCall =>
    ((...args: unknown[]) => send(mergeOptions(base, readArguments(args), method))) as HttpCall;
  const client = call() as HttpClient;
  for (const [name, method] of Object.entries(VERBS)) Object.assign(client, { [name]: call(method) });
  return Object.assign(client, {
    defaults: (options: HttpRequestOptions) => createHttpClient(send, mergeOptions(base, options)),
    jar: createCookieJar,
    cookie: parseCookie,
  });
}

/** `(url)`, `(url, options)`, `(options)`, each with an optional callback, as one options object. */
function readArguments(args: unknown[]): HttpRequestOptions {
  const [first, second] = args;
  const callback = args.find((arg): arg is RequestCallback => typeof arg === 'function');
  const hasOptions = typeof second === 'object' && second !== null;
  const isUrl = hasOptions || typeof first === 'string' || first instanceof URL || isLegacyUrl(first);
  const options = hasOptions ? second : isUrl ? {} : first;
  return {
    ...(typeof options === 'object' ? options : {}),
    ...(isUrl ? { uri: first as string } : {}),
    ...(callback ? { callback } : {}),
  };
}

function isLegacyUrl(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'href' in value && 'protocol' in value;
}

/** Defaults and a call's own options, merged in depth as request does; `undefined` overrides nothing. */
function mergeOptions(
  base: HttpRequestOptions,
  own: HttpRequestOptions | null | undefined,
  method?: string,
): HttpRequestOptions {
  const merged: HttpRequestOptions = { ...base };
  for (const [name, value] of Object.entries(own ?? {})) {
    if (value !== undefined) merged[name] = mergeValue(base[name], value);
  }
  return method === undefined ? merged : { ...merged, method };
}

function mergeValue(base: unknown, own: unknown): unknown {
  if (!isPlainObject(base) || !isPlainObject(own)) return own;
  const merged = { ...base };
  for (const [name, value] of Object.entries(own)) {
    if (value !== undefined) merged[name] = mergeValue(base[name], value);
  }
  return merged;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

function noCallback(): void {}

/** Options as errors show them: request-promise's own six are always there, in its order. */
function withDefaults(options: HttpRequestOptions): HttpRequestOptions {
  const { callback, transform, simple, resolveWithFullResponse, transform2xxOnly } = options;
  return {
    ...options,
    callback: typeof callback === 'function' ? callback : noCallback,
    transform: transform ?? defaultTransform(options),
    simple: typeof simple === 'boolean' ? simple : true,
    resolveWithFullResponse: typeof resolveWithFullResponse === 'boolean' ? resolveWithFullResponse : false,
    transform2xxOnly: typeof transform2xxOnly === 'boolean' ? transform2xxOnly : false,
  };
}

/** A HEAD has no body to resolve with, so its headers stand in. */
function defaultTransform({ method }: HttpRequestOptions): ResponseTransform | undefined {
  if (typeof method !== 'string' || method.toUpperCase() !== 'HEAD') return undefined;
  return (_body, response, full) => (full ? response : response.headers);
}

function warnAboutUnsupported(options: HttpRequestOptions, log: HttpLog): void {
  for (const name of UNSUPPORTED_OPTIONS) {
    if (options[name] === undefined) continue;
    log.warnOnce(
      `option ${name}`,
      `HTTPClient: the option "${name}" of request is not supported and has no effect.`,
    );
  }
}
