const assert = require('node:assert/strict');
const { invoke } = require('lp-faas-toolbelt/testing');

test('answers', async () => {
  assert.equal(await invoke('other').orThrow(), 'other');
});

test('has its own fault when a module throws', async () => {
  const { error } = await invoke('broken');
  assert.equal(error.cause.name, 'TypeError');
  assert.equal(error.cause.message, 'at load');
});

test('is told of a file that is missing, and of one that does not parse', async () => {
  await assert.rejects(invoke('functions/none/index.js'), /there is no file .*none/);
  await assert.rejects(invoke('functions/unparsed/index.js'), /index\.js:2:13 does not parse/);
});

test('runs in sloppy mode', async () => {
  assert.equal(await invoke('sloppy').orThrow(), 'sloppy');
});
