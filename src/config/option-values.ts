import { URL } from 'node:url';
import { isRecord } from '../internal/is-record';
import { copyJson, emptiedByJson, toJsonText } from '../internal/json-copy';
import { isUrlObject, proxyText } from '../internal/node/url-object';
import { isPlainRecord } from '../internal/plain-record';
import { describeValue, maskUserInfo, nearName } from '../internal/wording';
import { DEFAULT_APP_KEY_SECRET, MAX_SECRET_KEY_CHARACTERS } from './defaults';
import type { RedisRateLimitStore, SecretProvider } from './types';

const SCHEME = /^[a-z][a-z\d+.-]*:\/\//i;
const SECRET_KEY = /^[A-Za-z\d_-]+$/;

/**
 * Parses a proxy into a URL with a scheme. Without a scheme, `host:port` means http
 * (docs/platform.md, "Proxy").
 *
 * @throws Error whose message shows no password
 */
export function parseProxyOption(text: string): string {
  const url = SCHEME.test(text) ? text : `http://${text}`;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !isHttp(parsed) || !isBare(parsed) || !isDecodable(parsed)) {
    throw new Error(
      `${JSON.stringify(maskUserInfo(text))} is not a proxy: write a URL such as "http://proxy.example.com:8080", ` +
        'or false for no proxy; characters such as "#", "/" and "%" in a password must be percent-encoded',
    );
  }
  return url;
}

/** What is wrong with the option `proxy`. The key is always `''`, which stands for the option itself. */
export function* proxyProblems(value: unknown): Generator<[key: string, problem: string]> {
  if (value === undefined || value === false) return;
  if (typeof value !== 'string' && !isUrlObject(value)) {
    yield ['', `expected a proxy URL, or false for no proxy, found ${describeValue(value)}`];
    return;
  }
  try {
    parseProxyOption(String(proxyText(value)));
  } catch (error) {
    yield ['', (error as Error).message];
  }
}

/**
 * Checks the host of a LivePerson service. It may have a scheme and a port, so that tests can use a local server.
 *
 * @throws Error that says what to write
 */
export function checkServiceHost(text: string): void {
  const url = SCHEME.test(text) ? text : `https://${text}`;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // The class URL would remove line breaks and tabs without an error.
  const isOneWord = !/[\s\p{Cc}]/u.test(text);
  if (parsed === undefined || !isOneWord || !isHttp(parsed) || !isBare(parsed) || hasUserInfo(parsed)) {
    throw new Error(
      `${JSON.stringify(maskUserInfo(text))} is not a host: write it as in "va.agentvep.liveperson.net" ` +
        'or "http://localhost:8080", without a path',
    );
  }
}

/** Whether a value is a limit in bytes: a positive integer, or `Infinity` for none. */
export function isByteLimit(value: unknown): value is number {
  return value === Number.POSITIVE_INFINITY || (Number.isSafeInteger(value) && (value as number) > 0);
}

