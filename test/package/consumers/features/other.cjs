const assert = require('node:assert/strict');
const { invoke } = require('lp-faas-toolbelt/testing');

test('answers', async () => {
  assert.equal(await invoke('other').orThrow(), 'other');
});
