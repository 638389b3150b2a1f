import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import {
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { ErrorCodes, SecretError } from '../../src/errors';
import { acquireLock } from '../../src/secrets/lock';
import { failureOf } from '../helpers/failure-of';
import { ageFile, temporaryFolder } from '../helpers/settings-folder';

vi.mock('node:fs', { spy: true });

/** The id of a process that has just ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

interface LockOwner {
  pid?: number;
  host?: string;
  token?: string;
}

function textOf(owner: LockOwner): string {
  return JSON.stringify({ pid: process.pid, host: hostname(), token: 'theirs', ...owner });
}

/** Locks are links where there are links, else files. */
const KINDS = [
  { kind: 'link', writeLock: (path: string, owner: LockOwner = {}) => symlinkSync(textOf(owner), path) },
  { kind: 'file', writeLock: (path: string, owner: LockOwner = {}) => writeFileSync(path, textOf(owner)) },
];
const { writeLock } = KINDS[process.platform === 'win32' ? 1 : 0] as (typeof KINDS)[number];

function lockText(path: string): string {
  return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : readFileSync(path, 'utf8');
}

function tokenIn(path: string): string {
  return JSON.parse(lockText(path)).token;
}

describe('acquireLock', () => {
  it('creates a file with process id and token, and release removes it', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'x.lock');
    const lock = await acquireLock(path);
    expect(JSON.parse(lockText(path))).toMatchObject({
      pid: process.pid,
      host: hostname(),
      token: expect.stringMatching(/^[\da-f-]{36}$/),
    });
    expect(lock.isHeld()).toBe(true);
    lock.release();
    expect(lock.isHeld()).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('waits while another holder is alive', async () => {
    const path = join(temporaryFolder(), 'x.lock');
    const first = await acquireLock(path);
    const token = tokenIn(path);
    const second = acquireLock(path);
    expect(tokenIn(path)).toBe(token);
    first.release();
    expect((await second).isHeld()).toBe(true);
    expect(tokenIn(path)).not.toBe(token);
  });

  it.skipIf(process.platform === 'win32')('is named from the moment it exists', async () => {
    // A process that is killed between the two steps of a file would leave a lock whose owner nobody knows.
    const path = join(temporaryFolder(), 'x.lock');
    const open = vi.mocked(fs.openSync).mockClear();
    const lock = await acquireLock(path);
    expect(open).not.toHaveBeenCalled();
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    lock.release();
  });

  it.each(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])(
    'is a file where links fail with %s',
    async (code) => {
      const folder = temporaryFolder();
      const path = join(folder, 'x.lock');
      const withoutLinks = vi.mocked(fs.symlinkSync).mockImplementation(() => {
        throw Object.assign(new Error(code), { code });
      });
      try {
        const lock = await acquireLock(path);
        expect(lstatSync(path).isFile()).toBe(true);
        expect(lstatSync(path).mode & 0o077).toBe(0);
        expect(JSON.parse(lockText(path))).toMatchObject({ pid: process.pid, host: hostname() });
        const token = tokenIn(path);
        const second = acquireLock(path);
        expect(tokenIn(path)).toBe(token);
        lock.release();
        expect((await second).isHeld()).toBe(true);
        (await second).release();
        expect(readdirSync(folder)).toEqual([]);
      } finally {
        withoutLinks.mockReset();
      }
    },
  );

  it.each(KINDS)('takes over the lock of a process that ended: a $kind', async ({ writeLock }) => {
    const folder = temporaryFolder();
    const path = join(folder, 'x.lock');
    writeLock(path, { pid: deadPid() });
    const lock = await acquireLock(path);
    expect(lock.isHeld()).toBe(true);
    expect(readdirSync(folder)).toEqual(['x.lock']);
  });

  it.each([
    { name: 'of a living process', write: (path: string) => writeLock(path) },
    { name: 'of another machine', write: (path: string) => writeLock(path, { host: 'elsewhere' }) },
    { name: 'without a name in it', write: (path: string) => writeFileSync(path, '') },
    { name: 'with something else in it', write: (path: string) => writeFileSync(path, 'null') },
  ])('takes over a lock $name when it is older than 10 seconds', async ({ write }) => {
    const folder = temporaryFolder();
    const path = join(folder, 'x.lock');
    write(path);
    ageFile(path, 11);
    expect((await acquireLock(path)).isHeld()).toBe(true);
    expect(readdirSync(folder)).toEqual(['x.lock']);
  });

  it.each([
    {
      name: 'of another machine',
      write: (path: string) => writeLock(path, { host: 'elsewhere', pid: deadPid() }),
    },
    { name: 'of a living process', write: (path: string) => writeLock(path) },
    { name: 'that is being written', write: (path: string) => writeFileSync(path, '') },
  ])('does not take over a lock $name before it is 10 seconds old', async ({ write }) => {
    const path = join(temporaryFolder(), 'x.lock');
    write(path);
    ageFile(path, 9);
    const text = lockText(path);
    const waiting = acquireLock(path);
    expect(lockText(path)).toBe(text);
    rmSync(path);
    expect((await waiting).isHeld()).toBe(true);
  });

  it('lets one of many waiting callers take over, then the next', async () => {
    const path = join(temporaryFolder(), 'x.lock');
    writeLock(path, { pid: deadPid() });
    let holders = 0;
    const runs = Array.from({ length: 10 }, async () => {
      const lock = await acquireLock(path);
      holders += 1;
      expect(holders).toBe(1);
      await Promise.resolve();
      expect(lock.isHeld()).toBe(true);
      holders -= 1;
      lock.release();
    });
    await Promise.all(runs);
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  it('clears away the claim of a process that ended while it removed a lock', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'x.lock');
    const pid = deadPid();
    writeLock(path, { pid, token: 'abandoned' });
    writeLock(`${path}.abandone`, { pid, token: 'claim' });
    expect((await acquireLock(path)).isHeld()).toBe(true);
    expect(readdirSync(folder)).toEqual(['x.lock']);
  });

  it('clears away a claim whose lock is gone already', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'x.lock');
    writeLock(`${path}.of-the-k`, { pid: deadPid(), token: 'claim' });
    writeLock(`${path}.of-a-liv`, { token: 'claim' });
    expect((await acquireLock(path)).isHeld()).toBe(true);
    expect(readdirSync(folder)).toEqual(['x.lock', 'x.lock.of-a-liv']);
  });

  it('leaves an abandoned lock to the process that claims it', async () => {
    const path = join(temporaryFolder(), 'x.lock');
    writeLock(path, { pid: deadPid(), token: 'abandoned' });
    writeLock(`${path}.abandone`, { token: 'claim' });
    const waiting = acquireLock(path);
    expect(tokenIn(path)).toBe('abandoned');
    expect(tokenIn(`${path}.abandone`)).toBe('claim');
    rmSync(`${path}.abandone`);
    expect((await waiting).isHeld()).toBe(true);
  });

  it.skipIf(process.platform === 'win32').each([
    ['by a process that is known', '{"pid":1,"host":"elsewhere","token":"new"}'],
    ['by a process that has not written its name yet', ''],
  ])('does not remove a lock that was taken %s after it looked abandoned', async (_by, text) => {
    const path = join(temporaryFolder(), 'x.lock');
    writeFileSync(path, '');
    ageFile(path, 11);
    const { symlinkSync: create } = await vi.importActual<typeof import('node:fs')>('node:fs');
    const link = vi.mocked(fs.symlinkSync).mockImplementation((target, place) => {
      create(target, place);
      // At the moment of the claim another process has removed the lock, and the next one has taken it.
      if (String(place).endsWith('.nameless')) {
        rmSync(path);
        writeFileSync(path, text);
      }
    });
    const waiting = acquireLock(path);
    link.mockReset();
    expect(lockText(path)).toBe(text);
    rmSync(path);
    expect((await waiting).isHeld()).toBe(true);
  });

  it('does not release a lock that was taken over', async () => {
    const path = join(temporaryFolder(), 'x.lock');
    const first = await acquireLock(path);
    ageFile(path, 11);
    const second = await acquireLock(path);
    expect(first.isHeld()).toBe(false);
    first.release();
    expect(second.isHeld()).toBe(true);
  });

  it('gives up after 15 seconds and says who holds the lock', async () => {
    const path = join(temporaryFolder(), 'x.lock');
    writeLock(path);
    const start = performance.now();
    const now = vi
      .spyOn(performance, 'now')
      .mockReturnValueOnce(start)
      .mockReturnValue(start + 15_001);
    const error = await failureOf(acquireLock(path));
    now.mockRestore();
    expect(error).toBeInstanceOf(SecretError);
    expect(error.code).toBe(ErrorCodes.Secret.OP_FAILED);
    expect(error.message).toBe(
      `${path} was held by process ${process.pid} on ${hostname()} for 15 seconds. Try again, or delete that file if it was ` +
        'left behind.',
    );
  });

  it('fails at once when the folder does not exist', async () => {
    await expect(acquireLock(join(temporaryFolder(), 'none', 'x.lock'))).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});

