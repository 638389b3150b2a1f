import { join } from 'node:path';
import { isRecord } from '../../internal/is-record';
import { describeValue } from '../../internal/wording';
import { JsonSource, readOptionalFile } from '../json-file';
import type { FileChange } from './plan';

/**
 * The config.json of a function in the shape of V2. There, `environmentVariables` is an object, and in V1 it is a list (docs/platform.md,
 * "Local projects"). Everything else stays.
 * @returns undefined when there is nothing to change
 * @throws UsageError that names the place of a mistake
 */
export function planConfig(folder: string): FileChange | undefined {
  const file = join(folder, 'config.json');
  const before = readOptionalFile(file);
  if (before === undefined) return undefined;
  const config = new JsonSource(file, before);
  const { value } = config;
  if (!isRecord(value) || !Array.isArray(value.environmentVariables)) return undefined;
  const variables: Record<string, string> = Object.create(null);
  value.environmentVariables.forEach((entry: unknown, index) => {
    const path = ['environmentVariables', index];
    if (!isRecord(entry) || typeof entry.key !== 'string') {
      throw config.problem(path, `expected { "key": "…", "value": "…" }, found ${describeValue(entry)}`);
    }
    // `lpf init` writes an entry with an empty key. It is no variable.
    if (entry.key === '') return;
    if (entry.key in variables) throw config.problem(path, `${JSON.stringify(entry.key)} is there twice`);
    variables[entry.key] = String(entry.value ?? '');
  });
  const indent = /\n([ \t]+)"/.exec(before)?.[1] ?? 2;
  const eol = before.includes('\r\n') ? '\r\n' : '\n';
  const text = JSON.stringify({ ...value, environmentVariables: variables }, null, indent).replaceAll(
    '\n',
    eol,
  );
  const mark = before.startsWith('\uFEFF') ? '\uFEFF' : '';
  const end = /\r?\n$/.exec(before)?.[0] ?? '';
  const count = Object.keys(variables).length;
  const summary = `environmentVariables becomes an object of ${count} ${count === 1 ? 'variable' : 'variables'}`;
  return { file, before, after: mark + text + end, summary };
}
