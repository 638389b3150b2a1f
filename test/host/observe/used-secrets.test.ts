import { expect, it } from 'vitest';
import { UsedSecrets } from '../../../src/host/observe/used-secrets';
import type { LogEntry } from '../../../src/runtime/types';

const ACCOUNT = '12345678';

function secretsOf(...values: unknown[]): UsedSecrets {
  const secrets = new UsedSecrets(ACCOUNT);
  for (const value of values) secrets.add(value);
  return secrets;
}

function entryOf(message: string, ...extras: unknown[]): LogEntry {
  return { level: 'info', message, extras, timestamp: 1 };
}

it.each<[what: string, value: unknown, shown: string]>([
  ['a text', 'Zwiebelkuchen', 'the key is Zwiebelkuchen!'],
  ['JSON', { consumerKey: 'Zwiebelkuchen' }, 'the key is Zwiebelkuchen!'],
  ['JSON as a text', '{"consumerKey":"Zwiebelkuchen"}', 'the key is Zwiebelkuchen!'],
  ['a list', ['Zwiebelkuchen'], 'the key is Zwiebelkuchen!'],
  ['a list in a record', { keys: [{ one: 'Zwiebelkuchen' }] }, 'the key is Zwiebelkuchen!'],
])('removes the value of a secret: %s', (_what, value, shown) => {
  const secrets = secretsOf(value);
  expect(secrets.removeFrom(shown)).toBe('the key is [redacted]!');
  expect(secrets.hideEntry(entryOf(shown, { lines: [shown], [shown]: 1 }))).toEqual(
    entryOf('the key is [redacted]!', { lines: ['the key is [redacted]!'], 'the key is [redacted]!': 1 }),
  );
  expect(secrets.hideTexts({ code: 'x', stack: shown })).toEqual({
    code: 'x',
    stack: 'the key is [redacted]!',
  });
});

it('removes a webhook, since its path is the secret', () => {
  const url = 'https://hooks.example.com/T00/B00/abcdef';
  expect(secretsOf(url).removeFrom(`POST ${url}`)).toBe('POST [redacted]');
});

it('keeps what says where a secret belongs, and the account', () => {
  const secrets = secretsOf({
    accountId: ACCOUNT,
    url: 'https://api.example.com/',
    host: 'api.example.com',
    username: 'somebody@example.com',
    password: 'Zwiebelkuchen',
  });
  const text = `https://api.example.com/${ACCOUNT}/orders of somebody@example.com`;
  expect(secrets.removeFrom(text)).toBe(text);
  expect(secrets.removeFrom('Zwiebelkuchen')).toBe('[redacted]');
});

it('hides nothing while no secret was used, and copies nothing', () => {
  const entry = entryOf('Zwiebelkuchen');
  const secrets = secretsOf(undefined, null, '', 1, true, {}, []);
  expect(secrets.hideEntry(entry)).toBe(entry);
  expect(secrets.hideTexts(entry)).toBe(entry);
  expect(secrets.known).toBeUndefined();
});

it('takes a value that refers to itself', () => {
  const value: Record<string, unknown> = { password: 'Zwiebelkuchen' };
  value.self = value;
  expect(secretsOf(value).removeFrom('Zwiebelkuchen')).toBe('[redacted]');
});

it('keeps the shape of what it hides, whatever the secrets are', () => {
  const secrets = secretsOf('message', 'extras', 'timestamp', 'Zwiebelkuchen');
  const date = new Date(0);
  const long = 'x'.repeat(100_000);
  expect(secrets.hideEntry(entryOf('the message', date, 1, null, long))).toEqual(
    entryOf('the [redacted]', date, 1, null, long),
  );
  expect(secrets.hideTexts({ message: 'the message', status: 200 })).toEqual({
    message: 'the [redacted]',
    status: 200,
  });
});
