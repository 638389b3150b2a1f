import * as fs from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { ageOf } from '../../src/secrets/age';
import { ageFile, temporaryFolder } from '../helpers/settings-folder';

vi.mock('node:fs', { spy: true });
afterEach(() => void vi.restoreAllMocks());

function newFile(): string {
  const path = join(temporaryFolder(), 'x.lock');
  fs.writeFileSync(path, '');
  return path;
}

it('the age of a file is in milliseconds', () => {
  const path = newFile();
  expect(ageOf(path)).toBeLessThan(5_000);
  ageFile(path, 20);
  expect(ageOf(path)).toBeGreaterThan(19_000);
  expect(ageOf(path)).toBeLessThan(25_000);
  expect(ageOf(`${path}.none`)).toBe(Number.NEGATIVE_INFINITY);
});

it('the clock of a folder is read once in a second', () => {
  const [path, other] = [newFile(), newFile()];
  const open = vi.mocked(fs.openSync).mockClear();
  // A whole number, so that sums and differences are exact.
  const start = Math.ceil(performance.now());
  const now = vi.spyOn(performance, 'now').mockReturnValue(start);
  for (let i = 0; i < 3; i += 1) ageOf(path);
  now.mockReturnValue(start + 999);
  ageOf(path);
  expect(open).toHaveBeenCalledTimes(1);
  expect(open.mock.calls[0]).toEqual([expect.stringMatching(/\/x\.lock\.[\da-f-]{36}$/), 'wx', 0o600]);
  now.mockReturnValue(start + 1_000);
  ageOf(path);
  expect(open).toHaveBeenCalledTimes(2);
  ageOf(other);
  expect(open).toHaveBeenCalledTimes(3);
});

it('nothing is left beside the file, also when its clock cannot be read', () => {
  const path = newFile();
  ageOf(path);
  const folder = join(path, '..');
  expect(fs.readdirSync(folder)).toEqual(['x.lock']);
  const fresh = newFile();
  vi.mocked(fs.closeSync).mockImplementationOnce(() => {
    throw new Error('no');
  });
  expect(() => ageOf(fresh)).toThrow('no');
  expect(fs.readdirSync(join(fresh, '..'))).toEqual(['x.lock']);
});
