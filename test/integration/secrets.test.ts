import { type ChildProcess, fork } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder, writeSettings } from '../helpers/settings-folder';

const WRITER = resolve(__dirname, '../fixtures/secrets/writer.cjs');
const READER = resolve(__dirname, '../fixtures/secrets/reader.cjs');
const PROCESSES = 8;
const UPDATES = 200;
/** Most acknowledgements of a process before it is killed. */
const LONGEST_LIFE = 30;
/** A value that no process writes. */
const UNWRITTEN = '0';

interface Entry {
  key: string;
  value: string;
}

/** One of the processes, and those that take its place. */
interface Slot {
  name: string;
  /** How many updates were acknowledged. */
  done: number;
  /** Number of the process that runs; its updates carry it. */
  life: number;
  /** Acknowledgements until it is killed. */
  left: number;
  child?: ChildProcess;
}

describe.skipIf(process.platform === 'win32')('processes that are killed while they update secrets', () => {
  it(`lose no acknowledged update: ${PROCESSES} processes, ${UPDATES} updates each`, {
    timeout: 180_000,
  }, async () => {
    const seed = Number(process.env.SECRET_KILL_SEED ?? randomInt(2 ** 31));
    const random = mulberry32(seed);
    const folder = temporaryFolder();
    const keys = Array.from({ length: PROCESSES * UPDATES }, (_, index) => keyOf(index));
    mkdirSync(join(folder, 'real'));
    const target = writeSettings(join(folder, 'real'), {
      whitelist: ['example.com'],
      secrets: keys.map((key) => ({ key, value: UNWRITTEN })),
    });
    chmodSync(target, 0o640);
    const path = join(folder, 'settings.json');
    symlinkSync(join('real', 'settings.json'), path);

    const acknowledged = new Map<string, string>();
    const reader = fork(READER, [path, ...keys.filter((_, index) => index % 100 === 0)]);
    const slots = Array.from({ length: PROCESSES }, (_, index): Slot => {
      return { name: `p${index}`, done: 0, life: 0, left: 0 };
    });
    let kills = 0;
    let inTheMiddle = 0;
    let mostFiles = 0;
    const failures: string[] = [];
    const news = new EventEmitter();

    const start = (slot: Slot): void => {
      slot.life += 1;
      slot.left = 1 + Math.floor(random() * LONGEST_LIFE);
      const args = [path, slot.name, String(slot.life), String(slot.done), String(UPDATES)];
      const child = fork(WRITER, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
      slot.child = child;
      child.stderr?.on('data', (text) => failures.push(String(text)));
      child.on('message', ({ key, life }: { key: string; life: string }) => {
        acknowledged.set(key, life);
        slot.done += 1;
        slot.left -= 1;
        news.emit('acknowledged');
      });
      // Not `exit`: what it acknowledged before it was killed is still on its way then.
      child.once('close', () => {
        if (slot.done < UPDATES) start(slot);
        else delete slot.child;
        news.emit('acknowledged');
      });
    };
    onTestFinished(() => {
      for (const child of [reader, ...slots.map(({ child }) => child)]) {
        child?.removeAllListeners();
        child?.kill('SIGKILL');
      }
    });
    slots.forEach(start);

    let looks = 0;
    while (slots.some(({ child }) => child !== undefined)) {
      const expected = [...acknowledged];
      const found = read(path);
      looks += 1;
      for (const [key, life] of expected) {
        if (found.get(key) !== life) failures.push(`${key}: acknowledged ${life}, found ${found.get(key)}`);
      }
      mostFiles = Math.max(mostFiles, readdirSync(join(folder, 'real')).length);
      // By chance, so that it hits any moment of an update: the looks are not in step with the processes.
      const due = slots.filter(
        ({ child, left, done }) => child?.killed === false && left <= 0 && done < UPDATES,
      );
      for (const slot of due.filter(() => random() < 0.5)) {
        if (isOwnedBy(target, slot.child)) inTheMiddle += 1;
        slot.child?.kill('SIGKILL');
        kills += 1;
      }
      expect(failures, `seed ${seed}`).toEqual([]);
      await once(news, 'acknowledged');
    }

    reader.send('enough');
    const [report] = await once(reader, 'message');
    expect(report, `seed ${seed}`).toMatchObject({ faults: [] });
    console.log(
      `seed ${seed}: ${kills} killed, ${inTheMiddle} of them with the lock, ${looks} looks, ${report.reads} reads`,
    );
    // The file, its lock with one claim, one new text, and what was left by those that were killed since the last update.
    expect(mostFiles).toBeLessThan(10);
    expect(inTheMiddle).toBeGreaterThan(0);
    expect(report.reads).toBeGreaterThan(100);
    expect(looks).toBeGreaterThan(100);
    expect(kills).toBeGreaterThan(PROCESSES);
    // Nothing else of the file changed.
    expect(read(path)).toEqual(new Map(acknowledged));
    expect(acknowledged.size).toBe(PROCESSES * UPDATES);
    expect(JSON.parse(readFileSync(path, 'utf8')).whitelist).toEqual(['example.com']);
    expect(statSync(target).mode & 0o777).toBe(0o640);
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['real', 'settings.json']);
    // The last one to hold the lock was not killed.
    expect(readdirSync(join(folder, 'real'))).toEqual(['settings.json']);
  });
});

function keyOf(index: number): string {
  return `p${Math.floor(index / UPDATES)}-${index % UPDATES}`;
}

/** The secrets of a settings file. It must parse. */
function read(path: string): Map<string, string> {
  const { secrets } = JSON.parse(readFileSync(path, 'utf8')) as { secrets: Entry[] };
  return new Map(secrets.map(({ key, value }) => [key, value]));
}

function isOwnedBy(path: string, child: ChildProcess | undefined): boolean {
  try {
    return JSON.parse(readlinkSync(`${path}.lock`)).pid === child?.pid;
  } catch {
    return false;
  }
}

/** A small generator of random numbers that a seed repeats. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
