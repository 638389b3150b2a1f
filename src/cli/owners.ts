import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FUNCTIONS, foreignEntry } from './project-files';
import { UsageError } from './usage-error';

/** The files that a command reads from the folder of a function. The function itself loads all other files. */
const PARTS = /^(?:index\.[cm]?[jt]s|config\.json|payloads)$/;
/** The folder with the keys of `serve --oauth`. Who knows them gets access tokens of the host. */
const KEYS = '.lp-faas-toolbelt';

/**
 * Checks that no other user can change the functions, the settings and the keys of the working directory. In a folder such as /tmp, every
 * user can put them there.
 * @param command the command, for the message
 * @throws UsageError that names the entry
 */
export function checkOwners(folder: string, command: string): void {
  const isFunctions = basename(folder) === FUNCTIONS;
  const functions = isFunctions ? folder : join(folder, FUNCTIONS);
  const keys = join(isFunctions ? dirname(folder) : folder, KEYS);
  const found = [
    ...entriesOf(functions).flatMap((entry) => [entry, ...partsOf(entry)].map((file) => [folder, file])),
    ...[keys, ...entriesOf(keys)].filter((file) => existsSync(file)).map((file) => [keys, file]),
  ] as Array<[top: string, file: string]>;
  for (const [top, file] of found) {
    const foreign = foreignEntry(top, file);
    if (foreign === undefined) continue;
    throw new UsageError(
      `${file} may be the work of another user (${foreign.path}: ${foreign.reason}). To run it anyway, name the ` +
        `folder: ${command} ${folder}`,
    );
  }
}

function partsOf(entry: string): string[] {
  return entriesOf(entry).filter((path) => PARTS.test(basename(path)));
}

/** The entries of a folder, without links to missing files. Empty for a path that is no folder. */
function entriesOf(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => existsSync(path));
}
