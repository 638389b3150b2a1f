import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isRecord } from '../../internal/is-record';

/**
 * Whether the `config.json` beside a function is one of V2: there the environment variables are an object
 * (docs/platform.md, "Local projects").
 */
export function hasConfigOfV2(file: string): boolean {
  try {
    const config: unknown = JSON.parse(readFileSync(join(dirname(file), 'config.json'), 'utf8'));
    return isRecord(config) && isRecord(config.environmentVariables);
  } catch {
    return false;
  }
}
