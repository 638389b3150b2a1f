import { readFileSync, realpathSync } from 'node:fs';
import { parseSettings } from '../config/settings-file';
import { findValue } from '../internal/json-location';
import { acquireLock } from './lock';
import { replaceFile } from './write';

/** The last update under way for each file: updates of one process happen in the order of the calls. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Replaces the value of a secret in a settings file. Safe against other processes that do the same: the file
 * is locked, read again, and replaced as a whole. Everything else in it is kept.
 *
 * @param value a JSON value
 * @returns false when the file holds no secret of this key; it is left alone then
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_SETTINGS` when the file is malformed; it is never overwritten
 * @throws SecretError `ErrorCodes.Secret.OP_FAILED` when the lock is not to be had
 * @throws Error of the file system
 */
export async function updateSecretInFile(path: string, key: string, value: unknown): Promise<boolean> {
  // A link keeps pointing at its target, and every path to a file leads to the same lock.
  const target = realpathSync(path);
  const previous = queues.get(target);
  const update = (previous ?? Promise.resolve()).then(
    () => updateLocked(target, key, value),
    () => updateLocked(target, key, value),
  );
  queues.set(target, update);
  try {
    return await update;
  } finally {
    if (queues.get(target) === update) queues.delete(target);
  }
}

async function updateLocked(path: string, key: string, value: unknown): Promise<boolean> {
  const lock = await acquireLock(`${path}.lock`);
  // From here on everything is synchronous, so that the lock is held for milliseconds whatever else goes on.
  try {
    const text = readFileSync(path, 'utf8');
    const content = parseSettings(text, path);
    const index = content.secrets?.findIndex((candidate) => candidate.key === key) ?? -1;
    if (index === -1) return false;
    const next = withValue(text, index, value);
    // What could not be read again must not be written.
    parseSettings(next, path);
    replaceFile(path, next, lock.isHeld);
    return true;
  } finally {
    lock.release();
  }
}

/**
 * The text with another value in one of its secrets, indented as its neighbours are. The rest stays byte for byte:
 * written anew, it would lose what JavaScript reads in another way, such as large numbers.
 */
function withValue(fileText: string, index: number, value: unknown): string {
  const mark = fileText.startsWith('\uFEFF') ? '\uFEFF' : '';
  const text = fileText.slice(mark.length);
  const { start, end } = findValue(text, ['secrets', index, 'value']) ?? { start: 0, end: 0 };
  const isOneLine = !text.trim().includes('\n');
  const unit = isOneLine ? '' : (/^([ \t]+)\S/m.exec(text)?.[1] ?? '  ');
  const indentation = /[^\n]*$/.exec(text.slice(0, start))?.[0].match(/^[ \t]*/)?.[0] ?? '';
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const written = JSON.stringify(value, null, unit).replaceAll('\n', lineEnd + indentation);
  return mark + text.slice(0, start) + written + text.slice(end);
}
