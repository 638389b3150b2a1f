import { connect, createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { ErrorCodes, Toolbelt } from '../../src/index';
import { listen, untilTestEnds } from '../helpers/listen';
import {
  describeWithOpenssl,
  hasOpenssl,
  type Identity,
  useCertificates,
} from '../helpers/make-certificates';
import { type MtlsHandler, type MtlsServer, startMtlsServer } from '../helpers/mtls-server';

const certificates = useCertificates();
let ann: Identity;
let handler: MtlsHandler;
let server: MtlsServer;
let client: ReturnType<typeof Toolbelt.MTLSClient>;

beforeAll(async () => {
  if (!hasOpenssl) return;
  ann = certificates.client('ann');
  const identity = { ...certificates.server('localhost'), ca: certificates.ca };
  server = await startMtlsServer(identity, (request, response) => handler(request, response));
});
afterAll(async () => {
  await server?.close();
});
beforeEach(() => {
  Toolbelt.configure({ whitelist: ['localhost'], rateLimit: { mode: 'off' }, logger: {} });
  if (!hasOpenssl) return;
  client = Toolbelt.MTLSClient({ ...ann, ca: certificates.ca });
  handler = (_request, response) => void response.end('ok');
  server.requests.length = 0;
});
afterEach(() => Toolbelt.reset());

describeWithOpenssl('a slow server', () => {
  /** undici looks at its limits about once a second. A limit that is too short shows after that. */
  const SLOW_MS = 1_600;

  it('is limited by the timeout of the call alone', async () => {
    const relay = createServer(async (socket) => {
      await wait(SLOW_MS);
      socket.pipe(connect(server.port, '127.0.0.1')).pipe(socket);
    });
    const { port } = untilTestEnds(await listen(relay));
    handler = async (request, response) => {
      if (request.url === '/headers') await wait(SLOW_MS);
      response.write('a');
      if (request.url === '/body') await wait(SLOW_MS);
      response.end('b');
    };
    const urls = [`https://localhost:${port}/`, server.url('/headers'), server.url('/body')];
    const answers = await Promise.all(urls.map((url) => client.get(url)));
    expect(answers.map(({ body }) => body)).toEqual(['ab', 'ab', 'ab']);
  });
});

describeWithOpenssl('a response', () => {
  it.each([200, 202, 400, 401, 404, 407, 409, 421, 429, 500, 503, 599, 999])(
    'of %i resolves, after one request',
    async (status) => {
      handler = (_request, response) => void response.writeHead(status, 'So it is').end('text');
      expect(await client.post(server.url(), {}, 'body')).toMatchObject({ statusCode: status, body: 'text' });
      expect(await client.get(server.url())).toMatchObject({ statusCode: status, body: 'text' });
      expect(server.requests).toHaveLength(2);
    },
  );

  it.each([301, 302, 303, 307, 308])('of %i is not followed', async (status) => {
    const location = server.url('/elsewhere');
    handler = (_request, response) => void response.writeHead(status, { location }).end('moved');
    const response = await client.post(server.url(), {}, 'body');
    expect(response).toMatchObject({ statusCode: status, headers: { location }, body: 'moved' });
    expect(server.requests).toHaveLength(1);
  });

  it.each([204, 205, 304])('of %i has no body', async (status) => {
    handler = (_request, response) => void response.writeHead(status).end();
    expect(await client.get(server.url())).toMatchObject({ statusCode: status, body: '' });
    const parsed = await client.get(server.url(), {}, null, { json: true });
    expect(parsed).toMatchObject({ statusCode: status, body: undefined });
  });

  it('to HEAD has its headers and no body', async () => {
    handler = (_request, response) => void response.writeHead(200, { 'content-length': 5 }).end();
    expect(await client.head(server.url())).toMatchObject({ headers: { 'content-length': '5' } });
    expect(server.requests).toMatchObject([{ method: 'HEAD' }]);
  });

  it.each(['head', 'options'] as const)('to %s has no body in the result', async (verb) => {
    handler = (_request, response) => void response.end('{"a":1}');
    for (const json of [false, true]) {
      const response = await client[verb](server.url(), {}, { json });
      expect(response.statusCode).toBe(200);
      expect(response.body).toBeUndefined();
    }
  });

  it('has lower-case headers in a plain object, and set-cookie as a list', async () => {
    handler = (_request, response) => {
      response
        .writeHead(200, { 'X-One': 'a', 'X-Many': ['b', 'c'], 'Set-Cookie': ['d=1; Path=/', 'e=2'] })
        .end();
    };
    const { headers } = await client.get(server.url());
    expect(headers).toMatchObject({ 'x-one': 'a', 'x-many': 'b, c', 'set-cookie': ['d=1; Path=/', 'e=2'] });
    expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
    expect(JSON.stringify(headers)).toContain('"x-one":"a"');
  });

  it.each(['gzip', undefined])('that is compressed is decoded (accept-encoding: %s)', async (encoding) => {
    handler = (_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":"ü"}'));
    };
    const headers = { 'accept-encoding': encoding };
    expect(await client.get(server.url(), headers, '', { json: true })).toMatchObject({ body: { a: 'ü' } });
    expect(server.requests[0]?.headers['accept-encoding']).toContain('gzip');
  });

  it('that claims to be compressed and is not is an error', async () => {
    handler = (_request, response) =>
      void response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip');
    await expect(client.get(server.url())).rejects.toMatchObject({
      code: ErrorCodes.Mtls.GENERAL,
      cause: { code: 'Z_DATA_ERROR' },
    });
  });

  it('arrives whole, whatever its size, without its byte order mark', async () => {
    const text = 'ü'.repeat(3_000_000);
    handler = (_request, response) => void response.end(`\uFEFF${text}`);
    const { body } = await client.get(server.url());
    expect(body === text).toBe(true);
  });
});

describeWithOpenssl('a request', () => {
  it('shows the headers of the caller, and nothing of a browser', async () => {
    Toolbelt.configure({ accountId: '12345', functionId: 'f-1' });
    await client.post(server.url('/a?b=c'), { 'X-Mine': 'ü', Accept: 'text/plain' }, { a: 1 });
    const { headers, ...rest } = server.requests[0] ?? { headers: {} };
    expect(rest).toMatchObject({ client: 'ann', method: 'POST', url: '/a?b=c', body: '{"a":1}' });
    expect(headers).toEqual({
      host: `localhost:${server.port}`,
      connection: 'keep-alive',
      accept: 'text/plain',
      'accept-encoding': expect.stringContaining('gzip'),
      'content-length': '7',
      'content-type': 'application/json',
      'lp-url': '12345',
      'user-agent': 'LP-Lambda-f-1',
      'x-mine': 'ü',
    });
  });

  it('has what the caller set of those', async () => {
    const mine = {
      'User-Agent': 'mine',
      'Accept-Language': 'de',
      'Sec-Fetch-Mode': 'no-cors',
      Connection: 'close',
    };
    await client.get(server.url(), mine);
    expect(server.requests[0]?.headers).toMatchObject({
      'user-agent': 'mine',
      'accept-language': 'de',
      'sec-fetch-mode': 'no-cors',
      connection: 'close',
    });
  });

  it('works with headers that lambdas set by hand', async () => {
    const headers = {
      ...{ Connection: 'keep-alive', Host: `localhost:${server.port}`, 'Content-Length': '2' },
      ...{ 'Transfer-Encoding': 'chunked', Expect: '100-continue', 'Keep-Alive': 'timeout=5', Upgrade: 'x' },
    };
    expect(await client.put(server.url(), headers, 'hello')).toMatchObject({ statusCode: 200 });
    expect(server.requests[0]).toMatchObject({ headers: { 'content-length': '5' }, body: 'hello' });
    expect(server.requests[0]?.headers).not.toHaveProperty('transfer-encoding');
  });

  it.each([
    ['delete', '', undefined],
    ['delete', 'why', '3'],
    ['post', null, '0'],
    ['put', undefined, '0'],
    ['patch', 'text', '4'],
  ] as const)('%s with the body %j', async (verb, body, length) => {
    await client[verb](server.url(), undefined, body, { timeout: 9_000 });
    expect(server.requests).toMatchObject([{ method: verb.toUpperCase(), body: body ?? '' }]);
    expect(server.requests[0]?.headers['content-length']).toBe(length);
    expect(server.requests[0]?.headers).not.toHaveProperty('content-type');
  });

  it.each([
    ['{"a":1}', true, {}, 'application/json'],
    [' [1] ', true, {}, 'application/json'],
    ['{"a":1}', true, { 'Content-Type': 'application/vnd.api+json' }, 'application/vnd.api+json'],
    ['{"a":1}', false, {}, undefined],
    ['a=1&b=2', true, {}, undefined],
    [Buffer.from('{"a":1}'), true, {}, undefined],
    ['', true, {}, undefined],
  ])('of %j with json: %j and %j has the content type %j', async (body, json, headers, type) => {
    await client.post(server.url(), headers, body, { json });
    expect(server.requests[0]).toMatchObject({ body: String(body) });
    expect(server.requests[0]?.headers['content-type']).toBe(type);
  });

  it('carries bytes unchanged', async () => {
    const bytes = new TextEncoder().encode('x'.repeat(1_000_000));
    await client.post(server.url(), {}, bytes);
    expect(server.requests[0]?.body.length).toBe(1_000_000);
  });

  it('reaches a path as it is written', async () => {
    await client.get(server.url('/a//b/?v=1&w=%20x#part'));
    expect(server.requests[0]?.url).toBe('/a//b/?v=1&w=%20x');
  });
});

describeWithOpenssl('what is not sent', () => {
  it('to a host that is not listed: whitelistViolation "forbidden" resolves with 403', async () => {
    Toolbelt.configure({ whitelistViolation: 'forbidden' });
    const response = await client.get('https://unlisted.test/');
    expect(response).toMatchObject({
      statusCode: 403,
      body: expect.stringContaining('You do not have access'),
    });
  });

  it('to the port of another protocol are refused by fetch under a spy, which the error says', async () => {
    const spy = vi.spyOn(globalThis, 'fetch');
    onTestFinished(() => spy.mockRestore());
    const call = client.get('https://localhost:6000/');
    await expect(call).rejects.toMatchObject({
      code: ErrorCodes.Mtls.GENERAL,
      message: expect.stringContaining('use another port'),
    });
  });
});

describeWithOpenssl('a connection that has ended', () => {
  it('is not kept for the end of the process', async () => {
    handler = (_request, response) => void response.writeHead(200, { connection: 'close' }).end('ok');
    const destroy = vi.spyOn(TLSSocket.prototype, 'destroy');
    for (let call = 0; call < 5; call += 1) await client.get(server.url());
    await vi.waitFor(() => expect(destroy.mock.contexts.length).toBeGreaterThanOrEqual(5));
    await new Promise((resolve) => setTimeout(resolve, 50));
    destroy.mockClear();
    Toolbelt.reset();
    expect(destroy).not.toHaveBeenCalled();
    destroy.mockRestore();
  });
});
