import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Configuration } from '../../src/config/configuration';
import { parseCredentials } from '../../src/config/credentials';
import { temporaryFolder, writeSettings } from '../helpers/settings-folder';

const { cache } = createRequire(__filename);

function isLoaded(part: string): boolean {
  return Object.keys(cache).some((file) => file.replaceAll('\\', '/').includes(part));
}

it('loads zod and jsonc-parser once something is wrong', () => {
  const folder = temporaryFolder();
  const configuration = new Configuration();
  process.env.LP_FAAS_SETTINGS = join(folder, 'settings.json');
  configuration.whitelist();
  configuration.rateLimit();
  configuration.secretSource();
  expect(isLoaded('vendor/zod.cjs')).toBe(false);

  writeSettings(folder, { whitelist: [] });
  configuration.whitelist();
  configuration.configure({ accountId: '4711', whitelist: ['api.example.com'], rateLimit: { limit: 5 } });
  parseCredentials({ client_id: 'id', client_secret: 'secret' }, 'key');
  expect(isLoaded('vendor/zod.cjs')).toBe(false);

  expect(() => configuration.configure({ accountId: 7 as never })).toThrow('accountId');
  expect(isLoaded('vendor/zod.cjs')).toBe(true);
  expect(isLoaded('jsonc-parser')).toBe(false);

  writeSettings(folder, '{');
  expect(() => configuration.whitelist()).toThrow('line 1, column 2');
  expect(isLoaded('jsonc-parser')).toBe(true);
});
