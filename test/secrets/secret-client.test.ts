import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Configuration } from '../../src/config/configuration';
import { ErrorCodes, SecretError, ToolbeltError } from '../../src/errors';
import { SecretClient, type SecretEntry } from '../../src/secrets/secret-client';
import { failureOf } from '../helpers/failure-of';
import { temporaryFolder, writeSettings } from '../helpers/settings-folder';

const { INVALID_FORMAT, NOT_FOUND, OP_FAILED } = ErrorCodes.Secret;

let configuration: Configuration;
let client: SecretClient;

beforeEach(() => {
  configuration = new Configuration();
  client = new SecretClient(configuration);
});

/** Points the client at a settings file with these secrets and returns its path. */
function useSecrets(secrets: Record<string, unknown>): string {
  const entries = Object.entries(secrets).map(([key, value]) => ({ key, value }));
  const settingsPath = writeSettings(temporaryFolder(), { secrets: entries });
  configuration.configure({ settingsPath });
  return settingsPath;
}

const VALUES = ['', 'text', '{"a":1}', '42', 42, 0, true, null, [], [1, [2]], { a: { b: [null, 'x'] } }];

describe.each([
  { name: 'file', use: useSecrets },
  { name: 'memory', use: (secrets: Record<string, unknown>) => configuration.configure({ secrets }) },
  {
    name: 'environment',
    use: (secrets: Record<string, unknown>) => {
      configuration.configure({ secrets: 'environment' });
      for (const key of Object.keys(secrets)) process.env[`LP_FAAS_SECRET_${key.toUpperCase()}`] = 'old';
    },
  },
  {
    name: 'provider',
    use: (secrets: Record<string, unknown>) => {
      const map = new Map(Object.entries(secrets));
      configuration.configure({
        secrets: {
          readSecret: async (key) => map.get(key),
          updateSecret: (key, value) => void map.set(key, value),
        },
      });
    },
  },
])('SecretClient on $name', ({ use }) => {
  it.each(VALUES.map((value) => ({ value })))('round-trips $value', async ({ value }) => {
    use({ a: 'old', b: 'old' });
    expect(await client.updateSecret({ key: 'a', value })).toStrictEqual({ key: 'a', value });
    expect(await client.readSecret('a')).toStrictEqual({ key: 'a', value });
    expect(await new SecretClient(configuration).readSecret('a')).toStrictEqual({ key: 'a', value });
    expect(await client.readSecret('b')).toStrictEqual({ key: 'b', value: 'old' });
  });

  it('hands out and keeps copies', async () => {
    use({ a: 'old' });
    const given = { key: 'a', value: { list: [1] } };
    const returned = await client.updateSecret(given);
    given.value.list.push(2);
    returned.value.list.push(3);
    const read = await client.readSecret<{ list: number[] }>('a');
    read.value.list.push(4);
    expect(client.getUsedSecrets()).toStrictEqual([{ key: 'a', value: { list: [1] } }]);
    const [used] = client.getUsedSecrets() as SecretEntry<{ list: number[] }>[];
    used?.value.list.push(5);
    expect(client.getUsedSecrets()).toStrictEqual([{ key: 'a', value: { list: [1] } }]);
    const updated = await client.updateSecret({ key: 'a', value: { list: [6] } });
    updated.value.list.push(7);
    expect(client.getUsedSecrets()).toStrictEqual([{ key: 'a', value: { list: [6] } }]);
    await client.updateSecret({ key: 'a', value: { list: [1] } });
    expect(await client.readSecret('a')).toStrictEqual({ key: 'a', value: { list: [1] } });
    expect(client.getUsedSecrets()).toStrictEqual([{ key: 'a', value: { list: [1] } }]);
  });

  it('reads, changes the entry in place and stores it, as lambdas do', async () => {
    use({ a: 'old' });
    await client.updateSecret({ key: 'a', value: { count: 1 } });
    const entry = await client.readSecret<{ count: number }>('a');
    entry.value.count += 1;
    await client.updateSecret(entry);
    expect(await client.readSecret('a')).toEqual({ key: 'a', value: { count: 2 } });
  });

  it('refuses to read or update a secret that does not exist', async () => {
    use({ a: 'old' });
    for (const promise of [
      client.readSecret('none'),
      client.updateSecret({ key: 'none', value: 'hunter2' }),
    ]) {
      const error = await failureOf(promise);
      expect(error.code).toBe(NOT_FOUND);
      expect(error.message).toContain('There is no secret "none": ');
    }
    expect((await failureOf(client.readSecret('none'))).code).toBe(NOT_FOUND);
  });
});

