import { Configuration } from '../../config/configuration';
import { accountId } from '../../config/env';
import { createPlatform, type Platform } from '../../testing/platform/platform';
import type { Remark } from './messages';

/**
 * Doubles LivePerson's services for the rest of this process: what a lambda does after its callback must not leave
 * it either. The account and the secrets are the user's own.
 * @throws ToolbeltError when nock is missing, or the settings file is malformed
 */
export function goOffline(): Platform {
  const { secrets } = new Configuration().settings();
  const account = accountId();
  return createPlatform({
    // `lpf init` leaves an entry with an empty key, which stands for nothing.
    secrets: Object.fromEntries([...secrets].filter(([key]) => key !== '')),
    ...(account !== undefined && { accountId: account }),
  });
}

/** Calls that had no double, or that the whitelist denied. */
export function unexpectedRequests(platform: Platform): Remark[] {
  try {
    platform.assertNoUnexpectedRequests();
    return [];
  } catch (error) {
    return [{ code: 'unexpected-requests', message: (error as Error).message }];
  }
}
