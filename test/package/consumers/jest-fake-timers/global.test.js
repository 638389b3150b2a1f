// Jest fakes every global before anything is loaded (jest.config.js).
const { createServer } = require('node:http');
const { setImmediate: setRealImmediate } = require('node:timers');
const { StatusCodeError, Toolbelt } = require('lp-faas-toolbelt');

let server;
let url;

beforeAll((done) => {
  server = createServer((request, response) => {
    if (request.url === '/gone') response.statusCode = 404;
    request.resume().on('end', () => response.end('ok'));
  });
  server.listen(0, '127.0.0.1', () => {
    url = `http://127.0.0.1:${server.address().port}`;
    Toolbelt.configure({ whitelist: ['127.0.0.1'], proxy: false, logger: {} });
    done();
  });
});

afterAll((done) => {
  Toolbelt.reset();
  server.closeAllConnections();
  server.close(done);
});

function call(path = '/', options = {}) {
  return Toolbelt.HTTPClient()(`${url}${path}`, options);
}

test('the clock stands still', () => {
  const before = [Date.now(), performance.now(), process.hrtime.bigint()];
  for (let i = 0; i < 1e6; i++);
  expect([Date.now(), performance.now(), process.hrtime.bigint()]).toEqual(before);
});

test('a call ends', async () => {
  await expect(call()).resolves.toBe('ok');
  await expect(call('/', { method: 'POST', json: { a: 1 } })).resolves.toBe('ok');
});

test('a failed call ends', async () => {
  await expect(call('/gone')).rejects.toBeInstanceOf(StatusCodeError);
  await expect(Toolbelt.HTTPClient()('http://127.0.0.1:1/')).rejects.toThrow('ECONNREFUSED');
  await expect(Toolbelt.HTTPClient()('http://denied.example/')).rejects.toThrow('Socket is closed');
});

test('a call with a callback calls it', async () => {
  const body = await new Promise((resolve) => {
    Toolbelt.HTTPClient()(`${url}/`, (_error, _response, text) => resolve(text));
  });
  expect(body).toBe('ok');
});

test('calls are limited by the real clock, neither for ever nor never', async () => {
  Toolbelt.configure({ rateLimit: { limit: 5, intervalMs: 200 } });
  const codes = [];
  for (let attempt = 0; attempt < 100_000 && codes.filter((code) => code === 200).length < 12; attempt++) {
    const { statusCode } = await call('/', { simple: false, resolveWithFullResponse: true });
    codes.push(statusCode);
    await new Promise((resolve) => setRealImmediate(resolve));
  }
  expect(codes.filter((code) => code === 200)).toHaveLength(12);
  expect(codes).toContain(429);
});

test('waiting calls get their turn without anyone advancing the clock', async () => {
  Toolbelt.configure({ rateLimit: { limit: 5, intervalMs: 100, mode: 'queue' } });
  const bodies = await Promise.all(Array.from({ length: 23 }, () => call()));
  expect(bodies).toEqual(Array(23).fill('ok'));
  expect(jest.getTimerCount()).toBe(0);
});

test('advancing the clock by hours admits nothing', async () => {
  Toolbelt.configure({ rateLimit: { limit: 1, intervalMs: 60_000, mode: 'reject' }, functionId: 'other' });
  await call();
  jest.advanceTimersByTime(5 * 3_600_000);
  await expect(call()).rejects.toMatchObject({ statusCode: 429 });
});