describe('SecretClient refuses a key', () => {
  it.each([
    { key: '', says: 'found an empty string' },
    { key: undefined, says: 'found undefined' },
    { key: 5, says: 'found 5' },
    { key: { key: 'a' }, says: 'found an object' },
    { key: 'my key', says: 'found "my key"' },
    { key: 'ä', says: 'found "ä"' },
    { key: 'a.b', says: 'found "a.b"' },
    { key: 'a'.repeat(101), says: 'found 101 characters' },
  ])('$says', async ({ key, says }) => {
    useSecrets({ a: 'old' });
    for (const promise of [
      client.readSecret(key as string),
      client.updateSecret({ key: key as string, value: 'hunter2' }),
    ]) {
      const error = await failureOf(promise);
      expect(error.code).toBe(INVALID_FORMAT);
      expect(error.message).toContain('expected 1 to 100 characters of A-Z, a-z, 0-9, "-" and "_"');
      expect(error.message).toContain(says);
    }
  });

  it('but not one of 100 characters', async () => {
    const key = 'a-Z_9'.repeat(20);
    useSecrets({ [key]: 'x' });
    expect(await client.readSecret(key)).toEqual({ key, value: 'x' });
  });
});

describe('SecretClient.updateSecret refuses', () => {
  const cyclic: Record<string, unknown> = { password: 'hunter2' };
  cyclic.self = cyclic;

  it.each([
    { value: undefined, says: 'found undefined' },
    { value: () => 'hunter2', says: 'found a function' },
    { value: Symbol('hunter2'), says: 'found a symbol' },
    { value: 5n, says: 'found a bigint' },
    { value: Number.NaN, says: 'found a number' },
    { value: cyclic, says: 'found an object with a cycle or a BigInt in it' },
    { value: Promise.resolve('hunter2'), says: 'found a promise: await it first' },
    { value: new Map([['a', 'hunter2']]), says: 'found a Map or a Set, for which JSON writes {}' },
    { value: new Set(['hunter2']), says: 'found a Map or a Set, for which JSON writes {}' },
    { value: { n: 5n }, says: 'found an object with a cycle or a BigInt in it' },
    { value: 'x'.repeat(10_001), says: 'it has 10,001 characters, at most 10,000 are allowed' },
    { value: { x: 'x'.repeat(9_993) }, says: 'it has 10,001 characters' },
  ])('$says', async ({ value, says }) => {
    const path = useSecrets({ a: 'old' });
    const before = readFileSync(path, 'utf8');
    const error = await failureOf(client.updateSecret({ key: 'a', value }));
    expect(error.code).toBe(INVALID_FORMAT);
    expect(error.message).toContain('invalid value for "a"');
    expect(error.message).toContain(says);
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it.each([undefined, null, 'a', ['a'], 271828])('%s in place of an entry', async (entry) => {
    const error = await failureOf(client.updateSecret(entry as unknown as SecretEntry));
    expect(error.code).toBe(INVALID_FORMAT);
    expect(error.message).toContain('expected an object { key, value }');
    expect(error.message).not.toContain('271828');
  });

  it('nothing of exactly 10,000 characters', async () => {
    useSecrets({ a: 'old', b: 'old' });
    const text = '"'.repeat(10_000);
    expect((await client.updateSecret({ key: 'a', value: text })).value).toBe(text);
    const value = { x: 'x'.repeat(9_992) };
    expect((await client.updateSecret({ key: 'b', value })).value).toEqual(value);
  });
});

describe('SecretClient on a settings file', () => {
  it('ignores further properties of the entry and keeps those in the file', async () => {
    const content = {
      tool: 1,
      secrets: [{ lastUpdate: 5, key: 'a', value: 'old' }],
      whitelist: ['a.example'],
    };
    const settingsPath = writeSettings(temporaryFolder(), content);
    configuration.configure({ settingsPath });
    const entry = { key: 'a', value: 'new', lastUpdate: 7, more: 1 };
    expect(await client.updateSecret(entry)).toStrictEqual({ key: 'a', value: 'new' });
    content.secrets = [{ lastUpdate: 5, key: 'a', value: 'new' }];
    expect(readFileSync(settingsPath, 'utf8')).toBe(JSON.stringify(content, null, 2));
  });

  it('updates the file that holds the secret, the local one first', async () => {
    const folder = temporaryFolder();
    const secrets = [
      { key: 'both', value: 'old' },
      { key: 'main', value: 'old' },
    ];
    const settingsPath = writeSettings(folder, { secrets });
    const localPath = writeSettings(
      folder,
      { secrets: [{ key: 'both', value: 'old' }] },
      'settings.local.json',
    );
    configuration.configure({ settingsPath });
    await client.updateSecret({ key: 'both', value: 'new' });
    await client.updateSecret({ key: 'main', value: 'new' });
    expect(JSON.parse(readFileSync(localPath, 'utf8'))).toEqual({ secrets: [{ key: 'both', value: 'new' }] });
    expect(JSON.parse(readFileSync(settingsPath, 'utf8')).secrets).toEqual([
      { key: 'both', value: 'old' },
      { key: 'main', value: 'new' },
    ]);
  });

  it('says where it looked for a missing secret, and what to add', async () => {
    const path = useSecrets({ 'my-key': 'hunter2' });
    const { message } = await failureOf(client.readSecret('my_key'));
    expect(message).toContain(`looked in ${path}; add { "key": "my_key", "value": … } to "secrets" there`);
    expect(message).toContain('(there is one named "my-key")');
  });

  it('says so when the settings file does not exist', async () => {
    const settingsPath = join(temporaryFolder(), 'settings.json');
    configuration.configure({ settingsPath });
    const error = await failureOf(client.readSecret('a'));
    expect(error.code).toBe(NOT_FOUND);
    expect(error.message).toContain(`looked in ${settingsPath} (no such file); add`);
  });

  it('names the local file too when there is one', async () => {
    const path = useSecrets({});
    const localPath = writeSettings(join(path, '..'), {}, 'settings.local.json');
    expect((await failureOf(client.readSecret('a'))).message).toContain(
      `looked in ${path} and ${localPath};`,
    );
  });

  it.each(['{"secrets":[{"key":"a","value":"hunter2}]}', '{"secrets":[{"key":5,"value":"hunter2"}]}'])(
    'fails on the malformed file %s and never overwrites it',
    async (text) => {
      const settingsPath = writeSettings(temporaryFolder(), text);
      configuration.configure({ settingsPath });
      for (const promise of [client.readSecret('a'), client.updateSecret({ key: 'a', value: 'new' })]) {
        const error = await failureOf(promise);
        expect(error.code).toBe(OP_FAILED);
        expect(error.cause).toBeInstanceOf(ToolbeltError);
        expect((error.cause as ToolbeltError).code).toBe(ErrorCodes.Toolbelt.INVALID_SETTINGS);
        expect(error.message).toContain((error.cause as ToolbeltError).message);
        expect(error.message).toContain('line 1, column ');
      }
      expect(readFileSync(settingsPath, 'utf8')).toBe(text);
    },
  );

  it('sees what others write between two reads', async () => {
    const path = useSecrets({ a: 'one' });
    expect((await client.readSecret('a')).value).toBe('one');
    writeSettings(join(path, '..'), { secrets: [{ key: 'a', value: 'two' }] });
    expect((await client.readSecret('a')).value).toBe('two');
  });

  it('applies updates in the order of the calls', async () => {
    useSecrets({ a: 0 });
    await Promise.all(Array.from({ length: 20 }, (_, value) => client.updateSecret({ key: 'a', value })));
    expect((await client.readSecret('a')).value).toBe(19);
  });
});

describe('SecretClient on the environment', () => {
  beforeEach(() => configuration.configure({ secrets: 'environment' }));

  it.each([
    { text: '{"a":[1]}', value: { a: [1] } },
    { text: ' ["a"]', value: ['a'] },
    { text: '42', value: '42' },
    { text: 'true', value: 'true' },
    { text: '"quoted"', value: '"quoted"' },
    { text: '{not json', value: '{not json' },
  ])('reads $text', async ({ text, value }) => {
    process.env.LP_FAAS_SECRET_MY_KEY = text;
    expect(await client.readSecret('my-key')).toStrictEqual({ key: 'my-key', value });
  });

  it('names the variable of a missing secret', async () => {
    process.env.LP_FAAS_SECRET_MY_KEY = '';
    const error = await failureOf(client.readSecret('my-key'));
    expect(error.code).toBe(NOT_FOUND);
    expect(error.message).toContain('set the variable LP_FAAS_SECRET_MY_KEY');
  });

  it('sets the variable on update, and sees later changes of it', async () => {
    process.env.LP_FAAS_SECRET_A = 'old';
    await client.updateSecret({ key: 'a', value: { n: 1 } });
    expect(process.env.LP_FAAS_SECRET_A).toBe('{"n":1}');
    process.env.LP_FAAS_SECRET_A = 'changed';
    expect((await client.readSecret('a')).value).toBe('changed');
  });
});

describe('SecretClient on memory', () => {
  it('says what to add for a missing secret', async () => {
    configuration.configure({ secrets: { 'my-key': 'hunter2' } });
    const { message } = await failureOf(client.readSecret('mykey'));
    expect(message).toContain('add "mykey" there (there is one named "my-key")');
  });

  it('leaves the record that it was given alone', async () => {
    const secrets = { a: 'old' };
    configuration.configure({ secrets });
    await client.updateSecret({ key: 'a', value: 'new' });
    expect(secrets).toEqual({ a: 'old' });
  });
});

describe('SecretClient on a store of the user', () => {
  it('keeps what the store threw as the cause, and does not repeat its words', async () => {
    const failure = new Error('vault said: hunter2');
    const fail = async () => Promise.reject(failure);
    configuration.configure({ secrets: { readSecret: fail, updateSecret: fail } });
    const calls = [
      ['read', () => client.readSecret('a')],
      ['update', () => client.updateSecret({ key: 'a', value: 1 })],
    ] as const;
    for (const [verb, call] of calls) {
      const error = await failureOf(call());
      expect(error).toMatchObject({ code: OP_FAILED, cause: failure });
      expect(error.message).toBe(`Could not ${verb} the secret "a": see the cause of this error.`);
    }
  });

  it('lets a SecretError of the store pass', async () => {
    const failure = new SecretError(ErrorCodes.Secret.AUTH_FAILED, 'no');
    const readSecret = () => {
      throw failure;
    };
    configuration.configure({ secrets: { readSecret, updateSecret: () => {} } });
    expect(await failureOf(client.readSecret('a'))).toBe(failure);
  });

  it('calls the methods on the store itself', async () => {
    class Store {
      readonly #values = new Map<string, unknown>([['a', 1]]);
      readSecret(key: string): unknown {
        return this.#values.get(key);
      }
      updateSecret(key: string, value: unknown): void {
        this.#values.set(key, value);
      }
    }
    configuration.configure({ secrets: new Store() });
    await client.updateSecret({ key: 'a', value: 2 });
    expect(await client.readSecret('a')).toEqual({ key: 'a', value: 2 });
  });

  it('does not ask it to update an unknown secret', async () => {
    const updateSecret = vi.fn();
    configuration.configure({ secrets: { readSecret: () => undefined, updateSecret } });
    const error = await failureOf(client.updateSecret({ key: 'a', value: 1 }));
    expect(error.message).toContain('readSecret function given to Toolbelt.configure returned undefined');
    expect(updateSecret).not.toHaveBeenCalled();
  });
});

describe('SecretClient.getUsedSecrets', () => {
  it('has each secret that was read once, with its latest value', async () => {
    useSecrets({ a: 1, b: 2, c: 3 });
    expect(client.getUsedSecrets()).toEqual([]);
    await client.readSecret('a');
    await new SecretClient(configuration).readSecret('b');
    await client.readSecret('a');
    await client.updateSecret({ key: 'a', value: 10 });
    await client.updateSecret({ key: 'c', value: 30 });
    await client.readSecret('none').catch(() => {});
    expect(client.getUsedSecrets()).toEqual([
      { key: 'a', value: 10 },
      { key: 'b', value: 2 },
    ]);
  });
});

describe('SecretClient', () => {
  it('looks at the configuration when called, not when built', async () => {
    configuration.configure({ secrets: { a: 1 } });
    expect((await client.readSecret('a')).value).toBe(1);
    configuration.configure({ secrets: { a: 2 } });
    expect((await client.readSecret('a')).value).toBe(2);
  });
});
