import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ageOf } from '../../src/secrets/age';
import { acquireLock } from '../../src/secrets/lock';
import { hasEnded, ownerNow } from '../../src/secrets/owner';
import { temporaryFolder } from '../helpers/settings-folder';

const hasProc = existsSync('/proc/thread-self/stat');
const owner = ownerNow('theirs');

afterEach(() => void vi.restoreAllMocks());

describe('the owner of a lock', () => {
  it('that lives has not ended', () => {
    expect(hasEnded(owner)).toBe(false);
  });

  it('is judged by its process id alone where nothing else is known', () => {
    const { pid, host, token } = owner;
    expect(hasEnded({ pid, host, token })).toBe(false);
  });

  it('of another host, or of another machine of the same name, is not judged', () => {
    expect(hasEnded({ ...owner, pid: 999_999_999, host: 'elsewhere' })).toBe(false);
    expect(hasEnded({ ...owner, pid: 999_999_999, machine: 'another start of it' })).toBe(false);
    expect(hasEnded({ ...owner, pid: 999_999_999 })).toBe(true);
  });

  it.skipIf(!hasProc)('has ended when its id belongs to a process that was started later', () => {
    expect(hasEnded({ ...owner, startedAt: '1' })).toBe(true);
  });

  it.skipIf(!hasProc)('has ended when it was a thread of a process that goes on', () => {
    expect(hasEnded({ ...owner, thread: `${process.pid}/task/999999999` })).toBe(true);
  });

  it.skipIf(!hasProc)('is not judged by a thread of a process that is hidden', () => {
    const hidden = { ...owner, thread: '999999999/task/999999999' };
    vi.spyOn(process, 'kill').mockImplementation(() => {
      throw Object.assign(new Error('operation not permitted'), { code: 'EPERM' });
    });
    expect(hasEnded({ ...hidden, pid: 999_999_999 })).toBe(false);
  });
});

it.skipIf(!hasProc)('a lock of a terminated worker is taken over at once', async () => {
  const path = join(temporaryFolder(), 'x.lock');
  const program = `
    const { readFileSync, readlinkSync } = require('node:fs');
    const thread = readlinkSync('/proc/thread-self');
    require('node:worker_threads').parentPort.postMessage({ thread, stat: readFileSync('/proc/' + thread + '/stat', 'utf8') });
    for (;;);`;
  const worker = new Worker(program, { eval: true });
  const [{ thread, stat }] = await once(worker, 'message');
  const startedAt = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  symlinkSync(JSON.stringify({ ...owner, thread, startedAt }), path);
  expect(hasEnded({ ...owner, thread, startedAt })).toBe(false);
  await worker.terminate();
  await vi.waitFor(() => expect(existsSync(`/proc/${thread}`)).toBe(false));
  const start = performance.now();
  const lock = await acquireLock(path);
  expect(lock.isHeld()).toBe(true);
  expect(performance.now() - start).toBeLessThan(5_000);
  lock.release();
});

it('the age of a file is that of its file system, whatever the clock of the process says', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'x.lock');
  symlinkSync('theirs', path);
  const { now } = Date;
  for (const hours of [-1, 0, 1]) {
    vi.spyOn(Date, 'now').mockImplementation(() => now() + hours * 3_600_000);
    expect(Math.abs(ageOf(path))).toBeLessThan(5_000);
  }
  expect(ageOf(join(folder, 'none'))).toBeLessThan(0);
  expect(readdirSync(folder)).toEqual(['x.lock']);
});

it.skipIf(!hasProc)('the time at which a process was started is read behind its name', () => {
  const fields = readFileSync(`/proc/${process.pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  expect(ownerNow('t').startedAt).toMatch(/^\d+$/);
  expect(fields).toContain(ownerNow('t').startedAt);
});
