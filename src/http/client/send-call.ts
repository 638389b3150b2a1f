import { URL } from 'node:url';
import type { WatchedCall } from '../../internal/async/call-channel';
import { ExpiringCache } from '../../internal/expiring-cache';
import { joinProperties, ownProperties } from '../../internal/own-properties';
import { readable } from '../../internal/redact/readable';
import { misspeltOptions, oneLine } from '../../internal/wording';
import type { HttpCore } from '../http-core';
import type { HttpLog } from '../http-log';
import { HttpRequestPromise } from '../promise/request-promise';
import type { Authorizer } from '../request/auth';
import { beginToCollect } from '../request/collect-stream';
import { defaultHeaders } from '../request/default-headers';
import {
  AGENT_OPTIONS,
  CONNECTION_OPTIONS,
  OPTION_ALIASES,
  OPTION_NAMES,
  REFUSED_CONNECTION_OPTIONS,
} from '../request/option-names';
import type { HttpRequestOptions, ResponseTransform } from '../request/options';
import { UNSUPPORTED_OPTIONS } from '../request/request-options';
import { follower, isAbortSignal } from '../wire/cancellation';

/** Values that the library's own clients add to a call. */
export interface CallExtras {
  /** Adds credentials to every hop to the called host. */
  authorizer?: Authorizer;
  /** `queue` waits for a slot of the rate limit instead of failing. `exempt` applies neither whitelist nor rate limit. */
  admission?: 'policy' | 'queue' | 'exempt';
  /** Hosts that the call may reach in addition to the whitelist. */
  allows?: (hostname: string) => boolean;
  /** The call that the client has announced itself, if it is watched. */
  call?: WatchedCall | undefined;
  /** Ends the call at any stage. The call rejects with a RequestError whose cause is the signal's reason. */
  signal?: AbortSignal;
}

/** Sends one call. The library's own clients know only this function of the HTTP core. */
// biome-ignore lint/suspicious/noExplicitAny: the type of the result depends on the options
export type SendCall = (options: HttpRequestOptions, extras?: CallExtras) => HttpRequestPromise<any>;

/** Creates the function that sends the calls of users and of the library's own clients. */
export function createSendCall(core: HttpCore): SendCall {
  const { configuration, log } = core;
  return (given, extras = {}) => {
    const options = Object.getPrototypeOf(given) === null ? given : ownProperties(given);
    // An option that throws when it is read rejects the call, which reads it again.
    readable(() => {
      warnAboutNames(options, log);
      warnAboutMissingScheme(options, log);
      beginToCollect(options);
    });
    return new HttpRequestPromise(fillDefaults(options), {
      core,
      method: options.method,
      defaultHeaders: defaultHeaders(configuration),
      hasCallback: typeof options.callback === 'function',
      maxResponseBytes: configuration.maxResponseBytes(),
      signal: extras.signal ?? (isAbortSignal(options.signal) ? follower(options.signal) : undefined),
      authorizer: extras.authorizer,
      admission: extras.admission,
      allows: extras.allows,
      call: extras.call,
    });
  };
}

/** Finds the origin of a LivePerson service, such as `https://va.msghist.liveperson.net`. */
export type FindOrigin = (service: string, account?: string, signal?: AbortSignal) => Promise<string>;

/**
 * Service discovery, and a function that sends calls, for one client. The client may call the hosts that it asked for, wherever they are.
 * Other clients may not call them for this reason.
 */
export function sendToFoundHosts(send: SendCall, find: FindOrigin): { send: SendCall; origin: FindOrigin } {
  const found = new ExpiringCache<true>();
  const allows = (hostname: string): boolean => found.get(hostname) === true;
  return {
    send: (options, extras) => send(options, { ...extras, allows }),
    async origin(...request) {
      const origin = await find(...request);
      found.set(new URL(origin).hostname, true, Number.POSITIVE_INFINITY);
      return origin;
    },
  };
}

function noCallback(): void {}

