import { createServer, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type Container, createContainer } from '../../src/container';
import type { HttpRequestOptions } from '../../src/http/request/options';
import { reference } from '../differential/clients';
import { startConnectProxy } from '../helpers/connect-proxy';
import { startFullServer } from '../helpers/full-server';
import { type Listening, listen, untilTestEnds } from '../helpers/listen';
import { hasOpenssl, useCertificates } from '../helpers/make-certificates';
import { startServer } from '../helpers/with-server';
import { ROOT, runNode } from '../package/pack';

const NOT_CONNECTED = { code: 'ETIMEDOUT', connect: true, message: 'ETIMEDOUT' };
const SILENT = { code: 'ESOCKETTIMEDOUT', connect: false, message: 'ESOCKETTIMEDOUT' };

/** Calls that a proxy is asked to CONNECT for. */
const TUNNELLED: HttpRequestOptions[] = [
  { url: 'https://service.test:8443/' },
  { url: 'http://service.test:8080/', tunnel: true },
];

let container: Container;

beforeEach(() => {
  container = createContainer();
  container.configuration.configure({
    whitelist: ['127.0.0.1', 'service.test'],
    rateLimit: { mode: 'off' },
    logger: {},
  });
});
afterEach(() => container.reset());

interface SocketServer extends Listening {
  sockets: Socket[];
}

/** A server below HTTP. */
async function socketServer(onConnection: (socket: Socket) => void): Promise<SocketServer> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    onConnection(socket);
  });
  return { ...untilTestEnds(await listen(server)), sockets };
}

/** Reads everything and answers nothing. */
const silent = (socket: Socket) => void socket.resume();

async function causeOf(call: PromiseLike<unknown>): Promise<object> {
  try {
    await call;
  } catch (error) {
    const { name, cause, message } = error as Error & { cause: Error };
    expect(name).toBe('RequestError');
    expect(message).toBe(String(cause));
    return { ...cause, message: cause.message };
  }
  throw new Error('expected a timeout');
}

describe('no connection', () => {
  it('because the server lets nobody in', async () => {
    const server = untilTestEnds(await startFullServer());
    const call = container.httpClient().get(`http://127.0.0.1:${server.port}/`, { timeout: 60 });
    expect(await causeOf(call)).toEqual(NOT_CONNECTED);
  });

  it.each(TUNNELLED)('because the proxy does not answer CONNECT for $url', async (options) => {
    const proxy = untilTestEnds(await startConnectProxy({ mode: 'never-answer' }));
    const call = container.httpClient().get({ ...options, timeout: 60, proxy: proxy.url() });
    expect(await causeOf(call)).toEqual(NOT_CONNECTED);
    await proxy.allClosed();
  });

  it('because the proxy itself cannot be reached', async () => {
    const server = untilTestEnds(await startFullServer());
    const proxy = `http://127.0.0.1:${server.port}`;
    const call = container.httpClient().get({ url: 'https://service.test/', timeout: 60, proxy });
    expect(await causeOf(call)).toEqual(NOT_CONNECTED);
  });
});

