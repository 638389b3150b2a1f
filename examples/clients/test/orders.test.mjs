import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createPlatform, invoke } from 'lp-faas-toolbelt/testing';

let platform;
beforeEach(() => {
  platform = createPlatform();
});
afterEach(() => platform.close());

const shop = () => platform.host('api.example.com').get('/orders');

test('lists the orders of a customer', async () => {
  shop().reply(200, [{ id: 'A-1', total: 12.5, state: 'open' }]);
  const answer = await invoke('orders', { payload: { customer: 'Jürgen' } }).orThrow();
  assert.deepEqual(answer, [{ id: 'A-1', total: 12.5 }]);
  assert.match(platform.requests.at(-1).url, /customer=J%C3%BCrgen$/);
});

test('a customer without orders has an empty list', async () => {
  shop().reply(404);
  assert.deepEqual(await invoke('orders', { payload: { customer: 'Ada' } }).orThrow(), []);
});