describe('errors of the file system', () => {
  const failing = (code: string) => () => {
    throw Object.assign(new Error(code), { code });
  };
  const onWindows = async <Result>(run: () => Promise<Result>): Promise<Result> => {
    const platform = Object.getOwnPropertyDescriptor(process, 'platform') as PropertyDescriptor;
    Object.defineProperty(process, 'platform', { ...platform, value: 'win32' });
    return run().finally(() => Object.defineProperty(process, 'platform', platform));
  };

  it('that say nothing about links are reported at once', async () => {
    vi.mocked(fs.symlinkSync).mockImplementationOnce(failing('EACCES'));
    const path = join(temporaryFolder(), 'x.lock');
    expect(await failureOf(acquireLock(path))).toMatchObject({ code: 'EACCES' });
    expect(lstatSync(path, { throwIfNoEntry: false })).toBeUndefined();
  });

  it.each(['EPERM', 'EACCES', 'EBUSY'])(
    'on Windows may say that the lock is just deleted: %s',
    async (code) => {
      const path = join(temporaryFolder(), 'x.lock');
      const open = vi.mocked(fs.openSync).mockClear();
      await onWindows(async () => {
        open.mockImplementationOnce(failing(code));
        const lock = await acquireLock(path);
        expect(lstatSync(path).isFile()).toBe(true);
        expect(open.mock.calls.filter(([opened]) => opened === path)).toHaveLength(2);
        lock.release();
      });
    },
  );

  it('on Windows are reported when they say something else', async () => {
    vi.mocked(fs.openSync).mockImplementationOnce(failing('ENOSPC'));
    const path = join(temporaryFolder(), 'x.lock');
    expect(await onWindows(() => failureOf(acquireLock(path)))).toMatchObject({ code: 'ENOSPC' });
  });

  it('leave no lock whose text could not be written', async () => {
    const folder = temporaryFolder();
    vi.mocked(fs.writeFileSync).mockImplementationOnce(failing('ENOSPC'));
    const failure = await onWindows(() => failureOf(acquireLock(join(folder, 'x.lock'))));
    expect(failure).toMatchObject({ code: 'ENOSPC' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('do not reach the caller when the lock is given back', async () => {
    const lock = await acquireLock(join(temporaryFolder(), 'x.lock'));
    vi.mocked(fs.symlinkSync).mockImplementationOnce(failing('EIO'));
    expect(lock.release()).toBeUndefined();
    vi.mocked(fs.symlinkSync).mockReset();
  });

  it('name another process when the lock does not name one', async () => {
    const path = join(temporaryFolder(), 'x.lock');
    writeFileSync(path, '');
    const start = performance.now();
    const now = vi
      .spyOn(performance, 'now')
      .mockReturnValueOnce(start)
      .mockReturnValue(start + 15_001);
    const error = await failureOf(acquireLock(path));
    now.mockRestore();
    expect(error.message).toContain(`${path} was held by another process for 15 seconds.`);
  });

  it('are none at exactly 15 seconds', async () => {
    const path = join(temporaryFolder(), 'x.lock');
    writeLock(path);
    const start = performance.now();
    const now = vi
      .spyOn(performance, 'now')
      .mockReturnValueOnce(start)
      .mockReturnValue(start + 15_000);
    const waiting = acquireLock(path);
    rmSync(path);
    const lock = await waiting;
    now.mockRestore();
    expect(lock.isHeld()).toBe(true);
  });
});
