import { Configuration } from '../../config/configuration';
import { accountId } from '../../config/env';
import { addSecretAdvice } from '../../internal/wording';
import { sampleConversation } from '../../testing/events/sample-conversation';
import { createPlatform, type Platform } from '../../testing/platform/platform';
import type { Remark } from './messages';

/**
 * Makes doubles answer instead of LivePerson's services for the rest of this process, with the account and the secrets of the user. This is
 * never undone, because requests that the lambda sends after its callback must not leave the process.
 * @throws ToolbeltError when nock is missing, or the settings file is malformed
 */
export function goOffline(): Platform {
  const { secrets } = new Configuration().settings();
  const account = accountId();
  const platform = createPlatform({
    // `lpf init` writes an entry with an empty key. It is no secret.
    secrets: Object.fromEntries([...secrets].filter(([key]) => key !== '')),
    ...(account !== undefined && { accountId: account }),
  });
  platform.conversations.add(sampleConversation());
  platform.secrets.explainMissing = addSecretAdvice;
  return platform;
}

/** A remark about the requests that no double could answer, or that the whitelist denied. */
export function unexpectedRequests(platform: Platform): Remark[] {
  try {
    platform.assertNoUnexpectedRequests();
    return [];
  } catch (error) {
    const message = (error as Error).message.replaceAll(
      'call platform.',
      'in the file of --setup, call platform.',
    );
    return [{ code: 'unexpected-requests', message }];
  }
}
