import { join, resolve } from 'node:path';
import { parse as parseLegacyUrl } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { Configuration } from '../../src/config/configuration';
import { DEFAULT_WHITELIST, SETTINGS_INTERVAL_MS } from '../../src/config/defaults';
import type { ToolbeltOptions } from '../../src/config/types';
import { ErrorCodes, ToolbeltError } from '../../src/errors';
import { nextTurn } from '../../src/internal/real-time';
import { temporaryFolder, thrownBy, writeSettings } from '../helpers/settings-folder';

let configuration: Configuration;

beforeEach(() => {
  configuration = new Configuration();
});

describe('Configuration without options', () => {
  it('has the defaults', () => {
    process.env.LP_FAAS_SETTINGS = join(temporaryFolder(), 'settings.json');
    expect(configuration.optionalAccountId()).toBeUndefined();
    expect(configuration.functionId()).toBeUndefined();
    expect(configuration.whitelist()).toEqual(DEFAULT_WHITELIST);
    expect(configuration.whitelistViolation()).toBe('socket-closed');
    expect(configuration.rateLimit()).toEqual({
      limit: 20,
      intervalMs: 1000,
      mode: 'reject',
      maxWaitMs: 10_000,
    });
    expect(configuration.proxy()).toBeUndefined();
    expect(configuration.csds()).toEqual({});
    expect(configuration.contextServiceEnvironment()).toBeUndefined();
    expect(configuration.logger()).toBeUndefined();
    expect(configuration.secretSource()).toEqual({ kind: 'file' });
  });

  it('reads the environment when asked', () => {
    process.env.BRAND_ID = 'one';
    expect(configuration.accountId()).toBe('one');
    process.env.BRAND_ID = 'two';
    expect(configuration.accountId()).toBe('two');
    process.env.LAMBDA_UUID = 'fn';
    process.env.CONTEXT_SERVICE_ENVIRONMENT = 'z1';
    expect(configuration.functionId()).toBe('fn');
    expect(configuration.contextServiceEnvironment()).toBe('z1');
  });

  it('says how to set a missing account', () => {
    const error = thrownBy(() => configuration.accountId());
    expect(error).toBeInstanceOf(ToolbeltError);
    expect(error.code).toBe(ErrorCodes.Toolbelt.MISSING_ACCOUNT);
    expect(error.message).toContain('BRAND_ID');
    expect(error.message).toContain('Toolbelt.configure({ accountId })');
  });

  it('finds functions/settings.json, else LP_FAAS_SETTINGS, else what was configured', () => {
    expect(configuration.settingsPath()).toBe(resolve('functions/settings.json'));
    process.env.LP_FAAS_SETTINGS = 'other/settings.json';
    expect(configuration.settingsPath()).toBe(resolve('other/settings.json'));
    configuration.configure({ settingsPath: 'mine.json' });
    expect(configuration.settingsPath()).toBe(resolve('mine.json'));
  });
});

