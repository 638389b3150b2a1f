const assert = require('node:assert/strict');
const { invoke } = require('lp-faas-toolbelt/testing');

test('shouts', async () => {
  assert.equal(await invoke('typed', { payload: { name: 'Ada' } }).orThrow(), 'ADA!');
});
