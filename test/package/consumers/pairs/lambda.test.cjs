const assert = require('node:assert/strict');
const { createPlatform, invoke } = require('lp-faas-toolbelt/testing');

test('a lambda is answered, and its requests are seen', async () => {
  const platform = createPlatform();
  try {
    platform.host('api.example.com').post('/orders').reply(201, { id: 7 });
    platform.conversations.add({ info: { conversationId: 'c1' } });
    platform.fail('msgHist', { delayMs: 5 });
    const { result, error, diagnostics } = await invoke('orders', { payload: { size: 'L' } });
    assert.equal(error, undefined);
    assert.deepEqual(JSON.parse(JSON.stringify(result)), { id: 7, found: 1 });
    assert.equal(diagnostics.length, 0);
    assert.equal(platform.requests[0].body.size, 'L');
    platform.assertNoUnexpectedRequests();
  } finally {
    await platform.close();
  }
});

for (const [name, answer, place] of [
  ['typed', 'typed function', 'typed/index.ts:11:34'],
  ['later', 'later', 'later/index.mts:6:34'],
  ['second', 'second function', 'second/index.mjs:4:34'],
]) {
  test(`${name} runs, and its stack names the line`, async () => {
    assert.equal(await invoke(name, { payload: {} }).orThrow(), answer);
    const { error } = await invoke(name, { payload: { fails: true } });
    assert.ok(error.cause.stack.includes(place), error.cause.stack);
  });
}

test('a fetch that fails names its request, and its line', async () => {
  const { error } = await invoke('fetching', { payload: { url: 'http://127.0.0.1:9/x?key=s3cr3t' } });
  assert.match(error.cause.stack, /\n {4}for GET http:\/\/127\.0\.0\.1:9\/x\n.*fetching\/index\.mjs:2:/);
});

test('diagnostics name the timer that is left, and the line of the second callback', async () => {
  const { diagnostics } = await invoke('leaky', { payload: {} });
  const [pending, twice] = diagnostics.map(({ message }) => message);
  assert.match(pending, /left work behind: 1 timer\./);
  assert.match(twice, /Ignored: callback\(null, 2\) \(.*leaky\/index\.js:5:3\)/);
});
