import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { ErrorCodes, ToolbeltError } from '../../errors';
import { fixtures } from '../../testing/fixtures/fixtures';
import type { Platform } from '../../testing/platform/platform';

/** What `--offline` answers with besides an empty account. */
export interface OfflineData {
  /** A file or a folder of nock's definitions. */
  readonly fixtures: string | undefined;
  /** A file that exports a function, which gets the platform. */
  readonly setup: string | undefined;
}

/**
 * Gives data to the platform of `--offline`.
 * @throws ToolbeltError `ErrorCodes.Toolbelt.INVALID_ARGUMENT` for fixtures or a setup file that are missing or malformed,
 *   and for a setup function that throws
 */
export async function provideData(platform: Platform, data: OfflineData): Promise<void> {
  if (data.fixtures !== undefined) {
    const { scopes } = fixtures.load(data.fixtures);
    const hosts = scopes.flatMap(
      (scope) => (scope as { urlParts?: { hostname?: string } }).urlParts?.hostname ?? [],
    );
    if (hosts.length > 0) platform.whitelist.add(...new Set(hosts));
  }
  if (data.setup !== undefined) await setUp(platform, resolve(data.setup));
}

async function setUp(platform: Platform, file: string): Promise<void> {
  if (!existsSync(file)) throw invalid(`there is no file ${file}`);
  const loaded: unknown = createRequire(file)(file);
  const exported =
    typeof loaded === 'function' ? loaded : (loaded as { default?: unknown } | undefined)?.default;
  if (typeof exported !== 'function') {
    throw invalid(
      `${file} exports no function: write module.exports = (platform) => { platform.conversations.add(…); }`,
    );
  }
  try {
    await exported(platform);
  } catch (error) {
    throw invalid(`the function of ${file} threw ${String(error)}`, error);
  }
}

function invalid(problem: string, cause?: unknown): ToolbeltError {
  return new ToolbeltError(ErrorCodes.Toolbelt.INVALID_ARGUMENT, `--setup: ${problem}.`, cause);
}
