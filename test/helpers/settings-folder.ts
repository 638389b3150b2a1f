import { lutimesSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new folder that is removed when the test ends. Its path holds no symbolic link. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'lp-faas-toolbelt-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a settings file (text as it is, anything else as JSON) and returns its path. */
export function writeSettings(folder: string, content: unknown, name = 'settings.json'): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  return path;
}

/** Dates a file back, so that nobody takes it for one that is being written at this moment. */
export function ageFile(path: string, seconds = 60): void {
  const time = Date.now() / 1000 - seconds;
  lutimesSync(path, time, time);
}

/** The error that a function throws. */
export function thrownBy(run: () => unknown): Error & { code?: string; cause?: unknown } {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected an error, but nothing was thrown');
}
