const assert = require('node:assert/strict');
const { mock, test } = require('node:test');
const { invoke } = require('lp-faas-toolbelt/testing');

const Toolbelt = { SecretClient: () => ({ readSecret: async () => ({ value: 'Mocked' }) }) };
mock.module('lp-faas-toolbelt', { namedExports: { Toolbelt } });

test('has a mocked module', async () => {
  assert.equal(await invoke('greet', { payload: { name: 'Ada' } }).orThrow(), 'Mocked Ada');
});
