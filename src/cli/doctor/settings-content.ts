import { parseSettings, type SettingsContent } from '../../config/settings-file';
import { ownProperties } from '../../internal/own-properties';
import { nearName } from '../../internal/wording';
import { readOptionalFile } from '../json-file';
import { type Finding, warning } from './finding';

const NAMES: readonly string[] = ['whitelist', 'secrets'];

/**
 * Finds mistakes in settings files that the toolbelt ignores: a misspelt name, and a secret with two entries.
 * @param files settings files that were read without an error
 */
export function checkSettingsContent(files: readonly string[]): Finding[] {
  return files.flatMap((file) => {
    const content = ownProperties(parseSettings(readOptionalFile(file) ?? '{}', file));
    return [...misspeltNames(content, file), ...repeatedSecrets(content, file)];
  });
}

function misspeltNames(content: SettingsContent, file: string): Finding[] {
  return Object.keys(content).flatMap((name) => {
    const meant = NAMES.includes(name) ? undefined : nearName(name, NAMES);
    if (meant === undefined) return [];
    const what = `${file} has ${JSON.stringify(name)}, which nothing reads: did you mean "${meant}"?`;
    return [warning(what, `Write "${meant}" in its place.`)];
  });
}

function repeatedSecrets({ secrets = [] }: SettingsContent, file: string): Finding[] {
  const keys = secrets.map(({ key }) => key);
  const repeated = keys.filter((key, index) => key !== '' && keys.indexOf(key) < index);
  return [...new Set(repeated)].map((key) => {
    const what = `Secret ${JSON.stringify(key)} has more than one entry in ${file}: the first one counts.`;
    return warning(what, 'Keep the entry with the right value, and remove the others.');
  });
}
