import { ownProperties } from '../../internal/own-properties';
import { misspellings } from '../../internal/wording';
import type { HttpCore } from '../http-core';
import type { HttpLog } from '../http-log';
import type { Authorizer } from '../request/auth';
import { beginToCollect } from '../request/collect-stream';
import { defaultHeaders } from '../request/default-headers';
import { OPTION_ALIASES, OPTION_NAMES } from '../request/option-names';
import type { HttpRequestOptions, ResponseTransform } from '../request/options';
import { CONNECTION_OPTIONS, TARGET_OPTIONS, UNSUPPORTED_OPTIONS } from '../request/request-options';
import { follower, isAbortSignal } from '../wire/cancellation';
import { HttpRequestPromise } from './request-promise';

/** Values that the library's own clients add to a call. */
export interface CallExtras {
  /** Adds credentials to every hop to the called host. */
  authorizer?: Authorizer;
  /** `queue`: wait for a slot of the rate limit instead of failing. `exempt`: whitelist and limit are not for this call. */
  admission?: 'policy' | 'queue' | 'exempt';
  /** Ends the call at any stage. The call rejects with a RequestError whose cause is the signal's reason. */
  signal?: AbortSignal;
}

/** Sends one call. The library's own clients know only this function of the HTTP core. */
// biome-ignore lint/suspicious/noExplicitAny: the type of the result depends on the options
export type SendCall = (options: HttpRequestOptions, extras?: CallExtras) => HttpRequestPromise<any>;

/** Creates the function that sends calls, both those of users and those of the library's own clients. */
export function createSendCall(core: HttpCore): SendCall {
  const { configuration, log } = core;
  return (given, extras = {}) => {
    const options = Object.getPrototypeOf(given) === null ? given : ownProperties(given);
    warnAboutUnsupported(options, log);
    warnAboutMisspellings(options, log);
    warnAboutMissingScheme(options, log);
    beginToCollect(options);
    const hasCallback = typeof options.callback === 'function';
    const { method } = options;
    return new HttpRequestPromise(fillDefaults(options), {
      core,
      method,
      defaultHeaders: defaultHeaders(configuration),
      hasCallback,
      maxResponseBytes: configuration.maxResponseBytes(),
      signal: isAbortSignal(options.signal) ? follower(options.signal) : undefined,
      ...extras,
    });
  };
}

function noCallback(): void {}

/**
 * Fills in the defaults of request-promise's own options. Errors show these options, so their order is that
 * of request-promise. The object may be changed, since every call has its own.
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

/** A response to HEAD has no body, so the call resolves with the headers instead. */
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

const KNOWN_OPTIONS = [...OPTION_NAMES, ...CONNECTION_OPTIONS, ...UNSUPPORTED_OPTIONS];

/** A misspelt option has no effect, and the call often succeeds all the same, so only a warning can show it. */
function warnAboutMisspellings(options: HttpRequestOptions, log: HttpLog): void {
  for (const [name, meant] of misspellings(Object.keys(options), KNOWN_OPTIONS, OPTION_ALIASES)) {
    log.warnOnce(
      `misspelt option ${name}`,
      `HTTPClient: the option "${name}" is not known and has no effect: did you mean "${meant}"?`,
    );
  }
}

/** Warns about a URL without a scheme, since the message of request does not say what is missing. */
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
