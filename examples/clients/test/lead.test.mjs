import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createPlatform, invoke } from 'lp-faas-toolbelt/testing';

let platform;
beforeEach(() => {
  platform = createPlatform();
});
afterEach(() => platform.close());

const payload = { general: { convId: 'c-1', visitorId: 'v-1', sessionId: 's-1' } };

test('adds a lead to the visit', async () => {
  platform.conversations.add({
    info: { conversationId: 'c-1' },
    sdes: { events: [{ sdeType: 'PERSONAL_INFO' }] },
  });
  assert.deepEqual(await invoke('lead', { payload }).orThrow(), { added: true });
  assert.equal(platform.sdes[0].visitorId, 'v-1');
  assert.equal(platform.sdes[0].sdes[0].lead.topic, 'insurance');
});

test('adds no second lead', async () => {
  platform.conversations.add({ info: { conversationId: 'c-1' }, sdes: { events: [{ sdeType: 'LEAD' }] } });
  assert.deepEqual(await invoke('lead', { payload }).orThrow(), { added: false });
});
