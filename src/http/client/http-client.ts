import { isUrlObject } from '../../internal/node/url-object';
import { joinProperties, ownProperties, setOwn } from '../../internal/own-properties';
import { isPlainRecord } from '../../internal/plain-record';
import { createCookieJar, parseCookie } from '../request/cookies';
import type { HttpRequestOptions, RequestCallback } from '../request/options';
import type { SendCall } from './send-call';
import type { HttpCall, HttpClient, Requester } from './types';

/** The HTTP verb of each method. `del` is request's old name of `delete`. */
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

/**
 * Makes the client that `Toolbelt.HTTPClient()` returns (docs/platform.md, "HTTPClient").
 * @param base the options of `.defaults()`, from which every call starts. Undefined for a client without defaults.
 */
export function createHttpClient(send: SendCall, base?: HttpRequestOptions): HttpClient {
  const call = (method?: string): HttpCall =>
    ((...args: unknown[]) => send(readArguments(base, args, method))) as HttpCall;
  const client = call() as HttpClient;
  for (const [name, method] of Object.entries(VERBS)) Object.assign(client, { [name]: call(method) });
  return Object.assign(client, {
    defaults: (first: HttpRequestOptions | Requester, second?: Requester) => {
      const [options, requester] = typeof first === 'function' ? [undefined, first] : [first, second];
      if (typeof requester !== 'function') return createHttpClient(send, mergeOptions(base, options));
      // The function usually calls this client, and the client then adds its own defaults.
      return createHttpClient(sendWith(requester), mergeOptions({}, options));
    },
    jar: createCookieJar,
    cookie: parseCookie,
  });
}

/** Passes a call to the function of `.defaults()`. The function gets a plain object, because it may call the object's methods. */
function sendWith(requester: Requester): SendCall {
  return (options) => requester({ ...options }, options.callback);
}

/** Reads `(url)`, `(url, options)` or `(options)`, each with an optional callback, into one new options object. */
function readArguments(
  base: HttpRequestOptions | undefined,
  args: unknown[],
  method?: string,
): HttpRequestOptions {
  const [first, second] = args;
  const hasOptions = typeof second === 'object' && second !== null;
  const isUrl = hasOptions || typeof first === 'string' || isUrlObject(first);
  const given = hasOptions ? second : isUrl ? undefined : first;
  const own = typeof given === 'object' ? (given as HttpRequestOptions | null) : undefined;
  const said: HttpRequestOptions = {};
  if (isUrl) said.uri = first as string;
  if (method !== undefined) said.method = method;
  const callback = args.find((arg) => typeof arg === 'function');
  if (callback) said.callback = callback as RequestCallback;
  if (base === undefined) return withoutUndefined(joinProperties(own, said));
  return joinProperties(mergeOptions(base, own), said);
}

function withoutUndefined(options: HttpRequestOptions): HttpRequestOptions {
  for (const name in options) if (options[name] === undefined) delete options[name];
  return options;
}

/**
 * Merges the options of a call into those of `.defaults()`. `undefined` does not override a default. The
 * result has no prototype, so that only own properties count as options.
 */
function mergeOptions(
  base: HttpRequestOptions | undefined,
  own: HttpRequestOptions | null | undefined,
): HttpRequestOptions {
  const given: HttpRequestOptions = ownProperties(typeof own === 'object' && own ? own : {});
  if (base === undefined) return withoutUndefined(given);
  return mergeEntries(
    mergeEntries(ownProperties({}), Object.entries(base), []),
    Object.entries(given),
    [],
  ) as HttpRequestOptions;
}

/** Merges at any depth, as request does. Arrays are merged item by item. `undefined` is left out of a copied value. */
function mergeValue(base: unknown, own: unknown, parents: readonly unknown[]): unknown {
  if (parents.includes(own)) return own;
  const path = [...parents, own];
  if (Array.isArray(own)) {
    const merged: unknown[] = Array.isArray(base) ? [...base] : [];
    return mergeEntries(merged, Object.entries(own), path);
  }
  if (!isPlainRecord(own)) return own;
  return mergeEntries(isPlainRecord(base) ? { ...base } : {}, Object.entries(own), path);
}

function mergeEntries<Merged extends object>(
  merged: Merged,
  entries: readonly [string, unknown][],
  path: readonly unknown[],
): Merged {
  for (const [name, value] of entries) {
    if (value === undefined) continue;
    const before: unknown = Object.hasOwn(merged, name) ? Reflect.get(merged, name) : undefined;
    setOwn(merged as Record<string, unknown>, name, mergeValue(before, value, path));
  }
  return merged;
}