describe('Configuration.configure', () => {
  it('wins over the environment, merges key by key, and undefined removes a key', () => {
    process.env.BRAND_ID = 'from env';
    configuration.configure({ accountId: 'mine', functionId: 'fn' });
    configuration.configure({ functionId: 'fn2', contextServiceEnvironment: 'z2' });
    expect(configuration.accountId()).toBe('mine');
    expect(configuration.functionId()).toBe('fn2');
    expect(configuration.contextServiceEnvironment()).toBe('z2');
    configuration.configure({ accountId: undefined });
    expect(configuration.accountId()).toBe('from env');
    expect(configuration.functionId()).toBe('fn2');
  });

  it('fills in the rate limit, and keeps the object while it did not change', () => {
    const store = { take: () => ({ admitted: true, retryAfterMs: 0 }) };
    configuration.configure({ rateLimit: { limit: 5, mode: 'queue', store } });
    const rateLimit = configuration.rateLimit();
    expect(rateLimit).toEqual({ limit: 5, intervalMs: 1000, mode: 'queue', maxWaitMs: 10_000, store });
    expect(rateLimit.store).toBe(store);
    expect(configuration.rateLimit()).toBe(rateLimit);
    configuration.configure({ rateLimit: { mode: 'off', maxWaitMs: 0 } });
    expect(configuration.rateLimit()).toEqual({ limit: 20, intervalMs: 1000, mode: 'off', maxWaitMs: 0 });
  });

  it.each([
    { proxy: 'http://proxy.example:8080', seen: 'http://proxy.example:8080' },
    { proxy: 'proxy.example:8080', seen: 'http://proxy.example:8080' },
    { proxy: 'https://user:pw@proxy.example', seen: 'https://user:pw@proxy.example' },
    { proxy: new URL('http://u:p%40w@proxy.example:8080'), seen: 'http://u:p%40w@proxy.example:8080/' },
    { proxy: parseLegacyUrl('http://proxy.example:8080'), seen: 'http://proxy.example:8080/' },
    { proxy: false as const, seen: false },
  ])('proxy $proxy', ({ proxy, seen }) => {
    configuration.configure({ proxy });
    expect(configuration.proxy()).toBe(seen);
  });

  it('takes service hosts with scheme and port, the violation mode, and any logger', () => {
    const csds = { msgHist: 'va.msghist.liveperson.net', smt: 'http://127.0.0.1:8080' };
    class Quiet {
      warn(): void {}
    }
    const logger = new Quiet();
    configuration.configure({ csds, whitelistViolation: 'forbidden', logger });
    expect(configuration.csds()).toEqual(csds);
    expect(configuration.whitelistViolation()).toBe('forbidden');
    expect(configuration.logger()).toBe(logger);
    configuration.configure({ logger: console });
    expect(configuration.logger()).toBe(console);
  });

  it('does not notice later changes of what it was given', () => {
    process.env.LP_FAAS_SETTINGS = join(temporaryFolder(), 'settings.json');
    const options = { whitelist: ['a.example'], csds: { smt: 'b.example' }, rateLimit: { limit: 5 } };
    configuration.configure(options);
    options.whitelist.push('c.example');
    options.csds.smt = 'd.example';
    options.rateLimit.limit = 6;
    expect(configuration.whitelist().at(-1)).toBe('a.example');
    expect(configuration.csds()).toEqual({ smt: 'b.example' });
    expect(configuration.rateLimit().limit).toBe(5);
  });

  it('knows the sources of secrets', () => {
    const provider = { readSecret: () => undefined, updateSecret: () => {} };
    configuration.configure({ secrets: provider });
    expect(configuration.secretSource()).toMatchObject({ kind: 'provider', provider });
    const secrets = { a: { nested: 1 } };
    configuration.configure({ secrets });
    secrets.a.nested = 2;
    expect(configuration.secretSource()).toEqual({
      kind: 'memory',
      secrets: new Map([['a', { nested: 1 }]]),
    });
    configuration.configure({ secrets: 'environment' });
    expect(configuration.secretSource().kind).toBe('environment');
    configuration.configure({ accountId: 'x' });
    expect(configuration.secretSource().kind).toBe('environment');
    configuration.configure({ secrets: undefined });
    expect(configuration.secretSource().kind).toBe('file');
  });
});

describe('the undo of Configuration.configure', () => {
  it('puts back what was set before, and nothing else', () => {
    configuration.configure({ accountId: 'one', whitelist: ['a.example.com'], secrets: { a: '1' } });
    const undo = configuration.configure({ accountId: 'two', secrets: { b: '2' }, rateLimit: { limit: 5 } });
    expect(configuration.secretSource()).toMatchObject({ secrets: new Map([['b', '2']]) });
    undo();
    expect(configuration.accountId()).toBe('one');
    expect(configuration.whitelist()).toEqual([...DEFAULT_WHITELIST, 'a.example.com']);
    expect(configuration.rateLimit().limit).toBe(20);
    expect(configuration.secretSource()).toMatchObject({ secrets: new Map([['a', '1']]) });
  });
});

describe('Configuration.whitelist', () => {
  it('is defaults, file and options, and the same array while none of them changed', () => {
    const folder = temporaryFolder();
    process.env.LP_FAAS_SETTINGS = writeSettings(folder, { whitelist: ['file.example'] });
    configuration.configure({ whitelist: ['configured.example'] });
    const whitelist = configuration.whitelist();
    expect(whitelist).toEqual([...DEFAULT_WHITELIST, 'file.example', 'configured.example']);
    expect(configuration.whitelist()).toBe(whitelist);
    writeSettings(folder, { whitelist: ['changed.example'] });
    configuration.configure({ accountId: '4711' });
    expect(configuration.whitelist().at(-2)).toBe('changed.example');
    configuration.configure({ whitelist: undefined });
    expect(configuration.whitelist().at(-1)).toBe('changed.example');
  });

  it('looks at the files again when the interval is over, and not earlier', async () => {
    const folder = temporaryFolder();
    process.env.LP_FAAS_SETTINGS = writeSettings(folder, { whitelist: ['file.example'] });
    const start = performance.now();
    const whitelist = configuration.whitelist();
    writeSettings(folder, { whitelist: ['changed.example'] });
    while (configuration.whitelist() === whitelist) await nextTurn();
    expect(configuration.whitelist().at(-1)).toBe('changed.example');
    expect(performance.now() - start).toBeGreaterThanOrEqual(SETTINGS_INTERVAL_MS);
  });

  it('fails on a malformed file rather than go on without it', () => {
    process.env.LP_FAAS_SETTINGS = writeSettings(temporaryFolder(), '{');
    expect(thrownBy(() => configuration.whitelist()).code).toBe(ErrorCodes.Toolbelt.INVALID_SETTINGS);
  });
});

