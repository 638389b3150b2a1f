import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ErrorCodes, Toolbelt } from '../../src/index';
import { type TestSettings, useSecrets, useSettings } from '../../src/testing/use-settings';
import { startServer } from '../helpers/with-server';

const read = async (key: string) => (await Toolbelt.SecretClient().readSecret(key)).value;
const missing = expect.objectContaining({ code: ErrorCodes.Secret.NOT_FOUND });

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
  file = join(folder, 'settings.json');
  const secrets = [
    { key: 'shared', value: 'of the file' },
    { key: 'filed', value: 'of the file' },
  ];
  writeFileSync(file, JSON.stringify({ whitelist: [], secrets }));
});
afterEach(() => {
  Toolbelt.reset();
  rmSync(folder, { recursive: true, force: true });
});

/** Whether a host may be called. */
async function isAllowed(host: string): Promise<boolean> {
  const server = await startServer((_request, response) => response.end());
  try {
    await Toolbelt.HTTPClient()(`http://${host}:${server.port}/`);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ message: 'Error [ERR_SOCKET_CLOSED]: Socket is closed' });
    return false;
  } finally {
    await server.close();
  }
}

describe('useSettings', () => {
  it('replaces whitelist and secrets, whatever was set, until it is undone', async () => {
    Toolbelt.configure({ settingsPath: file, secrets: 'file', logger: {} });
    const undo = useSettings({ whitelist: ['127.0.0.1'], secrets: { shared: 'in memory' } });
    expect(await read('shared')).toBe('in memory');
    await expect(read('filed')).rejects.toEqual(missing);
    expect(await isAllowed('127.0.0.1')).toBe(true);
    undo();
    expect(await read('shared')).toBe('of the file');
    expect(await isAllowed('127.0.0.1')).toBe(false);
  });

  it('takes secrets as a settings file lists them', async () => {
    useSettings({
      secrets: [
        { key: 'a', value: { deep: 1 } },
        { key: 'b', value: 'text' },
        { key: 'a', value: 'second' },
      ],
    });
    expect([await read('a'), await read('b')]).toEqual([{ deep: 1 }, 'text']);
  });

  it('without either means none, not those of a file', async () => {
    Toolbelt.configure({ settingsPath: file });
    useSettings({});
    await expect(read('filed')).rejects.toEqual(missing);
  });

  it('knows no settings.local.json either', async () => {
    writeFileSync(join(folder, 'settings.local.json'), JSON.stringify({ whitelist: ['127.0.0.1'] }));
    const cwd = process.cwd();
    process.chdir(folder);
    try {
      Toolbelt.configure({ logger: {} });
      useSettings({});
      expect(await isAllowed('127.0.0.1')).toBe(false);
    } finally {
      process.chdir(cwd);
    }
  });

  it('takes the path of a settings file, which counts alone', async () => {
    Toolbelt.configure({ secrets: { shared: 'configured' }, whitelist: ['127.0.0.1'], logger: {} });
    const undo = useSettings(file);
    expect(await read('shared')).toBe('of the file');
    expect(await isAllowed('127.0.0.1')).toBe(false);
    undo();
    expect(await read('shared')).toBe('configured');
  });

  it('leaves all other options alone', () => {
    Toolbelt.configure({ accountId: '4711' });
    useSettings({});
    expect(Toolbelt.ContextServiceClient('key').accountId).toBe('4711');
  });

  it.each<[name: string, settings: unknown, problem: RegExp]>([
    [
      'undefined',
      undefined,
      /^useSettings: expected \{ whitelist, secrets \}, or the path of a settings file\.$/,
    ],
    ['an array', [], /^useSettings: expected/],
    ['an empty path', '', /^useSettings: there is no file/],
    ['an unknown key', { whitelists: [] }, /unknown key "whitelists" \(did you mean "whitelist"\?\)/],
    ['a whitelist as text', { whitelist: 'a.example' }, /whitelist must be an array of hosts/],
    ['a wildcard for all', { whitelist: ['*'] }, /whitelist\[0\].*would allow every host/],
    ['secrets as text', { secrets: 'file' }, /secrets must be an object of names and values/],
    ['a list of other things', { secrets: [{ name: 'a' }] }, /secrets\[0\] must be \{ key, value \}/],
    [
      'a secret without a value',
      { secrets: [{ key: 'a' }] },
      /the secret "a" must be a string or a JSON value/,
    ],
    ['a bad name', { secrets: { 'a b': 1 } }, /secrets\["a b"\]: this is not the key of a secret/],
  ])('refuses %s and changes nothing', async (_name, settings, problem) => {
    Toolbelt.configure({ secrets: { kept: 'kept' } });
    expect(() => useSettings(settings as TestSettings)).toThrow(
      expect.objectContaining({
        code: ErrorCodes.Toolbelt.INVALID_ARGUMENT,
        message: expect.stringMatching(problem),
      }),
    );
    expect(await read('kept')).toBe('kept');
  });

  it('names the file that is not there', () => {
    expect(() => useSettings('no/such.json')).toThrow(
      `useSettings: there is no file ${resolve('no/such.json')}.`,
    );
  });
});

