import { dirname, join } from 'node:path';
import { isRecord } from '../../internal/is-record';
import { readForeignFile } from '../../internal/node/foreign-files';

/**
 * Whether the `config.json` beside a function is one of V2. In V2, the environment variables are an object (docs/platform.md, "Local
 * projects").
 */
export function hasConfigOfV2(file: string): boolean {
  try {
    const config: unknown = JSON.parse(readForeignFile(join(dirname(file), 'config.json')) ?? '');
    return isRecord(config) && isRecord(config.environmentVariables);
  } catch {
    return false;
  }
}