/** Whether {@link checkServiceHost} accepts the text. */
export function isServiceHost(text: string): boolean {
  try {
    checkServiceHost(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * What is wrong with the key of a secret, or `undefined` for a valid key (docs/platform.md, "Secrets":
 * `[A-z0-9-_]`, up to 100 characters).
 */
export function secretKeyProblem(key: unknown): string | undefined {
  const rule = `expected 1 to ${MAX_SECRET_KEY_CHARACTERS} characters of A-Z, a-z, 0-9, "-" and "_"`;
  if (typeof key !== 'string' || key === '') return `${rule}, found ${describeValue(key)}`;
  if (key.length > MAX_SECRET_KEY_CHARACTERS) return `${rule}, found ${key.length} characters`;
  return SECRET_KEY.test(key) ? undefined : `${rule}, found ${JSON.stringify(key)}`;
}

/** Whether the option `secrets` is a store of the user, and not a record of names and values. */
export function isSecretProvider(value: unknown): value is SecretProvider {
  return (
    isRecord(value) && typeof value.readSecret === 'function' && typeof value.updateSecret === 'function'
  );
}

/**
 * What is wrong with the option `secrets`, by key. The key `''` stands for the option itself. Values are never shown.
 */
export function* secretsProblems(value: unknown): Generator<[key: string, problem: string]> {
  if (value === 'file' || value === 'environment' || isSecretProvider(value)) return;
  // A Map or an object of a class is refused: it would look like a record without secrets.
  if (!isPlainRecord(value) || hasMethod(value)) {
    const shapes = `"file", "environment", a record such as { "${DEFAULT_APP_KEY_SECRET}": … }`;
    const found = isRecord(value) ? 'another object' : describeValue(value);
    yield [
      '',
      `expected ${shapes}, or an object with the methods readSecret and updateSecret, found ${found}`,
    ];
    return;
  }
  for (const [key, secret] of Object.entries(value)) {
    const problem = secretKeyProblem(key);
    const emptied = emptiedByJson(secret);
    if (problem !== undefined) yield [key, `this is not the key of a secret: ${problem}`];
    else if (toJsonText(secret) === undefined || emptied !== undefined) {
      yield [key, `expected a string or a JSON value, found ${emptied ?? describeValue(secret)}`];
    }
  }
}

/** A deep copy of the record `secrets`, so that a later change of the record changes no secret. */
export function copySecrets(secrets: Readonly<Record<string, unknown>>): Map<string, unknown> {
  return new Map(Object.entries(secrets).map(([key, value]) => [key, copyJson(value)]));
}

function hasMethod(value: Record<string, unknown>): boolean {
  return typeof value.readSecret === 'function' || typeof value.updateSecret === 'function';
}

/** Whether nothing follows the host. An unescaped `#` or `/` in a password would move parts of the password there. */
function isBare({ pathname, search, hash }: URL): boolean {
  return pathname === '/' && search === '' && hash === '';
}

function hasUserInfo({ username, password }: URL): boolean {
  return username !== '' || password !== '';
}

function isHttp(url: URL): boolean {
  return url.protocol === 'http:' || url.protocol === 'https:';
}

/** Whether user name and password can be decoded. A password with a single `%` cannot be. */
function isDecodable({ username, password }: URL): boolean {
  try {
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}

const STORE_KEYS = ['redis', 'keyPrefix'];

/** Whether the `store` of a rate limit is Redis, and not a store of the user. */
export function isRedisStore(store: unknown): store is RedisRateLimitStore {
  return isRecord(store) && typeof store.take !== 'function' && 'redis' in store;
}

/** What is wrong with the `store` of a rate limit, by key. The key `''` stands for the store itself. */
export function* storeProblems(store: unknown): Generator<[key: string, problem: string]> {
  if (!isRedisStore(store)) {
    if (isRecord(store) && typeof store.take === 'function') return;
    const found = describeValue(store);
    yield ['', `expected an object with a function take, or { redis: client }, found ${found}`];
    return;
  }
  if (!isRedisClient(store.redis)) {
    const found = describeValue(store.redis);
    const client = 'a client of the package ioredis, or of the package redis 4 or later';
    yield ['redis', `expected ${client}, found ${found}`];
  }
  const { keyPrefix } = store;
  if (keyPrefix !== undefined && (typeof keyPrefix !== 'string' || keyPrefix === '')) {
    yield ['keyPrefix', `expected a non-empty string, found ${describeValue(keyPrefix)}`];
  }
  for (const key of Object.keys(store).filter((name) => !STORE_KEYS.includes(name))) {
    const near = nearName(key, STORE_KEYS);
    const advice =
      near === undefined ? `expected one of ${STORE_KEYS.join(', ')}` : `did you mean "${near}"?`;
    yield [key, `unknown key, ${advice}`];
  }
}

/**
 * Refuses clients of the package redis up to version 3, which have callbacks instead of promises. Only those clients
 * have `internal_send_command`.
 */
function isRedisClient(client: unknown): boolean {
  return (
    isRecord(client) &&
    typeof client.eval === 'function' &&
    typeof client.internal_send_command !== 'function'
  );
}

/** Accepts any object, such as `console`. The library writes nothing at levels whose method is missing. */
export function isLogger(value: unknown): boolean {
  if (!isRecord(value)) return false;
  return ['debug', 'info', 'warn', 'error'].every((level) =>
    ['undefined', 'function'].includes(typeof value[level]),
  );
}
