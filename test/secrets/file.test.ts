import { execFile } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ErrorCodes } from '../../src/errors';
import { updateSecretInFile } from '../../src/secrets/file';
import { temporaryFolder, writeSettings } from '../helpers/settings-folder';

const PROCESSES = 4;
const UPDATES = process.env.CI ? 50 : 15;

const SETTINGS = { whitelist: [], secrets: [{ key: 'a', value: 'old' }] };
const UPDATED = { whitelist: [], secrets: [{ key: 'a', value: 'new' }] };

describe('updateSecretInFile', () => {
  it('returns false and leaves the file alone when it holds no such secret', async () => {
    const path = writeSettings(temporaryFolder(), SETTINGS);
    const before = statSync(path);
    expect(await updateSecretInFile(path, 'none', 'new')).toBe(false);
    expect(statSync(path)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
  });

  it.each([
    { name: 'two spaces', text: JSON.stringify(SETTINGS, null, 2), seen: JSON.stringify(UPDATED, null, 2) },
    { name: 'four spaces', text: JSON.stringify(SETTINGS, null, 4), seen: JSON.stringify(UPDATED, null, 4) },
    { name: 'tabs', text: JSON.stringify(SETTINGS, null, '\t'), seen: JSON.stringify(UPDATED, null, '\t') },
    { name: 'one line', text: JSON.stringify(SETTINGS), seen: JSON.stringify(UPDATED) },
    {
      name: 'one line and its end',
      text: `${JSON.stringify(SETTINGS)}\n`,
      seen: `${JSON.stringify(UPDATED)}\n`,
    },
    {
      name: 'last line',
      text: `${JSON.stringify(SETTINGS, null, 2)}\n`,
      seen: `${JSON.stringify(UPDATED, null, 2)}\n`,
    },
    {
      name: 'line ends of Windows',
      text: `${JSON.stringify(SETTINGS, null, 2)}\n`.replaceAll('\n', '\r\n'),
      seen: `${JSON.stringify(UPDATED, null, 2)}\n`.replaceAll('\n', '\r\n'),
    },
    {
      name: 'byte order mark',
      text: `\uFEFF${JSON.stringify(SETTINGS)}`,
      seen: `\uFEFF${JSON.stringify(UPDATED)}`,
    },
  ])('keeps $name', async ({ text, seen }) => {
    const path = writeSettings(temporaryFolder(), text);
    expect(await updateSecretInFile(path, 'a', 'new')).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe(seen);
  });

  it('writes an object as the lines around it are written', async () => {
    const value = { list: [1] };
    const updated = { whitelist: [], secrets: [{ key: 'a', value }] };
    for (const unit of ['', '  ', '\t']) {
      for (const end of ['', '\n']) {
        const path = writeSettings(temporaryFolder(), JSON.stringify(SETTINGS, null, unit) + end);
        await updateSecretInFile(path, 'a', value);
        expect(readFileSync(path, 'utf8')).toBe(JSON.stringify(updated, null, unit) + end);
      }
    }
  });

  it('returns false for a file without any secrets', async () => {
    const path = writeSettings(temporaryFolder(), { whitelist: [] });
    expect(await updateSecretInFile(path, 'a', 'new')).toBe(false);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ whitelist: [] });
  });

  it('leaves nothing else in the folder', async () => {
    const folder = temporaryFolder();
    await updateSecretInFile(writeSettings(folder, SETTINGS), 'a', 'new');
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });

  it.skipIf(process.platform === 'win32').each([0o600, 0o640, 0o644, 0o660])(
    'keeps the mode %o',
    async (mode) => {
      const path = writeSettings(temporaryFolder(), SETTINGS);
      chmodSync(path, mode);
      await updateSecretInFile(path, 'a', 'new');
      expect(statSync(path).mode & 0o777).toBe(mode);
    },
  );

  it.skipIf(process.getuid?.() !== 0)('keeps the owner when root updates it', async () => {
    const path = writeSettings(temporaryFolder(), SETTINGS);
    chownSync(path, 12_345, 12_346);
    await updateSecretInFile(path, 'a', 'new');
    expect(statSync(path)).toMatchObject({ uid: 12_345, gid: 12_346 });
  });

  it('keeps a symbolic link and changes its target', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'real'));
    const target = writeSettings(join(folder, 'real'), SETTINGS);
    const link = join(folder, 'settings.json');
    symlinkSync(join('real', 'settings.json'), link);
    await updateSecretInFile(link, 'a', 'new');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readlinkSync(link)).toBe(join('real', 'settings.json'));
    expect(JSON.parse(readFileSync(target, 'utf8'))).toEqual(UPDATED);
    expect(readdirSync(join(folder, 'real'))).toEqual(['settings.json']);
  });

  it('never overwrites a malformed file, and leaves no lock', async () => {
    const folder = temporaryFolder();
    const path = writeSettings(folder, '{"secrets":[');
    await expect(updateSecretInFile(path, 'a', 'new')).rejects.toMatchObject({
      code: ErrorCodes.Toolbelt.INVALID_SETTINGS,
    });
    expect(readFileSync(path, 'utf8')).toBe('{"secrets":[');
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });

  it('lets a failure of one update not stand for the next one', async () => {
    const path = writeSettings(temporaryFolder(), '{');
    const results = await Promise.allSettled([1, 2].map((value) => updateSecretInFile(path, 'a', value)));
    const failure = { status: 'rejected', reason: { code: ErrorCodes.Toolbelt.INVALID_SETTINGS } };
    expect(results).toMatchObject([failure, failure]);
  });

  it('goes on after an update that failed', async () => {
    const folder = temporaryFolder();
    const path = writeSettings(folder, '{');
    const failing = updateSecretInFile(path, 'a', 'new');
    const next = failing
      .catch(() => writeSettings(folder, SETTINGS))
      .then(() => updateSecretInFile(path, 'a', 'new'));
    await expect(failing).rejects.toThrow();
    expect(await next).toBe(true);
  });

  it('lets updates of different secrets at once all through', async () => {
    const secrets = Array.from({ length: 30 }, (_, index) => ({ key: `k${index}`, value: 'old' }));
    const path = writeSettings(temporaryFolder(), { secrets });
    await Promise.all(secrets.map(({ key }) => updateSecretInFile(path, key, `new ${key}`)));
    const seen = JSON.parse(readFileSync(path, 'utf8')).secrets;
    expect(seen).toEqual(secrets.map(({ key }) => ({ key, value: `new ${key}` })));
  });
});