/** Fills in the defaults of request-promise's own options. They are in the order of request-promise, because errors show these options. */
function fillDefaults(options: HttpRequestOptions): HttpRequestOptions {
  const { callback, method, simple, resolveWithFullResponse, transform2xxOnly } = options;
  const filled: HttpRequestOptions = {
    callback: typeof callback === 'function' ? callback : noCallback,
    transform: options.transform ?? defaultTransform(options),
    simple: typeof simple === 'boolean' ? simple : true,
    resolveWithFullResponse: typeof resolveWithFullResponse === 'boolean' ? resolveWithFullResponse : false,
    transform2xxOnly: typeof transform2xxOnly === 'boolean' ? transform2xxOnly : false,
  };
  if (typeof method === 'string') filled.method = method.toUpperCase();
  const all = joinProperties(options, filled);
  for (const name of METHODS_OF_REQUEST) if (typeof all[name] === 'function') delete all[name];
  return all;
}

/** Options with the name of a method of request's object. As in request, a function is no value of such an option. */
const METHODS_OF_REQUEST = ['auth', 'form', 'jar', 'json', 'multipart', 'oauth', 'qs'] as const;

/** A response to HEAD has no body, so the call resolves with the headers instead. */
function defaultTransform({ method }: HttpRequestOptions): ResponseTransform | undefined {
  if (typeof method !== 'string' || method.toUpperCase() !== 'HEAD') return undefined;
  return (_body, response, full) => (full ? response : response.headers);
}

const SUPPORTED_OPTIONS: ReadonlySet<string> = new Set([...OPTION_NAMES, ...CONNECTION_OPTIONS]);
const KNOWN_OPTIONS = [...SUPPORTED_OPTIONS, ...UNSUPPORTED_OPTIONS];

/** Warns about option names that have no effect. The call often succeeds, so only a warning can show the mistake. */
function warnAboutNames(options: HttpRequestOptions, log: HttpLog): void {
  if (options.agentOptions) warnAboutTargets(options.agentOptions, log);
  for (const name in options) {
    if (SUPPORTED_OPTIONS.has(name)) continue;
    if (REFUSED_CONNECTION_OPTIONS.includes(name)) {
      if (options[name] !== undefined) warnAboutTarget(name, log);
      continue;
    }
    if (UNSUPPORTED_OPTIONS.includes(name)) {
      const message = `HTTPClient: the option "${name}" of request is not supported and has no effect.`;
      if (options[name] !== undefined) log.warnOnce(`option ${name}`, message);
    } else warnAboutMisspelling(name, log);
  }
}

function warnAboutTargets(agentOptions: Record<string, unknown>, log: HttpLog): void {
  for (const name of Object.keys(agentOptions)) {
    if (!AGENT_OPTIONS.has(name)) warnAboutTarget(`agentOptions.${name}`, log);
  }
}

function warnAboutTarget(name: string, log: HttpLog): void {
  log.warnOnce(
    `target ${name}`,
    `HTTPClient: "${name}" has no effect: a connection goes where the URL says, and only options of Node ` +
      'that leave the target alone count.',
  );
}

function warnAboutMisspelling(name: string, log: HttpLog): void {
  for (const [topic, message] of misspeltOptions(
    'HTTPClient',
    { [name]: true },
    KNOWN_OPTIONS,
    OPTION_ALIASES,
  )) {
    log.warnOnce(topic, message);
  }
}

/** Warns about a URL without a scheme, because the message of request does not say what is missing. */
function warnAboutMissingScheme({ uri, url, baseUrl }: HttpRequestOptions, log: HttpLog): void {
  const target = uri || url;
  if (typeof target !== 'string' || baseUrl || /^\s*https?:\/\//i.test(target)) return;
  if (/^[\w-]+(\.[\w-]+)+(:\d+)?([/?#]|$)/.test(target)) {
    const shown = oneLine(target);
    log.warnOnce(`scheme ${shown}`, `HTTPClient: "${shown}" has no scheme: did you mean "https://${shown}"?`);
  }
}
