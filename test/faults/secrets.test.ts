import { Socket } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { Toolbelt } from '../../src/index';
import { temporaryFolder, writeSettings } from '../helpers/settings-folder';

// SecretClient uses no network. These tests are the reason why all of its cells in the matrix are explained ones.

const SECRETS = { secrets: [{ key: 'a', value: 'before' }] };

afterEach(() => {
  vi.restoreAllMocks();
  Toolbelt.reset();
});

it.each([
  {
    source: 'the settings file',
    options: () => ({ settingsPath: writeSettings(temporaryFolder(), SECRETS) }),
  },
  { source: 'memory', options: () => ({ secrets: { a: 'before' } }) },
  {
    source: 'a store of the user',
    options: () => {
      const values = new Map<string, unknown>([['a', 'before']]);
      return {
        secrets: {
          readSecret: (key: string) => values.get(key),
          updateSecret: (key: string, value: unknown) => void values.set(key, value),
        },
      };
    },
  },
  {
    source: 'the environment',
    options: () => {
      process.env.LP_FAAS_SECRET_A = 'before';
      return { secrets: 'environment' as const };
    },
  },
])('SecretClient sends nothing with $source', async ({ options }) => {
  const connect = vi.spyOn(Socket.prototype, 'connect');
  const fetch = vi.spyOn(globalThis, 'fetch');
  Toolbelt.configure(options() as never);
  const client = Toolbelt.SecretClient();
  expect(await client.readSecret('a')).toEqual({ key: 'a', value: 'before' });
  await client.updateSecret({ key: 'a', value: 'after' });
  expect(await client.readSecret('a')).toEqual({ key: 'a', value: 'after' });
  await expect(client.readSecret('b')).rejects.toMatchObject({ name: 'SecretError' });
  expect(connect).not.toHaveBeenCalled();
  expect(fetch).not.toHaveBeenCalled();
});
