import { fchmodSync, fchownSync, fstatSync, statSync } from 'node:fs';

/** The rights of the group. When a file has an access control list, these bits limit the rights of everybody in the list. */
const GROUP_BITS = 0o070;
/** The program that copies an access control list on Linux and macOS. Node cannot read or write such a list. */
const COPY = '/bin/cp';

/**
 * Gives a new, private file the mode, the owner and the access control list of the file `model`. Nobody gets more access than the model
 * gives. When the group cannot be kept, the new group gets no access.
 * @param path the path of the new file. It is still empty, and its contents are undefined afterwards.
 */
export function copyAccess(descriptor: number, path: string, model: string): void {
  const { mode, uid, gid } = statSync(model);
  keepOwner(descriptor, uid, gid);
  // When the group has no access, a list gives access only to the owner.
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
      // Only root may give a file to another user. Other users may give it only to their own groups.
    }
  }
}

/** `cp -p` copies a list if there is one. A system without this program usually has no lists. */
function copyList(model: string, path: string): void {
  const { spawnSync } = require('node:child_process') as typeof import('node:child_process');
  spawnSync(COPY, ['-p', '--', model, path], { stdio: 'ignore', timeout: 5_000 });
}

/** Keeps the mode of the file. It is changed only if needed, because some file systems have one mode for all files. */
function keepMode(descriptor: number, mode: number): void {
  if (fstatSync(descriptor).mode !== mode) fchmodSync(descriptor, mode & 0o7777);
}
