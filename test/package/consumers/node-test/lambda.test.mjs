import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { afterEach, before, test } from 'node:test';
import { StatusCodeError, Toolbelt } from 'lp-faas-toolbelt';

// `nock` is version 14, `nock13` is version 13: both are in use.
const { default: nock } = await import(process.env.NOCK);
const { version } = createRequire(import.meta.url)(`${process.env.NOCK}/package.json`);

before(() => {
  nock.disableNetConnect();
  Toolbelt.configure({ whitelist: ['shop.example'] });
});
afterEach(() => nock.cleanAll());

test('the packages are the packed copy and the version of nock that was asked for', () => {
  assert.match(import.meta.resolve('lp-faas-toolbelt'), /node_modules/);
  assert.equal(version.split('.')[0], process.env.NOCK_MAJOR);
});

test('an intercepted call resolves to its body', async () => {
  nock('https://shop.example').post('/api/orders', { size: 'L' }).reply(201, { id: 7 });
  const http = Toolbelt.HTTPClient();
  const body = await http.post('https://shop.example/api/orders', { json: true, body: { size: 'L' } });
  assert.deepEqual(body, { id: 7 });
  assert.ok(nock.isDone());
});

test('an intercepted failure rejects with a StatusCodeError', async () => {
  nock('https://shop.example').get('/api/orders/8').reply(503, 'closed');
  await assert.rejects(Toolbelt.HTTPClient()('https://shop.example/api/orders/8'), (error) => {
    assert.ok(error instanceof StatusCodeError);
    assert.equal(error.message, '503 - "closed"');
    return true;
  });
});
