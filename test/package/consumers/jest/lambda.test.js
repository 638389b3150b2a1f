const { promisify } = require('node:util');
const nock = require('nock');
const { StatusCodeError, Toolbelt } = require('lp-faas-toolbelt');
const { lambda } = require('./lambda');

const run = promisify(lambda);

beforeAll(() => {
  nock.disableNetConnect();
  Toolbelt.configure({ whitelist: ['shop.example'] });
});

afterEach(() => {
  expect(nock.pendingMocks()).toEqual([]);
  nock.cleanAll();
});

test('the package under test is the packed copy', () => {
  expect(require.resolve('lp-faas-toolbelt')).toContain('node_modules');
});

test('returns the total of the order', async () => {
  nock('https://shop.example').get('/api/orders').query({ id: '7' }).reply(200, { total: 42 });
  await expect(run({ payload: { id: '7' } })).resolves.toEqual({ total: 42 });
});

test('hands on a StatusCodeError that the test can recognise', async () => {
  nock('https://shop.example').get('/api/orders').query({ id: '8' }).reply(404, { reason: 'gone' });
  const error = await run({ payload: { id: '8' } }).catch((reason) => reason);
  expect(error).toBeInstanceOf(StatusCodeError);
  expect(error).toBeInstanceOf(Error);
  expect(error.statusCode).toBe(404);
  expect(error.error).toEqual({ reason: 'gone' });
});

test('keeps one client per module registry', async () => {
  jest.resetModules();
  const again = require('lp-faas-toolbelt');
  expect(again.Toolbelt).not.toBe(Toolbelt);
  again.Toolbelt.configure({ whitelist: ['shop.example'] });
  nock('https://shop.example').get('/late').reply(200, 'ok');
  await expect(again.Toolbelt.HTTPClient()('https://shop.example/late')).resolves.toBe('ok');
});
