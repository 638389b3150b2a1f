const assert = require('node:assert/strict');
const { invoke } = require('lp-faas-toolbelt/testing');

test('greets', async () => {
  const secrets = { greeting: 'Hello' };
  assert.equal(await invoke('greet', { payload: { name: 'Ada' } }, { secrets }).orThrow(), 'Hello Ada');
});
