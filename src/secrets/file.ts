import { realpathSync, statSync } from 'node:fs';
import { loadLocations } from '../config/explanations';
import { parseSettings, readSettingsText } from '../config/settings-file';
import { ErrorCodes, SecretError } from '../errors';
import { acquireLock } from './lock';
import { replaceFile } from './write';

/** How often an update starts over when another program saves the file meanwhile. */
const MAX_TRIES = 50;

/** The last update of each file, by path. Updates of one process wait for each other, so that they keep their order. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Replaces the value of a secret in a settings file. Other processes may do the same at the same time. So the file is locked, read again,
 * and replaced as a whole. Everything else in the file is kept. An editor does not use the lock. When it saves the file meanwhile, the
 * update starts over with the text that it saved.
 *
 * @param value a JSON value
 * @returns false when the file has no secret with this key. The file is unchanged then.
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_SETTINGS` when the file is malformed. It is not overwritten then.
 * @throws SecretError `ErrorCodes.Secret.OP_FAILED` when another process keeps the lock, or keeps saving the file
 * @throws Error of the file system
 */
export async function updateSecretInFile(path: string, key: string, value: unknown): Promise<boolean> {
  // With the real path, a symbolic link stays a link, and every path to the same file leads to the same lock.
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
  // The following is synchronous, so that other work of the process cannot prolong the time that the lock is held.
  try {
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const seen = readVersion(path);
      const content = parseSettings(seen.text, path);
      const index = content.secrets?.findIndex((candidate) => candidate.key === key) ?? -1;
      if (index === -1) return false;
      const next = withValue(seen.text, index, value);
      // Throws when the new text is not valid, so that a broken file is never written.
      parseSettings(next, path);
      const isCurrent = () => isSame(seen, readVersion(path));
      if (replaceFile(path, next, lock.isHeld, isCurrent)) return true;
    }
    throw new SecretError(
      ErrorCodes.Secret.OP_FAILED,
      `Another program saved ${path} during each of ${MAX_TRIES} tries to update the secret "${key}". Nothing was ` +
        'written. Stop that program, or try again.',
    );
  } finally {
    lock.release();
  }
}

/** The state of a file at one moment. */
interface Version {
  readonly text: string;
  /** It tells a file apart from another file with the same text that has replaced it. Their access rights may differ. */
  readonly inode: bigint;
}

function readVersion(path: string): Version {
  // The inode is read first. If another file takes the place between the two steps, the versions then differ.
  const { ino } = statSync(path, { bigint: true });
  return { text: readSettingsText(path), inode: ino };
}

function isSame(one: Version, other: Version): boolean {
  return one.inode === other.inode && one.text === other.text;
}

/**
 * The text of the file with another value for one of its secrets, indented like the lines around it. All other text stays byte for byte. If
 * the whole file were parsed and written again, large numbers would lose digits, for example.
 */
function withValue(fileText: string, index: number, value: unknown): string {
  const mark = fileText.startsWith('\uFEFF') ? '\uFEFF' : '';
  const text = fileText.slice(mark.length);
  const { start, end } = loadLocations().findValue(text, ['secrets', index, 'value']) ?? { start: 0, end: 0 };
  const isOneLine = !text.trim().includes('\n');
  const unit = isOneLine ? '' : (/^([ \t]+)\S/m.exec(text)?.[1] ?? '  ');
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const indentation = /^[ \t]*/.exec(line)?.[0] ?? '';
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const written = JSON.stringify(value, null, unit).replaceAll('\n', lineEnd + indentation);
  return mark + text.slice(0, start) + written + text.slice(end);
}
