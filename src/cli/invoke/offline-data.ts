import { resolve } from 'node:path';
import { fixtures } from '../../testing/fixtures/fixtures';
import type { Platform } from '../../testing/platform/platform';
import { runSetup } from '../../testing/run-setup';

/** The data that `--offline` adds to an empty account. */
export interface OfflineData {
  /** A file or a folder of nock's definitions. */
  readonly fixtures: string | undefined;
  /** A file that exports a function. The function gets the platform. */
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
  if (data.setup !== undefined) await runSetup(resolve(data.setup), platform);
}
