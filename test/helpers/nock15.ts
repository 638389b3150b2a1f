import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { NockModule } from '../../src/testing/nock';

/**
 * nock 15, which needs Node 22.20 and therefore is no dev dependency: `npm ci` has to work on Node 20. `NOCK15` names a
 * folder in whose node_modules it is installed.
 */
export async function nock15(): Promise<NockModule | undefined> {
  const folder = process.env.NOCK15;
  if (folder === undefined) return undefined;
  const file = join(resolve(folder), 'node_modules/nock/dist/index.js');
  if (!existsSync(file)) throw new Error(`NOCK15 names ${folder}, where nock 15 is not installed`);
  return ((await import(pathToFileURL(file).href)) as { default: NockModule }).default;
}