// A timeout that comes at twice its value is no use: the elapsed time is part of the contract.
describe('the time that has passed', () => {
  const LIMIT = 1_000;

  async function elapsed(call: PromiseLike<unknown>): Promise<number> {
    const start = performance.now();
    expect(await causeOf(call)).toHaveProperty('code', expect.stringMatching(/TIMEDOUT$/));
    return performance.now() - start;
  }

  const CALLS: [name: string, options: HttpRequestOptions][] = [
    ['a GET', {}],
    ['a POST', { method: 'POST', body: 'x'.repeat(1_000) }],
    ['a JSON POST', { method: 'POST', json: { a: 1 } }],
    ['a form', { method: 'POST', form: { a: 1 } }],
    ['a PUT of a stream', { method: 'PUT', body: Readable.from([Buffer.from('x')]) }],
  ];

  it.each(CALLS)('of %s to a silent server is the timeout', async (_name, options) => {
    const server = await socketServer(silent);
    const url = `http://127.0.0.1:${server.port}/`;
    const passed = await elapsed(container.httpClient()({ ...options, url, timeout: LIMIT }));
    expect(passed).toBeGreaterThan(LIMIT * 0.9);
    expect(passed).toBeLessThan(LIMIT * 1.5);
  });

  // Node looks at the progress of a write when the time is over for the first time, so an upload that is stuck takes longer.
  it('of an upload that the server does not read is that of request', async () => {
    const server = await socketServer((socket) => void socket.pause());
    const options = { url: `http://127.0.0.1:${server.port}/`, body: 'x'.repeat(30_000_000), timeout: LIMIT };
    const peer = await elapsed(reference.post(options));
    const ours = await elapsed(container.httpClient().post(options));
    expect(ours).toBeGreaterThan(LIMIT * 0.9);
    expect(ours).toBeLessThan(peer * 1.3);
  });

  it('does not let an answer through that comes after it', async () => {
    const server = untilTestEnds(
      await startServer((_request, response) => {
        setTimeout(() => response.end('late'), LIMIT * 1.6);
      }),
    );
    const call = container.httpClient().get({ url: server.url(), timeout: LIMIT });
    expect(await causeOf(call)).toEqual(SILENT);
  });

  it.each([true, '50', Number.NaN])(
    'does not count for a timeout of %j, which request ignores',
    async (timeout) => {
      const server = untilTestEnds(
        await startServer((_request, response) => setTimeout(() => response.end('late'), 120)),
      );
      const options = { url: server.url(), timeout } as never;
      expect(await reference.get(options)).toBe('late');
      expect(await container.httpClient().get(options)).toBe('late');
    },
  );

  it.each([undefined, 7, {}])('does not ask for more than a handle of setTimeout: %j', async (handle) => {
    const server = untilTestEnds(await startServer());
    const real = globalThis.setTimeout;
    vi.spyOn(globalThis, 'setTimeout').mockImplementation(((run: () => void, ms: number) => {
      real(run, ms).unref();
      return handle;
    }) as never);
    onTestFinished(() => void vi.restoreAllMocks());
    const call = container.httpClient().post({ url: server.url(), body: 'x', timeout: 5_000 });
    await expect(call).resolves.toBeDefined();
  });

  it('is counted anew on a kept connection, and not while it lies idle', async () => {
    const server = untilTestEnds(await startServer());
    const http = container.httpClient().defaults({ timeout: 200 });
    await http.get(server.url());
    await wait(300);
    await http.get(server.url());
    const without = container.httpClient().get(server.url());
    server.use((_request, response) => setTimeout(() => response.end('late'), 300));
    await expect(without).resolves.toBeDefined();
  });
});

