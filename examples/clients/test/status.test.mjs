import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createPlatform, invoke } from 'lp-faas-toolbelt/testing';

let platform;
beforeEach(() => {
  platform = createPlatform();
});
afterEach(() => platform.close());

test('stores a new token when the old one has expired', async () => {
  platform.secrets.set('api-token', 'old');
  const api = platform.host('api.example.com');
  api
    .get('/status')
    .reply(({ headers }) =>
      headers.authorization === 'Bearer new'
        ? { body: { status: 'open' } }
        : { status: 401, body: { error: 'token expired' } },
    );
  api.post('/token').reply(200, { token: 'new' });
  assert.deepEqual(await invoke('status', {}).orThrow(), { status: 'open' });
  assert.equal(platform.secrets.get('api-token'), 'new');
});
