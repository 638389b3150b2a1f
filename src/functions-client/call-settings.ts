import { isByteLimit } from '../config/option-values';
import { ownProperties } from '../internal/own-properties';
import { misspeltOptions } from '../internal/wording';
import type { CallOptions } from './types';

/**
 * The settings of one call. All of them have a value, except the account, the credentials, the host of service discovery and the limit of
 * an answer. When neither client nor call sets the limit, the limit of the process applies.
 */
export type Settings = {
  readonly [Name in Exclude<keyof CallOptions, Optional>]-?: NonNullable<CallOptions[Name]>;
} & Readonly<Pick<CallOptions, Optional>>;

type Optional = 'accountId' | 'authStrategy' | 'csdsDomain' | 'maxResponseBytes';

const DEFAULTS: Settings = {
  timeout: 35_000,
  failOnErrorStatusCode: true,
  apiVersion: '1',
  protocol: 'https',
  gwCsdsServiceName: 'faasGW',
  uiCsdsServiceName: 'faasUI',
  getLambdasUri: 'api/account/%s/lambdas/',
  getFunctionsUri: 'api/account/%s/functions',
  invokeUuidUri: 'api/account/%s/lambdas/%s/invoke',
  invokeEventUri: 'api/account/%s/events/%s/invoke',
  isImplementedUri: 'api/account/%s/events/%s/isImplemented',
  csdsHttpHeaders: {},
  csdsTtlSeconds: 600,
  jwtRefreshAfterMinutes: 30,
  isImplementedCacheDurationInSeconds: 60,
  v1CompError: false,
};

const OPTIONAL: readonly Optional[] = ['accountId', 'authStrategy', 'csdsDomain', 'maxResponseBytes'];
const NAMES = [...Object.keys(DEFAULTS), ...OPTIONAL] as (keyof CallOptions)[];

/**
 * Merges the settings of a call with those of its client and with the defaults. The call comes first, then the client. `undefined`
 * overrides nothing.
 */
export function resolveSettings(config: CallOptions, call: CallOptions): Settings {
  const settings: Record<string, unknown> = ownProperties({ ...DEFAULTS });
  for (const source of [ownProperties(config), ownProperties(call)]) {
    for (const name of NAMES) if (source[name] !== undefined) settings[name] = source[name];
  }
  return settings as Settings;
}

/** Further names that clients and calls accept. */
const OTHER_NAMES = [
  ...['applyPlatformRules', 'externalSystem', 'lpEventSource', 'requestId', 'lambdaUuid', 'eventId', 'body'],
  ...['skillId', 'userId', 'state', 'functionName'],
];

/** Warnings about misspelt names in the config of a client or in the argument of a call. */
export function misspeltSettings(given: object): Array<[topic: string, message: string]> {
  return misspeltOptions('functions client', given, [...NAMES, ...OTHER_NAMES]);
}

/** Describes the first mistake in a call's settings. Returns `undefined` when there is none. */
export function settingsProblem({
  accountId,
  timeout,
  protocol,
  maxResponseBytes,
}: Settings): string | undefined {
  if (typeof accountId !== 'string' || accountId.trim() === '') {
    return 'no account: give "accountId", a non-empty text, to the client or to the call';
  }
  if (typeof timeout !== 'number' || !(timeout > 0 && timeout < 2 ** 31)) {
    return `"timeout" must be a positive number of milliseconds, and is ${String(timeout)}`;
  }
  if (protocol !== 'https' && protocol !== 'http') {
    return `"protocol" must be "https" or "http", and is ${JSON.stringify(protocol)}`;
  }
  if (maxResponseBytes !== undefined && !isByteLimit(maxResponseBytes)) {
    return `"maxResponseBytes" must be a positive integer, or Infinity for no limit, and is ${String(maxResponseBytes)}`;
  }
  return undefined;
}
