import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { NockModule } from '../../src/testing/nock';

/**
 * nock 15, which needs Node 22.20. It is no dev dependency: `npm ci` has to work on Node 20. `NOCK15` names a
 * folder in whose node_modules it is installed.
 */
export function nock15(): NockModule | undefined {
  const folder = process.env.NOCK15;
  if (folder === undefined || !('withResolvers' in Promise)) return undefined;
  const file = join(resolve(folder), 'node_modules/nock/dist/index.js');
  if (!existsSync(file)) throw new Error(`NOCK15 names ${folder}, where nock 15 is not installed`);
  return (createRequire(file)(file) as { default: NockModule }).default;
}
