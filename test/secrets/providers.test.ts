import { afterEach, describe, expect, it, vi } from 'vitest';
import { secretStoreOf } from '../../src/secrets/providers';

type Configured = Parameters<typeof secretStoreOf>[0];
const storeOf = (source: object, settings: object = {}) =>
  secretStoreOf({ secretSource: () => source, settings: () => settings } as unknown as Configured);

afterEach(() => void vi.unstubAllEnvs());

describe('secrets in the environment', () => {
  const name = 'LP_FAAS_SECRET_MY_KEY';

  it.each<[text: string, value: unknown]>([
    ['text', 'text'],
    ['', undefined],
    ['{"a":1}', { a: 1 }],
    [' \n[1] ', [1]],
    ['{broken', '{broken'],
    ['"quoted"', '"quoted"'],
    ['12', '12'],
  ])('are read: %j', (text, value) => {
    vi.stubEnv(name, text);
    expect(storeOf({ kind: 'environment', written: new Map() }).read('my-key')).toEqual(value);
  });

  it('are kept exactly as they were written, until something else changes the variable', () => {
    const store = storeOf({ kind: 'environment', written: new Map() });
    vi.stubEnv(name, 'old');
    for (const value of ['{"text":1}', { a: [1] }, '', 7]) {
      expect(store.update('my-key', value)).toBe(true);
      expect(process.env[name]).toBe(typeof value === 'string' ? value : JSON.stringify(value));
      expect(store.read('my-key')).toEqual(value);
    }
    vi.stubEnv(name, '[2]');
    expect(store.read('my-key')).toEqual([2]);
  });

  it('that do not exist are not written, and the variable is named', () => {
    const store = storeOf({ kind: 'environment', written: new Map() });
    expect([store.read('none'), store.update('none', 'x')]).toEqual([undefined, false]);
    expect(process.env.LP_FAAS_SECRET_NONE).toBeUndefined();
    expect(store.explainMissing('none')).toBe(
      'looked in the environment; set the variable LP_FAAS_SECRET_NONE',
    );
  });
});

describe('secrets in memory', () => {
  const secrets = new Map<string, unknown>([['my-key', 1]]);
  const store = storeOf({ kind: 'memory', secrets });

  it('are read and replaced', () => {
    expect([store.read('my-key'), store.read('none')]).toEqual([1, undefined]);
    expect([store.update('my-key', 2), store.update('none', 2)]).toEqual([true, false]);
    expect([...secrets]).toEqual([['my-key', 2]]);
  });

  it('that do not exist are explained', () => {
    const where = 'looked in the secrets given to Toolbelt.configure; add';
    expect(store.explainMissing('zzz')).toBe(`${where} "zzz" there`);
    expect(store.explainMissing('mykey')).toBe(`${where} "mykey" there (there is one named "my-key")`);
  });
});

describe('secrets in a store of the user', () => {
  const provider = { readSecret: vi.fn(), updateSecret: vi.fn() };
  const store = storeOf({ kind: 'provider', provider });

  it('are read and replaced there', async () => {
    provider.readSecret.mockImplementation(async (key) => (key === 'a' ? null : undefined));
    expect(await store.read('a')).toBeNull();
    expect([await store.update('a', 2), await store.update('b', 2)]).toEqual([true, false]);
    expect(provider.updateSecret.mock.calls).toEqual([['a', 2]]);
  });

  it('that do not exist are explained by the store, or in general', () => {
    expect(store.explainMissing('b')).toBe(
      'the readSecret function given to Toolbelt.configure returned undefined for it; add "b" to that store',
    );
    const own = storeOf({
      kind: 'provider',
      provider: { ...provider, explainMissing: (key: string) => `no ${key}` },
    });
    expect(own.explainMissing('b')).toBe('no b');
  });
});

describe('secrets in a file', () => {
  const settings = (existing: string[], keys: string[] = []) => ({
    ...{ path: '/s.json', localPath: '/s.local.json', existing, sources: new Map() },
    secrets: new Map(keys.map((key) => [key, 1])),
  });
  const add = '; add { "key": "mykey", "value": … } to "secrets" there';

  it.each<[existing: string[], keys: string[], text: string]>([
    [['/s.json'], [], `looked in /s.json${add}`],
    [[], [], `looked in /s.json (no such file)${add}`],
    [
      ['/s.json', '/s.local.json'],
      ['my-key'],
      `looked in /s.json and /s.local.json${add} (there is one named "my-key")`,
    ],
    [['/s.local.json'], [], `looked in /s.json (no such file) and /s.local.json${add}`],
  ])('that do not exist are explained: %j %j', (existing, keys, text) => {
    expect(storeOf({ kind: 'file' }, settings(existing, keys)).explainMissing('mykey')).toBe(text);
  });

  it('that have no file are not written', async () => {
    const store = storeOf({ kind: 'file' }, settings([], ['a']));
    expect([store.read('a'), store.read('b'), await store.update('a', 2)]).toEqual([1, undefined, false]);
  });
});
