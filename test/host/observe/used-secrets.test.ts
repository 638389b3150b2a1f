import { expect, it } from 'vitest';
import { UsedSecrets } from '../../../src/host/observe/used-secrets';

const ACCOUNT = '12345678';

function secretsOf(...values: unknown[]): UsedSecrets {
  const secrets = new UsedSecrets(ACCOUNT);
  for (const value of values) secrets.add(value);
  return secrets;
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
  expect(secrets.hide({ lines: [shown], [shown]: 1 })).toEqual({
    lines: ['the key is [redacted]!'],
    'the key is [redacted]!': 1,
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
  const entry = { message: 'Zwiebelkuchen' };
  const secrets = secretsOf(undefined, null, '', 1, true, {}, []);
  expect(secrets.hide(entry)).toBe(entry);
  expect(secrets.known).toBeUndefined();
});

it('takes a value that refers to itself', () => {
  const value: Record<string, unknown> = { password: 'Zwiebelkuchen' };
  value.self = value;
  expect(secretsOf(value).removeFrom('Zwiebelkuchen')).toBe('[redacted]');
});
