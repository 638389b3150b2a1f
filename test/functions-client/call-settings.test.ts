import { describe, expect, it } from 'vitest';
import { misspeltSettings, resolveSettings, settingsProblem } from '../../src/functions-client/call-settings';

const DEFAULTS = {
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

it('the call comes before the client, and the client before the defaults', () => {
  expect({ ...resolveSettings({}, {}) }).toEqual(DEFAULTS);
  const authStrategy = () => 'Bearer x';
  const client = {
    accountId: '1',
    authStrategy,
    timeout: 1,
    csdsDomain: 'a',
    maxResponseBytes: 5,
    v1CompError: true,
  };
  const call = { accountId: undefined, timeout: 2, csdsDomain: 'b', other: 1 };
  expect({ ...resolveSettings(client, call) }).toEqual({
    ...DEFAULTS,
    ...{ accountId: '1', authStrategy, timeout: 2, csdsDomain: 'b', maxResponseBytes: 5, v1CompError: true },
  });
});

describe('a mistake in the settings', () => {
  const problem = (given: object) => settingsProblem(resolveSettings({ accountId: '1' }, given));
  const ACCOUNT = 'no account: give "accountId", a non-empty text, to the client or to the call';
  const timeout = (shown: string) => `"timeout" must be a positive number of milliseconds, and is ${shown}`;
  const bytes = (shown: string) =>
    `"maxResponseBytes" must be a positive integer, or Infinity for no limit, and is ${shown}`;

  it.each<[given: object, problem: string | undefined]>([
    [{}, undefined],
    [{ accountId: '' }, ACCOUNT],
    [{ accountId: '  ' }, ACCOUNT],
    [{ accountId: 7 }, ACCOUNT],
    [{ timeout: 0.5 }, undefined],
    [{ timeout: 2 ** 31 - 1 }, undefined],
    [{ timeout: 0 }, timeout('0')],
    [{ timeout: 2 ** 31 }, timeout('2147483648')],
    [{ timeout: Number.NaN }, timeout('NaN')],
    [{ timeout: '5' }, timeout('5')],
    [{ protocol: 'http' }, undefined],
    [{ protocol: 'ftp' }, '"protocol" must be "https" or "http", and is "ftp"'],
    [{ maxResponseBytes: 1 }, undefined],
    [{ maxResponseBytes: Number.POSITIVE_INFINITY }, undefined],
    [{ maxResponseBytes: 0 }, bytes('0')],
    [{ maxResponseBytes: '5' }, bytes('5')],
  ])('%j', (given, expected) => {
    expect(problem(given)).toBe(expected);
  });

  it('is the first one, and there is no account by itself', () => {
    expect(settingsProblem(resolveSettings({}, { timeout: 0 }))).toBe(ACCOUNT);
    expect(problem({ timeout: 0, protocol: 'x' })).toBe(timeout('0'));
  });
});

it.each([...Object.keys(DEFAULTS), 'csdsDomain', 'userId'])('knows the name %s', (name) => {
  expect(misspeltSettings({ [name]: 1 })).toEqual([]);
  const [[, message] = []] = misspeltSettings({ [`${name}s`]: 1 });
  expect(message).toContain(`"${name}"`);
});
