import { readFileSync, realpathSync } from 'node:fs';
import { parseSettings, type SettingsContent } from '../config/settings-file';
import { acquireLock } from './secret-lock';
import { replaceFile } from './secret-write';

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
    const entry = content.secrets?.find((candidate) => candidate.key === key);
    if (entry === undefined) return false;
    entry.value = value;
    replaceFile(path, format(content, text), lock.isHeld);
    return true;
  } finally {
    lock.release();
  }
}

/** Writes the content the way the old text was written: mark, indentation, line ends, last line. */
function format(content: SettingsContent, oldText: string): string {
  const mark = oldText.startsWith('\uFEFF') ? '\uFEFF' : '';
  const isOneLine = !oldText.trim().includes('\n');
  const indentation = isOneLine ? '' : (/^([ \t]+)\S/m.exec(oldText)?.[1] ?? '  ');
  const lastLine = oldText.slice(oldText.trimEnd().length).includes('\n') ? '\n' : '';
  const text = JSON.stringify(content, null, indentation) + lastLine;
  return mark + (oldText.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text);
}