describe('silence', () => {
  it('before the response', async () => {
    const server = await socketServer(silent);
    const call = container.httpClient().get(`http://127.0.0.1:${server.port}/`, { timeout: 50 });
    expect(await causeOf(call)).toEqual(SILENT);
    await server.allClosed();
  });

  it('before the response to a POST', async () => {
    const server = await socketServer(silent);
    const options = { timeout: 50, body: 'x'.repeat(100_000) };
    const call = container.httpClient().post(`http://127.0.0.1:${server.port}/`, options);
    expect(await causeOf(call)).toEqual(SILENT);
    await server.allClosed();
  });

  it('on a kept connection, which is not mistaken for a closed one', async () => {
    let requests = 0;
    const server = await socketServer((socket) => {
      socket.on('data', () => {
        requests += 1;
        if (requests === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      });
    });
    const http = container.httpClient().defaults({ timeout: 50 });
    await http.get(`http://127.0.0.1:${server.port}/`);
    expect(await causeOf(http.get(`http://127.0.0.1:${server.port}/`))).toEqual(SILENT);
    expect(requests).toBe(2);
    expect(server.sockets).toHaveLength(1);
    await server.allClosed();
  });

  it('in the middle of the headers', async () => {
    const server = await socketServer((socket) => void socket.resume().write('HTTP/1.1 200 OK\r\n'));
    const call = container.httpClient().get(`http://127.0.0.1:${server.port}/`, { timeout: 50 });
    expect(await causeOf(call)).toEqual(SILENT);
    await server.allClosed();
  });

  it('in the middle of the body', async () => {
    const server = await socketServer((socket) => {
      socket.resume().write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf');
    });
    const call = container.httpClient().get(`http://127.0.0.1:${server.port}/`, { timeout: 50 });
    expect(await causeOf(call)).toEqual(SILENT);
    await server.allClosed();
  });

  it('in a TLS handshake', async () => {
    const server = await socketServer(silent);
    const options = { timeout: 50, rejectUnauthorized: false };
    const call = container.httpClient().get(`https://127.0.0.1:${server.port}/`, options);
    // There was a connection, so request calls this a socket timeout and not a connect timeout.
    expect(await causeOf(call)).toEqual(SILENT);
    await server.allClosed();
  });

  it('in a TLS handshake through a proxy', async () => {
    const proxy = untilTestEnds(await startConnectProxy());
    const server = await socketServer(silent);
    const url = `https://service.test:${server.port}/`;
    const call = container.httpClient().get({ url, timeout: 50, proxy: proxy.url() });
    expect(await causeOf(call)).toMatchObject({ code: expect.stringMatching(/^E(SOCKET)?TIMEDOUT$/) });
    await server.allClosed();
    await proxy.allClosed();
  });

  it.each(TUNNELLED)('behind a tunnel for $url that leads nowhere', async (options) => {
    const proxy = untilTestEnds(await startConnectProxy({ mode: 'stall-after-200' }));
    const call = container.httpClient().get({ ...options, timeout: 50, proxy: proxy.url() });
    expect(await causeOf(call)).toMatchObject({ code: expect.stringMatching(/^E(SOCKET)?TIMEDOUT$/) });
    await proxy.allClosed();
  });

  it('of an upload that stops half-way', async () => {
    const server = await socketServer(silent);
    const body = new Readable({ read: () => undefined });
    body.push('half');
    const call = container.httpClient().post(`http://127.0.0.1:${server.port}/`, { timeout: 50, body });
    expect(await causeOf(call)).toEqual(SILENT);
    await server.allClosed();
  });
});

// The traffic is steady: each gap is far below the limit, and the whole takes longer than twice the limit.
const LIMIT_MS = 400;
const GAP_MS = 25;
const PARTS = 36;

describe('no silence', () => {
  async function* slowly(): AsyncGenerator<Buffer> {
    for (let i = 0; i < PARTS; i += 1) {
      await wait(GAP_MS);
      yield Buffer.from('.');
    }
  }

  it('in a body that comes slowly', async () => {
    const server = untilTestEnds(
      await startServer((_request, response) => Readable.from(slowly()).pipe(response)),
    );
    const start = performance.now();
    expect(await container.httpClient().get(server.url(), { timeout: LIMIT_MS })).toBe('.'.repeat(PARTS));
    expect(performance.now() - start).toBeGreaterThan(2 * LIMIT_MS);
  });

  it('in a body that is sent slowly', async () => {
    const server = untilTestEnds(await startServer());
    const options = { timeout: LIMIT_MS, body: Readable.from(slowly()) };
    const answer = await container.httpClient().post(server.url(), options);
    expect(JSON.parse(answer)).toMatchObject({ body: '.'.repeat(PARTS) });
  });

  it('across hops: every one has its own time', async () => {
    const server = await startServer(async ({ url }, response) => {
      await wait(LIMIT_MS / 4);
      const hop = Number(url.slice(1));
      if (hop === 6) response.end('there');
      else response.writeHead(302, { location: `/${hop + 1}` }).end();
    });
    untilTestEnds(server);
    expect(await container.httpClient().get(server.url('/0'), { timeout: LIMIT_MS })).toBe('there');
  });

  it('without a limit', async () => {
    const server = await startServer(async (_request, response) => {
      await wait(GAP_MS);
      response.end('late');
    });
    untilTestEnds(server);
    for (const options of [{}, { timeout: 0 }]) {
      expect(await container.httpClient().get(server.url(), options)).toBe('late');
    }
  });
});

describe('a process', () => {
  const certificates = useCertificates();

  const HOUR = 3_600_000;
  const script = (body: string) => `
    setTimeout(() => { console.error('still alive'); process.exit(9); }, 15_000).unref();
    const { Toolbelt } = require('lp-faas-toolbelt');
    Toolbelt.configure({ whitelist: ['127.0.0.1', 'service.test'] });
    const http = Toolbelt.HTTPClient();
    const [url, proxy] = process.argv.slice(1);
    (async () => { ${body} })();
  `;
  const CODE = '.then(() => console.log("resolved"), (error) => console.log(error.cause.code ?? error.name))';

  it.each([
    {
      name: 'after a response',
      body: `await http.get({ url, timeout: ${HOUR} })${CODE}`,
      stdout: 'resolved',
    },
    {
      name: 'after an error',
      body: `await http.get({ url: 'http://127.0.0.1:1/', timeout: ${HOUR} })${CODE}`,
      stdout: 'ECONNREFUSED',
    },
    {
      name: 'after a denied call',
      body: `await http.get({ url: 'http://unlisted.test/', timeout: ${HOUR} })${CODE}`,
      stdout: 'ERR_SOCKET_CLOSED',
    },
    {
      name: 'after a redirect',
      body: `await http.get({ url: url + 'redirect/302?to=/', timeout: ${HOUR} })${CODE}`,
      stdout: 'resolved',
    },
    {
      name: 'after HEAD',
      body: `await http.head({ url, timeout: ${HOUR} })${CODE}`,
      stdout: 'resolved',
    },
    {
      name: 'after a piped response',
      body: `http.get({ url, timeout: ${HOUR} }).pipe(require('node:fs').createWriteStream('/dev/null')).on('finish', () => console.log('finished'))`,
      stdout: 'finished',
    },
    {
      name: 'after abort',
      body: `const call = http.get({ url: url + 'hang', timeout: ${HOUR} }); setTimeout(() => { call.abort(); console.log('aborted'); }, 50)`,
      stdout: 'aborted',
    },
    {
      name: 'after a timeout',
      body: `await http.get({ url: url + 'hang', timeout: 50 })${CODE}`,
      stdout: 'ESOCKETTIMEDOUT',
    },
    {
      name: 'after a proxy that refused',
      body: `await http.get({ url: 'https://service.test/', proxy, timeout: ${HOUR} })${CODE}`,
      stdout: 'ECONNRESET',
    },
  ])('ends $name', async ({ body, stdout }) => {
    const server = await startServer(({ method, url }, response) => {
      if (url === '/hang') return;
      if (url.startsWith('/redirect')) response.writeHead(302, { location: '/' });
      response.end(method === 'HEAD' ? undefined : 'ok');
    });
    const proxy = await startConnectProxy({ mode: 403 });
    for (const closable of [server, proxy]) untilTestEnds(closable);
    const outcome = await runNode(['-e', script(body), server.url(), proxy.url()], ROOT);
    expect(outcome).toMatchObject({ status: 0, stdout: `${stdout}\n` });
  });

  it.skipIf(!hasOpenssl)('ends after calls through a tunnel that is kept', async () => {
    const server = await startServer(undefined, certificates?.server('service.test'));
    const proxy = await startConnectProxy();
    for (const closable of [server, proxy]) untilTestEnds(closable);
    const body = `await http.get({ url, proxy, timeout: ${HOUR} })${CODE}`;
    const url = `https://service.test:${server.port}/`;
    const outcome = await runNode(['-e', script(body), url, proxy.url()], ROOT, {
      NODE_EXTRA_CA_CERTS: certificates?.caFile ?? '',
    });
    expect(outcome).toEqual({ status: 0, stdout: 'resolved\n', stderr: '' });
  });
});
