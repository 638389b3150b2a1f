const assert = require('node:assert/strict');
const { invoke } = require('lp-faas-toolbelt/testing');

test('has the toolbelt of V2', async () => {
  assert.equal(typeof (await invoke('second').orThrow()), 'object');
});
