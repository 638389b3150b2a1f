import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { version } from '../../internal/node/version';
import { prepareModule } from '../../runtime/load/prepare';
import { TAKE_BODY } from './jest-sandbox';
import { type RawSourceMap, wrapModule } from './wrap';

/** The options that Jest passes to a transformer. */
interface TransformOptions {
  readonly configString: string;
  readonly instrument: boolean;
}

/** Jest's transformer for the files of functions. See `withFunctions`. A file that does not parse stays as it is. */
export function process(source: string, path: string): { code: string; map?: RawSourceMap } {
  const { module } = prepareModule(source, path);
  if (!module) return { code: source };
  const { parameters, linksParameter } = module;
  const taker = `globalThis[Symbol.for(${JSON.stringify(TAKE_BODY)})]`;
  const run = `require(${JSON.stringify(join(__dirname, 'jest-module.js'))}).runModule`;
  const parts = JSON.stringify({ parameters, linksParameter });
  // With this hint, coverage does not count the choice as a branch.
  const call = `(/* istanbul ignore next */ ${taker} ?? ${run})`;
  const frame = { before: `${call}(module, require, ${parts}, `, after: ');' };
  return wrapModule(module, source, path, frame);
}

/** Jest keeps transformed files until this key changes. */
export function getCacheKey(
  source: string,
  path: string,
  { configString, instrument }: TransformOptions,
): string {
  const hash = createHash('sha256');
  const parts = [version(), __dirname, path, source, configString, String(instrument)];
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex').slice(0, 32);
}
