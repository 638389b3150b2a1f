import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createPlatform, invoke } from 'lp-faas-toolbelt/testing';

let platform;
beforeEach(() => {
  platform = createPlatform();
});
afterEach(() => platform.close());

test('finds the id of a skill', async () => {
  platform.skills.add({ id: 4712, name: 'Billing' });
  const answer = await invoke('route', { payload: { skill: 'Billing' } }).orThrow();
  assert.deepEqual(answer, { type: 'transfer', skillId: 4712 });
});

test('fails for a skill that the account does not have', async () => {
  const { error } = await invoke('route', { payload: { skill: 'Billing' } });
  assert.match(error.message, /no skill Billing/);
});
