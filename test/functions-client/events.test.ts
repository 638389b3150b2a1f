import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { misspeltSettings } from '../../src/functions-client/call-settings';
import { EVENT } from '../../src/functions-client/index';

const original = createRequire(__filename)('liveperson-functions-client') as {
  EVENT: Record<string, string>;
};

it('the events are those of liveperson-functions-client 2.x', () => {
  expect(EVENT).toEqual(original.EVENT);
});

it('the names that calls and clients take are not taken for misspelt ones', () => {
  const names = [
    ...['accountId', 'authStrategy', 'csdsDomain', 'maxResponseBytes', 'timeout', 'protocol', 'apiVersion'],
    ...['applyPlatformRules', 'externalSystem', 'lpEventSource', 'requestId', 'lambdaUuid', 'eventId'],
    ...['body', 'skillId', 'userId', 'state', 'functionName'],
  ];
  for (const name of names) {
    expect(misspeltSettings({ [name]: 1 })).toEqual([]);
    // A name that is known corrects the one beside it.
    expect(
      misspeltSettings({ [`${name}x`]: 1 })
        .map(([, message]) => message)
        .join(),
    ).toContain(`"${name}"`);
  }
});
