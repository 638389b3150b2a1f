import { fchmodSync, fchownSync, fstatSync, statSync } from 'node:fs';

/** What the group may do with a file. With an access control list these bits are the most that anybody in it may do. */
const GROUP_BITS = 0o070;
/** The program that copies an access control list on Linux and macOS. Node cannot read or write such a list. */
const COPY = '/bin/cp';

/**
 * Gives a new, private file the mode, the owner and the access control list of the file `model`. Nobody gets more access
 * than the model gives: where the group cannot be kept, the new group gets no access.
 * @param path the path of the new file, which is still empty and may hold anything afterwards
 */
export function copyAccess(descriptor: number, path: string, model: string): void {
  const { mode, uid, gid } = statSync(model);
  keepOwner(descriptor, uid, gid);
  // Without access for the group, a list gives nobody access but the owner.
  if ((mode & GROUP_BITS) !== 0 && process.platform !== 'win32') copyList(model, path);
  keepMode(descriptor, fstatSync(descriptor).gid === gid ? mode : mode & ~GROUP_BITS);
}

/** Keeps owner and group. In a container the process is often root, and the user could not read root's file. */
function keepOwner(descriptor: number, uid: number, gid: number): void {
  const own = fstatSync(descriptor);
  for (const [owner, group] of [
    [own.uid, gid],
    [uid, gid],
  ] as const) {
    try {
      if (own.uid !== owner || own.gid !== group) fchownSync(descriptor, owner, group);
    } catch {
      // Only root may give a file away, and others may give it to their own groups alone.
    }
  }
}

/** `cp -p` copies a list where there is one. Where the program is missing, there is usually no list either. */
function copyList(model: string, path: string): void {
  const { spawnSync } = require('node:child_process') as typeof import('node:child_process');
  spawnSync(COPY, ['-p', '--', model, path], { stdio: 'ignore', timeout: 5_000 });
}

/** Keeps the mode of the file. It is changed only if needed: some file systems have one mode for every file. */
function keepMode(descriptor: number, mode: number): void {
  if (fstatSync(descriptor).mode !== mode) fchmodSync(descriptor, mode & 0o7777);
}
