import { parseEnv } from 'node:util';
import { isRecord } from '../../internal/is-record';
import { describeValue } from '../../internal/wording';
import type { Arguments } from '../arguments';
import { type JsonSource, readTextFile } from '../json-file';
import { UsageError } from '../usage-error';

/**
 * The variables that a lambda gets in addition to the environment. `--env` overrides `--env-file`. Both override `environmentVariables` of
 * config.json.
 * @throws UsageError for a variable without a name or a value
 */
export function readEnvironment(args: Arguments, config: JsonSource | undefined): Record<string, string> {
  const files = args.values('env-file').map((path) => parseEnv(readTextFile(path, '--env-file')));
  const options = args.values('env').map(parseVariable);
  return Object.assign({}, config && configVariables(config), ...files, ...options);
}

function parseVariable(text: string): Record<string, string> {
  const equals = text.indexOf('=');
  if (equals > 0) return { [text.slice(0, equals)]: text.slice(equals + 1) };
  // The text is not shown, because it may be a secret whose name is missing.
  throw new UsageError(
    `--env needs NAME=value, found a text ${equals === 0 ? 'without a name' : 'without "="'}`,
  );
}

/** The `environmentVariables` of a config.json. @throws UsageError that names the place of the mistake */
export function configVariables(config: JsonSource): Record<string, string> {
  const list = isRecord(config.value) ? config.value.environmentVariables : undefined;
  if (list === undefined || list === null) return {};
  // V2 writes an object of names and values (docs/platform.md, "Local projects").
  if (isRecord(list)) {
    return Object.assign({}, ...Object.entries(list).map((entry) => variableOfV2(entry, config)));
  }
  if (!Array.isArray(list)) {
    throw config.problem(['environmentVariables'], `expected an array, found ${describeValue(list)}`);
  }
  return Object.assign({}, ...list.map((entry, index) => configVariable(entry, index, config)));
}

function variableOfV2([key, value]: [string, unknown], config: JsonSource): Record<string, string> {
  const path = ['environmentVariables', key];
  if (key === '') return {};
  if (key.includes('=')) throw config.problem(path, 'expected a name without "="');
  return { [key]: textOf(value, path, config) };
}

/** One variable of config.json. `lpf create` writes an entry with an empty key. It is no variable. */
function configVariable(entry: unknown, index: number, config: JsonSource): Record<string, string> {
  const path = ['environmentVariables', index];
  const { key, value } = isRecord(entry) ? entry : {};
  if (key === '') return {};
  if (typeof key !== 'string' || key.includes('=')) {
    throw config.problem(path, 'expected { "key": "NAME", "value": "…" }');
  }
  return { [key]: textOf(value, [...path, 'value'], config) };
}

function textOf(value: unknown, path: readonly PropertyKey[], config: JsonSource): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw config.problem(path, `expected a string, found ${describeValue(value)}`);
}
