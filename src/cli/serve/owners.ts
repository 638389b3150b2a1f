import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { FUNCTIONS, foreignEntry } from '../project-files';
import { UsageError } from '../usage-error';

/** The files that `serve` reads from the folder of a function. The function itself loads all other files. */
const PARTS = /^(?:index\.[cm]?[jt]s|config\.json)$/;

/**
 * Checks that no other user can change the functions and the settings of the working directory. In a folder such as /tmp, every user can
 * put them there.
 * @throws UsageError that names the entry
 */
export function checkOwners(folder: string): void {
  const functions = basename(folder) === FUNCTIONS ? folder : join(folder, FUNCTIONS);
  for (const file of entriesOf(functions).flatMap((entry) => [entry, ...partsOf(entry)])) {
    const foreign = foreignEntry(folder, file);
    if (foreign === undefined) continue;
    throw new UsageError(
      `${file} may be the work of another user (${foreign.path}: ${foreign.reason}). To run it anyway, name the ` +
        `folder: serve ${folder}`,
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
