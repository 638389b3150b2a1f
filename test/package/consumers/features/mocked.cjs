const assert = require('node:assert/strict');
const { invoke } = require('lp-faas-toolbelt/testing');

MOCK('lp-faas-toolbelt', () => ({
  Toolbelt: { SecretClient: () => ({ readSecret: async () => ({ value: 'Mocked' }) }) },
}));

test('has a mocked module', async () => {
  assert.equal(await invoke('greet', { payload: { name: 'Ada' } }).orThrow(), 'Mocked Ada');
});