describe('useSecrets', () => {
  it('lies over what is configured, until it is undone', async () => {
    Toolbelt.configure({ settingsPath: file });
    const undo = useSecrets({ shared: { mine: true } });
    expect([await read('shared'), await read('filed')]).toEqual([{ mine: true }, 'of the file']);
    await expect(read('nowhere')).rejects.toMatchObject({
      code: ErrorCodes.Secret.NOT_FOUND,
      message: expect.stringContaining(`looked in ${file}`),
    });
    undo();
    expect(await read('shared')).toBe('of the file');
  });

  it('lies over others of its kind, and each update finds its own', async () => {
    Toolbelt.configure({ settingsPath: file });
    const undoFirst = useSecrets({ first: 1, shared: 'first' });
    const undoSecond = useSecrets({ second: 2, shared: 'second' });
    const client = Toolbelt.SecretClient();
    await client.updateSecret({ key: 'shared', value: 'updated' });
    await client.updateSecret({ key: 'first', value: 'updated' });
    await client.updateSecret({ key: 'filed', value: 'updated' });
    await expect(client.updateSecret({ key: 'nowhere', value: 1 })).rejects.toEqual(missing);
    expect(await Promise.all(['first', 'second', 'shared', 'filed'].map(read))).toEqual([
      'updated',
      2,
      'updated',
      'updated',
    ]);
    undoSecond();
    expect(await Promise.all(['first', 'shared', 'filed'].map(read))).toEqual([
      'updated',
      'first',
      'updated',
    ]);
    undoFirst();
    expect(await read('shared')).toBe('of the file');
  });

  it('is undone for good when it is undone first', async () => {
    Toolbelt.configure({ secrets: { shared: 'configured' } });
    const undoFirst = useSecrets({ shared: 'first' });
    const undoSecond = useSecrets({ shared: 'second' });
    undoFirst();
    undoFirst();
    expect(await read('shared')).toBe('second');
    undoSecond();
    expect(await read('shared')).toBe('configured');
  });

  it('leaves alone what is configured after it', async () => {
    useSecrets({ mine: 'x' });
    Toolbelt.configure({ accountId: '4711' });
    await expect(read('nowhere')).rejects.toEqual(missing);
    expect(Toolbelt.ContextServiceClient('key').accountId).toBe('4711');
  });

  it('ends with its block', async () => {
    Toolbelt.configure({ secrets: { shared: 'configured' } });
    {
      using _undo = useSecrets({ shared: 'mine' });
      expect(await read('shared')).toBe('mine');
    }
    expect(await read('shared')).toBe('configured');
  });

  it('copies what it is given', async () => {
    const secret = { list: [1] };
    useSecrets({ secret });
    secret.list.push(2);
    expect(await read('secret')).toEqual({ list: [1] });
  });

  it.each<[name: string, secrets: unknown, problem: RegExp]>([
    ['undefined', undefined, /^useSecrets: secrets must be an object of names and values\.$/],
    ['text', 'file', /secrets must be an object/],
    ['a list', [{ key: 'a', value: 'b' }], /secrets must be an object/],
    [
      'a store',
      { readSecret() {}, updateSecret() {} },
      /the secret "readSecret" must be a string or a JSON value/,
    ],
    ['a class instance', new Map([['a', 'b']]), /secrets: expected/],
    ['undefined as a value', { a: undefined }, /the secret "a" must be a string or a JSON value/],
    ['a name with a dot', { 'a.b': 1 }, /secrets\["a\.b"\]: this is not the key of a secret/],
  ])('refuses %s and changes nothing', async (_name, secrets, problem) => {
    Toolbelt.configure({ secrets: { kept: 'kept' } });
    expect(() => useSecrets(secrets as Record<string, unknown>)).toThrow(
      expect.objectContaining({
        code: ErrorCodes.Toolbelt.INVALID_ARGUMENT,
        message: expect.stringMatching(problem),
      }),
    );
    expect(await read('kept')).toBe('kept');
  });
});
