import * as fs from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ErrorCodes, SecretError } from '../../src/errors';
import { replaceFile } from '../../src/secrets/write';
import { temporaryFolder, thrownBy } from '../helpers/settings-folder';

vi.mock('node:fs', async (importOriginal) => {
  const actual = await importOriginal<typeof import('node:fs')>();
  return {
    ...actual,
    openSync: vi.fn(actual.openSync),
    renameSync: vi.fn(actual.renameSync),
    fsyncSync: vi.fn(actual.fsyncSync),
  };
});

const yes = () => true;

function failWith(code: string): () => never {
  return () => {
    throw Object.assign(new Error(`${code}: operation failed`), { code, syscall: 'rename' });
  };
}

function newFile(): { folder: string; path: string } {
  const folder = temporaryFolder();
  const path = join(folder, 'settings.json');
  fs.writeFileSync(path, 'old');
  return { folder, path };
}

beforeEach(() => {
  vi.mocked(fs.renameSync).mockClear();
  vi.mocked(fs.fsyncSync).mockClear();
});

describe('replaceFile', () => {
  it('syncs a random, private file in the same folder and renames it', () => {
    const { folder, path } = newFile();
    let mode = 0;
    replaceFile(path, 'new', () => {
      const temporary = fs.readdirSync(folder).find((name) => name !== 'settings.json') ?? '';
      expect(temporary).toMatch(/^\.settings\.json\.[\da-f-]{36}\.tmp$/);
      mode = fs.statSync(join(folder, temporary)).mode & 0o777;
      expect(fs.readFileSync(path, 'utf8')).toBe('old');
      expect(fs.fsyncSync).toHaveBeenCalledOnce();
      return true;
    });
    expect(mode).toBe(fs.statSync(path).mode & 0o777);
    expect(fs.readFileSync(path, 'utf8')).toBe('new');
    expect(fs.readdirSync(folder)).toEqual(['settings.json']);
  });

  it.skipIf(process.platform === 'win32')('creates its file for its owner alone', async () => {
    const { path } = newFile();
    fs.chmodSync(path, 0o644);
    const { openSync } = await vi.importActual<typeof import('node:fs')>('node:fs');
    const modes: number[] = [];
    vi.mocked(fs.openSync).mockImplementationOnce((...args) => {
      const descriptor = openSync(...args);
      modes.push(fs.fstatSync(descriptor).mode & 0o777);
      return descriptor;
    });
    replaceFile(path, 'new', yes);
    expect(modes).toEqual([0o600]);
    expect(fs.statSync(path).mode & 0o777).toBe(0o644);
  });

  it('removes what a killed process left behind, and nothing else', () => {
    const { folder, path } = newFile();
    for (const name of ['.settings.json.0a.tmp', '.settings.json.bak', '.other.json.0a.tmp']) {
      fs.writeFileSync(join(folder, name), 'secret');
    }
    replaceFile(path, 'new', yes);
    expect(fs.readdirSync(folder).sort()).toEqual([
      '.other.json.0a.tmp',
      '.settings.json.bak',
      'settings.json',
    ]);
  });

  it.each(['EPERM', 'EACCES', 'EBUSY'])('tries again when the rename fails with %s', (code) => {
    const { path } = newFile();
    vi.mocked(fs.renameSync).mockImplementationOnce(failWith(code)).mockImplementationOnce(failWith(code));
    replaceFile(path, 'new', yes);
    expect(fs.readFileSync(path, 'utf8')).toBe('new');
    expect(fs.renameSync).toHaveBeenCalledTimes(3);
  });

  it('waits longer before each try', () => {
    const { path } = newFile();
    const waits = vi.spyOn(Atomics, 'wait').mockReturnValue('timed-out');
    for (let i = 0; i < 6; i++) vi.mocked(fs.renameSync).mockImplementationOnce(failWith('EBUSY'));
    expect(replaceFile(path, 'new', yes)).toBe(true);
    expect(waits.mock.calls.map(([, , , waitMs]) => waitMs)).toEqual([5, 10, 20, 40, 80, 160]);
    waits.mockRestore();
  });

  it('leaves a folder alone that has the name of a temporary file', () => {
    const { folder, path } = newFile();
    fs.mkdirSync(join(folder, '.settings.json.a.tmp'));
    expect(replaceFile(path, 'new', yes)).toBe(true);
    expect(fs.readdirSync(folder).sort()).toEqual(['.settings.json.a.tmp', 'settings.json']);
  });

  it('asks before its last try too', () => {
    const { path } = newFile();
    vi.spyOn(Atomics, 'wait').mockReturnValue('timed-out');
    for (let i = 0; i < 6; i++) vi.mocked(fs.renameSync).mockImplementationOnce(failWith('EBUSY'));
    let asked = 0;
    const isCurrent = () => {
      asked += 1;
      return asked <= 6;
    };
    expect(replaceFile(path, 'new', yes, isCurrent)).toBe(false);
    expect(asked).toBe(7);
    vi.restoreAllMocks();
    expect(fs.readFileSync(path, 'utf8')).toBe('old');
  });

  it('gives up after a few tries and removes its file', () => {
    const { folder, path } = newFile();
    for (let i = 0; i < 7; i++) vi.mocked(fs.renameSync).mockImplementationOnce(failWith('EBUSY'));
    expect(thrownBy(() => replaceFile(path, 'new', yes)).code).toBe('EBUSY');
    expect(fs.renameSync).toHaveBeenCalledTimes(7);
    expect(fs.readFileSync(path, 'utf8')).toBe('old');
    expect(fs.readdirSync(folder)).toEqual(['settings.json']);
  });

  it('does not try again after another error', () => {
    const { folder, path } = newFile();
    vi.mocked(fs.renameSync).mockImplementationOnce(failWith('EXDEV'));
    expect(thrownBy(() => replaceFile(path, 'new', yes)).code).toBe('EXDEV');
    expect(fs.renameSync).toHaveBeenCalledOnce();
    expect(fs.readdirSync(folder)).toEqual(['settings.json']);
  });

  it('removes its file when it cannot be written', () => {
    const { folder, path } = newFile();
    vi.mocked(fs.fsyncSync).mockImplementationOnce(failWith('ENOSPC'));
    expect(thrownBy(() => replaceFile(path, 'new', yes)).code).toBe('ENOSPC');
    expect(fs.readdirSync(folder)).toEqual(['settings.json']);
  });

  it('writes nothing when the lock was lost meanwhile', () => {
    const { folder, path } = newFile();
    const error = thrownBy(() => replaceFile(path, 'new', () => false));
    expect(error).toBeInstanceOf(SecretError);
    expect(error.code).toBe(ErrorCodes.Secret.OP_FAILED);
    expect(error.message).toBe(
      `Another process took over the lock of ${path}, because this one was stopped for too long. Nothing was written.`,
    );
    expect(fs.readFileSync(path, 'utf8')).toBe('old');
    expect(fs.readdirSync(folder)).toEqual(['settings.json']);
  });

  it('leaves the file alone when it has been saved meanwhile, and asks again before each try to rename', () => {
    const { folder, path } = newFile();
    expect(replaceFile(path, 'new', yes, () => false)).toBe(false);
    vi.mocked(fs.renameSync).mockImplementationOnce(failWith('EBUSY'));
    const answers = [true, false];
    expect(replaceFile(path, 'new', yes, () => answers.shift() ?? true)).toBe(false);
    expect(fs.readFileSync(path, 'utf8')).toBe('old');
    expect(fs.readdirSync(folder)).toEqual(['settings.json']);
  });
});
