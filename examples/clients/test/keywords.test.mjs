import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createPlatform, events, invoke } from 'lp-faas-toolbelt/testing';

let platform;
beforeEach(() => {
  platform = createPlatform();
});
afterEach(() => platform.close());

test('finds keywords in any case, and patterns', async () => {
  const message = {
    type: 'TEXT_PLAIN',
    messageData: { msg: { text: 'A Refund for order A-1' } },
    sentBy: 'Consumer',
  };
  platform.conversations.add({ info: { conversationId: 'c-1' }, messageRecords: [message] });
  const input = events.conversationEnd({ general: { convId: 'c-1' } });
  const matches = await invoke('keywords', input).orThrow();
  assert.deepEqual(
    matches.map(({ tag }) => tag),
    ['keywordRef:refund', 'keywordRef:/\\border [A-Z]-\\d+\\b/'],
  );
});

test('fails for a conversation that is not there', async () => {
  const { error } = await invoke('keywords', events.conversationEnd({ general: { convId: 'c-2' } }));
  assert.match(error.message, /Conversation c-2 was not found/);
});
