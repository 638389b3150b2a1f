import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createPlatform, invoke } from 'lp-faas-toolbelt/testing';

let platform;
beforeEach(() => {
  platform = createPlatform();
});
afterEach(() => platform.close());

test('counts the visits of a visitor', async () => {
  platform.secrets.set('context-key', platform.contextKey);
  const visit = () => invoke('visits', { payload: { visitorId: 'visitor/7' } }).orThrow();
  assert.deepEqual(await visit(), { count: 1 });
  assert.deepEqual(await visit(), { count: 2 });
});
