import { join } from 'node:path';
import { isRecord } from '../../internal/is-record';
import { SYSTEM_SECRETS } from '../../migrate/rules/secrets';
import { JsonSource, readOptionalFile } from '../json-file';
import type { FileChange } from './plan';

/** Changes of the settings files of a project, and what a person has to check. No text shows a value. */
export interface SettingsPlan {
  readonly changes: readonly FileChange[];
  readonly remarks: readonly string[];
}

/**
 * Gives the secrets of the system their names of V2 (docs/platform.md, "From V1 to V2").
 * @param folder the folder `functions` of a project
 */
export function planSettings(folder: string): SettingsPlan {
  const plans = ['settings.json', 'settings.local.json'].map((name) => planFile(join(folder, name)));
  return {
    changes: plans.flatMap(({ changes }) => changes),
    remarks: plans.flatMap(({ remarks }) => remarks),
  };
}

function planFile(file: string): SettingsPlan {
  const before = readOptionalFile(file);
  if (before === undefined) return { changes: [], remarks: [] };
  const { value } = new JsonSource(file, before);
  const listed = isRecord(value) && Array.isArray(value.secrets) ? value.secrets : [];
  const secrets = new Map(
    listed.flatMap((entry) => (isRecord(entry) ? [[entry.key, entry.value] as const] : [])),
  );
  const names = new Set<unknown>(secrets.keys());
  const remarks: string[] = [];
  const summaries: string[] = [];
  let after = before;
  for (const [old, renamed] of Object.entries(SYSTEM_SECRETS)) {
    if (!secrets.has(old)) continue;
    if (names.has(renamed)) {
      remarks.push(
        `${file}: V2 has one key of the system, ${renamed}, which is there already. Remove ${old}.`,
      );
      continue;
    }
    const key = new RegExp(`("key"\\s*:\\s*)"${old}"`, 'g');
    after = after.replace(key, `$1"${renamed}"`);
    names.add(renamed);
    summaries.push(`the secret ${old} becomes ${renamed}`);
    const credentials = secrets.get(old);
    if (!isRecord(credentials) || typeof credentials.client_id !== 'string') {
      remarks.push(`${file}: V2 signs in with OAuth 2. Store { client_id, client_secret } in ${renamed}.`);
    }
  }
  const changes = after === before ? [] : [{ file, before, after, summary: summaries.join(', ') }];
  return { changes, remarks };
}
