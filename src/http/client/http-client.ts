import type { Configuration } from '../../config/configuration';
import { isRecord } from '../../internal/is-record';
import { ownProperties } from '../../internal/own-properties';
import type { HttpLog } from '../http-log';
import type { HttpPipeline } from '../pipeline';
import type { Authorizer } from '../request/auth';
import { createCookieJar, parseCookie } from '../request/cookies';
import { TARGET_OPTIONS, UNSUPPORTED_OPTIONS } from '../request/request-options';
import { defaultHeaders } from './default-headers';
import { HttpRequestPromise } from './request-promise';
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
  /** Ends the call wherever it is; it rejects with a RequestError whose cause is the signal's reason. */
  signal?: AbortSignal;
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
  return (given, extras = {}) => {
    const options = Object.getPrototypeOf(given) === null ? given : ownProperties(given);
    warnAboutUnsupported(options, log);
    warnAboutMissingScheme(options, log);
    const hasCallback = typeof options.callback === 'function';
    const { method } = options;
    return new HttpRequestPromise(fillDefaults(options), {
      pipeline,
      method,
      defaultHeaders: defaultHeaders(configuration),
      hasCallback,
      maxResponseBytes: configuration.maxResponseBytes(),
      ...extras,
    });
  };
}

/**
 * The client that `Toolbelt.HTTPClient()` returns (seed 003, facts §5.2).
 * @param base options that every call starts from; none for the client that `.defaults()` is called on first
 */
export function createHttpClient(send: SendCall, base?: HttpRequestOptions): HttpClient {
  const call = (method?: string): HttpCall =>
    ((...args: unknown[]) => send(readArguments(base, args, method))) as HttpCall;
  const client = call() as HttpClient;
  for (const [name, method] of Object.entries(VERBS)) Object.assign(client, { [name]: call(method) });
  return Object.assign(client, {
    defaults: (options: HttpRequestOptions) => createHttpClient(send, mergeOptions(base, options)),
    jar: createCookieJar,
    cookie: parseCookie,
  });
}

/** `(url)`, `(url, options)`, `(options)`, each with an optional callback, as one new options object. */
function readArguments(
  base: HttpRequestOptions | undefined,
  args: unknown[],
  method?: string,
): HttpRequestOptions {
  const [first, second] = args;
  const hasOptions = typeof second === 'object' && second !== null;
  const isUrl = hasOptions || typeof first === 'string' || first instanceof URL || isLegacyUrl(first);
  const options = mergeOptions(base, (hasOptions ? second : isUrl ? undefined : first) as HttpRequestOptions);
  if (isUrl) options.uri = first as string;
  if (method !== undefined) options.method = method;
  const callback = args.find((arg) => typeof arg === 'function');
  if (callback) options.callback = callback as RequestCallback;
  return options;
}

function isLegacyUrl(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  // An own property, or the getter of a class that is not this realm's URL.
  const has = (name: string) => (isPlainObject(value) ? Object.hasOwn(value, name) : name in value);
  return has('href') && has('protocol');
}

/**
 * The options of a call, with those of `.defaults()` below them; `undefined` overrides nothing. The result has no
 * prototype: only own properties are options.
 */
function mergeOptions(
  base: HttpRequestOptions | undefined,
  own: HttpRequestOptions | null | undefined,
): HttpRequestOptions {
  const given = Object.entries(typeof own === 'object' && own ? own : {});
  if (base === undefined) {
    return ownProperties(Object.fromEntries(given.filter(([, value]) => value !== undefined)));
  }
  return mergeEntries(
    mergeEntries(ownProperties({}), Object.entries(base), []),
    given,
    [],
  ) as HttpRequestOptions;
}

/** In depth as request does: arrays item by item, and what is not there before is copied without its `undefined`. */
function mergeValue(base: unknown, own: unknown, parents: readonly unknown[]): unknown {
  if (parents.includes(own)) return own;
  const path = [...parents, own];
  if (Array.isArray(own)) {
    const merged: unknown[] = Array.isArray(base) ? [...base] : [];
    return mergeEntries(merged as unknown as Record<string, unknown>, Object.entries(own), path);
  }
  if (!isPlainObject(own)) return own;
  return mergeEntries(isPlainObject(base) ? { ...base } : {}, Object.entries(own), path);
}

function mergeEntries(
  merged: Record<string, unknown>,
  entries: readonly [string, unknown][],
  path: readonly unknown[],
): Record<string, unknown> {
  for (const [name, value] of entries) {
    if (value === undefined) continue;
    const before = Object.hasOwn(merged, name) ? merged[name] : undefined;
    // Not by assignment, which would make the value of "__proto__" the prototype.
    Object.defineProperty(merged, name, {
      value: mergeValue(before, value, path),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return merged;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return isRecord(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

function noCallback(): void {}

/**
 * Fills in request-promise's own options, which errors always show, in its order. The object is this call's own:
 * the facade's clients build a new one for every call.
 */
function fillDefaults(options: HttpRequestOptions): HttpRequestOptions {
  const { callback, method, simple, resolveWithFullResponse, transform2xxOnly } = options;
  if (typeof method === 'string') options.method = method.toUpperCase();
  options.callback = typeof callback === 'function' ? callback : noCallback;
  options.transform ??= defaultTransform(options);
  options.simple = typeof simple === 'boolean' ? simple : true;
  options.resolveWithFullResponse =
    typeof resolveWithFullResponse === 'boolean' ? resolveWithFullResponse : false;
  options.transform2xxOnly = typeof transform2xxOnly === 'boolean' ? transform2xxOnly : false;
  return options;
}

/** A HEAD has no body to resolve with, so its headers stand in. */
function defaultTransform({ method }: HttpRequestOptions): ResponseTransform | undefined {
  if (typeof method !== 'string' || method.toUpperCase() !== 'HEAD') return undefined;
  return (_body, response, full) => (full ? response : response.headers);
}

function warnAboutUnsupported(options: HttpRequestOptions, log: HttpLog): void {
  for (const name of Object.keys(options.agentOptions ?? {})) {
    if (!TARGET_OPTIONS.includes(name)) continue;
    log.warnOnce(
      `agent option ${name}`,
      `HTTPClient: "agentOptions.${name}" has no effect: a connection goes where the URL says.`,
    );
  }
  for (const name of UNSUPPORTED_OPTIONS) {
    if (options[name] === undefined) continue;
    log.warnOnce(
      `option ${name}`,
      `HTTPClient: the option "${name}" of request is not supported and has no effect.`,
    );
  }
}

/** The call rejects with request's own words, which do not say what is missing. */
function warnAboutMissingScheme({ uri, url, baseUrl }: HttpRequestOptions, log: HttpLog): void {
  const target = uri ?? url;
  if (typeof target !== 'string' || baseUrl || /^\s*https?:\/\//i.test(target)) return;
  if (/^[\w-]+(\.[\w-]+)+(:\d+)?([/?#]|$)/.test(target)) {
    log.warnOnce(
      `scheme ${target}`,
      `HTTPClient: "${target}" has no scheme: did you mean "https://${target}"?`,
    );
  }
}
