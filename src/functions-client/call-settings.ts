import { DEFAULT_MAX_RESPONSE_BYTES } from '../config/defaults';
import { isByteLimit } from '../config/option-values';
import { ownProperties } from '../internal/own-properties';
import type { CallOptions } from './types';

/** What applies to one call: every setting has a value, but for account, credentials and discovery's host. */
export type Settings = {
  readonly [Name in Exclude<keyof CallOptions, Optional>]-?: NonNullable<CallOptions[Name]>;
} & Readonly<Pick<CallOptions, Optional>>;

type Optional = 'accountId' | 'authStrategy' | 'csdsDomain';

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
  maxResponseBytes: DEFAULT_MAX_RESPONSE_BYTES,
};

const NAMES = [...Object.keys(DEFAULTS), 'accountId', 'authStrategy', 'csdsDomain'] as (keyof CallOptions)[];

/** Defaults, the client's settings and a call's own, each over the one before; `undefined` overrides nothing. */
export function resolveSettings(config: CallOptions, call: CallOptions): Settings {
  const settings: Record<string, unknown> = { ...DEFAULTS };
  for (const source of [ownProperties(config), ownProperties(call)]) {
    for (const name of NAMES) if (source[name] !== undefined) settings[name] = source[name];
  }
  return settings as Settings;
}

/** What is wrong with a call's settings, as a sentence. */
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
  if (!isByteLimit(maxResponseBytes)) {
    return `"maxResponseBytes" must be a positive integer, or Infinity for no limit, and is ${String(maxResponseBytes)}`;
  }
  return undefined;
}
