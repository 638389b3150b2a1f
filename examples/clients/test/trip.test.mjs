import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createPlatform, invoke } from 'lp-faas-toolbelt/testing';

let platform;
beforeEach(() => {
  platform = createPlatform();
});
afterEach(() => platform.close());

test('answers with what two functions say', async () => {
  platform.functions.register('0d5a1bc6-weather', (input, callback) =>
    callback(null, `sun in ${input.payload.city}`),
  );
  platform.functions.register('7f2e94aa-traffic', (_input, callback) => callback(new Error('no data')));
  const [weather, traffic] = await invoke('trip', { payload: { city: 'Berlin' } }).orThrow();
  assert.equal(weather, 'sun in Berlin');
  assert.equal(traffic, 'com.liveperson.faas.handler.custom-failure');
});
