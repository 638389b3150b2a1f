// The calls that lambdas make, in an environment that has a browser's globals. Jest and vitest run this file alike.
const { Toolbelt } = require('lp-faas-toolbelt');
const { Client } = require('lp-faas-toolbelt/functions-client');

const { HTTP_URL, MTLS_URL, MTLS_CERT, MTLS_KEY, MTLS_CA } = process.env;

beforeAll(() => {
  Toolbelt.configure({ whitelist: ['127.0.0.1', 'localhost'], proxy: false, logger: {} });
});

afterAll(() => Toolbelt.reset());

test('the globals are those of a browser', () => {
  expect(typeof window).toBe('object');
});

describe('HTTPClient', () => {
  const http = (path, options) => Toolbelt.HTTPClient()(`${HTTP_URL}${path}`, options);

  test.each([
    ['text', { body: 'hëllo' }, 'hëllo'],
    ['a Buffer', { body: Buffer.from('bytes') }, 'bytes'],
    ['a Uint8Array', { body: new Uint8Array([104, 105]) }, 'hi'],
    ['an array of parts', { body: ['a', Buffer.from('b')] }, 'ab'],
    ['JSON', { json: { size: 'L' } }, { size: 'L' }],
    ['a form', { form: { a: 'x y' } }, 'a=x%20y'],
  ])('sends %s', async (_name, options, echoed) => {
    await expect(http('/echo', { method: 'POST', ...options })).resolves.toEqual(echoed);
  });

  test('sends a form of several parts', async () => {
    const formData = { file: { value: Buffer.from('bytes'), options: { filename: 'a.txt' } } };
    await expect(http('/echo', { method: 'POST', formData })).resolves.toContain('bytes');
  });

  test('takes a URL object of the environment, and of Node', async () => {
    const body = 'ok';
    await expect(
      Toolbelt.HTTPClient()({ method: 'POST', body, url: new URL(`${HTTP_URL}/echo`) }),
    ).resolves.toBe(body);
    const { URL: NodeUrl } = require('node:url');
    await expect(Toolbelt.HTTPClient().post(new NodeUrl(`${HTTP_URL}/echo`), { body })).resolves.toBe(body);
  });

  test('takes a query, a timeout and a signal, and decodes gzip', async () => {
    const { signal } = new AbortController();
    const options = { qs: { a: 'x y' }, timeout: 5_000, signal, gzip: true, json: true, encoding: 'utf8' };
    await expect(http('/gzip', options)).resolves.toEqual({ url: '/gzip?a=x%20y' });
    await expect(http('/echo', { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });

  test('follows a redirect, resolves with bytes, and fails with a status', async () => {
    await expect(http('/moved', { json: true, gzip: true })).resolves.toEqual({ url: '/gzip' });
    await expect(http('/gone')).rejects.toMatchObject({ name: 'StatusCodeError', statusCode: 404 });
    const bytes = await http('/echo', { method: 'POST', body: 'raw', encoding: null });
    expect(Buffer.isBuffer(bytes)).toBe(true);
  });

  test('refuses a host that is not listed', async () => {
    await expect(Toolbelt.HTTPClient()('https://denied.example/')).rejects.toThrow('Socket is closed');
  });
});

describe('MTLSClient', () => {
  const client = () => Toolbelt.MTLSClient({ cert: MTLS_CERT, key: MTLS_KEY, ca: MTLS_CA });

  test.each([
    ['text', 'hëllo', 'hëllo'],
    ['a Buffer', Buffer.from('bytes'), 'bytes'],
    ['an object', { size: 'L' }, '{"size":"L"}'],
  ])('sends %s', async (_name, body, echoed) => {
    await expect(client().post(`${MTLS_URL}/echo`, {}, body, { timeout: 5_000 })).resolves.toMatchObject({
      statusCode: 200,
      body: `lambda ${echoed}`,
    });
  });

  test('takes a URL object', async () => {
    await expect(client().get(new URL(MTLS_URL))).resolves.toMatchObject({ body: 'lambda ' });
  });
});

describe('the functions client', () => {
  test('invokes', async () => {
    const { host } = new URL(HTTP_URL);
    const client = new Client(
      { accountId: '12345678', protocol: 'http', authStrategy: async () => 'Bearer token' },
      { getCsdsEntry: async () => host },
    );
    const lambdaUuid = '6f1c1a7c-0b5e-4f3a-9d43-0a1b2c3d4e5f';
    const { body } = await client.invoke({ lambdaUuid, body: { payload: 'hi' } });
    expect(body).toMatchObject({ payload: 'hi' });
  });
});
