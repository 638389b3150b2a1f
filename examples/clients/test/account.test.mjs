import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createPlatform, invoke } from 'lp-faas-toolbelt/testing';

let platform;
beforeEach(() => {
  platform = createPlatform();
});
afterEach(() => platform.close());

test('finds an account whose name has a quote', async () => {
  platform.secrets.set('salesforce-token', 'a token for tests');
  const records = [{ attributes: { type: 'Account' }, Id: '001', Name: "O'Neill" }];
  platform
    .host('brand.my.salesforce.com')
    .get('/services/data/v50.0/query')
    .reply(200, { totalSize: 1, done: true, records });
  assert.deepEqual(await invoke('account', { payload: { name: "O'Neill" } }).orThrow(), ['001']);
  assert.match(decodeURIComponent(platform.requests.at(-1).url), /Name = 'O\\'Neill'/);
});
