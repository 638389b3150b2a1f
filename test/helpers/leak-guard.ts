import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { formsOf, PLANTED_PREFIX } from './planted';

/** A credential may be split over two writes. This many characters of a write are searched again with the next. */
const OVERLAP = 100;

/** Credentials of tests that do not use planted ones. None of them is part of a test's name. */
const OTHERS = [
  'sw1ft-p4ssw0rd',
  'wr0ng-p4ssw0rd',
  'k3y-that-nobody-may-see',
  't0k3n-of-the-caller',
  't0p-s3cret',
  'CLIENT-SECRET',
  'kd94hf93k423kf44',
  'pfkkdhi9sl3r4s00',
  'hdhd0244k9j7ao03',
];

/**
 * Reads everything that a run prints: the reporter, the console of tests, their processes and child processes. It reads
 * the snapshots, too. A planted credential in any of them fails the run, even if all tests pass.
 */
export default function guard(project: Pick<TestProject, 'config'>): () => void {
  const leaks = new Set<string>();
  const restore = [process.stdout, process.stderr].map((stream) => {
    const write = stream.write;
    let before = '';
    stream.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
      const text = before + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
      for (const leak of findLeaks(text)) leaks.add(`the output, ${leak}`);
      before = text.slice(-OVERLAP);
      return write.call(stream, chunk as string, ...rest);
    }) as typeof stream.write;
    return () => {
      stream.write = write;
    };
  });
  return () => {
    for (const undo of restore) undo();
    for (const file of snapshotsIn(join(project.config.root, 'test'))) {
      for (const leak of findLeaks(readFileSync(file, 'utf8'))) leaks.add(`${file}, ${leak}`);
    }
    if (leaks.size === 0) return;
    process.exitCode = 1;
    throw new Error(`Planted credentials were shown:\n${[...leaks].join('\n')}`);
  };
}

/** Describes each leak with the text before it, which tells where it comes from. */
function findLeaks(text: string): string[] {
  return [PLANTED_PREFIX, ...OTHERS].flatMap(formsOf).flatMap((form) => {
    const index = text.indexOf(form.text);
    return index === -1
      ? []
      : [`${form.form}, after ${JSON.stringify(text.slice(Math.max(0, index - 60), index))}`];
  });
}

function snapshotsIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.snap')).map((name) => join(folder, name));
}
