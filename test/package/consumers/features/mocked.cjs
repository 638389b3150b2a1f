const assert = require('node:assert/strict');
const { invoke } = require('lp-faas-toolbelt/testing');

MOCK('lp-faas-toolbelt', () => ({
  Toolbelt: { SecretClient: () => ({ readSecret: async () => ({ value: 'Mocked' }) }) },
}));
MOCK('lp-faas-toolbelt/v2', () => ({ Toolbelt: { SecretClient: () => 'mocked' } }));
MOCK('./functions/typed/shout.ts', () => ({ shout: () => 'mocked' }));

test('has a mocked package', async () => {
  assert.equal(await invoke('greet', { payload: { name: 'Ada' } }).orThrow(), 'Mocked Ada');
});

test('has a mocked module of its own, also when it is evaluated anew', async () => {
  const input = { payload: { name: 'Ada' } };
  assert.equal(await invoke('typed', input).orThrow(), 'mocked');
  assert.equal(await invoke('typed', input, { fresh: true }).orThrow(), 'mocked');
});

test('has a mocked toolbelt of V2', async () => {
  assert.equal(await invoke('second').orThrow(), 'mocked');
});