describe('updates from several processes', () => {
  const temporary = resolve(__dirname, '../../.tmp');
  let folder: string;
  let script: string;

  beforeAll(async () => {
    mkdirSync(temporary, { recursive: true });
    folder = mkdtempSync(join(temporary, 'secret-file-'));
    script = join(folder, 'worker.cjs');
    const build = await rolldown({
      input: resolve(__dirname, '../../src/secrets/file.ts'),
      platform: 'node',
      logLevel: 'silent',
    });
    await build.write({ file: join(folder, 'secret-file.cjs'), format: 'cjs', codeSplitting: false });
    await build.close();
    writeFileSync(
      script,
      `const { updateSecretInFile } = require('./secret-file.cjs');
      const [, , path, name] = process.argv;
      (async () => {
        for (let i = 0; i < ${UPDATES}; i++) await updateSecretInFile(path, name + '-' + i, name + ' wrote ' + i);
      })();`,
    );
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it(`lose nothing: ${PROCESSES} processes, ${UPDATES} updates each`, async () => {
    const names = Array.from({ length: PROCESSES }, (_, index) => `p${index}`);
    const keys = names.flatMap((name) => Array.from({ length: UPDATES }, (_, index) => `${name}-${index}`));
    const secretFolder = temporaryFolder();
    const path = writeSettings(secretFolder, { secrets: keys.map((key) => ({ key, value: 'old' })) });
    await Promise.all(names.map((name) => promisify(execFile)(process.execPath, [script, path, name])));
    const { secrets } = JSON.parse(readFileSync(path, 'utf8'));
    expect(secrets).toEqual(keys.map((key) => ({ key, value: key.replace('-', ' wrote ') })));
    expect(readdirSync(secretFolder)).toEqual(['settings.json']);
  });
});