describe('Configuration.reset', () => {
  it('forgets everything', () => {
    configuration.configure({
      accountId: 'a',
      secrets: { a: 1 },
      rateLimit: { limit: 1 },
      whitelist: ['a.example'],
    });
    configuration.usedSecrets.set('a', 1);
    configuration.reset();
    expect(configuration.optionalAccountId()).toBeUndefined();
    expect(configuration.secretSource()).toEqual({ kind: 'file' });
    expect(configuration.rateLimit().limit).toBe(20);
    expect(configuration.whitelist()).not.toContain('a.example');
    expect(configuration.usedSecrets.size).toBe(0);
  });
});

describe('Configuration.configure refuses', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  it.each<{ options: unknown; says: string }>([
    { options: null, says: 'expected an object, found null' },
    { options: 'x', says: 'expected an object, found a string' },
    { options: { acountId: 'x' }, says: 'acountId: unknown key, did you mean "accountId"?' },
    { options: { whiteList: [] }, says: 'whiteList: unknown key, did you mean "whitelist"?' },
    {
      options: { colour: 1 },
      says: 'colour: unknown key, expected one of accountId, functionId, settingsPath',
    },
    { options: { accountId: 12345 }, says: 'accountId: expected a non-empty string, found 12345' },
    { options: { accountId: '' }, says: 'accountId: expected a non-empty string, found an empty string' },
    { options: { functionId: null }, says: 'functionId: expected a non-empty string, found null' },
    { options: { settingsPath: [] }, says: 'settingsPath: expected a non-empty string, found an array' },
    {
      options: { contextServiceEnvironment: {} },
      says: 'contextServiceEnvironment: expected a non-empty string',
    },
    { options: { whitelist: 'a.example' }, says: 'whitelist: expected an array of hosts, found a string' },
    { options: { whitelist: ['a.example', '*'] }, says: 'whitelist[1]: "*" would allow every host' },
    { options: { whitelist: [5] }, says: 'whitelist[0]: expected a host such as "api.example.com", found 5' },
    {
      options: { whitelistViolation: '403' },
      says: 'whitelistViolation: expected "socket-closed" or "forbidden", found "403"',
    },
    { options: { proxy: 5 }, says: 'proxy: expected a proxy URL, or false for no proxy, found 5' },
    { options: { proxy: {} }, says: 'proxy: expected a proxy URL, or false for no proxy, found an object' },
    { options: { proxy: new URL('ftp://proxy') }, says: 'proxy: "ftp://proxy/" is not a proxy' },
    { options: { proxy: true }, says: 'proxy: expected a proxy URL, or false for no proxy, found true' },
    {
      options: { proxy: '' },
      says: 'proxy: "" is not a proxy: write a URL such as "http://proxy.example.com:8080"',
    },
    {
      options: { proxy: 'socks5://u:hunter2@p.example' },
      says: 'proxy: "socks5://[redacted]@p.example" is not a proxy',
    },
    { options: { proxy: 'u:hunter2@p example' }, says: 'proxy: "[redacted]@p example" is not a proxy' },
    {
      options: { proxy: 'http://u:#hunter2@p.example' },
      says: 'proxy: "http://[redacted]@p.example" is not a proxy',
    },
    { options: { rateLimit: 5 }, says: 'rateLimit: expected an object, found 5' },
    { options: { rateLimit: { limt: 5 } }, says: 'rateLimit.limt: unknown key, did you mean "limit"?' },
    { options: { rateLimit: { limit: 0 } }, says: 'rateLimit.limit: expected a positive integer, found 0' },
    {
      options: { rateLimit: { limit: 1.5 } },
      says: 'rateLimit.limit: expected a positive integer, found 1.5',
    },
    {
      options: { rateLimit: { intervalMs: '1s' } },
      says: 'rateLimit.intervalMs: expected a positive integer, found a string',
    },
    {
      options: { rateLimit: { intervalMs: Number.POSITIVE_INFINITY } },
      says: 'rateLimit.intervalMs: expected a positive integer, found Infinity',
    },
    {
      options: { rateLimit: { maxWaitMs: -1 } },
      says: 'rateLimit.maxWaitMs: expected a number of milliseconds, 0 or more, found -1',
    },
    {
      options: { rateLimit: { maxWaitMs: Number.NaN } },
      says: 'rateLimit.maxWaitMs: expected a number of milliseconds',
    },
    {
      options: { rateLimit: { mode: 'wait' } },
      says: 'rateLimit.mode: expected "reject", "queue" or "off", found "wait"',
    },
    {
      options: { rateLimit: { store: {} } },
      says: 'rateLimit.store: expected an object with a function take, or { redis: client }, found an object',
    },
    {
      options: { rateLimit: { store: 'redis://:secret@cache' } },
      says: 'rateLimit.store: expected an object with a function take, or { redis: client }, found a string',
    },
    {
      options: { rateLimit: { store: { redis: 'redis://:secret@cache' } } },
      says: 'rateLimit.store.redis: expected a client of the package ioredis, or of the package redis 4 or later, found a string',
    },
    {
      options: { rateLimit: { store: { redis: { eval() {}, internal_send_command() {} } } } },
      says: 'rateLimit.store.redis: expected a client of the package ioredis, or of the package redis 4 or later, found an object',
    },
    {
      options: { rateLimit: { store: { redis: { eval() {} }, keyPrefix: '' } } },
      says: 'rateLimit.store.keyPrefix: expected a non-empty string, found an empty string',
    },
    {
      options: { rateLimit: { store: { redis: { eval() {} }, keyPrefx: 'a' } } },
      says: 'rateLimit.store.keyPrefx: unknown key, did you mean "keyPrefix"?',
    },
    { options: { csds: [] }, says: 'csds: expected an object of service names and hosts, found an array' },
    {
      options: { csds: { smt: 5 } },
      says: 'csds.smt: expected a host such as "va.agentvep.liveperson.net", found 5',
    },
    {
      options: { csds: { smt: 'https://a.example/path' } },
      says: 'csds.smt: "https://a.example/path" is not a host',
    },
    { options: { csds: { smt: '' } }, says: 'csds.smt: "" is not a host' },
    {
      options: { csds: { smt: 'https://u:hunter2@a.example' } },
      says: 'csds.smt: "https://[redacted]@a.example" is not a host',
    },
    {
      options: { logger: 'console' },
      says: 'logger: expected an object with functions debug, info, warn or error, found a string',
    },
    {
      options: { logger: { warn: true } },
      says: 'logger: expected an object with functions debug, info, warn or error',
    },
    { options: { secrets: 'hunter2' }, says: 'secrets: expected "file", "environment", a record such as' },
    {
      options: { secrets: null },
      says: 'or an object with the methods readSecret and updateSecret, found null',
    },
    { options: { secrets: ['hunter2'] }, says: 'found an array' },
    { options: { secrets: new Map([['a', 'hunter2']]) }, says: 'found another object' },
    {
      options: { secrets: { readSecret: () => 'hunter2' } },
      says: 'the methods readSecret and updateSecret',
    },
    {
      options: { secrets: { 'my key': 'hunter2' } },
      says: 'secrets["my key"]: this is not the key of a secret',
    },
    {
      options: { secrets: { a: () => 'hunter2' } },
      says: 'secrets.a: expected a string or a JSON value, found a function',
    },
    {
      options: { secrets: { a: cyclic } },
      says: 'secrets.a: expected a string or a JSON value, found an object',
    },
    {
      options: { secrets: { a: Promise.resolve('x') } },
      says: 'secrets.a: expected a string or a JSON value, found a promise: await it first',
    },
    { options: { secrets: { a: 5n } }, says: 'secrets.a: expected a string or a JSON value, found a bigint' },
  ])('$says', ({ options, says }) => {
    const error = thrownBy(() => configuration.configure(options as ToolbeltOptions));
    expect(error).toBeInstanceOf(ToolbeltError);
    expect(error.code).toBe(ErrorCodes.Toolbelt.INVALID_CONFIGURATION);
    expect(error.message).toContain(
      `Toolbelt.configure: ${says.startsWith('or ') || says.startsWith('found') || says.startsWith('the ') ? '' : says}`,
    );
    expect(error.message).toContain(says);
    expect(error.message).not.toContain('hunter2');
  });

  it('everything when one thing is wrong, and names each', () => {
    configuration.configure({ accountId: 'before' });
    const options = { accountId: 'after', functionId: 5, secrets: { a: 1 }, rateLimit: { limit: -1 } };
    const { message } = thrownBy(() => configuration.configure(options as unknown as ToolbeltOptions));
    expect(message).toMatch(/functionId: .*; rateLimit\.limit: .*\(nothing was changed\)\./);
    expect(configuration.accountId()).toBe('before');
    expect(configuration.secretSource()).toEqual({ kind: 'file' });
    expect(configuration.rateLimit().limit).toBe(20);
  });
});
