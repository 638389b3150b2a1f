import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createPlatform, invoke } from 'lp-faas-toolbelt/testing';
import { makeIdentity } from './identity.cjs';

let platform;
beforeEach(() => {
  platform = createPlatform();
});
afterEach(() => platform.close());

test('asks the partner for a score', async () => {
  platform.secrets.set('partner-identity', makeIdentity());
  platform.host('partner.example.com').post('/v1/score').reply(200, { score: 93 });
  assert.deepEqual(await invoke('score', { payload: { customer: '7' } }).orThrow(), { score: 93 });
});

test('fails with an error of its own when the partner is down', async () => {
  platform.secrets.set('partner-identity', makeIdentity());
  platform.host('partner.example.com').post('/v1/score').reply(503);
  const { error } = await invoke('score', { payload: { customer: '7' } });
  assert.match(error.message, /the partner answered 503/);
});
